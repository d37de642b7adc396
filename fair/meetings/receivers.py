"""What meetings hear from the rooms below."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from fair.editions.signals import participations_changed
from fair.matching.signals import partners_asked
from fair.meetings.choices import MeetingChange
from fair.meetings.jobs import key_of
from fair.meetings.models import Meeting
from fair.meetings.selectors import organisations_met_by
from fair.meetings.services.changing import cancel_meetings_of_leavers
from fair.meetings.services.settling import agree_by_meeting, lapse_requests_of_leavers
from fair.meetings.signals import meeting_changed
from fair.notifications.services import take_back


@receiver(participations_changed, dispatch_uid="meetings.cancel_meetings_of_leavers")
def call_off_meetings_of_leavers(*, edition_id: int, **_: Any) -> None:
    """Call off what companies that no longer take part had planned."""
    cancel_meetings_of_leavers(edition_id, now=timezone.now())


@receiver(participations_changed, dispatch_uid="meetings.lapse_requests_of_leavers")
def end_requests_of_leavers(*, edition_id: int, **_: Any) -> None:
    """End what companies that no longer take part had asked, or were asked."""
    lapse_requests_of_leavers(edition_id, now=timezone.now())


@receiver(partners_asked, dispatch_uid="meetings.partners_of_organisation")
def partners_of_organisation(*, organisation_id: int, **_: Any) -> set[int]:
    """Answer whom an organisation has met, at whichever fair."""
    return organisations_met_by(organisation_id)


@receiver(meeting_changed, dispatch_uid="meetings.take_back_reminders")
def take_back_reminders(*, meeting_id: int, **_: Any) -> None:
    """Let reminders of what a meeting was before not leave any more."""
    sequence = Meeting.objects.values_list("sequence", flat=True).get(pk=meeting_id)
    take_back(f"reminder:{meeting_id}:", but=key_of(meeting_id, sequence))


@receiver(meeting_changed, dispatch_uid="meetings.agree_by_meeting")
def settle_request_of_those_who_meet(*, meeting_id: int, change: str, **_: Any) -> None:
    """Ask nobody for an answer to whom a meeting has been given meanwhile."""
    if change == MeetingChange.BOOKED:
        agree_by_meeting(meeting_id, now=timezone.now())
