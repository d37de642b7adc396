"""What happens once a transaction has committed: work for workers, and signals to rooms above."""

from functools import partial
from typing import Any

from celery import Task
from django.db import transaction
from django.dispatch import Signal


def enqueue(task: "Task[Any, Any]", **ids: int) -> None:
    """Hand `task` to a worker after commit.

    With the broker down the error is logged and the request goes on: every task's row stays queued
    and the next sweep takes it up.
    """

    def send() -> None:
        task.delay(**ids)

    transaction.on_commit(send, robust=True)


def announce(signal: Signal, *, sender: type, edition_id: int, **ids: int | None) -> None:
    """Send `signal` after commit; `ids` say what changed, None stands for all there is."""
    transaction.on_commit(partial(signal.send, sender=sender, edition_id=edition_id, **ids))
