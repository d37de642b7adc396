"""Move meetings, let two change times, and hand one to a colleague, live."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refusal
from fair.editions.choices import Side
from fair.editions.models import Participation
from fair.meetings.choices import EditKind, MeetingState
from fair.meetings.models import Meeting, MeetingAttendee, NewsKind
from fair.meetings.selectors.attendees import attendees_of
from fair.meetings.selectors.free import wish_for
from fair.meetings.services.attempts import SlotTaken, refuse_out_of_turn, repeated, slot_taken
from fair.meetings.services.locks import lock_meetings, lock_seats
from fair.meetings.services.openings import Clashing, Opening, Question, find_opening
from fair.meetings.services.seats import leave_seats, take_seats
from fair.meetings.services.standing import refuse_busy, standing_at
from fair.meetings.services.telling import (
    Seen,
    have_told,
    have_told_of_handover,
    record,
    seen_as,
)
from fair.meetings.snapshots import sides_of

MOVED_FIELDS = ["starts_at", "ends_at", "mode", "is_pinned", "sequence", "updated_at"]


class CannotMoveMeeting(Refusal):
    """The meeting stays where it is."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "not_confirmed": _("The meeting is called off or over already."),
        "begun": _("The meeting has begun, so it cannot be moved any more."),
        "changed": _("One of the two meetings was changed meanwhile. Look at them again."),
        "no_swap": _("Only two meetings of the same company can be swapped."),
    }


class CannotTransfer(Refusal):
    """The meeting cannot be handed to this person."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "not_confirmed": _("The meeting is called off or over already."),
        "stranger": _("Only somebody who acts for the company can take its meeting over."),
    }


def move_meeting(
    meeting: Meeting,
    *,
    starts_at: datetime,
    actor: User | None,
    now: datetime,
    mode: str | None = None,
    place: int | None = None,
    side: Side | None = None,
    override: str = "",
) -> Meeting:
    """Give a meeting another time, mode or place and have both sides told; nothing where it is so.

    No later plan moves it then. `side` and `override` are as in booking. Raise SlotTaken where the
    time cannot be had (the meeting stays as it is), CannotMoveMeeting, CannotBook, TimetableBusy.
    """
    question = Question(starts_at, mode or meeting.mode, place, is_limited=not override)
    try:
        return repeated(
            lambda: _move(meeting, question, actor=actor, now=now, side=side, reason=override)
        )
    except Clashing as clashing:
        sides = sides_of(meeting.buyer_id, meeting.supplier_id)
        refuse_out_of_turn(*sides, starts_at=starts_at, now=now, side=side)
        raise slot_taken(
            clashing, meeting, sides, starts_at=starts_at, now=now, is_limited=not override
        ) from clashing


def swap_meetings(
    first: Meeting,
    second: Meeting,
    *,
    actor: User | None,
    now: datetime,
    seen: tuple[datetime, datetime] | None = None,
    side: Side | None = None,
) -> tuple[Meeting, Meeting]:
    """Let two meetings of one company change times; each keeps its mode, and its place if free.

    `seen` is when they began as the person saw them: where they are swapped already, nothing
    happens. Raise SlotTaken, without alternatives, where another company cannot, and as
    `move_meeting` does.
    """
    try:
        return repeated(lambda: _swap((first, second), actor, now=now, seen=seen, side=side))
    except Clashing as clashing:
        raise SlotTaken(clashing.clashes) from clashing


@transaction.atomic
def transfer_meeting(
    meeting: Meeting, *, side: Participation, to: User, actor: User | None, now: datetime
) -> Meeting:
    """Let another person come to a meeting for one side; nothing where they do already.

    Told are the other side, the one who comes and those who came so far. Raise CannotTransfer.
    """
    (locked,) = lock_meetings([meeting])
    if not locked.is_ahead:
        raise CannotTransfer("not_confirmed")
    if not side.organisation.memberships.filter(user=to, user__is_active=True).exists():
        raise CannotTransfer("stranger")
    named = MeetingAttendee.objects.filter(meeting=locked, participation=side)
    if list(named.values_list("user", flat=True)) == [to.pk]:
        return locked
    before = attendees_of([locked])
    named.delete()
    MeetingAttendee.objects.create(meeting=locked, participation=side, user=to)
    locked.sequence += 1
    locked.save(update_fields=["sequence", "updated_at"])
    told = dict.fromkeys(person for people in before.values() for person in people)
    have_told_of_handover(locked, side=side, to=to, people=told)
    return locked


def _move(
    meeting: Meeting,
    question: Question,
    *,
    actor: User | None,
    now: datetime,
    side: Side | None,
    reason: str,
) -> Meeting:
    (locked,) = lock_meetings([meeting])
    _refuse_over(locked, now=now, side=side)
    seats = lock_seats([locked])
    places = [seat.party_id for seat in seats if seat.party.is_place]
    if _is_there(locked, question, places):
        return locked
    pair = (locked.buyer_id, locked.supplier_id)
    standing = standing_at(pair, question.starts_at)
    refuse_busy(standing, pair, question.starts_at, without=[locked.pk])
    before = seen_as(locked, place=next(iter(places), None))
    opening = _reopened(
        locked,
        question,
        without=(locked,),
        teams=tuple(seat.party_id for seat in seats),
        now=now,
        side=side,
    )
    reseat(locked, opening, is_pinned=True)
    have_told(locked, kind=NewsKind.MOVED, reason=reason)
    after = seen_as(locked, place=opening.place)
    record(locked, EditKind.MOVED, before=before, after=after, actor=actor, reason=reason)
    return locked


def _swap(
    meetings: tuple[Meeting, Meeting],
    actor: User | None,
    *,
    now: datetime,
    seen: tuple[datetime, datetime] | None,
    side: Side | None,
) -> tuple[Meeting, Meeting]:
    first, second = lock_meetings(meetings)
    if not {first.buyer_id, first.supplier_id} & {second.buyer_id, second.supplier_id}:
        raise CannotMoveMeeting("no_swap")
    times = (first.starts_at, second.starts_at)
    if seen is not None and times == seen[::-1]:
        return first, second
    if seen is not None and times != seen:
        raise CannotMoveMeeting("changed")
    for each in (first, second):
        _refuse_over(each, now=now, side=side)
    moves = _exchanged(first, second, now=now, side=side)
    have_told(first, second, kind=NewsKind.MOVED)
    for each, before, after in moves:
        record(each, EditKind.MOVED, before=before, after=after, actor=actor)
    return first, second


def _exchanged(
    first: Meeting, second: Meeting, *, now: datetime, side: Side | None
) -> list[tuple[Meeting, Seen, Seen]]:
    """Seat each of two meetings at the other's time; return them as they were and are now."""
    seats = lock_seats([first, second])
    waiting, moves = [first, second], []
    leave_seats(waiting)
    times = (second.starts_at, first.starts_at)
    for each, starts_at in zip((first, second), times, strict=True):
        own = [seat for seat in seats if seat.meeting_id == each.pk]
        place = next((seat.party_id for seat in own if seat.party.is_place), None)
        before = seen_as(each, place=place)
        teams = tuple(seat.party_id for seat in own)
        question = Question(starts_at, each.mode, place)
        opening = _reopened(each, question, without=tuple(waiting), teams=teams, now=now, side=side)
        reseat(each, opening, is_pinned=True)
        waiting.remove(each)
        moves.append((each, before, seen_as(each, place=opening.place)))
    return moves


def _refuse_over(meeting: Meeting, *, now: datetime, side: Side | None) -> None:
    if meeting.state != MeetingState.CONFIRMED:
        raise CannotMoveMeeting("not_confirmed")
    # Organisers move a meeting on the day when somebody is late.
    if side is not None and meeting.starts_at <= now:
        raise CannotMoveMeeting("begun")


def _is_there(meeting: Meeting, question: Question, places: list[int]) -> bool:
    return (
        (meeting.starts_at, meeting.mode) == (question.starts_at, question.mode)
        and question.place in (None, *places)
        and bool(places)
    )


def _reopened(
    meeting: Meeting,
    question: Question,
    *,
    without: tuple[Meeting, ...],
    teams: tuple[int, ...],
    now: datetime,
    side: Side | None,
) -> Opening:
    """Find the meeting another opening. Raise Clashing, CannotBook, PlaceContested."""
    buyer, supplier = sides_of(meeting.buyer_id, meeting.supplier_id)
    refuse_out_of_turn(buyer, supplier, starts_at=question.starts_at, now=now, side=side)
    wanted = Question(
        starts_at=question.starts_at,
        mode=question.mode,
        place=question.place,
        without=without,
        teams=teams,
        is_limited=question.is_limited,
    )
    return find_opening(buyer, supplier, wanted, wish=wish_for(buyer, supplier, meeting=meeting))


def reseat(meeting: Meeting, opening: Opening, *, is_pinned: bool) -> None:
    """Write where the meeting is now. Raise SeatTaken where somebody was quicker."""
    leave_seats([meeting])
    meeting.starts_at, meeting.ends_at = opening.starts_at, opening.ends_at
    meeting.mode, meeting.is_pinned = opening.mode, is_pinned
    meeting.sequence += 1
    meeting.save(update_fields=MOVED_FIELDS)
    take_seats([(meeting, opening.parties)])
