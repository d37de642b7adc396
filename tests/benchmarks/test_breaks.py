"""Both engines and the checker of the B2BSP benchmark, against trying everything."""

from itertools import product
from pathlib import Path
from random import Random

import pytest

from benchmarks.b2bsp import solved
from benchmarks.breaks import by_cp, by_maxsat, checking
from benchmarks.breaks.checking import breaks_of, total_breaks, violations
from benchmarks.breaks.files import read_instance

# Three participants, three meetings, four slots of which two are in the morning.
FIELDS = {
    "nBusiness": "3",
    "nMeetings": "3",
    "nTables": "1",
    "nTotalSlots": "4",
    "nMorningSlots": "2",
    "requested": "[|1, 2,3, \n|1, 3,3, \n|2, 3,3, \n|]",
    "meetingsxBusiness": "[{1,2,3},{1,2,4},{1,3,4}]",
    "nMeetingsBusiness": "[2,2,2]",
    "forbidden": "[{0},\n{0},\n{0}]",
    "fixed": "[0,0,0]",
    "precedences": "[{},{},{}]",
}


def written(folder: Path, **changes: str) -> Path:
    path = folder / "small.original.dzn"
    fields = FIELDS | changes
    path.write_text("\n\n".join(f"{name} = {value};" for name, value in fields.items()))
    return path


def invented(folder: Path, seed: int) -> Path:
    """Write a random instance that is small enough to try everything."""
    rng = Random(seed)  # noqa: S311
    people, slots, count = rng.randint(3, 5), rng.randint(3, 5), rng.randint(3, 5)
    pairs = [rng.sample(range(1, people + 1), 2) for _meeting in range(count)]
    rows = "\n".join(f"|{a}, {b},{rng.choice([1, 2, 3, 3, 3])}, " for a, b in pairs)
    forbidden = [rng.choice(["{0}", "{0}", "{0,2}"]) for _person in range(people)]
    before = rng.choice(["{}", "{1}"])
    return written(
        folder,
        nBusiness=str(people),
        nMeetings=str(count),
        nTables=str(rng.randint(1, 2)),
        nTotalSlots=str(slots),
        nMorningSlots=str(rng.randint(1, slots - 1)),
        requested=f"[{rows}\n|]",
        forbidden=f"[{','.join(forbidden)}]",
        fixed=f"[{rng.choice([0, 0, 1])}{',0' * (count - 1)}]",
        precedences=f"[{'{},' * (count - 1)}{before}]",
    )


def fewest_breaks(path: Path) -> int | None:
    instance = read_instance(path)
    schedules = product(range(1, instance.slots + 1), repeat=len(instance.pairs))
    fair = (list(each) for each in schedules if not violations(path, list(each)))
    return min((total_breaks(list(instance.pairs), each) for each in fair), default=None)


@pytest.mark.parametrize("seed", range(24))
def test_both_engines_find_the_fewest_breaks(tmp_path, monkeypatch, seed):
    for module in (by_cp, by_maxsat, checking):
        # So few slots allow few breaks: without any difference, fairness bites.
        monkeypatch.setattr(module, "FAIRNESS", seed % 2)
    path = invented(tmp_path, seed)
    instance, fewest = read_instance(path), fewest_breaks(path)

    by_cores = by_cp.solve(instance, time_limit=20, seed=1)
    answers = [by_maxsat.solve(instance)["schedule"], by_cores["schedule"]]

    assert by_cores["is_optimal"]
    for schedule in answers:
        if fewest is None:
            assert schedule is None
        else:
            assert violations(path, schedule) == []
            assert total_breaks(list(instance.pairs), schedule) == fewest


@pytest.mark.parametrize(
    ("changes", "schedule", "words"),
    [
        ({}, [1, 2, 3], None),
        ({}, [1, 2], "2 meetings instead of 3"),
        ({}, [1, 2, 5], "slot 5 is not in its session"),
        ({"requested": "[|1, 2,2, \n|1, 3,3, \n|2, 3,3, \n|]"}, [1, 2, 3], "not in its session"),
        ({"fixed": "[2,0,0]"}, [1, 2, 3], "not in its fixed slot"),
        ({"forbidden": "[{0,1},{0},{0}]"}, [1, 2, 3], "slot 1 is forbidden to 1"),
        ({"precedences": "[{3},{},{}]"}, [1, 2, 3], "meeting 3 does not come before it"),
        ({"precedences": "[{},{},{1}]"}, [1, 2, 3], None),
        ({"nTables": "2"}, [1, 1, 2], "participant 1: two meetings in one slot"),
        ({}, [1, 1, 2], "slot 1: more meetings than tables"),
    ],
)
def test_checker_names_what_is_broken(tmp_path, changes, schedule, words):
    found = violations(written(tmp_path, **changes), schedule)

    assert found == [] if words is None else any(words in each for each in found)


@pytest.mark.parametrize(
    ("busy", "breaks"), [(set(), 0), ({3}, 0), ({1, 2, 3}, 0), ({1, 4}, 1), ({1, 3, 4, 9}, 2)]
)
def test_breaks_are_runs_of_idle_slots(busy, breaks):
    assert breaks_of(busy) == breaks


def test_race_reports_what_it_found(tmp_path):
    row = solved(written(tmp_path), time_limit=30, seed=1)

    assert row.pop("seconds") < 30
    assert row.pop("engine") in {"rc2", "cp-sat"}
    assert row == {
        "name": "small.original",
        "breaks": 1,
        "optimal": True,
        "violations": 0,
        "broken": [],
    }


def test_race_says_that_there_is_no_timetable(tmp_path):
    row = solved(written(tmp_path, nTotalSlots="2"), time_limit=30, seed=1)

    assert (row["breaks"], row["optimal"], row["violations"]) == (None, True, 0)
