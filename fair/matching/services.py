"""What is done to runs and matches."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refusal
from fair.common import after_commit
from fair.editions.choices import EditionState, Side
from fair.editions.models import Edition
from fair.exhibitors.models import ProductLine
from fair.matching import jobs
from fair.matching.choices import OPEN_STATES, RunState, Verdict, VerdictReason
from fair.matching.models import MatchRun, MatchVerdict
from fair.matching.tasks import execute_run
from fair.sourcing.models import ComponentNeed


class CannotRequestRun(Refusal):
    """No run can be started."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "run_is_open": _("A run is waiting or running already: wait for it or cancel it."),
        "edition_closed": _("The edition is closed; its matches stay as they are."),
    }


class CannotCancelRun(Refusal):
    """The run cannot be cancelled."""

    MESSAGES: ClassVar[dict[str, Any]] = {"not_open": _("The run has come to its end already.")}


@transaction.atomic
def request_run(edition: Edition, *, actor: User | None) -> MatchRun:
    """Queue a run of an edition; a worker takes it after the transaction commits.

    Raise CannotRequestRun while another one is open.
    """
    run = open_run(edition, actor=actor)
    after_commit.enqueue(execute_run, run_id=run.pk)
    return run


@transaction.atomic
def open_run(edition: Edition, *, actor: User | None) -> MatchRun:
    """Queue a run and leave it to the caller to do it; raise CannotRequestRun as above."""
    if edition.state == EditionState.CLOSED:
        raise CannotRequestRun("edition_closed")
    try:
        with transaction.atomic():
            return jobs.open_run(edition, requested_by=actor)
    except IntegrityError as error:
        raise CannotRequestRun("run_is_open") from error


def cancel_run(run: MatchRun, *, now: datetime) -> None:
    """Stop a run; its worker notices within a second of work. Raise CannotCancelRun."""
    changed = MatchRun.objects.filter(pk=run.pk, state__in=OPEN_STATES).update(
        state=RunState.CANCELLED, finished_at=now
    )
    if not changed:
        raise CannotCancelRun("not_open")


def mark_stale(edition_id: int, *, now: datetime) -> None:
    """Note that needs or lines changed: for the current run, and for one that has read them."""
    runs = MatchRun.objects.filter(edition_id=edition_id, stale_since=None)
    runs.filter(is_current=True).update(stale_since=now)
    runs.filter(state=RunState.RUNNING).update(stale_since=now)


@transaction.atomic
def record_verdict(
    need: ComponentNeed,
    *,
    line: ProductLine,
    side: Side,
    verdict: Verdict,
    reason: VerdictReason | str = "",
    note: str = "",
    actor: User,
    now: datetime,
) -> MatchVerdict:
    """Keep what a side thinks of a need and a line, in the place of what it thought before."""
    recorded, _is_new = MatchVerdict.objects.update_or_create(
        need=need,
        line=line,
        side=side,
        defaults={
            "verdict": verdict,
            "reason": reason,
            "note": note,
            "decided_by": actor,
            "decided_at": now,
        },
    )
    return recorded


def withdraw_verdict(need: ComponentNeed, *, line: ProductLine, side: Side) -> None:
    """Forget what a side thought of a need and a line."""
    MatchVerdict.objects.filter(need=need, line=line, side=side).delete()
