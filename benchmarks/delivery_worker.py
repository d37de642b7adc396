"""A Celery worker whose patience is seconds instead of minutes, for benchmarks.delivery.

python -m benchmarks.delivery_worker --port 2525 [--control no-lease|new-id]

A control takes away one of the protections; the benchmark must then find what they prevent.
"""

import argparse
from datetime import timedelta
from typing import Any
from uuid import uuid4

import django


def shorten_waiting(*, lease_seconds: float) -> None:
    """Let a dead worker's claim end, and bundles and second attempts leave, within seconds."""
    from fair.notifications.engine import leaving
    from fair.notifications.jobs import delivering
    from fair.notifications.models import notice

    notice.LEASE = timedelta(seconds=lease_seconds)
    leaving.BURST = timedelta(seconds=1)
    delivering.FIRST_RETRY = timedelta(seconds=0.2)


def deliver_to(port: int) -> None:
    """Deliver by SMTP to a relay on this machine."""
    from django.conf import settings

    settings.DELIVERY_EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""


def unprotect(control: str) -> None:
    """Take one protection away: claims that end, or Message-IDs that stay."""
    from fair.notifications.models import Notice, notice

    if control == "no-lease":
        notice.LEASE = timedelta(days=3650)
    if control == "new-id":
        made_up: Any = property(lambda _notice: f"<{uuid4()}@example.com>")
        Notice.message_id = made_up


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--lease-seconds", type=float, default=2)
    parser.add_argument("--control", choices=["", "no-lease", "new-id"], default="")
    options = parser.parse_args()
    django.setup()
    shorten_waiting(lease_seconds=options.lease_seconds)
    deliver_to(options.port)
    unprotect(options.control)
    from matchmaking.celery import app

    app.worker_main(
        [
            *("worker", "--queues", "quick", "--loglevel", "ERROR", "--hostname", "delivery@%h"),
            *("--concurrency", str(options.processes), "--without-gossip", "--without-mingle"),
        ]
    )


if __name__ == "__main__":
    main()
