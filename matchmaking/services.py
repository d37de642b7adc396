"""The processes that make up the running site, besides its two servers."""

import os
import sys
from pathlib import Path

from django.conf import settings

from matchmaking.supervisor import Service

WORKER_STOP_SECONDS = 15  # Celery itself hands unfinished tasks back after ten


def web(*, host: str, port: int) -> Service:
    """Return the web server: two processes of four threads."""
    # Gunicorn's workers show that they live by touching a file: in memory, where there is that.
    memory = ["--worker-tmp-dir", "/dev/shm"] if Path("/dev/shm").is_dir() else []  # noqa: S108
    return Service(
        name="web",
        command=[
            *[sys.executable, "-m", "gunicorn", "matchmaking.wsgi:application"],
            *["--bind", f"{host}:{port}"],
            *["--worker-class", "gthread", "--workers", "2", "--threads", "4"],
            # Loaded once and then forked: half the time to the first page, shared memory.
            *["--preload", "--graceful-timeout", "10", "--timeout", "60"],
            *["--access-logfile", "-", "--no-control-socket", *memory],
        ],
        environment=_environment() | {"FAIRMATCH_DATABASE_POOL": "true"},
        patience_seconds=12,
    )


def quick_worker() -> Service:
    """Return the worker for mails and sweeps."""
    return _worker("quick", concurrency=2)


def heavy_worker() -> Service:
    """Return the worker for matching, planning and imports, one at a time."""
    return _worker("heavy", concurrency=1)


def fresh_worker() -> Service:
    """Return the worker that takes single changes into the matches, and remembers the edition."""
    return _worker("fresh", concurrency=1)


def beat() -> Service:
    """Return the clock that starts what is due."""
    folder = settings.DATA_DIR / "beat"
    folder.mkdir(mode=0o700, exist_ok=True)
    return Service(
        name="beat",
        command=[
            *[sys.executable, "-m", "celery", "--app", "matchmaking", "beat"],
            *["--schedule", str(folder / "schedule"), "--pidfile", ""],
            *["--loglevel", "WARNING"],
        ],
        environment=_environment(),
        patience_seconds=5,
    )


def _worker(queue: str, *, concurrency: int) -> Service:
    return Service(
        name=f"worker-{queue}",
        command=[
            *[sys.executable, "-m", "celery", "--app", "matchmaking", "worker"],
            *["--queues", queue, "--concurrency", str(concurrency)],
            *["--hostname", f"{queue}@%h", "--without-gossip", "--without-mingle"],
            *["--loglevel", "INFO"],
        ],
        # SIGTERM then means: finish within worker_soft_shutdown_timeout or hand the task back.
        environment=_environment() | {"REMAP_SIGTERM": "SIGQUIT"},
        patience_seconds=WORKER_STOP_SECONDS,
    )


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONUNBUFFERED": "1", "FAIRMATCH_DATA": str(settings.DATA_DIR)}
