"""Ask for a plan, and stop one that is being made."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refusal
from fair.common import after_commit
from fair.editions.choices import EditionState
from fair.editions.models import Edition
from fair.meetings.choices import PlanKind, PlanState, UnplacedCode
from fair.meetings.models import PlanRun
from fair.meetings.services.locks import lock_timetable
from fair.meetings.services.parties import ensure_parties
from fair.meetings.snapshots import Scenario
from fair.meetings.tasks import plan_edition


class CannotRequestPlan(Refusal):
    """No plan can be asked for now."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "edition_closed": _("The edition is closed; its timetable stays as it is."),
        "being_made": _("A plan for this edition is being made already; wait for it or cancel it."),
    }


class CannotCancelPlan(Refusal):
    """The plan is not being made."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "not_active": _("The plan is not being made any more, so there is nothing to cancel."),
    }


@transaction.atomic
def create_run(
    edition: Edition,
    *,
    actor: User | None,
    seed: int = 1,
    kind: PlanKind = PlanKind.FULL,
    scenario: Scenario | None = None,
) -> PlanRun:
    """Enter a plan to be made; what was edited by hand in the last draft is kept in it.

    A what-if answers a scenario and is never published. Raise CannotRequestPlan while another one
    is being made, or where the edition is closed.
    """
    locked = lock_timetable(edition.pk)
    if locked.state == EditionState.CLOSED:
        raise CannotRequestPlan("edition_closed")
    if locked.plans.active().exists():
        raise CannotRequestPlan("being_made")
    ensure_parties(locked)
    return PlanRun.objects.create(
        edition=locked,
        requested_by=actor,
        seed=seed,
        kind=kind,
        scenario=scenario.as_json() if scenario else {},
        based_on=_edited_draft(locked),
    )


@transaction.atomic
def request_plan(
    edition: Edition,
    *,
    actor: User | None,
    seed: int = 1,
    kind: PlanKind = PlanKind.FULL,
    scenario: Scenario | None = None,
) -> PlanRun:
    """Enter a plan and hand it to a worker. Raise CannotRequestPlan as `create_run` does."""
    run = create_run(edition, actor=actor, seed=seed, kind=kind, scenario=scenario)
    after_commit.enqueue(plan_edition, run_id=run.pk)
    return run


def stop_plan(run: PlanRun, *, now: datetime) -> None:
    """Have a plan that is being made end soon, with the best that was found so far.

    Raise CannotCancelPlan when it is not being made.
    """
    if not PlanRun.objects.active().filter(pk=run.pk).update(stop_asked_at=now):
        raise CannotCancelPlan("not_active")


def cancel_plan(run: PlanRun, *, now: datetime) -> None:
    """Stop a plan that waits or is being made; its worker notices within a second.

    Raise CannotCancelPlan when it is not being made.
    """
    cancelled = PlanRun.objects.active().filter(pk=run.pk)
    if not cancelled.update(state=PlanState.CANCELLED, finished_at=now):
        raise CannotCancelPlan("not_active")


def _edited_draft(edition: Edition) -> PlanRun | None:
    """Return the last draft that is up to date, if somebody edited it by hand."""
    drafts = edition.plans.filter(
        state=PlanState.READY, base_version=edition.schedule_version
    ).exclude(kind=PlanKind.WHAT_IF)
    last = drafts.order_by("-id").first()
    if last is None:
        return None
    is_edited = (
        last.planned_meetings.filter(is_pinned=True).exists()
        or last.unplaced_wishes.filter(code=UnplacedCode.TAKEN_OUT).exists()
    )
    return last if is_edited else None
