"""A draft and the timetable as books in which one pair's meeting is read and written.

Both sit on locked rows: open them by `open_book`.
"""

from dataclasses import replace
from datetime import datetime

from django.db.models import F, QuerySet

from accounts.models import User
from fair.editions.choices import EditionState
from fair.editions.models import Edition
from fair.meetings import mails
from fair.meetings.choices import MeetingChange, MeetingState, PartyKind, PlanState, UnplacedCode
from fair.meetings.models import Meeting, PlannedMeeting, PlanRun, UnplacedWish
from fair.meetings.services.locks import lock_timetable
from fair.meetings.services.seatings import CannotEditPlan, Pair, Seating
from fair.meetings.services.seats import SeatTaken, free_seats, leave_seats, take_seats
from fair.meetings.services.telling import announce, announce_all
from fair.meetings.services.versions import bump_schedule
from fair.meetings.snapshots import (
    Bench,
    Wish,
    bench_in_draft,
    bench_in_timetable,
    figures_of_draft,
)

TIMES = ["starts_at", "ends_at", "mode", "is_pinned", "updated_at"]


class Draft:
    """A draft: nobody but the organisers knows of it."""

    is_live = False

    def __init__(self, edition: Edition, run: PlanRun) -> None:
        self.edition, self.run = edition, run

    def bench(self, pair: Pair, *, wish: Wish | None = None) -> Bench:
        return bench_in_draft(self.run, pair, wish=wish)

    def read(self, pair: Pair) -> Seating | None:
        row = self._rows(pair).prefetch_related("needs", "lines").first()
        if row is None:
            return None
        return Seating(
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            mode=row.mode,
            place=row.place_party_id,
            buyer_team=row.buyer_party_id,
            supplier_team=row.supplier_party_id,
            is_pinned=row.is_pinned,
            value=row.value,
            is_must=row.is_must,
            need_ids=tuple(sorted(need.pk for need in row.needs.all())),
            line_ids=tuple(sorted(line.pk for line in row.lines.all())),
            interpreter=row.interpreter_party_id,
        )

    def write(
        self, pair: Pair, seating: Seating | None, *, actor: User | None, now: datetime
    ) -> None:
        row = self._rows(pair).first()
        if seating is not None:
            self._seat(pair, seating)
        elif row is not None:
            self._note_wish(pair, row)
            row.delete()
        self.run.figures = {**self.run.figures, **figures_of_draft(self.run)}
        self.run.save(update_fields=["figures", "updated_at"])

    def _seat(self, pair: Pair, seating: Seating) -> None:
        if seating.buyer_team is None or seating.supplier_team is None:
            raise CannotEditPlan("no_meeting")
        row, _created = PlannedMeeting.objects.update_or_create(
            run=self.run,
            buyer_id=pair[0],
            supplier_id=pair[1],
            defaults={
                "starts_at": seating.starts_at,
                "ends_at": seating.ends_at,
                "mode": seating.mode,
                "place_party_id": seating.place,
                "interpreter_party_id": seating.interpreter,
                "buyer_party_id": seating.buyer_team,
                "supplier_party_id": seating.supplier_team,
                "is_pinned": seating.is_pinned,
                "value": seating.value,
                "is_must": seating.is_must,
            },
        )
        row.needs.set(seating.need_ids)
        row.lines.set(seating.line_ids)

    def _note_wish(self, pair: Pair, row: PlannedMeeting) -> None:
        """Leave the wish behind, so that the desk offers it again."""
        UnplacedWish.objects.update_or_create(
            run=self.run,
            buyer_id=pair[0],
            supplier_id=pair[1],
            defaults={
                "value": row.value,
                "is_must": row.is_must,
                "code": UnplacedCode.TAKEN_OUT,
            },
        )

    def _rows(self, pair: Pair) -> QuerySet[PlannedMeeting]:
        return self.run.planned_meetings.filter(buyer=pair[0], supplier=pair[1])


class Timetable:
    """The timetable that everybody relies on.

    Rooms above hear of each change at once, people when its edit is told of.
    """

    is_live = True

    def __init__(self, edition: Edition, run: PlanRun) -> None:
        self.edition, self.run = edition, run

    def bench(self, pair: Pair, *, wish: Wish | None = None) -> Bench:
        return bench_in_timetable(self.edition, pair, run=self.run, wish=wish)

    def read(self, pair: Pair) -> Seating | None:
        meeting = self._ahead(pair)
        if meeting is None:
            return None
        seats = list(meeting.seats.filter(live=True).select_related("party").order_by("id"))
        team_of = {seat.party.participation_id: seat.party_id for seat in seats}
        places = [seat.party_id for seat in seats if seat.party.is_place]
        interpreters = [s.party_id for s in seats if s.party.kind == PartyKind.INTERPRETER]
        return Seating(
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            mode=meeting.mode,
            place=places[0] if places else None,
            buyer_team=team_of.get(meeting.buyer_id),
            supplier_team=team_of.get(meeting.supplier_id),
            is_pinned=meeting.is_pinned,
            value=meeting.value,
            need_ids=tuple(meeting.needs.order_by("id").values_list("id", flat=True)),
            line_ids=tuple(meeting.lines.order_by("id").values_list("id", flat=True)),
            interpreter=next(iter(interpreters), None),
        )

    def write(
        self, pair: Pair, seating: Seating | None, *, actor: User | None, now: datetime
    ) -> None:
        before = self.read(pair)
        meeting = self._ahead(pair)
        bump_schedule(self.edition)
        if seating is None:
            if meeting is not None:
                self._call_off(meeting, actor=actor, now=now)
            return
        if meeting is None:
            meeting = self._revived(pair) or self._new(pair, seating)
            changes = mails.Changes(new=(meeting,))
        elif seating.is_where(before):
            changes = mails.Changes()
        else:
            meeting.sequence += 1
            changes = mails.Changes(moved=(meeting,))
        self._seat(meeting, seating)
        announce_all(changes)

    def _ahead(self, pair: Pair) -> Meeting | None:
        return self._meetings(pair).filter(state=MeetingState.CONFIRMED).first()

    def _meetings(self, pair: Pair) -> QuerySet[Meeting]:
        rows = Meeting.objects.filter(edition=self.edition, buyer=pair[0], supplier=pair[1])
        return rows.select_for_update(no_key=True, of=("self",)).order_by("-id")

    def _new(self, pair: Pair, seating: Seating) -> Meeting:
        meeting = Meeting.objects.create(
            edition=self.edition,
            buyer_id=pair[0],
            supplier_id=pair[1],
            starts_at=seating.starts_at,
            ends_at=seating.ends_at,
            mode=seating.mode,
            value=seating.value,
            is_pinned=seating.is_pinned,
        )
        meeting.needs.set(seating.need_ids)
        meeting.lines.set(seating.line_ids)
        return meeting

    def _revived(self, pair: Pair) -> Meeting | None:
        """Return the pair's meeting that was called off last; it keeps its address."""
        meeting = self._meetings(pair).filter(state=MeetingState.CANCELLED).first()
        if meeting is None:
            return None
        meeting.state, meeting.cancelled_at, meeting.cancelled_by = (
            MeetingState.CONFIRMED,
            None,
            None,
        )
        meeting.cancel_reason = ""
        meeting.sequence += 1
        meeting.save(update_fields=["state", "cancelled_at", "cancelled_by", "cancel_reason"])
        return meeting

    def _seat(self, meeting: Meeting, seating: Seating) -> None:
        meeting.starts_at, meeting.ends_at = seating.starts_at, seating.ends_at
        meeting.mode, meeting.is_pinned = seating.mode, seating.is_pinned
        meeting.save(update_fields=[*TIMES, "sequence"])
        parties = (
            seating.buyer_team,
            seating.supplier_team,
            seating.place,
            seating.interpreter,
        )
        leave_seats([meeting])
        try:
            take_seats([(meeting, [party for party in parties if party is not None])])
        except SeatTaken as error:
            raise CannotEditPlan("seat_taken") from error

    def _call_off(self, meeting: Meeting, *, actor: User | None, now: datetime) -> None:
        Meeting.objects.filter(pk=meeting.pk).update(
            state=MeetingState.CANCELLED,
            sequence=F("sequence") + 1,
            cancelled_at=now,
            cancelled_by=actor,
            cancel_reason="",
        )
        free_seats([meeting])
        announce(meeting, MeetingChange.CANCELLED)


Book = Draft | Timetable


def open_book(run: PlanRun, *, is_live: bool) -> Book:
    """Lock the edition and the plan and return what stands behind it.

    `is_live` is what the person who asks believes; call inside a transaction. Raise
    CannotEditPlan where the plan cannot be edited, or is something else meanwhile.
    """
    edition = lock_timetable(run.edition_id)
    locked = PlanRun.objects.select_for_update(no_key=True, of=("self",)).get(pk=run.pk)
    locked.edition = edition
    if edition.state == EditionState.CLOSED:
        raise CannotEditPlan("edition_closed")
    if not locked.is_editable:
        raise CannotEditPlan("not_editable")
    if is_live != (locked.state == PlanState.PUBLISHED):
        raise CannotEditPlan("changed_meanwhile")
    return Timetable(edition, locked) if is_live else Draft(edition, locked)


def pinned(seating: Seating, *, is_pinned: bool) -> Seating:
    """Return the seating pinned or let go."""
    return replace(seating, is_pinned=is_pinned)
