"""The meetings of a plan or of the timetable, with what clashes."""

from dataclasses import dataclass
from datetime import datetime

from fair.common.intervals import Interval
from fair.common.search import folded
from fair.editions.models import Participation
from fair.meetings.choices import Clash, MeetingMode, PartyKind, PlanState
from fair.meetings.models import Meeting, Party, PlannedMeeting, PlanRun
from fair.meetings.models.meeting import MeetingQuerySet
from fair.meetings.snapshots import Clashes, clashes_in_draft, clashes_in_timetable


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
    rows = run.planned_meetings.select_related(
        "buyer__organisation",
        "supplier__organisation",
        "place_party__table__hall",
        "place_party__booth__hall",
        "interpreter_party__interpreter",
    ).order_by("starts_at", "id")
    planned = [_planned(row, clashes) for row in rows]
    if run.state != PlanState.READY:
        return planned
    kept = Meeting.objects.filter(edition=run.edition_id).kept()
    return [*planned, *(_standing(row, {}, is_fixed=True) for row in _with_seats(kept))]


def _of_timetable(run: PlanRun) -> list[Sitting]:
    standing = Meeting.objects.filter(edition=run.edition_id).standing()
    rows = list(_with_seats(standing).prefetch_related("needs"))
    ahead = [row for row in rows if row.is_ahead]
    clashes = clashes_in_timetable(run.edition, ahead)
    return [_standing(row, clashes, is_fixed=not row.is_ahead) for row in rows]


def _with_seats(meetings: MeetingQuerySet) -> MeetingQuerySet:
    """Load along who meets, where, and who interprets, in order of time."""
    loaded = meetings.with_sides_and_places().prefetch_related("seats__party__interpreter")
    return loaded.order_by("starts_at", "id")


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
    return Sitting(
        buyer=row.buyer,
        supplier=row.supplier,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        mode=row.mode,
        place=row.place_seats[0].party if row.place_seats else None,
        interpreter=_interpreter(row),
        is_must=False,
        is_pinned=row.is_pinned,
        is_fixed=is_fixed,
        state="" if row.is_ahead else row.get_state_display(),
        clashes=clashes.get((row.buyer_id, row.supplier_id), ()),
    )


def _interpreter(row: Meeting) -> Party | None:
    parties = (seat.party for seat in row.seats.all())
    return next((each for each in parties if each.kind == PartyKind.INTERPRETER), None)
