import pytest

from benchmarks.time_zones import FAULTS, WAYS, mismatches, samples_of, zone_names


def samples(*, seed):
    """Return a meeting for each fourth zone of the world."""
    return list(samples_of(count=len(zone_names()), seed=seed))[::4]


def test_every_way_of_writing_tells_the_moment():
    assert mismatches(samples(seed=5)) == dict.fromkeys(WAYS, 0)


@pytest.mark.parametrize("name", FAULTS)
def test_planted_fault_shows_in_every_way_of_writing(name):
    found = mismatches(samples(seed=7), fault=FAULTS[name])

    assert [way for way in WAYS if not found[way]] == []
