"""What every attempt to book or move has in common: its rules, its refusals, its repetition."""

import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, ClassVar, TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from fair.editions.choices import Side
from fair.editions.models import Participation
from fair.meetings.choices import Clash
from fair.meetings.models import Meeting
from fair.meetings.selectors.free import FreeTime, nearest_times
from fair.meetings.selectors.rules import rules_of
from fair.meetings.services.locks import TimetableBusy
from fair.meetings.services.openings import Clashing, PlaceContested
from fair.meetings.services.seats import SeatTaken

# A meeting may begin so long ago when the two stand at the booth already.
WALK_IN_GRACE = timedelta(minutes=10)
# How often to look for another place while others are at the same ones, and how long to wait.
ATTEMPTS = 8
LONGEST_PAUSE_SECONDS = 0.03
# So many other times are offered where one is taken.
ALTERNATIVES = 6


class CannotBook(Refusal):
    """The two cannot have a meeting booked, at whatever time."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "not_running": _("The edition is not open, so no meetings are booked."),
        "planned_only": _("The organiser plans the meetings of this fair."),
        "phase": _("Booking is not open at this moment."),
        "gone": _("One of the two does not take part in the fair."),
        "past": _("That time is over."),
        "pair_twice": _("The two have a meeting already."),
        "objected": _("%(company)s has declined this meeting."),
        "quota": _("You have booked %(count)s meetings; this fair allows no more."),
    }


class SlotTaken(Refusal):
    """The time cannot be had; `alternatives` says what could.

    `look` finds other times; without it there are none.
    """

    MESSAGES: ClassVar[dict[str, Any]] = {"taken": "%(reasons)s"}

    def __init__(
        self, clashes: tuple[Clash, ...], look: Callable[[], tuple[FreeTime, ...]] = tuple
    ) -> None:
        reasons = " ".join(str(clash.label) for clash in dict.fromkeys(clashes))
        super().__init__("taken", reasons=reasons)
        self.clashes = clashes
        self._look = look

    @cached_property
    def alternatives(self) -> tuple[FreeTime, ...]:
        """The nearest times that are free, in order; some seven queries when first asked.

        Ask outside the transaction that was refused: others wait for the locks it still holds.
        """
        return self._look()


Answer = TypeVar("Answer")


def repeated(attempt: Callable[[], Answer]) -> Answer:
    """Make an attempt in a transaction, again while others are at the very places it wants.

    Raise TimetableBusy when that does not end. In an outer transaction each attempt is a savepoint,
    which gives its locks back when it fails.
    """
    for _number in range(ATTEMPTS):
        try:
            with transaction.atomic():
                return attempt()
        except (PlaceContested, SeatTaken):
            time.sleep(random.uniform(0, LONGEST_PAUSE_SECONDS))  # noqa: S311 - no secret
    raise TimetableBusy("busy")


def slot_taken(
    clashing: Clashing,
    meeting: Meeting | None,
    sides: tuple[Participation, Participation],
    *,
    starts_at: datetime,
    now: datetime,
    is_limited: bool,
) -> SlotTaken:
    """Make the refusal; it finds the times nearest to `starts_at`. Sides are by `sides_of`."""
    return SlotTaken(
        clashing.clashes,
        lambda: nearest_times(
            sides, starts_at, count=ALTERNATIVES, now=now, without=meeting, is_limited=is_limited
        ),
    )


def refuse_out_of_turn(
    buyer: Participation,
    supplier: Participation,
    *,
    starts_at: datetime,
    now: datetime,
    side: Side | None,
    is_walk_in: bool = False,
) -> None:
    """Raise CannotBook where the two may not have their timetable changed now.

    Sides are loaded by `sides_of`. `side` is who does it alone: the edition's phases bind it.
    """
    rules = rules_of(buyer.edition)
    if not rules.is_running:
        raise CannotBook("not_running")
    if not (buyer.is_approved and supplier.is_approved):
        raise CannotBook("gone")
    if starts_at < (now - WALK_IN_GRACE if is_walk_in else now):
        raise CannotBook("past")
    if side is None:
        return
    if rules.is_planned_only:
        raise CannotBook("planned_only")
    # Two who stand at a booth do not wait for a phase.
    if not is_walk_in and not rules.may_book(now):
        raise CannotBook("phase")
