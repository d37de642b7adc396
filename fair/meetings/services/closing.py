"""Say what became of a meeting: it was held, or who did not come; and take that back."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refusal
from fair.editions.choices import Side
from fair.meetings.choices import MeetingChange, MeetingState
from fair.meetings.models import Meeting, MeetingSeat
from fair.meetings.services.locks import lock_sides, raise_version
from fair.meetings.services.seats import SeatTaken, free_seats, leave_seats, take_seats
from fair.meetings.services.telling import announce

# So long the side that is there waits before the other counts as not come.
NO_SHOW_AFTER = timedelta(minutes=5)

MISSED_BY = {
    Side.BUYER: MeetingState.NO_SHOW_BUYER,
    Side.SUPPLIER: MeetingState.NO_SHOW_SUPPLIER,
}
# Somebody said that a side, or both, did not come.
MISSED = frozenset({*MISSED_BY.values(), MeetingState.NO_SHOW_BOTH})


class CannotCloseMeeting(Refusal):
    """It cannot be said of the meeting that it took place, or that somebody did not come."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "not_confirmed": _("The meeting is called off or closed already."),
        "not_begun": _("The meeting has not begun yet."),
        "too_early": _("Wait five minutes from the beginning; they may still come."),
    }


class CannotReopenMeeting(Refusal):
    """What was said of the meeting cannot be taken back."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "not_closed": _("The meeting is not closed."),
        "pair_again": _("The two have another meeting since; this one stays closed."),
        "time_taken": _("One side or the place is in another meeting at that time by now."),
    }


@transaction.atomic
def hold_meeting(meeting: Meeting, *, actor: User | None, now: datetime) -> Meeting:
    """Note that a meeting took place; saying it twice has no second effect.

    Raise CannotCloseMeeting before it begins and when it was closed otherwise.
    """
    locked = _locked(meeting)
    if locked.state == MeetingState.HELD:
        return locked
    _check_open(locked)
    if now < locked.starts_at:
        raise CannotCloseMeeting("not_begun")
    _set_state(locked, MeetingState.HELD)
    announce(locked, MeetingChange.HELD)
    return locked


@transaction.atomic
def record_no_show(meeting: Meeting, *, side: str, actor: User | None, now: datetime) -> Meeting:
    """Note that `side` did not come, which frees everybody and the place; twice is once.

    Raise CannotCloseMeeting in the first five minutes and when it was closed otherwise.
    """
    return _miss(meeting, MISSED_BY[Side(side)], now=now)


@transaction.atomic
def record_neither_came(meeting: Meeting, *, actor: User | None, now: datetime) -> Meeting:
    """Note that neither side came, which frees both and the place; else as `record_no_show`."""
    return _miss(meeting, MeetingState.NO_SHOW_BOTH, now=now)


@transaction.atomic
def reopen_meeting(meeting: Meeting, *, actor: User | None) -> Meeting:
    """Take back that a meeting was held or missed; its seats are taken again where they were.

    Raise CannotReopenMeeting when it is not closed, and when somebody has their time by now.
    """
    locked = _locked(meeting)
    if locked.state not in {MeetingState.HELD, *MISSED}:
        raise CannotReopenMeeting("not_closed")
    pair = Meeting.objects.filter(buyer=locked.buyer_id, supplier=locked.supplier_id)
    if pair.filter(state=MeetingState.CONFIRMED).exists():
        raise CannotReopenMeeting("pair_again")
    was_held = locked.state == MeetingState.HELD
    _set_state(locked, MeetingState.CONFIRMED)
    if not was_held:
        _sit_down_again(locked)
        raise_version(locked.edition_id)
    return locked


def _locked(meeting: Meeting) -> Meeting:
    """Return the meeting as it is now; nobody books, moves or closes it beside us."""
    lock_sides(meeting.edition_id, [meeting.buyer_id, meeting.supplier_id])
    rows = Meeting.objects.select_for_update(no_key=True, of=("self",))
    return rows.get(pk=meeting.pk)


def _miss(meeting: Meeting, missed: MeetingState, *, now: datetime) -> Meeting:
    locked = _locked(meeting)
    if locked.state == missed:
        return locked
    _check_open(locked)
    if now < locked.starts_at + NO_SHOW_AFTER:
        raise CannotCloseMeeting("too_early")
    _set_state(locked, missed)
    free_seats([locked])
    announce(locked, MeetingChange.NO_SHOW)
    raise_version(locked.edition_id)
    return locked


def _check_open(meeting: Meeting) -> None:
    if meeting.state != MeetingState.CONFIRMED:
        raise CannotCloseMeeting("not_confirmed")


def _set_state(meeting: Meeting, state: MeetingState) -> None:
    meeting.state = state
    meeting.save(update_fields=["state", "updated_at"])


def _sit_down_again(meeting: Meeting) -> None:
    seats = MeetingSeat.objects.filter(meeting=meeting).order_by("party_id")
    parties = list(seats.values_list("party_id", flat=True))
    leave_seats([meeting])
    try:
        take_seats([(meeting, parties)])
    except SeatTaken as error:
        raise CannotReopenMeeting("time_taken") from error
