"""End requests that need no answer any more: a company left, or the two meet already."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from fair.editions.choices import ParticipationStatus
from fair.meetings import mails
from fair.meetings.choices import MeetingState, RequestAct
from fair.meetings.models import Meeting, MeetingRequest, RequestStep
from fair.meetings.services.locks import lock_sides


@transaction.atomic
def lapse_requests_of_leavers(edition_id: int, *, now: datetime) -> int:
    """End the open requests of companies that no longer take part; return how many."""
    rows = MeetingRequest.objects.open().filter(edition=edition_id)
    rows = rows.exclude(
        buyer__status=ParticipationStatus.APPROVED, supplier__status=ParticipationStatus.APPROVED
    )
    requests = list(rows.with_sides().select_for_update(no_key=True, of=("self",)).order_by("id"))
    for request in requests:
        mails.tell_step(request.take_step(RequestStep(act=RequestAct.LAPSE, at=now)))
    return len(requests)


@transaction.atomic
def agree_by_meeting(meeting_id: int, *, now: datetime) -> bool:
    """Take the open request of two who have got a meeting otherwise as accepted; tell whether so.

    They have been told of the meeting, so nobody is told of this.
    """
    asked = MeetingRequest.objects.open().filter(
        buyer=OuterRef("buyer"), supplier=OuterRef("supplier")
    )
    rows = Meeting.objects.filter(Exists(asked), pk=meeting_id, state=MeetingState.CONFIRMED)
    meeting = rows.first()
    if meeting is None:
        return False
    lock_sides(meeting.edition_id, [meeting.buyer_id, meeting.supplier_id])
    pair = {"buyer": meeting.buyer_id, "supplier": meeting.supplier_id}
    open_between = MeetingRequest.objects.open().filter(**pair).with_sides()
    request = open_between.select_for_update(no_key=True, of=("self",)).first()
    if request is None:
        return False
    request.take_step(RequestStep(act=RequestAct.ACCEPT, side=request.awaits, at=now))
    return True
