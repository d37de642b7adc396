"""Celery shells around the jobs of online meetings."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from fair.conferencing import jobs


@shared_task(name="fair.conferencing.end_room", soft_time_limit=30, time_limit=60)
def end_room(*, room_id: int, **_: Any) -> None:
    """Send everybody out of one room."""
    jobs.end_room(room_id)


@shared_task(name="fair.conferencing.send_links", soft_time_limit=120, time_limit=150)
def send_links(**_: Any) -> None:
    """Send the personal links of the meetings that are about to open."""
    jobs.send_links(now=timezone.now())
