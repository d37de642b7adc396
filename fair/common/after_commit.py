"""What happens once a transaction has committed: work for workers, and signals to rooms above."""

import time
from functools import partial
from typing import Any

from celery import Task
from django.db import transaction
from django.dispatch import Signal
from kombu.exceptions import OperationalError

# For so long nothing is handed to a broker that failed: what writes to hundreds of people must not
# wait for it hundreds of times.
REST_SECONDS = 5


class _Broker:
    """Hands tasks over, and lets a broker that failed rest."""

    def __init__(self) -> None:
        self._rests_until = 0.0

    def take(self, task: "Task[Any, Any]", **ids: int) -> None:
        """Hand `task` over; not at all while the broker rests. Raise OperationalError if down."""
        if time.monotonic() < self._rests_until:
            return
        try:
            task.delay(**ids)
        except OperationalError:
            self._rests_until = time.monotonic() + REST_SECONDS
            raise


_broker = _Broker()


def enqueue(task: "Task[Any, Any]", **ids: int) -> None:
    """Hand `task` to a worker after commit.

    With the broker down the error is logged and the request goes on: every task's row stays queued
    and the next sweep takes it up.
    """

    def send() -> None:  # no partial: Django logs what fails by its name
        _broker.take(task, **ids)

    transaction.on_commit(send, robust=True)


def announce(signal: Signal, *, sender: type, edition_id: int, **ids: int | None) -> None:
    """Send `signal` after commit; `ids` say what changed, None stands for all there is."""
    transaction.on_commit(partial(signal.send, sender=sender, edition_id=edition_id, **ids))
