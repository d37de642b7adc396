"""Celery shells around the jobs of matching."""

import logging
from typing import Any

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from fair.matching import jobs
from fair.matching.choices import RunError
from fair.matching.embeddings.readings import forget_old_readings
from fair.matching.embeddings.store import forget_old

logger = logging.getLogger(__name__)

RUN_SECONDS = 1200
REFRESH_SECONDS = 120
# More workers than this are not asked to help with one run.
MOST_HELPERS = 8
# Help to read is of use at once; who comes later would look through all texts for nothing.
READING_PATIENCE_SECONDS = 3


@shared_task(
    name="fair.matching.execute_run", soft_time_limit=RUN_SECONDS, time_limit=RUN_SECONDS + 30
)
def execute_run(*, run_id: int, **_: Any) -> None:
    """Do one run with whoever helps; what goes wrong unexpectedly stands in log and run."""
    try:
        has_ended = jobs.execute_run(run_id, clock=timezone.now, on_shared=call_helpers)
        explain_the_rest(run_id, has_ended=has_ended)
    except Exception as error:
        logger.exception("Matching run %s failed", run_id)
        jobs.record_failure(
            run_id,
            code=RunError.UNEXPECTED,
            text=f"{type(error).__name__}: {error}",
            now=timezone.now(),
        )


@shared_task(
    name="fair.matching.help_run", soft_time_limit=RUN_SECONDS, time_limit=RUN_SECONDS + 30
)
def help_run(*, run_id: int, **_: Any) -> None:
    """Help with a run that another worker leads; a failure leaves the work to the others."""
    try:
        has_ended = jobs.help_run(run_id, clock=timezone.now)
        explain_the_rest(run_id, has_ended=has_ended)
    except Exception:
        logger.exception("Helping with matching run %s failed", run_id)


def call_helpers(run_id: int, *, chunks: int) -> None:
    """Ask idle workers to take parts of a run; who comes too late finds nothing to do."""
    is_cut = jobs.chunks_to_share(run_id) > 0
    expires = RUN_SECONDS if is_cut else READING_PATIENCE_SECONDS
    for _helper in range(min(chunks - 1, MOST_HELPERS)):
        try:
            help_run.apply_async(kwargs={"run_id": run_id}, expires=expires)
        except OperationalError:
            logger.warning("No help could be called for matching run %s", run_id)
            return


def explain_the_rest(run_id: int, *, has_ended: bool) -> None:
    """Have the reasons worked out that a run in chunks has left for later."""
    if has_ended:
        refresh_matches.delay(edition_id=jobs.edition_of_run(run_id))


@shared_task(
    name="fair.matching.refresh_matches",
    soft_time_limit=REFRESH_SECONDS,
    time_limit=REFRESH_SECONDS + 30,
)
def refresh_matches(*, edition_id: int, **_: Any) -> None:
    """Take pending changes of an edition into its matches; a lost message is swept up."""
    try:
        jobs.refresh_matches(edition_id, clock=timezone.now)
    except Exception:
        logger.exception("Refreshing the matches of edition %s failed", edition_id)


@shared_task(name="fair.matching.resume_stale_runs", soft_time_limit=60, time_limit=90)
def resume_stale_runs(**_: Any) -> None:
    """Take up runs whose worker died or whose message was lost."""
    for run_id in jobs.forgotten_run_ids(now=timezone.now()):
        execute_run.delay(run_id=run_id)


@shared_task(name="fair.matching.refresh_stale", soft_time_limit=60, time_limit=90)
def refresh_stale(**_: Any) -> None:
    """Match again where many needs or lines have changed, and take in what was left behind."""
    now = timezone.now()
    forget_old(now=now)
    forget_old_readings(now=now)
    for run_id in jobs.runs_to_finish_up():
        jobs.finish_up(run_id)
    for edition_id in jobs.editions_left_behind(now=now):
        refresh_matches.delay(edition_id=edition_id)
    for run_id in jobs.refresh_stale(now=now):
        execute_run.delay(run_id=run_id)
