"""The algebra of intervals, against minutes counted one by one."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fair.common.intervals import Interval, merged, slots, without

NINE = datetime(2027, 9, 15, 9, tzinfo=UTC)
HORIZON_MINUTES = 60


def at(minute: int) -> datetime:
    return NINE + timedelta(minutes=minute)


def span(start: int, end: int) -> Interval:
    return Interval(at(start), at(end))


def minutes_of(intervals) -> set[int]:
    """Return the minutes that lie in some interval, found by asking for each."""
    return {
        minute
        for minute in range(HORIZON_MINUTES)
        if any(each.starts_at <= at(minute) < each.ends_at for each in intervals)
    }


def are_apart_and_in_order(intervals) -> bool:
    pairs = pairwise(intervals)
    return all(earlier.ends_at < later.starts_at for earlier, later in pairs)


spans = st.builds(
    lambda start, length: span(start, start + length),
    st.integers(0, HORIZON_MINUTES - 11),
    st.integers(1, 10),
)


@pytest.mark.parametrize("end", [10, 9])
def test_interval_is_neither_empty_nor_backwards(end):
    with pytest.raises(ValueError, match="not an interval"):
        span(10, end)


def test_minutes_are_whole():
    assert span(0, 25).minutes == 25
    assert Interval(at(0), at(1) + timedelta(seconds=59)).minutes == 1


def test_touching_intervals_do_not_overlap():
    assert not span(0, 5).overlaps(span(5, 10))
    assert span(0, 6).overlaps(span(5, 10))


def test_interval_contains_itself_but_nothing_that_sticks_out():
    assert span(0, 10).contains(span(0, 10))
    assert not span(0, 10).contains(span(5, 11))
    assert not span(1, 10).contains(span(0, 10))


@given(spans, spans)
def test_overlap_is_a_minute_in_both(first, second):
    assert first.overlaps(second) == bool(minutes_of([first]) & minutes_of([second]))
    assert first.overlaps(second) == second.overlaps(first)


@given(spans, spans)
def test_contained_is_every_minute_in_the_other(first, second):
    assert first.contains(second) == (minutes_of([second]) <= minutes_of([first]))


@given(st.lists(spans, max_size=8))
def test_merged_keeps_every_minute_and_no_touching_ends(intervals):
    result = merged(intervals)

    assert minutes_of(result) == minutes_of(intervals)
    assert are_apart_and_in_order(result)


@given(st.lists(spans, max_size=8), st.lists(spans, max_size=8))
def test_without_keeps_the_minutes_that_are_not_removed(intervals, removed):
    result = without(intervals, removed)

    assert minutes_of(result) == minutes_of(intervals) - minutes_of(removed)
    assert are_apart_and_in_order(result)


@given(spans, st.integers(1, 6), st.integers(0, 4))
def test_slots_fill_the_interval(interval, length, pause):
    result = list(slots(interval, length=timedelta(minutes=length), pause=timedelta(minutes=pause)))

    step = length + pause
    assert len(result) == (interval.minutes + pause) // step
    assert [slot.starts_at for slot in result] == [
        interval.starts_at + timedelta(minutes=step * number) for number in range(len(result))
    ]
    assert all(slot.minutes == length and interval.contains(slot) for slot in result)


@pytest.mark.parametrize(("length", "pause"), [(0, 5), (-5, 0), (5, -1)])
def test_slots_refuse_what_never_ends(length, pause):
    with pytest.raises(ValueError, match="positive length"):
        list(slots(span(0, 60), length=timedelta(minutes=length), pause=timedelta(minutes=pause)))
