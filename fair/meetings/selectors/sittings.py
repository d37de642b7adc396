"""The meetings of a plan or of the timetable, with what clashes."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from fair.common.intervals import Interval
from fair.common.search import folded
from fair.editions.models import Participation
from fair.meetings.choices import Clash, MeetingMode, PartyKind, PlanState
from fair.meetings.models import Meeting, Party, PlannedMeeting, PlanRun
from fair.meetings.models.meeting import MeetingQuerySet
from fair.meetings.snapshots import Clashes, clashes_in_draft, clashes_in_timetable
from fair.sourcing.models import ComponentNeed


@dataclass(frozen=True, slots=True)
class Sitting:
    """One meeting on the board; what is fixed cannot be changed on it."""

    buyer: Participation
    supplier: Participation
    starts_at: datetime
    ends_at: datetime
    mode: str
    place: Party | None
    interpreter: Party | None
    is_must: bool
    is_pinned: bool
    is_fixed: bool
    state: str = ""
    clashes: tuple[Clash, ...] = ()

    @property
    def interval(self) -> Interval:
        return Interval(self.starts_at, self.ends_at)

    @property
    def place_name(self) -> str:
        return self.place.place_name if self.place else str(MeetingMode(self.mode).label)

    @property
    def hall_id(self) -> int | None:
        spot = (self.place.table or self.place.booth) if self.place else None
        return spot.hall_id if spot else None

    def words(self, side: str = "") -> str:
        """Its names, folded, to search in: of one side, or of both and of who interprets."""
        sides = [each for each in (self.buyer, self.supplier) if side in ("", each.side)]
        organisations = [each.organisation for each in sides]
        names = [name for each in organisations for name in (each.legal_name, *each.names.values())]
        return folded(" ".join(names if side else (*names, self.interpreter_name)))

    @property
    def interpreter_name(self) -> str:
        return str(self.interpreter.interpreter) if self.interpreter else ""


def sittings_of(run: PlanRun) -> list[Sitting]:
    """Return a plan's meetings; of the published plan, the timetable's as they are now.

    A fixed number of queries, some twenty: what clashes is asked of the rows as they are.
    """
    if run.state == PlanState.PUBLISHED:
        return _of_timetable(run)
    clashes = clashes_in_draft(run) if run.is_editable else {}
    rows = list(run.planned_meetings.order_by("starts_at", "id"))
    _seat_at(run, rows)
    planned = [_planned(row, clashes) for row in rows]
    if run.state != PlanState.READY:
        return planned
    kept = _with_seats(Meeting.objects.filter(edition=run.edition_id).kept(), run)
    return [*planned, *(_standing(row, {}, is_fixed=True) for row in kept)]


def _of_timetable(run: PlanRun) -> list[Sitting]:
    standing = Meeting.objects.filter(edition=run.edition_id).standing()
    needs = Prefetch("needs", ComponentNeed.objects.only("pk"))
    rows = _with_seats(standing.prefetch_related(needs), run)
    ahead = [row for row in rows if row.is_ahead]
    clashes = clashes_in_timetable(run.edition, ahead)
    return [_standing(row, clashes, is_fixed=not row.is_ahead) for row in rows]


def _with_seats(meetings: MeetingQuerySet, run: PlanRun) -> list[Meeting]:
    """Load who meets, where, and who interprets, in order of time; four queries."""
    rows = list(meetings.prefetch_related("seats").order_by("starts_at", "id"))
    if rows:
        companies, parties = _companies(run), _parties(run)
        for row in rows:
            row.buyer, row.supplier = companies[row.buyer_id], companies[row.supplier_id]
            for seat in row.seats.all():
                seat.party = parties[seat.party_id]
    return rows


def _seat_at(run: PlanRun, rows: list[PlannedMeeting]) -> None:
    """Load along who meets, where, and who interprets: each company and place once."""
    companies, parties = _companies(run), _parties(run)
    for row in rows:
        row.buyer, row.supplier = companies[row.buyer_id], companies[row.supplier_id]
        row.place_party = parties.get(row.place_party_id or 0)
        row.interpreter_party = parties.get(row.interpreter_party_id or 0)


def _companies(run: PlanRun) -> dict[int, Participation]:
    rows = Participation.objects.filter(edition=run.edition_id)
    return rows.select_related("organisation").in_bulk()


def _parties(run: PlanRun) -> dict[int, Party]:
    rows = Party.objects.filter(edition=run.edition_id)
    return rows.select_related("table__hall", "booth__hall", "interpreter").in_bulk()


def _planned(row: PlannedMeeting, clashes: Clashes) -> Sitting:
    return Sitting(
        buyer=row.buyer,
        supplier=row.supplier,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        mode=row.mode,
        place=row.place_party,
        interpreter=row.interpreter_party,
        is_must=row.is_must,
        is_pinned=row.is_pinned,
        is_fixed=False,
        clashes=clashes.get((row.buyer_id, row.supplier_id), ()),
    )


def _standing(row: Meeting, clashes: Clashes, *, is_fixed: bool) -> Sitting:
    parties = [seat.party for seat in row.seats.all()]
    return Sitting(
        buyer=row.buyer,
        supplier=row.supplier,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        mode=row.mode,
        place=next((each for each in parties if each.is_place), None),
        interpreter=next((each for each in parties if each.kind == PartyKind.INTERPRETER), None),
        is_must=False,
        is_pinned=row.is_pinned,
        is_fixed=is_fixed,
        state="" if row.is_ahead else row.get_state_display(),
        clashes=clashes.get((row.buyer_id, row.supplier_id), ()),
    )
