"""Say that the other side did not come, or what became of a meeting that nobody closed."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refusal
from fair.attendance import mails
from fair.attendance.choices import Finding, other_side
from fair.attendance.models import CheckIn, FreedTime, Lateness
from fair.attendance.services.checking_in import lock_meeting
from fair.attendance.services.rescuing import stop_offers
from fair.editions.choices import Side
from fair.meetings.models import Meeting
from fair.meetings.services.closing import (
    MISSED_BY,
    NO_SHOW_AFTER,
    hold_meeting,
    record_neither_came,
    record_no_show,
    reopen_meeting,
)
from fair.meetings.services.locks import lock_sides

# So long a side may take its word back; organisers always can.
UNDO_WITHIN = timedelta(minutes=10)


class CannotSayAbsent(Refusal):
    """The other side cannot be said not to have come."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "not_there": _("Check in first: only who is there can say that the other is not."),
        "is_there": _("The other side has checked in; look round for them."),
        "too_early": _("Wait until %(clock)s; they may still come."),
    }


class CannotTakeBack(Refusal):
    """What was said of a meeting stays."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "not_yours": _("Only who said so can take it back; ask the organiser."),
        "too_late": _("This can be taken back for ten minutes; ask the organiser."),
    }


@transaction.atomic
def say_absent(meeting: Meeting, *, side: str, actor: User, now: datetime) -> Meeting:
    """Note for `side`, which is there, that the other did not come; the other is told.

    Raise CannotSayAbsent while the other may still come, when it is there, or when `side` is not.
    """
    lock_sides(meeting.edition_id, [meeting.buyer_id, meeting.supplier_id])
    lock_meeting(meeting)
    absent = other_side(side)
    there = set(CheckIn.objects.standing().filter(meeting=meeting).values_list("side", flat=True))
    if absent in there:
        raise CannotSayAbsent("is_there")
    if side not in there:
        raise CannotSayAbsent("not_there")
    until = waits_until(meeting, lateness=_lateness_of(meeting, absent))
    if now < until:
        clock = until.astimezone(meeting.edition.zone)
        raise CannotSayAbsent("too_early", clock=f"{clock:%H:%M}")
    closed = record_no_show(meeting, side=absent, actor=actor, now=now)
    mails.tell_missed(closed, absent=absent)
    return closed


@transaction.atomic
def settle(meeting: Meeting, *, finding: str, actor: User, now: datetime) -> None:
    """Close a meeting by an organiser's word."""
    if finding == Finding.HELD:
        hold_meeting(meeting, actor=actor, now=now)
    elif finding == Finding.NEITHER:
        closed = record_neither_came(meeting, actor=actor, now=now)
        mails.tell_neither_came(closed)
    else:
        absent = Side.BUYER if finding == Finding.BUYER_MISSED else Side.SUPPLIER
        closed = record_no_show(meeting, side=absent, actor=actor, now=now)
        mails.tell_missed(closed, absent=absent)


@transaction.atomic
def take_back(meeting: Meeting, *, side: str, actor: User, now: datetime, is_staff: bool) -> None:
    """Open a closed meeting again; its time is not offered to anybody any more.

    A side takes back only its own word, for ten minutes; staff everything. Raise CannotTakeBack.
    """
    if not is_staff:
        if meeting.state != MISSED_BY[other_side(side)]:
            raise CannotTakeBack("not_yours")
        if now > meeting.updated_at + UNDO_WITHIN:
            raise CannotTakeBack("too_late")
    # Freed time before the timetable: whoever accepts an offer locks in this order too.
    freed = FreedTime.objects.filter(lost=meeting, starts_at=meeting.starts_at)
    stop_offers(freed, now=now)
    reopen_meeting(meeting, actor=actor)


def waits_until(meeting: Meeting, *, lateness: int) -> datetime:
    """Return from when on a side that is not there counts as not come.

    Five minutes after the beginning, or as many as it said that it would be late.
    """
    return meeting.starts_at + max(NO_SHOW_AFTER, timedelta(minutes=lateness))


def _lateness_of(meeting: Meeting, side: str) -> int:
    row = Lateness.objects.filter(meeting=meeting, side=side).first()
    return row.minutes if row else 0
