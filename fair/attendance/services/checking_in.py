"""Note that a side of a meeting is there, and take it back."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refusal
from fair.attendance.choices import CheckInWay
from fair.attendance.models import CheckIn
from fair.attendance.selectors.presence import OPENS_BEFORE
from fair.meetings.choices import MeetingState
from fair.meetings.models import Meeting

# So long a check-in can be taken back by whoever is concerned; organisers always can.
UNDO_WITHIN = timedelta(minutes=5)


class CannotCheckIn(Refusal):
    """The side cannot be checked in."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "too_early": _("It is too early: check in at most an hour before the meeting."),
        "over": _("The meeting is over; the organiser can still say that it took place."),
        "closed": _("The meeting is called off or closed already; ask the organiser."),
    }


class CannotUndoCheckIn(Refusal):
    """The check-in cannot be taken back."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "too_late": _("A check-in can be taken back for five minutes; ask the organiser."),
        "closed": _("The meeting is closed already; ask the organiser."),
    }


@transaction.atomic
def check_in(
    meeting: Meeting, *, side: str, how: CheckInWay, actor: User | None, now: datetime
) -> CheckIn:
    """Note that `side` is there; doing it again changes nothing.

    Raise CannotCheckIn too long before it, after it, and once the meeting is closed.
    """
    locked = lock_meeting(meeting)
    if locked.state != MeetingState.CONFIRMED:
        raise CannotCheckIn("closed")
    if now < locked.starts_at - OPENS_BEFORE:
        raise CannotCheckIn("too_early")
    if now >= locked.ends_at:
        raise CannotCheckIn("over")
    row, _is_new = CheckIn.objects.standing().get_or_create(
        meeting=locked, side=side, defaults={"how": how, "checked_at": now, "checked_by": actor}
    )
    return row


@transaction.atomic
def undo_check_in(
    meeting: Meeting, *, side: str, actor: User, now: datetime, is_staff: bool
) -> None:
    """Take a check-in back; where there is none, nothing happens.

    Raise CannotUndoCheckIn after five minutes, for anybody but staff, and once the meeting is
    closed.
    """
    locked = lock_meeting(meeting)
    if locked.state != MeetingState.CONFIRMED:
        raise CannotUndoCheckIn("closed")
    row = CheckIn.objects.standing().filter(meeting=locked, side=side).first()
    if row is None:
        return
    if not is_staff and now > row.checked_at + UNDO_WITHIN:
        raise CannotUndoCheckIn("too_late")
    row.undone_at, row.undone_by = now, actor
    row.save(update_fields=["undone_at", "undone_by"])


def lock_meeting(meeting: Meeting) -> Meeting:
    """Return the meeting as it is now, locked until the transaction ends."""
    return Meeting.objects.select_for_update(no_key=True, of=("self",)).get(pk=meeting.pk)
