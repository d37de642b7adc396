"""Claim a notice, send it, record what came of it."""

from datetime import datetime, timedelta
from smtplib import SMTPException

from django.db.models import F

from fair.notifications.choices import NoticeState
from fair.notifications.engine.leaving import Decision, Step
from fair.notifications.jobs.holding import decision_on
from fair.notifications.mails import mail_of
from fair.notifications.models import MAX_ATTEMPTS, Notice

FIRST_RETRY = timedelta(seconds=30)


def deliver(notice_id: int, *, now: datetime) -> bool:
    """Send the notice if it is due and nobody else is sending it; tell whether it was sent.

    It may have to wait for the morning or for a bundle, or be unwanted or too late by now.

    A notice whose sending was begun MAX_ATTEMPTS times without an end is marked failed: it kills
    its workers.

    A worker killed after the relay accepted the message leaves the claim to expire; the second
    copy then bears the same Message-ID.
    """
    due = Notice.objects.due(now).filter(pk=notice_id)
    due.filter(attempts__gte=MAX_ATTEMPTS).update(state=NoticeState.FAILED, error="gave up")
    notice = due.select_related("recipient").first()
    if notice is None:
        return False
    decision = decision_on(notice, now=now)
    if decision.step is not Step.SEND:
        due.update(**put_aside(decision))
        return False
    claimed = due.update(state=NoticeState.SENDING, claimed_at=now, attempts=F("attempts") + 1)
    return claimed == 1 and _send(notice, now=now)


def due_notice_ids(*, now: datetime, limit: int) -> list[int]:
    """Return the ids of the notices that wait longest, at most `limit`."""
    return list(
        Notice.objects.due(now).order_by("due_at", "id").values_list("id", flat=True)[:limit]
    )


def _send(notice: Notice, *, now: datetime) -> bool:
    """Send a notice that was claimed at `now`."""
    ours = Notice.objects.filter(pk=notice.pk, state=NoticeState.SENDING, claimed_at=now)
    try:
        mail_of(notice).send()
    except (OSError, SMTPException) as error:
        ours.update(**_after_failure(notice, error=error, now=now))
        return False
    ours.update(state=NoticeState.SENT, sent_at=now, error="")
    return True


def put_aside(decision: Decision) -> dict[str, object]:
    """Return what to write into a notice that does not leave now."""
    state = {
        Step.WAIT: NoticeState.QUEUED,
        Step.GATHER: NoticeState.GATHERED,
        Step.KEEP: NoticeState.KEPT,
        Step.DROP: NoticeState.EXPIRED,
    }[decision.step]
    return {"state": state, **({"due_at": decision.until} if decision.until else {})}


def _after_failure(notice: Notice, *, error: Exception, now: datetime) -> dict[str, object]:
    """Wait 30 s, 1 min, 2 min, …; give up after MAX_ATTEMPTS (about an hour)."""
    attempts = notice.attempts + 1  # the row's own count, as it was before the claim
    gives_up = attempts >= MAX_ATTEMPTS
    return {
        "state": NoticeState.FAILED if gives_up else NoticeState.QUEUED,
        "due_at": now + FIRST_RETRY * 2 ** (attempts - 1),
        "error": f"{type(error).__name__}: {error}",
    }
