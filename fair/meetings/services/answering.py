"""Answer requests for meetings: accept, decline, propose something else, hand on, withdraw."""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refusal
from fair.editions.choices import EditionState, Side
from fair.meetings import mails
from fair.meetings.choices import DeclineReason, MeetingMode, MeetingState, RequestAct
from fair.meetings.models import Meeting, MeetingRequest, RequestStep
from fair.meetings.selectors.requests import meetings_of_requests
from fair.meetings.selectors.rules import rules_of
from fair.meetings.services.booking import book_meeting
from fair.meetings.services.locks import lock_sides
from fair.meetings.services.telling import have_told_of_yes


class CannotAnswerRequest(Refusal):
    """This cannot be done to the request now."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "not_now": _("This was answered meanwhile: see how the request stands now."),
        "not_taking_part": _("One of the two does not take part in this edition any more."),
        "closed": _("The edition is closed."),
        "nothing_proposed": _("Say what you propose: a time, or another way of meeting."),
        "not_a_colleague": _("Choose somebody who acts for your company."),
        "asked_already": _("There is a newer request between you: go on with that one."),
        "meet_already": _("You have a meeting with them already."),
        "no_booking": _("Times cannot be chosen now: the organiser's next plan finds one."),
    }


# What a step does to a locked request before it is taken.
Preparation = Callable[[MeetingRequest, RequestStep], None]


@dataclass(frozen=True, slots=True)
class Spot:
    """When and how to meet."""

    starts_at: datetime
    mode: MeetingMode


@transaction.atomic
def accept_request(
    request: MeetingRequest,
    *,
    side: Side,
    key: UUID,
    actor: User,
    now: datetime,
    note: str = "",
    at: Spot | None = None,
) -> MeetingRequest:
    """Agree to meet, and tell the other side.

    With a time the meeting is booked at once; without one the next plan, or either side later,
    finds it. Raise CannotAnswerRequest, and what `book_meeting` raises.
    """
    step = RequestStep(
        act=RequestAct.ACCEPT, side=side, actor=actor, at=now, key=key, note=note.strip()
    )
    locked, is_news = _locked_for(request, step)
    if not is_news:
        return locked
    if at is None:
        mails.tell_step(locked.take_step(step))
    else:
        meeting = book_agreed(locked, step, at=at, actor=actor, now=now)
        have_told_of_yes(step, meeting)
    return step.request


@transaction.atomic
def choose_time(
    request: MeetingRequest, *, side: Side, at: Spot, key: UUID, actor: User, now: datetime
) -> MeetingRequest:
    """Book the meeting to which both have agreed. Raise CannotAnswerRequest, and as above."""
    step = RequestStep(act=RequestAct.BOOK, side=side, actor=actor, at=now, key=key)
    locked, is_news = _locked_for(request, step)
    if not is_news:
        return locked
    if meetings_of_requests([locked]):
        raise CannotAnswerRequest("meet_already")
    book_agreed(locked, step, at=at, actor=actor, now=now)
    return step.request


@transaction.atomic
def decline_request(
    request: MeetingRequest,
    *,
    side: Side,
    reason: DeclineReason,
    key: UUID,
    actor: User,
    now: datetime,
    note: str = "",
) -> MeetingRequest:
    """Say no, and why; the planner keeps the two apart. Raise CannotAnswerRequest."""
    step = RequestStep(
        act=RequestAct.DECLINE,
        side=side,
        actor=actor,
        at=now,
        key=key,
        reason=reason,
        note=note.strip(),
    )
    return _stepped(request, step)


@transaction.atomic
def counter_request(
    request: MeetingRequest,
    *,
    side: Side,
    modes: Sequence[MeetingMode],
    times: Sequence[datetime],
    key: UUID,
    actor: User,
    now: datetime,
    note: str = "",
) -> MeetingRequest:
    """Propose other times or another way of meeting; the other side's turn comes.

    Raise CannotAnswerRequest.
    """
    if not (modes or times):
        raise CannotAnswerRequest("nothing_proposed")
    step = RequestStep(
        act=RequestAct.COUNTER,
        side=side,
        actor=actor,
        at=now,
        key=key,
        note=note.strip(),
        modes=[mode.value for mode in MeetingMode if mode in modes],
        times=sorted(set(times)),
    )
    return _stepped(request, step, first=_propose)


@transaction.atomic
def delegate_request(
    request: MeetingRequest,
    *,
    side: Side,
    to: User,
    key: UUID,
    actor: User,
    now: datetime,
    note: str = "",
) -> MeetingRequest:
    """Have a colleague answer for the side, and tell that person. Raise CannotAnswerRequest."""
    step = RequestStep(
        act=RequestAct.DELEGATE,
        side=side,
        actor=actor,
        at=now,
        key=key,
        note=note.strip(),
        person=to,
    )
    return _stepped(request, step, first=_hand_on)


@transaction.atomic
def withdraw_request(
    request: MeetingRequest,
    *,
    side: Side,
    key: UUID,
    actor: User,
    now: datetime,
    note: str = "",
) -> MeetingRequest:
    """Take one's request back, and tell the other side. Raise CannotAnswerRequest."""
    step = RequestStep(
        act=RequestAct.WITHDRAW, side=side, actor=actor, at=now, key=key, note=note.strip()
    )
    return _stepped(request, step)


@transaction.atomic
def ask_again(
    request: MeetingRequest,
    *,
    side: Side,
    key: UUID,
    actor: User,
    now: datetime,
    note: str = "",
) -> MeetingRequest:
    """Send a request once more that was not answered in time. Raise CannotAnswerRequest."""
    step = RequestStep(
        act=RequestAct.ASK_AGAIN, side=side, actor=actor, at=now, key=key, note=note.strip()
    )
    return _stepped(request, step, first=_refuse_settled)


def book_agreed(
    request: MeetingRequest, step: RequestStep, *, at: Spot, actor: User, now: datetime
) -> Meeting:
    """Take a step by which both sides of a locked request agree, and book what they agreed to.

    Whom it was handed on to, comes. `step.request` is then the request as it stands. The step is
    written once the time can be had: most who want a popular one end before. Raise
    CannotAnswerRequest outside the phase of booking, and what `book_meeting` raises.
    """
    if not rules_of(request.edition).may_book(now):
        raise CannotAnswerRequest("no_booking")
    named = [
        (request.on_side(side), person)
        for side, person in (
            (Side.BUYER, request.buyer_person),
            (Side.SUPPLIER, request.supplier_person),
        )
        if person is not None
    ]
    return book_meeting(
        request.buyer,
        request.supplier,
        starts_at=at.starts_at,
        mode=at.mode,
        actor=actor,
        now=now,
        needs=request.needs.only("meeting_places"),
        lines=request.lines.only("id"),
        people=named,
        first=lambda: copy(request).take_step(step),
    )


def _stepped(
    request: MeetingRequest, step: RequestStep, *, first: Preparation | None = None
) -> MeetingRequest:
    """Take a step that is news, having done `first` to the locked request, and tell of it."""
    locked, is_news = _locked_for(request, step)
    if is_news:
        if first is not None:
            first(locked, step)
        mails.tell_step(locked.take_step(step))
    return locked


def _propose(request: MeetingRequest, step: RequestStep) -> None:
    request.modes, request.times = step.modes, step.times
    request.save(update_fields=["modes", "times", "updated_at"])


def _hand_on(request: MeetingRequest, step: RequestStep) -> None:
    """Name who answers for the side. Raise CannotAnswerRequest where it is no colleague."""
    colleagues = request.on_side(step.side).organisation.memberships
    if not colleagues.filter(user=step.person, user__is_active=True).exists():
        raise CannotAnswerRequest("not_a_colleague")
    field = "buyer_person" if step.side == Side.BUYER else "supplier_person"
    setattr(request, field, step.person)
    request.save(update_fields=[field, "updated_at"])


def _refuse_settled(request: MeetingRequest, _step: RequestStep) -> None:
    """Raise CannotAnswerRequest where the two go on with another request, or meet."""
    pair = {"buyer": request.buyer_id, "supplier": request.supplier_id}
    if MeetingRequest.objects.open().filter(**pair).exists():
        raise CannotAnswerRequest("asked_already")
    if Meeting.objects.filter(**pair, state=MeetingState.CONFIRMED).exists():
        raise CannotAnswerRequest("meet_already")


def _locked_for(request: MeetingRequest, step: RequestStep) -> tuple[MeetingRequest, bool]:
    """Lock the request for a step; tell whether the step is news or was taken under its key before.

    Raise CannotAnswerRequest where it is not allowed.
    """
    lock_sides(request.edition_id, [request.buyer_id, request.supplier_id])
    # Others wait meanwhile: names are loaded where they are told, not here.
    rows = MeetingRequest.objects.select_related("edition__booking_rules", "buyer", "supplier")
    locked = rows.select_for_update(no_key=True, of=("self",)).get(pk=request.pk)
    taken = RequestStep.objects.filter(key=step.key).first()
    if taken is not None and taken.request_id == locked.pk:
        return locked, False
    edition = locked.edition
    if edition.state == EditionState.CLOSED or step.at >= edition.closes_at:
        raise CannotAnswerRequest("closed")
    if not (locked.buyer.is_approved and locked.supplier.is_approved):
        raise CannotAnswerRequest("not_taking_part")
    if taken is not None or not locked.may(RequestAct(step.act), side=step.side):
        raise CannotAnswerRequest("not_now")
    return locked, True
