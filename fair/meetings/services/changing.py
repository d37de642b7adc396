"""Call meetings off, and pin them so that no plan touches them."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refusal
from fair.editions.choices import ParticipationStatus
from fair.editions.models import Edition
from fair.meetings import mails
from fair.meetings.choices import EditKind, MeetingState
from fair.meetings.models import HandEdit, Meeting, NewsKind
from fair.meetings.services.locks import lock_meetings, lock_seats, lock_timetable, raise_version
from fair.meetings.services.seats import free_seats
from fair.meetings.services.telling import have_told, tell
from fair.meetings.services.versions import bump_schedule


class CannotCancelMeeting(Refusal):
    """The meeting cannot be called off."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "not_confirmed": _("The meeting is called off or over already."),
    }


class CannotPinMeeting(Refusal):
    """The meeting cannot be pinned or let go."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "not_confirmed": _("Only meetings still to come can be pinned."),
    }


@transaction.atomic
def cancel_meeting(
    meeting: Meeting, *, actor: User | None, now: datetime, reason: str = ""
) -> Meeting:
    """Call a meeting off, free its time and place, and have both sides told.

    Raise CannotCancelMeeting when it is not ahead any more.
    """
    (locked,) = lock_meetings([meeting])
    if locked.state != MeetingState.CONFIRMED:
        raise CannotCancelMeeting("not_confirmed")
    lock_seats([locked])
    call_off([locked], actor=actor, now=now, reason=reason)
    have_told(locked, kind=NewsKind.CANCELLED, reason=reason)
    raise_version(locked.edition_id)
    return locked


@transaction.atomic
def cancel_meetings_of_leavers(edition_id: int, *, now: datetime) -> int:
    """Call off the meetings of companies that no longer take part; return how many."""
    edition = lock_timetable(edition_id)
    rows = Meeting.objects.filter(edition=edition, state=MeetingState.CONFIRMED).exclude(
        buyer__status=ParticipationStatus.APPROVED, supplier__status=ParticipationStatus.APPROVED
    )
    meetings = list(rows.select_for_update(no_key=True, of=("self",)).order_by("id"))
    if meetings:
        call_off(meetings, actor=None, now=now, reason="")
        bump_schedule(edition)
        tell(edition, mails.Changes(dropped=tuple(meetings)))
    return len(meetings)


@transaction.atomic
def pin_meeting(meeting: Meeting, *, is_pinned: bool, actor: User | None = None) -> Meeting:
    """Pin a meeting, or let it go; drafts made before then have to take that over.

    Doing it twice has no second effect. Raise CannotPinMeeting when it is not ahead any more.
    """
    edition, locked = _locked(meeting)
    if locked.state != MeetingState.CONFIRMED:
        raise CannotPinMeeting("not_confirmed")
    if locked.is_pinned != is_pinned:
        locked.is_pinned = is_pinned
        locked.save(update_fields=["is_pinned", "updated_at"])
        bump_schedule(edition)
        _record_pin(edition, locked, actor=actor)
    return locked


def _record_pin(edition: Edition, meeting: Meeting, *, actor: User | None) -> None:
    """Note who did it, for those whose plan does not know of it yet."""
    starts_at = meeting.starts_at.isoformat()
    HandEdit.objects.create(
        edition=edition,
        is_live=True,
        schedule_version=edition.schedule_version,
        kind=EditKind.PINNED if meeting.is_pinned else EditKind.LET_GO,
        buyer_id=meeting.buyer_id,
        supplier_id=meeting.supplier_id,
        before={"starts_at": starts_at, "is_pinned": not meeting.is_pinned},
        after={"starts_at": starts_at, "is_pinned": meeting.is_pinned},
        actor=actor,
    )


def _locked(meeting: Meeting) -> tuple[Edition, Meeting]:
    edition = lock_timetable(meeting.edition_id)
    rows = Meeting.objects.select_for_update(no_key=True, of=("self",))
    return edition, rows.get(pk=meeting.pk)


def call_off(meetings: list[Meeting], *, actor: User | None, now: datetime, reason: str) -> None:
    """Call locked meetings off and give back their seats."""
    for meeting in meetings:
        meeting.state, meeting.sequence = MeetingState.CANCELLED, meeting.sequence + 1
        meeting.cancelled_at, meeting.cancelled_by = now, actor
        meeting.cancel_reason = reason.strip()
    fields = ["state", "sequence", "cancelled_at", "cancelled_by", "cancel_reason"]
    Meeting.objects.bulk_update(meetings, fields)
    free_seats(meetings)
