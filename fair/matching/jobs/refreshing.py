"""Take single changes into the current matches: only the pairs of what changed are scored again.

A changed row's own list is made anew. In the lists of the others its pair comes in, moves or goes
out. Where a full list loses one, the next best stands in no table: such lists are looked through
together. When the transaction ends, all lists are those of a whole run.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from fair.editions.choices import EditionState, Side
from fair.matching.jobs.candidates import RowList
from fair.matching.jobs.chunks import LIMITS
from fair.matching.jobs.explaining import explain_some
from fair.matching.jobs.heart import Clock
from fair.matching.jobs.listing import OpenLists
from fair.matching.jobs.lists import renew_list
from fair.matching.jobs.settling import settle_lists
from fair.matching.jobs.texts import embed_changed
from fair.matching.jobs.topping import top_up
from fair.matching.jobs.warm import MOST_CHANGES, touched_by, warm_inputs
from fair.matching.models import Change, MatchRun, UnexplainedList

# Once meetings are being planned, matches change only when an organiser says so.
MATCHED_STATES = (EditionState.REGISTRATION, EditionState.MATCHING)
# So many changes are taken in by one transaction.
CHANGES_PER_ROUND = 25
KEPT_FOR = timedelta(days=1)


def refresh_matches(edition_id: int, *, clock: Clock) -> int:
    """Take in the pending changes of an edition; return how many rows' lists were made anew.

    Left alone are changes of everything and great heaps of changes: a whole run takes those in.
    Running twice, or in two workers, has no second effect: the current run's row is locked.
    """
    renewed = 0
    embed_changed(edition_id, now=clock())
    _warm_up(edition_id, now=clock())
    while True:
        while done := _refresh_round(edition_id, now=clock()):
            renewed += done.lists
        if not _explain_round(edition_id, now=clock()):
            return renewed


def editions_left_behind(*, now: datetime) -> list[int]:
    """Return the editions with changes or reasons that nobody has worked on.

    Changes long applied are forgotten.
    """
    Change.objects.filter(applied_at__lt=now - KEPT_FOR).delete()
    pending = Change.objects.filter(applied_at=None, edition__state__in=MATCHED_STATES)
    unexplained = UnexplainedList.objects.filter(run__is_current=True)
    return sorted(
        {*pending.values_list("edition", flat=True)}
        | {*unexplained.values_list("run__edition", flat=True).distinct()}
    )


def _warm_up(edition_id: int, *, now: datetime) -> None:
    """Read the edition, where something waits to be taken in, before anybody waits for a lock."""
    run = MatchRun.objects.select_related("edition").filter(edition=edition_id, is_current=True)
    current = run.first()
    if current and Change.objects.pending(edition_id).exists():
        warm_inputs(current, now=now)


class Done(NamedTuple):
    """What a round has done; a round without changes is the last."""

    changes: int
    lists: int

    def __bool__(self) -> bool:
        return self.changes > 0


NOTHING_DONE = Done(0, 0)


def _locked_run(edition_id: int) -> MatchRun | None:
    """Return the current run, locked."""
    runs = MatchRun.objects.select_for_update(no_key=True, of=("self",)).select_related("edition")
    return runs.filter(edition=edition_id, is_current=True).first()


@transaction.atomic
def _explain_round(edition_id: int, *, now: datetime) -> int:
    """Work out some reasons that were left for later; return 0 if there were none."""
    run = _locked_run(edition_id)
    if run is None or not run.unexplained_lists.exists():
        return 0
    return explain_some(run, inputs=warm_inputs(run, now=now))


@transaction.atomic
def _refresh_round(edition_id: int, *, now: datetime) -> Done:
    run = _locked_run(edition_id)
    if run is None or run.edition.state not in MATCHED_STATES:
        return NOTHING_DONE
    pending = Change.objects.pending(edition_id).order_by("id")
    changes = list(pending[: MOST_CHANGES + 1])
    if len(changes) > MOST_CHANGES or any(change.is_of_everything for change in changes):
        # What was noted while a run ended or lists were renewed found nothing to mark as stale.
        MatchRun.objects.filter(pk=run.pk, stale_since=None).update(stale_since=now)
        return NOTHING_DONE
    changes = changes[:CHANGES_PER_ROUND]
    if not changes:
        return NOTHING_DONE
    lists = _take_in(run, changes, now=now)
    if not pending.exists():
        MatchRun.objects.filter(pk=run.pk).update(stale_since=None)
    return Done(len(changes), lists)


def _take_in(run: MatchRun, changes: list[Change], *, now: datetime) -> int:
    """Make the lists of what changed anew and put those of the others right; return how many."""
    Change.objects.filter(pk__in=[change.pk for change in changes]).update(applied_at=now)
    touched = touched_by(changes)
    warm = warm_inputs(run, now=now)
    lists = [RowList(Side.BUYER, row_id) for row_id in sorted(touched.need_ids)]
    lists += [RowList(Side.SUPPLIER, row_id) for row_id in sorted(touched.line_ids)]
    opened = {side: OpenLists() for side in Side}
    for own in lists:
        renew_list(run, own, inputs=warm, others=opened[own.other_side])
        opened[own.side].close(own.row_id)
        UnexplainedList.objects.note(run, own.side, [own.row_id])
    for side, left in opened.items():
        top_up(run, side, left.losers, inputs=warm)
        UnexplainedList.objects.note(run, side, left.losers)
    settle_lists(
        run,
        limits=LIMITS,
        need_ids=opened[Side.BUYER].all(),
        line_ids=opened[Side.SUPPLIER].all(),
    )
    return len(lists)
