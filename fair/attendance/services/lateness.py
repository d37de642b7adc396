"""Say that a side comes late: nothing moves, but those whom it concerns are told."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refusal
from fair.attendance import mails
from fair.attendance.models import Lateness
from fair.attendance.selectors.presence import OPENS_BEFORE
from fair.attendance.selectors.sequence import next_meetings
from fair.attendance.services.checking_in import lock_meeting
from fair.meetings.choices import MeetingState
from fair.meetings.models import Meeting


class CannotSayLate(Refusal):
    """It cannot be said that a side comes late."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "closed": _("The meeting is called off or closed already."),
        "too_early": _("Say so within the hour before the meeting; earlier, ask to move it."),
        "over": _("The meeting is over."),
    }


@transaction.atomic
def say_late(meeting: Meeting, *, side: str, minutes: int, actor: User, now: datetime) -> Lateness:
    """Note that `side` comes `minutes` late; tell the partner, and whom the two meet next.

    Saying the same again tells nobody again. Raise CannotSayLate too early and too late.
    """
    locked = lock_meeting(meeting)
    if locked.state != MeetingState.CONFIRMED:
        raise CannotSayLate("closed")
    if now < locked.starts_at - OPENS_BEFORE:
        raise CannotSayLate("too_early")
    if now >= locked.ends_at:
        raise CannotSayLate("over")
    row, _is_new = Lateness.objects.update_or_create(
        meeting=locked,
        side=side,
        defaults={"minutes": minutes, "said_at": now, "said_by": actor},
    )
    mails.tell_late(locked, side=side, minutes=minutes)
    for following in next_meetings(locked):
        mails.tell_may_be_late(following, before=locked, minutes=minutes)
    return row
