"""What changed since a plan was made, and what publishing it would change."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F

from accounts.models import Membership
from fair.editions.models import Edition, Participation
from fair.meetings.choices import EditKind, MeetingState
from fair.meetings.models import HandEdit, Meeting, PlannedMeeting, PlanRun
from fair.meetings.selectors.plans import planned_meetings
from fair.meetings.snapshots import Clashes, clashes_in_draft, clashes_in_timetable


@dataclass(frozen=True, slots=True)
class ChangedSince:
    """What people did to the timetable after a draft was made."""

    by_hand: tuple[HandEdit, ...]
    called_off: tuple[Meeting, ...]
    published: tuple[PlanRun, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A company that publishing concerns: how many of its meetings change."""

    participation: Participation
    count: int


@dataclass(frozen=True, slots=True)
class Difference:
    """A draft against the timetable. Each moved meeting comes with where it is now."""

    new: tuple[PlannedMeeting, ...]
    moved: tuple[tuple[PlannedMeeting, Meeting], ...]
    dropped: tuple[Meeting, ...]
    same_count: int
    told: tuple[Told, ...]
    people_count: int


def changed_since(run: PlanRun) -> ChangedSince:
    """Return what changed since a draft was made; three queries."""
    edits = HandEdit.objects.standing().filter(
        edition=run.edition_id, is_live=True, schedule_version__gt=run.base_version or 0
    )
    by_hand = edits.select_related(
        "buyer__organisation", "supplier__organisation", "actor"
    ).order_by("-id")
    taken_out = {
        (edit.buyer_id, edit.supplier_id) for edit in by_hand if edit.kind == EditKind.TAKEN_OUT
    }
    cancelled = Meeting.objects.filter(
        edition=run.edition_id,
        state=MeetingState.CANCELLED,
        cancelled_at__gte=run.claimed_at or run.created_at,
    ).select_related("buyer__organisation", "supplier__organisation", "edition")
    called_off = [
        row
        for row in cancelled.order_by("cancelled_at", "id")
        if (row.buyer_id, row.supplier_id) not in taken_out
    ]
    published = PlanRun.objects.filter(
        edition=run.edition_id, published_version__gt=run.base_version or 0
    ).exclude(pk=run.pk)
    return ChangedSince(
        tuple(by_hand), tuple(called_off), tuple(published.select_related("edition").order_by("id"))
    )


def difference_of(run: PlanRun) -> Difference:
    """Compare a draft with the timetable as it is now; six queries."""
    standing = {
        (row.buyer_id, row.supplier_id): row
        for row in Meeting.objects.filter(edition=run.edition_id)
        .replaceable()
        .with_sides_and_places()
        .order_by("starts_at", "id")
    }
    new: list[PlannedMeeting] = []
    moved: list[tuple[PlannedMeeting, Meeting]] = []
    same_count = 0
    for row in planned_meetings(run):
        meeting = standing.pop((row.buyer_id, row.supplier_id), None)
        if meeting is None:
            new.append(row)
        elif _is_same(row, meeting):
            same_count += 1
        else:
            moved.append((row, meeting))
    dropped = tuple(standing.values())
    told = _told([*new, *(row for row, _meeting in moved), *dropped])
    return Difference(
        tuple(new), tuple(moved), dropped, same_count, tuple(told), _people_count(told)
    )


def clashes_of_draft(run: PlanRun) -> Clashes:
    """Name what a draft's meetings break, against the rows as they are now."""
    return clashes_in_draft(run)


def troubled_count(edition: Edition) -> int:
    """Count the meetings of the timetable that need a new time or place."""
    rows = Meeting.objects.filter(edition=edition, state=MeetingState.CONFIRMED)
    meetings = list(rows.prefetch_related("seats__party", "needs").order_by("starts_at", "id"))
    return len(clashes_in_timetable(edition, meetings)) if meetings else 0


def _is_same(row: PlannedMeeting, meeting: Meeting) -> bool:
    places = {seat.party_id for seat in meeting.place_seats}
    return (row.starts_at, row.ends_at, row.mode) == (
        meeting.starts_at,
        meeting.ends_at,
        meeting.mode,
    ) and places == {row.place_party_id}


def _told(rows: Iterable[PlannedMeeting | Meeting]) -> list[Told]:
    """Return the companies concerned, those with most changes first."""
    counts: Counter[Participation] = Counter()
    for row in rows:
        counts.update((row.buyer, row.supplier))
    return [
        Told(participation, count)
        for participation, count in sorted(
            counts.items(), key=lambda item: (-item[1], str(item[0]), item[0].pk)
        )
    ]


def _people_count(told: Iterable[Told]) -> int:
    organisations = {each.participation.organisation_id for each in told}
    members = Membership.objects.filter(organisation__in=organisations, user__is_active=True)
    return members.values(person=F("user")).distinct().count()
