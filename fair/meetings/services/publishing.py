"""Turn a draft into the published timetable, and take a published one back."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refusal
from fair.editions.models import Edition
from fair.meetings import mails
from fair.meetings.choices import MeetingState, PlanState
from fair.meetings.models import Meeting, PlannedMeeting, PlanRun
from fair.meetings.services.locks import lock_timetable
from fair.meetings.services.seats import SeatTaken, free_seats, leave_seats, take_seats
from fair.meetings.services.taking_over import take_over_locked
from fair.meetings.services.telling import tell_with_edits
from fair.meetings.services.versions import bump_schedule
from fair.meetings.snapshots import clashes_in_draft

PLANNED_FIELDS = ["plan", "starts_at", "ends_at", "mode", "value", "is_pinned", "sequence"]
PUBLICATION_FIELDS = ["state", "published_at", "published_by", "published_version", "updated_at"]


class CannotPublishPlan(Refusal):
    """The draft cannot become the timetable."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "not_ready": _("Only a draft can be published."),
        "what_if": _("This plan only answers what would be if; it is not for publishing."),
        "schedule_changed": _(
            "The timetable was changed after this plan was made. Look at the changes below and"
            " decide."
        ),
        "outdated": _(
            "%(count)s meetings of this plan are no longer possible, because participants, their"
            " hours or places have changed. Mend the plan, or make a new one."
        ),
        "seat_taken": _("Somebody booked one of the times meanwhile. Make a new plan."),
    }


class CannotUnpublishPlan(Refusal):
    """The plan is not the published one."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "not_published": _("This plan is not published."),
    }


@transaction.atomic
def publish_plan(
    run: PlanRun, *, actor: User | None, now: datetime, over: int | None = None
) -> mails.Changes:
    """Make a draft the timetable, all at once, and tell everybody whom it concerns.

    Meetings that were pinned or made by hand stay; those of the plan published before are moved
    or withdrawn. `over` is the schedule version whose changes since the draft was made somebody
    has seen and wants to publish over: the draft takes them over first.

    Raise CannotPublishPlan when the draft no longer fits.
    """
    edition = lock_timetable(run.edition_id)
    locked = PlanRun.objects.select_for_update(no_key=True, of=("self",)).get(pk=run.pk)
    locked.edition = edition
    if locked.state != PlanState.READY:
        raise CannotPublishPlan("not_ready")
    if locked.is_what_if:
        raise CannotPublishPlan("what_if")
    if over == edition.schedule_version:
        take_over_locked(locked)
    if locked.base_version != edition.schedule_version:
        raise CannotPublishPlan("schedule_changed")
    impossible = clashes_in_draft(locked)
    if impossible:
        raise CannotPublishPlan("outdated", count=len(impossible))
    planned = list(locked.planned_meetings.prefetch_related("needs", "lines").order_by("id"))
    changes = _apply(edition, locked, planned)
    edition.plans.filter(state=PlanState.PUBLISHED).update(state=PlanState.SUPERSEDED)
    bump_schedule(edition)
    locked.state = PlanState.PUBLISHED
    locked.published_at, locked.published_by = now, actor
    locked.published_version = edition.schedule_version
    locked.save(update_fields=PUBLICATION_FIELDS)
    tell_with_edits(edition, changes, now=now)
    return changes


@transaction.atomic
def unpublish_plan(run: PlanRun, *, now: datetime) -> mails.Changes:
    """Withdraw the published plan's meetings that are neither held nor pinned.

    The plan is a draft again; it can be published again as long as nothing else was changed.
    Raise CannotUnpublishPlan when the plan is not the published one.
    """
    edition = lock_timetable(run.edition_id)
    locked = PlanRun.objects.select_for_update(no_key=True, of=("self",)).get(pk=run.pk)
    if locked.state != PlanState.PUBLISHED:
        raise CannotUnpublishPlan("not_published")
    dropped = list(_replaceable(edition).filter(plan=locked))
    _withdraw(dropped)
    is_unchanged = locked.published_version == edition.schedule_version
    bump_schedule(edition)
    locked.state = PlanState.READY
    if is_unchanged:
        locked.base_version = edition.schedule_version
    locked.published_at = locked.published_by = locked.published_version = None
    locked.save(update_fields=[*PUBLICATION_FIELDS, "base_version"])
    changes = mails.Changes(dropped=tuple(dropped))
    tell_with_edits(edition, changes, now=now)
    return changes


def _apply(edition: Edition, run: PlanRun, planned: Sequence[PlannedMeeting]) -> mails.Changes:
    """Add, move and withdraw meetings until they are what the draft says."""
    standing = {(each.buyer_id, each.supplier_id): each for each in _replaceable(edition)}
    new: list[Meeting] = []
    moved: list[Meeting] = []
    unchanged: list[Meeting] = []
    seated: list[tuple[Meeting, Sequence[int]]] = []
    for row in planned:
        meeting = standing.pop((row.buyer_id, row.supplier_id), None)
        if meeting is None:
            meeting = Meeting(edition=edition, buyer_id=row.buyer_id, supplier_id=row.supplier_id)
            new.append(meeting)
        else:
            (unchanged if _is_same(meeting, row) else moved).append(meeting)
        _fill_in(meeting, row, run)
        seated.append((meeting, _parties_of(row)))
    dropped = list(standing.values())
    _withdraw(dropped)
    leave_seats([*moved, *unchanged])
    for meeting in moved:
        meeting.sequence += 1
    Meeting.objects.bulk_update([*moved, *unchanged], PLANNED_FIELDS)
    Meeting.objects.bulk_create(new)
    _link_subjects(zip((meeting for meeting, _parties in seated), planned, strict=True))
    try:
        take_seats(seated)
    except SeatTaken as error:
        raise CannotPublishPlan("seat_taken") from error
    return mails.Changes(new=tuple(new), moved=tuple(moved), dropped=tuple(dropped))


def _parties_of(row: PlannedMeeting) -> list[int]:
    teams = (row.buyer_party_id, row.supplier_party_id)
    seated = (*teams, row.place_party_id, row.interpreter_party_id)
    return [party for party in seated if party is not None]


def _replaceable(edition: Edition) -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(edition=edition).replaceable()
    return rows.select_for_update(no_key=True).prefetch_related("seats__party").order_by("id")


def _is_same(meeting: Meeting, row: PlannedMeeting) -> bool:
    """Tell whether the two sides would notice no difference; their teams are their own affair."""
    places = {seat.party_id for seat in meeting.seats.all() if seat.party.is_place}
    return (
        meeting.starts_at == row.starts_at
        and meeting.ends_at == row.ends_at
        and meeting.mode == row.mode
        and places == {row.place_party_id}
    )


def _fill_in(meeting: Meeting, row: PlannedMeeting, run: PlanRun) -> None:
    meeting.plan = run
    meeting.starts_at, meeting.ends_at = row.starts_at, row.ends_at
    meeting.mode, meeting.value = row.mode, row.value
    meeting.is_pinned = row.is_pinned


def _withdraw(meetings: Iterable[Meeting]) -> None:
    rows = Meeting.objects.filter(pk__in=[meeting.pk for meeting in meetings])
    rows.update(state=MeetingState.WITHDRAWN, sequence=F("sequence") + 1)
    free_seats(meetings)


def _link_subjects(pairs: Iterable[tuple[Meeting, PlannedMeeting]]) -> None:
    """Give each meeting the needs and product lines that its planned one has."""
    linked = list(pairs)
    meetings = [meeting.pk for meeting, _row in linked]
    needs, lines = Meeting.needs.through, Meeting.lines.through
    needs.objects.filter(meeting__in=meetings).delete()
    lines.objects.filter(meeting__in=meetings).delete()
    needs.objects.bulk_create(
        needs(meeting=meeting, componentneed=need)
        for meeting, row in linked
        for need in row.needs.all()
    )
    lines.objects.bulk_create(
        lines(meeting=meeting, productline=line)
        for meeting, row in linked
        for line in row.lines.all()
    )
