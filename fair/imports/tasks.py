"""Celery shells around the import jobs."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from fair.imports.jobs import execute_import
from fair.imports.models import ImportRun


@shared_task(name="fair.imports.execute_import", soft_time_limit=600, time_limit=660)
def run_import(*, run_id: int, **_: Any) -> None:
    """Check or take in one file."""
    execute_import(run_id)


@shared_task(name="fair.imports.resume_stale_runs", soft_time_limit=600, time_limit=660)
def resume_stale_runs(**_: Any) -> None:
    """Take up runs whose message was lost or whose worker died."""
    waiting = (
        ImportRun.objects.claimable(timezone.now()).order_by("id").values_list("id", flat=True)
    )
    for run_id in waiting:
        execute_import(run_id)
