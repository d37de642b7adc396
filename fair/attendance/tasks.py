"""Celery shells around the jobs of the day."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from fair.attendance import jobs


@shared_task(name="fair.attendance.offer_freed_time", soft_time_limit=60, time_limit=90)
def offer_freed_time(*, freed_id: int, **_: Any) -> None:
    """Offer one freed time to those who wait."""
    jobs.offer_freed_time(freed_id, now=timezone.now())


@shared_task(name="fair.attendance.follow_the_clock", soft_time_limit=120, time_limit=150)
def follow_the_clock(**_: Any) -> None:
    """Close what took place, let offers run out, and offer again what is still free."""
    jobs.close_meetings(now=timezone.now())
    jobs.expire_offers(now=timezone.now())
    for freed_id in jobs.waiting_freed_ids(now=timezone.now()):
        jobs.offer_freed_time(freed_id, now=timezone.now())
