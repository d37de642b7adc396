"""Celery shells around the jobs of planning and of requests."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from fair.meetings import jobs


@shared_task(name="fair.meetings.plan_edition", soft_time_limit=600, time_limit=660)
def plan_edition(*, run_id: int, **_: Any) -> None:
    """Make one plan."""
    jobs.plan_edition(run_id, now=timezone.now())


@shared_task(name="fair.meetings.resume_plans", soft_time_limit=60, time_limit=90)
def resume_plans(**_: Any) -> None:
    """Hand plans to a worker again whose message was lost or whose worker died."""
    for run_id in jobs.waiting_run_ids(now=timezone.now()):
        plan_edition.delay(run_id=run_id)


@shared_task(name="fair.meetings.settle_requests", soft_time_limit=60, time_limit=90)
def settle_requests(**_: Any) -> None:
    """Remind of requests that wait for an answer, and end those that waited in vain."""
    jobs.settle_due_requests(now=timezone.now())
