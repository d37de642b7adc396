"""Book meetings live. Moving them and handing them over is in `moving.py`, offered here as well.

Whoever comes at the same moment: a time is given to one only. Under the locks of both sides
(`services/locks.py`) every rule is asked again, and the database keeps the seats. Each act done
twice has no second effect.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import User
from fair.editions.choices import Side
from fair.editions.models import Participation
from fair.exhibitors.models import ProductLine
from fair.meetings.choices import EditKind, MeetingState
from fair.meetings.models import Meeting, MeetingAttendee, NewsKind
from fair.meetings.selectors.free import wish_for
from fair.meetings.selectors.rules import rules_of
from fair.meetings.services.attempts import (
    CannotBook,
    SlotTaken,
    refuse_out_of_turn,
    repeated,
    slot_taken,
)
from fair.meetings.services.locks import lock_sides
from fair.meetings.services.moving import (
    CannotMoveMeeting,
    CannotTransfer,
    move_meeting,
    swap_meetings,
    transfer_meeting,
)
from fair.meetings.services.openings import Clashing, Opening, Question, find_opening
from fair.meetings.services.seats import take_seats
from fair.meetings.services.standing import Pair, Standing, refuse_busy, standing_at
from fair.meetings.services.telling import have_told, record, seen_as
from fair.meetings.snapshots import Wish, objects, sides_of
from fair.sourcing.models import ComponentNeed

__all__ = [
    "CannotBook",
    "CannotMoveMeeting",
    "CannotTransfer",
    "SlotTaken",
    "book_meeting",
    "move_meeting",
    "swap_meetings",
    "transfer_meeting",
]


@dataclass(frozen=True, slots=True)
class _Order:
    """What somebody asked to book."""

    question: Question
    needs: tuple[ComponentNeed, ...]
    lines: tuple[ProductLine, ...]
    actor: User | None
    now: datetime
    side: Side | None
    key: UUID | None
    reason: str
    is_walk_in: bool
    people: tuple[tuple[Participation, User], ...]
    first: Callable[[], object]


def book_meeting(
    buyer: Participation,
    supplier: Participation,
    *,
    starts_at: datetime,
    mode: str,
    actor: User | None,
    now: datetime,
    place: int | None = None,
    needs: Iterable[ComponentNeed] = (),
    lines: Iterable[ProductLine] = (),
    is_walk_in: bool = False,
    side: Side | None = None,
    key: UUID | None = None,
    override: str = "",
    people: Iterable[tuple[Participation, User]] = (),
    first: Callable[[], object] = lambda: None,
) -> Meeting:
    """Give a pair a meeting and have both sides told; asked again, return the same meeting.

    `side` is who books alone: the edition's phases and quota bind it, and the other side must not
    have declined. None: an organiser books, or both sides have agreed. `override` is why an
    organiser goes beyond the sides' limits. `place` is only a wish; without needs and lines the
    two meet about whatever matches. `key` comes with the form that was sent. `people` are those
    named to come, each with the side. `first` writes what belongs to the booking and goes before
    it, once it is known that the time can be had; perhaps again, after what it wrote was undone.

    Raise SlotTaken where the time cannot be had, CannotBook where none can, TimetableBusy.
    """
    order = _Order(
        question=Question(starts_at, mode, place, is_limited=not override),
        needs=tuple(needs),
        lines=tuple(lines),
        actor=actor,
        now=now,
        side=side,
        key=key,
        reason=override,
        is_walk_in=is_walk_in,
        people=tuple(people),
        first=first,
    )
    try:
        return repeated(lambda: _book((buyer.pk, supplier.pk), buyer.edition_id, order))
    except Clashing as clashing:
        sides = sides_of(buyer.pk, supplier.pk)
        _refuse(*sides, order)
        raise slot_taken(
            clashing, None, sides, starts_at=starts_at, now=now, is_limited=not override
        ) from clashing


def _book(pair: Pair, edition_id: int, order: _Order) -> Meeting:
    lock_sides(edition_id, pair)
    known = _known(pair, order)
    if known is not None:
        order.first()
        return known
    buyer, supplier = sides_of(*pair)
    _refuse(buyer, supplier, order)
    wish = _wish(buyer, supplier, order)
    opening = find_opening(buyer, supplier, order.question, wish=wish)
    order.first()
    meeting = _entered(buyer, supplier, order, opening, wish)
    have_told(meeting, kind=NewsKind.BOOKED, reason=order.reason)
    record(
        meeting,
        EditKind.ADDED,
        before=None,
        after=seen_as(meeting, place=opening.place),
        actor=order.actor,
        reason=order.reason,
    )
    return meeting


def _known(pair: Pair, order: _Order) -> Meeting | None:
    """Return the meeting that this very order has made already; one query where there is none.

    Raise CannotBook where the two have another one, Clashing where one of them is busy.
    """
    starts_at = order.question.starts_at
    standing = standing_at(pair, starts_at)
    own = [each for each in standing if (each.buyer, each.supplier) == pair]
    if order.key is not None and (sent := [each for each in own if each.key == order.key]):
        return _meeting(sent[0])
    ahead = [each for each in own if each.state == MeetingState.CONFIRMED]
    if not ahead:
        refuse_busy(standing, pair, starts_at)
        return None
    if (ahead[0].starts_at, ahead[0].mode) == (starts_at, order.question.mode):
        return _meeting(ahead[0])
    raise CannotBook("pair_twice")


def _meeting(standing: Standing) -> Meeting:
    return Meeting.objects.select_related("edition").get(pk=standing.pk)


def _refuse(buyer: Participation, supplier: Participation, order: _Order) -> None:
    """Raise CannotBook where no time would help."""
    refuse_out_of_turn(
        buyer,
        supplier,
        starts_at=order.question.starts_at,
        now=order.now,
        side=order.side,
        is_walk_in=order.is_walk_in,
    )
    if order.side is None:
        return
    own, other, other_side = (
        (buyer, supplier, Side.SUPPLIER)
        if order.side == Side.BUYER
        else (supplier, buyer, Side.BUYER)
    )
    if objects(other_side, buyer=buyer, supplier=supplier):
        raise CannotBook("objected", company=other)
    quota = rules_of(buyer.edition).booked_meetings[order.side]
    if quota is not None and _booked_count(own, order.side) >= quota:
        raise CannotBook("quota", count=quota)


def _booked_count(own: Participation, side: Side) -> int:
    rows = Meeting.objects.standing().of_participations([own.pk])
    return rows.filter(booked_by_side=side).count()


def _wish(buyer: Participation, supplier: Participation, order: _Order) -> Wish:
    if not (order.needs or order.lines):
        return wish_for(buyer, supplier)
    allowed = [frozenset(need.meeting_places) for need in order.needs]
    return Wish(
        buyer_id=buyer.pk,
        supplier_id=supplier.pk,
        value=0,
        is_must=False,
        need_ids=tuple(sorted(need.pk for need in order.needs)),
        line_ids=tuple(sorted(line.pk for line in order.lines)),
        places=frozenset().union(*allowed) if all(allowed) else frozenset(),
    )


def _entered(
    buyer: Participation, supplier: Participation, order: _Order, opening: Opening, wish: Wish
) -> Meeting:
    """Write the meeting with its seats and subjects. Raise SeatTaken where somebody was quicker."""
    meeting = Meeting.objects.create(
        edition=buyer.edition,
        buyer=buyer,
        supplier=supplier,
        starts_at=opening.starts_at,
        ends_at=opening.ends_at,
        mode=opening.mode,
        value=wish.value,
        booked_by_side=order.side or "",
        is_walk_in=order.is_walk_in,
        booking_key=order.key,
    )
    take_seats([(meeting, opening.parties)])
    MeetingAttendee.objects.bulk_create(
        MeetingAttendee(meeting=meeting, participation=side, user=person)
        for side, person in order.people
    )
    needs, lines = Meeting.needs.through, Meeting.lines.through
    needs.objects.bulk_create(needs(meeting=meeting, componentneed_id=pk) for pk in wish.need_ids)
    lines.objects.bulk_create(lines(meeting=meeting, productline_id=pk) for pk in wish.line_ids)
    return meeting
