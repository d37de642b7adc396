"""When an online meeting lets people in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Phase(StrEnum):
    """Where a moment lies to a window."""

    EARLY = "early"
    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of time, [opens_at, closes_at), in which one may join."""

    opens_at: datetime
    closes_at: datetime

    def phase(self, now: datetime) -> Phase:
        """Tell whether `now` lies before, in or after the window."""
        if now < self.opens_at:
            return Phase.EARLY
        return Phase.OPEN if now < self.closes_at else Phase.OVER


def window_around(
    starts_at: datetime, ends_at: datetime, *, minutes_before: int, minutes_after: int
) -> Window:
    """Return the window of a meeting [starts_at, ends_at)."""
    return Window(
        starts_at - timedelta(minutes=minutes_before), ends_at + timedelta(minutes=minutes_after)
    )
