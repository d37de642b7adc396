"""Which pairs the lists of the others hold, by columns and told pair by pair."""

from collections.abc import Mapping

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fair.matching.jobs.held import Placed
from fair.matching.jobs.listing import OpenLists, listed_before
from fair.matching.jobs.places import Places

Place = tuple[float, float, int]

others = st.integers(1, 6)
# Few values, so that places are equal in the first two numbers, or in all, often enough.
places = st.tuples(
    st.sampled_from((-50.0, 0.0, 70.5)), st.sampled_from((0.5, 1.0)), st.integers(0, 2)
)
placed = st.dictionaries(others, places, max_size=6)


def columns(pairs: Mapping[int, Place]) -> Placed:
    """Lay pairs out as columns, in the order given."""
    ids = list(pairs)
    nearness, confidence, ties = ([pairs[other][at] for other in ids] for at in range(3))
    return Placed(
        np.array(ids, np.int64),
        Places(
            np.array(nearness, np.float64),
            np.array(confidence, np.float64),
            np.array(ties, np.uint64),
        ),
    )


def key(place: Place) -> Place:
    """Return what is smaller the higher a pair stands."""
    nearness, confidence, tie = place
    return (-nearness, -confidence, tie)


def told(
    other: int, was: Place | None, now: Place | None, end: Place | None, *, open_lists: OpenLists
) -> bool:
    """Tell of one pair whether the other's list holds it."""
    if other in open_lists.all():
        if was and (not now or key(now) > key(was)):
            open_lists.losers.add(other)
        return now is not None
    was_listed = was is not None and (not end or key(was) <= key(end))
    if end and was_listed and (not now or key(now) > key(end)):
        open_lists.losers.add(other)
        return now is not None
    is_listed = now is not None and (not end or key(now) <= key(end))
    if is_listed and (not was_listed or (was == end and now != end)):
        open_lists.unsettled.add(other)
    return is_listed


@given(placed, placed, placed, st.builds(OpenLists, st.sets(others), st.sets(others)))
def test_lists_are_told_by_columns_as_pair_by_pair(was, now, ends, one_by_one):
    by_columns = OpenLists(set(one_by_one.unsettled), set(one_by_one.losers))
    ends = {other: end for other, end in ends.items() if other in was or other in now}
    pairs = columns(now)
    listed = listed_before(columns(ends), was=columns(was), now=pairs, open_lists=by_columns)
    expected = {
        other: told(other, was.get(other), now.get(other), ends.get(other), open_lists=one_by_one)
        for other in sorted(was.keys() | now.keys())
    }
    assert dict(zip(pairs.others.tolist(), listed.tolist(), strict=True)) == {
        other: expected[other] for other in now
    }
    assert by_columns == one_by_one


def test_place_in_a_list_is_told_by_nearness_then_confidence_then_the_tie():
    pairs = [(80.0, 0.5, 9), (70.0, 1.0, 5), (70.0, 1.0, 6), (70.0, 0.5, 1), (-3.0, 1.0, 0)]
    upper, lower = columns(dict(enumerate(pairs[:-1]))), columns(dict(enumerate(pairs[1:])))
    (_, above), (_, below) = (side.beside(np.arange(4)) for side in (upper, lower))
    assert below.come_after(above).all()
    assert not above.come_after(below).any()
    assert not above.come_after(above).any()
    assert above.equal(above).all()
    assert not above.equal(below).any()
