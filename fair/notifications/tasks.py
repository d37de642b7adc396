"""Celery shells around the outbox's jobs."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from fair.notifications import jobs

SWEEP_LIMIT = 500


@shared_task(name="fair.notifications.deliver_notice", soft_time_limit=60, time_limit=90)
def deliver_notice(*, notice_id: int, **_: Any) -> None:
    """Send one notice if it is due."""
    jobs.deliver(notice_id, now=timezone.now())


@shared_task(name="fair.notifications.deliver_due", soft_time_limit=300, time_limit=330)
def deliver_due(**_: Any) -> None:
    """Send what is due and still here: a lost task, a dead worker, a failed attempt, a bundle."""
    jobs.bundle_due(now=timezone.now(), limit=SWEEP_LIMIT)
    for notice_id in jobs.due_notice_ids(now=timezone.now(), limit=SWEEP_LIMIT):
        jobs.deliver(notice_id, now=timezone.now())
    for message_id in jobs.due_short_ids(now=timezone.now(), limit=SWEEP_LIMIT):
        jobs.deliver_short(message_id, now=timezone.now())


@shared_task(name="fair.notifications.deliver_short_message", soft_time_limit=60, time_limit=90)
def deliver_short_message(*, message_id: int, **_: Any) -> None:
    """Send one short message if it is due."""
    jobs.deliver_short(message_id, now=timezone.now())
