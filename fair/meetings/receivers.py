"""What meetings hear from the rooms below."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from accounts.models import Membership
from fair.editions.models import Booth, Delegate, MeetingTable, Participation, Session
from fair.editions.signals import participations_changed
from fair.exhibitors.models import BoothRegistration
from fair.matching.signals import partners_asked
from fair.meetings.choices import MeetingChange, MeetingState
from fair.meetings.jobs import key_of
from fair.meetings.models import Meeting
from fair.meetings.selectors import organisations_met_by
from fair.meetings.services.changing import cancel_meetings_of_leavers
from fair.meetings.services.mending import mend_timetable
from fair.meetings.services.settling import agree_by_meeting, lapse_requests_of_leavers
from fair.meetings.services.telling import have_told_who_comes
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


@receiver([post_save, post_delete], sender=MeetingTable, dispatch_uid="meetings.table_changed")
@receiver([post_save, post_delete], sender=Booth, dispatch_uid="meetings.booth_changed")
@receiver([post_save, post_delete], sender=BoothRegistration, dispatch_uid="meetings.booth_given")
@receiver([post_delete], sender=Session, dispatch_uid="meetings.session_removed")
def mend_after_loss(*, instance: Any, **_: Any) -> None:
    """Give meetings that lost their place or time another, once all is committed.

    Whoever writes these rows says nothing of it, so Django's own signals are heard.
    """
    edition_id = _edition_of(instance)

    def mend() -> None:  # no partial: Django logs what fails by its name
        _mend(edition_id)

    transaction.on_commit(mend, robust=True)


@receiver([post_save, post_delete], sender=Delegate, dispatch_uid="meetings.delegate_named")
def invite_delegates(*, instance: Delegate, **_: Any) -> None:
    """Have whoever comes by now invited, and whoever does not any more told."""
    sides = Participation.objects.filter(pk=instance.participation_id)
    have_told_who_comes(sides, now=timezone.now())


@receiver([post_save, post_delete], sender=Membership, dispatch_uid="meetings.member_changed")
def invite_members(*, instance: Membership, created: bool = True, **_: Any) -> None:
    """Have whoever joined a company invited to its meetings, and whoever left it told."""
    if not created:  # another role or title; who comes is the same
        return
    sides = Participation.objects.filter(organisation=instance.organisation_id)
    have_told_who_comes(sides, now=timezone.now())


def _edition_of(row: MeetingTable | Booth | BoothRegistration | Session) -> int:
    match row:
        case MeetingTable():
            return row.edition_id
        case Booth():
            return row.hall.edition_id
        case BoothRegistration():
            return row.participation.edition_id
        case _:
            return row.day.edition_id


def _mend(edition_id: int) -> None:
    ahead = Meeting.objects.filter(edition=edition_id, state=MeetingState.CONFIRMED)
    if ahead.exists():
        mend_timetable(edition_id, now=timezone.now())


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
