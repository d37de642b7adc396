"""Real Celery workers on the real broker and the test database, for tests marked “worker”."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings
from django.db import connection

from matchmaking.celery import app
from matchmaking.processes import start_child, wait_or_kill

READY_SECONDS = 150  # of a machine that is busy with others; here it takes five

StartWorker = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def start_worker(transactional_db, tmp_path: Path) -> Iterator[StartWorker]:
    """Return a function that starts a worker and waits until it listens.

    Tasks go through the broker while this is in use. The worker leads a session of its own, so
    kill_worker(worker) ends it with all its processes, as a power cut would.
    """
    app.conf.task_always_eager = False
    app.control.purge()
    log = (tmp_path / "worker.log").open("wb")
    workers: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "celery", "--app", "matchmaking", "worker"]
        options = ["--queues", "quick,heavy,fresh", "--concurrency", "1", "--loglevel", "INFO"]
        name = f"test{len(workers)}@%h"
        worker = start_child(
            [*command, *options, "--hostname", name], env=worker_environment(), log=log
        )
        workers.append(worker)
        wait_until_listening(worker, count=1, log=Path(log.name))
        return worker

    yield start
    for worker in workers:
        kill_worker(worker)
    log.close()
    app.control.purge()
    app.conf.task_always_eager = True


@pytest.fixture
def worker(start_worker: StartWorker) -> subprocess.Popen[bytes]:
    """One running worker."""
    return start_worker()


def kill_worker(worker: subprocess.Popen[bytes]) -> None:
    """Kill a worker and its children as the kernel would, without a word."""
    with suppress(ProcessLookupError):
        os.killpg(worker.pid, signal.SIGKILL)
    wait_or_kill(worker, patience_seconds=5)


def wait_until(condition: Callable[[], bool], *, seconds: float = 120) -> None:
    """Return once `condition` holds; fail the test if it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"Waited {seconds} s in vain.")
        time.sleep(0.1)


def wait_until_listening(worker: subprocess.Popen[bytes], *, count: int, log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and worker.poll() is None:
        if len(app.control.ping(timeout=0.5)) >= count:
            return
    pytest.fail(f"The worker does not start:\n{log.read_text()[-3000:]}")


def worker_environment() -> dict[str, str]:
    """Return an environment in which the same settings lead to the test database."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "matchmaking.settings_test",
        "FAIRMATCH_TEST_WORKER": "1",
        "DATABASE_URL": database_url(connection.settings_dict),
        "REDIS_URL": settings.REDIS_URL or settings.EMBEDDED.redis_url,
    }


def database_url(parameters: dict[str, str]) -> str:
    user, password = quote(parameters["USER"]), quote(parameters["PASSWORD"])
    login = f"{user}:{password}" if password else user
    port = {"port": parameters["PORT"]} if parameters["PORT"] else {}
    query = urlencode({"host": parameters["HOST"], **port})
    return f"postgresql://{login}@/{quote(parameters['NAME'])}?{query}"
