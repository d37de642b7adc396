"""Celery shells around the jobs of the outcomes room."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from fair.outcomes import jobs


@shared_task(name="fair.outcomes.ask_what_came", soft_time_limit=900, time_limit=960)
def ask_what_came(**_: Any) -> None:
    """Write to those whose meetings are some days past."""
    jobs.ask_what_came(now=timezone.now())
