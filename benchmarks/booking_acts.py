"""What the clients of `benchmarks.booking` do: book, move a meeting, accept a request."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from benchmarks.booking_fair import NOW, Round

# So many of the clients move a meeting where they have one with the supplier, and so many of four
# accept a request; the others book.
MOVERS = 2
OF_FOUR_ACCEPTING = 1

Act = Callable[[], str]


def act_of(each: Round, way: int, *, ways: int) -> Act:
    """Load what a client acts upon, as a page does before; return the act, which is timed."""
    from fair.editions.models import Participation

    rows = Participation.objects.select_related("edition", "organisation")
    found = rows.in_bulk([each.buyers[way], each.supplier])
    buyer, supplier = found[each.buyers[way]], found[each.supplier]
    meeting = _ahead(buyer, supplier) if way >= ways - MOVERS else None
    if meeting is not None:
        return lambda: _said(lambda: _move(meeting, each))
    if way % 4 < OF_FOUR_ACCEPTING:
        request = _request(buyer, supplier)
        actor = buyer.organisation.members.first()
        return lambda: _said(lambda: _accept(request, each, actor=actor))
    return lambda: _said(lambda: _book(buyer, supplier, each))


def _said(act: Act) -> str:
    """Say what came of an act: other times were offered ("lost"), none were, or it was done."""
    from fair.meetings.services import booking
    from fair.meetings.services.answering import CannotAnswerRequest

    try:
        return act()
    except booking.SlotTaken as taken:
        return "lost" if taken.alternatives else "dead end"
    except (booking.CannotBook, CannotAnswerRequest) as refusal:
        is_settled = refusal.code in {"pair_twice", "meet_already", "not_now"}
        return "twice" if is_settled else str(refusal.code)


def _book(buyer: Any, supplier: Any, each: Round) -> str:
    from fair.meetings.services.booking import book_meeting

    book_meeting(buyer, supplier, starts_at=each.starts_at, mode="table", actor=None, now=NOW)
    return "won"


def _move(meeting: Any, each: Round) -> str:
    from fair.meetings.services.booking import move_meeting

    move_meeting(meeting, starts_at=each.starts_at, mode="table", actor=None, now=NOW)
    return "moved"


def _accept(request: Any, each: Round, *, actor: Any) -> str:
    from fair.editions.choices import Side
    from fair.meetings.choices import MeetingMode
    from fair.meetings.services.answering import Spot, accept_request

    spot = Spot(each.starts_at, MeetingMode.TABLE)
    accept_request(request, side=Side.BUYER, key=uuid4(), actor=actor, now=NOW, at=spot)
    return "agreed"


def _ahead(buyer: Any, supplier: Any) -> Any:
    from fair.meetings.choices import MeetingState
    from fair.meetings.models import Meeting

    rows = Meeting.objects.filter(buyer=buyer, supplier=supplier, state=MeetingState.CONFIRMED)
    return rows.select_related("buyer__edition", "supplier__edition").first()


def _request(buyer: Any, supplier: Any) -> Any:
    """Return the supplier's open request to the buyer, written where there is none."""
    from fair.editions.choices import Side
    from fair.meetings.choices import RequestState
    from fair.meetings.models import MeetingRequest

    request, _is_new = MeetingRequest.objects.get_or_create(
        edition=buyer.edition,
        buyer=buyer,
        supplier=supplier,
        state=RequestState.SENT,
        defaults={
            "asked_by": Side.SUPPLIER,
            "awaits": Side.BUYER,
            "sent_at": NOW,
            "turn_since": NOW,
            "answer_by": NOW + timedelta(days=3),
        },
    )
    return request
