"""Celery shells around the jobs of matching."""

import logging
from typing import Any

from celery import shared_task
from django.utils import timezone

from fair.editions.models import Edition
from fair.matching import jobs
from fair.matching.choices import RunError
from fair.matching.embeddings.store import embed_missing
from fair.matching.embeddings.texts import texts_of

logger = logging.getLogger(__name__)

RUN_SECONDS = 1200


@shared_task(
    name="fair.matching.execute_run", soft_time_limit=RUN_SECONDS, time_limit=RUN_SECONDS + 30
)
def execute_run(*, run_id: int, **_: Any) -> None:
    """Do one run; what goes wrong unexpectedly stands in the log and in the run."""
    try:
        jobs.execute_run(run_id, clock=timezone.now)
    except Exception as error:
        logger.exception("Matching run %s failed", run_id)
        jobs.record_failure(
            run_id,
            code=RunError.UNEXPECTED,
            text=f"{type(error).__name__}: {error}",
            now=timezone.now(),
        )


@shared_task(name="fair.matching.resume_stale_runs", soft_time_limit=60, time_limit=90)
def resume_stale_runs(**_: Any) -> None:
    """Take up runs whose worker died or whose message was lost."""
    for run_id in jobs.forgotten_run_ids(now=timezone.now()):
        execute_run.delay(run_id=run_id)


@shared_task(name="fair.matching.refresh_stale", soft_time_limit=60, time_limit=90)
def refresh_stale(**_: Any) -> None:
    """Match again where needs or lines have changed."""
    for run_id in jobs.refresh_stale(now=timezone.now()):
        execute_run.delay(run_id=run_id)


@shared_task(name="fair.matching.embed_texts", soft_time_limit=600, time_limit=630)
def embed_texts(*, edition_id: int, **_: Any) -> None:
    """Make the vectors of texts that are new, so that the next run finds them."""
    edition = Edition.objects.filter(pk=edition_id).first()
    if edition:
        embed_missing(texts_of(edition), now=timezone.now(), beat=lambda _done, _total: None)
