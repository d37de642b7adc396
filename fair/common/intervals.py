"""Half-open intervals of time, [starts_at, ends_at), and what can be done with them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """The moments from `starts_at` up to, but not including, `ends_at`; both aware.

    Raise ValueError where it would be empty or run backwards.
    """

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        if self.ends_at <= self.starts_at:
            raise ValueError(f"not an interval: {self.starts_at} – {self.ends_at}")

    @property
    def minutes(self) -> int:
        """Whole minutes from start to end."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    def overlaps(self, other: "Interval") -> bool:
        """Tell whether some moment lies in both; touching ends do not overlap."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def contains(self, other: "Interval") -> bool:
        """Tell whether every moment of `other` lies in this one."""
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """Join intervals that overlap or touch; return them in order of time."""
    result: list[Interval] = []
    for interval in sorted(intervals):
        if result and interval.starts_at <= result[-1].ends_at:
            last = result.pop()
            result.append(Interval(last.starts_at, max(last.ends_at, interval.ends_at)))
        else:
            result.append(interval)
    return result


def without(intervals: Iterable[Interval], removed: Iterable[Interval]) -> list[Interval]:
    """Cut `removed` out of `intervals`; return what is left, merged and in order of time."""
    left = merged(intervals)
    for cut in merged(removed):
        left = [piece for interval in left for piece in _cut(interval, cut)]
    return left


def slots(interval: Interval, *, length: timedelta, pause: timedelta) -> Iterator[Interval]:
    """Lay slots of `length` into `interval`, `pause` apart, from its start; no cut-off last one.

    Raise ValueError for a length that is not positive or a pause that is negative.
    """
    if length <= timedelta(0) or pause < timedelta(0):
        raise ValueError("a slot has a positive length and a pause that is not negative")
    starts_at = interval.starts_at
    while starts_at + length <= interval.ends_at:
        yield Interval(starts_at, starts_at + length)
        starts_at += length + pause


def _cut(interval: Interval, cut: Interval) -> Iterator[Interval]:
    if not interval.overlaps(cut):
        yield interval
        return
    if interval.starts_at < cut.starts_at:
        yield Interval(interval.starts_at, cut.starts_at)
    if cut.ends_at < interval.ends_at:
        yield Interval(cut.ends_at, interval.ends_at)
