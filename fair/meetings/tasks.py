"""Celery shells around the jobs of planning, printing, requests, news and reminders."""

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


@shared_task(name="fair.meetings.tell_edits", soft_time_limit=60, time_limit=90)
def tell_edits(**_: Any) -> None:
    """Tell of what organisers changed by hand, once they have stopped for a while."""
    jobs.tell_quiet_edits(now=timezone.now())


@shared_task(name="fair.meetings.tell_news", soft_time_limit=60, time_limit=90)
def tell_news(*, meeting_id: int, **_: Any) -> None:
    """Tell of what was done to one meeting."""
    jobs.tell_news(meeting_id)


@shared_task(name="fair.meetings.tell_waiting_news", soft_time_limit=300, time_limit=330)
def tell_waiting_news(**_: Any) -> None:
    """Tell of what still waits: who comes now, and what lost its message or its worker."""
    for meeting_id in jobs.waiting_meeting_ids(now=timezone.now()):
        tell_news.delay(meeting_id=meeting_id)


@shared_task(name="fair.meetings.settle_requests", soft_time_limit=60, time_limit=90)
def settle_requests(**_: Any) -> None:
    """Remind of requests that wait for an answer, and end those that waited in vain."""
    jobs.settle_due_requests(now=timezone.now())


@shared_task(name="fair.meetings.remind_before", soft_time_limit=240, time_limit=270)
def remind_before(**_: Any) -> None:
    """Remind people of meetings that begin soon."""
    jobs.remind_before(now=timezone.now())


@shared_task(name="fair.meetings.remind_of_day", soft_time_limit=600, time_limit=660)
def remind_of_day(**_: Any) -> None:
    """Send people their list of the fair's next day."""
    jobs.remind_of_day(now=timezone.now())


@shared_task(name="fair.meetings.print_papers", soft_time_limit=600, time_limit=660)
def print_papers(*, run_id: int, **_: Any) -> None:
    """Set the sheets of one printing run."""
    jobs.print_papers(run_id, now=timezone.now())


@shared_task(name="fair.meetings.resume_papers", soft_time_limit=60, time_limit=90)
def resume_papers(**_: Any) -> None:
    """Hand printing runs to a worker again whose message was lost or whose worker died."""
    for run_id in jobs.waiting_paper_ids(now=timezone.now()):
        print_papers.delay(run_id=run_id)
