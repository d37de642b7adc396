"""A run by real workers through the broker: the fair of 2024, and two workers beside one.

python -m benchmarks.matching_workers [--needs 1200] [--lines 12000] [--skip-sharing]

Prints {"fair": {"seconds", "run_seconds", …}, "sharing": {"one", "two", "ratio"}}. The fair's
seconds go from the request to the stored end of the run, with vectors in place where an encoder is
installed and the worker idle; sharing compares one worker with two on the same synthetic edition,
each computing with one thread.
"""

import argparse
import io
import json
import os
import subprocess
import sys
import time
from typing import Any

from benchmarks.fresh_site import fresh_site
from benchmarks.synthetic_edition import make_edition

PATIENCE_SECONDS = 600


def run_fair() -> dict[str, Any]:
    """Match the demonstration fair twice and return the second run, vectors in place."""
    from django.core.management import call_command

    from fair.editions.models import Edition

    call_command("seed_demo", suppliers=250, buyers=40, seed=2024, stdout=io.StringIO())
    edition = Edition.objects.get()
    workers = start_workers(1)
    try:
        first = finish(edition)
        wait_for_reasons()
        second = finish(edition)
    finally:
        stop(workers)
    return {**second, "first_seconds": first["seconds"]}


def run_sharing(*, needs: int, lines: int) -> dict[str, Any]:
    """Match one synthetic edition with one worker, then with two."""
    edition = make_edition(needs=needs, lines=lines, seed=1)
    seconds = {}
    for count, name in ((1, "one"), (2, "two")):
        workers = start_workers(count, FAIRMATCH_MATCHING_THREADS="1")
        try:
            seconds[name] = finish(edition)["seconds"]
        finally:
            stop(workers)
    return {
        "needs": needs,
        "lines": lines,
        **seconds,
        "ratio": round(seconds["one"] / seconds["two"], 2),
    }


def finish(edition: Any) -> dict[str, Any]:
    """Request a run, wait for its end and return its figures."""
    from fair.matching.choices import RunState
    from fair.matching.models import MatchRun
    from fair.matching.services import request_run

    started = time.perf_counter()
    run = request_run(edition, actor=None)
    while MatchRun.objects.get(pk=run.pk).is_open:
        if time.perf_counter() - started > PATIENCE_SECONDS:
            raise TimeoutError(f"Run {run.pk} did not end.")
        time.sleep(0.02)
    seconds = round(time.perf_counter() - started, 2)
    run.refresh_from_db()
    if run.state != RunState.FINISHED:
        raise RuntimeError(f"{run.error} {run.error_text}")
    return {"seconds": seconds, "run": run.figures, "chunks": run.chunks.count()}


def wait_for_reasons() -> None:
    """Wait until the one worker has worked out what the last run left for later."""
    from fair.matching.models import Match

    started = time.perf_counter()
    while Match.objects.filter(is_explained=False).exists():
        if time.perf_counter() - started > PATIENCE_SECONDS:
            raise TimeoutError("Reasons are still missing.")
        time.sleep(0.1)


def start_workers(count: int, **settings: str) -> list[subprocess.Popen[bytes]]:
    """Start Celery workers of one process each and wait until they answer."""
    from matchmaking.celery import app

    command = [sys.executable, "-m", "celery", "--app", "matchmaking", "worker"]
    options = ["--queues", "quick,heavy,fresh", "--concurrency", "1", "--loglevel", "ERROR"]
    workers = [
        subprocess.Popen(
            [*command, *options, "--hostname", f"bench{number}@%h"],
            env={**os.environ, **settings},
            stdout=subprocess.DEVNULL,
        )
        for number in range(count)
    ]
    while len(app.control.ping(timeout=0.5)) < count:
        time.sleep(0.2)
    return workers


def stop(workers: list[subprocess.Popen[bytes]]) -> None:
    for worker in workers:
        worker.terminate()
    for worker in workers:
        worker.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--needs", type=int, default=1200)
    parser.add_argument("--lines", type=int, default=12_000)
    parser.add_argument("--skip-sharing", action="store_true")
    options = parser.parse_args()
    with fresh_site():
        figures: dict[str, Any] = {"fair": run_fair()}
        if not options.skip_sharing:
            figures["sharing"] = run_sharing(needs=options.needs, lines=options.lines)
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
