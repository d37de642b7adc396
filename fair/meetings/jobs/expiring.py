"""Remind whoever has to answer a request, and end requests that nobody answers.

The rows say what was done, so two clocks, a missed one or one that jumps do nothing twice; and a
reminder that comes late moves the end, so nothing ends without one.
"""

from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q

from fair.meetings import mails
from fair.meetings.choices import RequestAct
from fair.meetings.engine.requests import REMIND_BEFORE, Due, due, postponed
from fair.meetings.models import MeetingRequest, RequestStep

# More than this waits for the next round.
AT_ONCE = 500


class Settled(NamedTuple):
    """How many requests a round has reminded of, and how many it has ended."""

    reminded: int
    expired: int


def settle_due_requests(*, now: datetime) -> Settled:
    """Do what is due to the open requests, each in a transaction of its own."""
    soon = Q(reminded_at=None, answer_by__lte=now + REMIND_BEFORE) | Q(answer_by__lte=now)
    rows = MeetingRequest.objects.open().filter(soon).order_by("answer_by", "id")
    done = [_settle(pk, now=now) for pk in rows.values_list("pk", flat=True)[:AT_ONCE]]
    return Settled(done.count(Due.REMIND), done.count(Due.EXPIRE))


@transaction.atomic
def _settle(request_id: int, *, now: datetime) -> Due:
    """Do what is due to one request, if it still is once the row is locked; return what it was."""
    rows = MeetingRequest.objects.open().with_sides()
    request = rows.select_for_update(no_key=True, of=("self",)).filter(pk=request_id).first()
    if request is None:
        return Due.NOTHING
    found = due(request.deadline, now=now)
    if found is Due.REMIND:
        _remind(request, now=now)
    elif found is Due.EXPIRE:
        step = RequestStep(act=RequestAct.EXPIRE, side=request.awaits, at=now)
        mails.tell_step(request.take_step(step))
    return found


def _remind(request: MeetingRequest, *, now: datetime) -> None:
    request.answer_by = postponed(request.deadline, now=now)
    request.reminded_at = now
    request.save(update_fields=["answer_by", "reminded_at", "updated_at"])
    step = RequestStep(act=RequestAct.REMIND, side=request.awaits, at=now)
    mails.tell_step(request.take_step(step))
