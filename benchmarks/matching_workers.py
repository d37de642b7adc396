"""A run by real workers through the broker: the fair of 2024, and two workers beside one.

python -m benchmarks.matching_workers [--needs 1200] [--lines 6000] [--skip-sharing | --skip-fair]

Prints {"fair": {"seconds", "run", …}, "sharing": {"cold", "warm"}}, the last two with {"one",
"two", "ratio"}. The fair's seconds go from the request to the stored end of the run, with vectors
in place where an encoder is installed and the worker idle; sharing compares one worker with two on
the same synthetic edition, each computing with one thread. Cold is an edition's first run: nobody
has read its texts, there is no text model, the workers have just begun. Warm is its next run: what
is read is there, so most of the work is scoring, explaining and storing pairs. Vectors are there in
both. With two processors, the database takes its share of both from two workers.
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
    """Match one synthetic edition with one worker, then with two, each cold and then warm."""
    edition = make_edition(needs=needs, lines=lines, seed=1)
    seconds: dict[str, dict[str, float]] = {"cold": {}, "warm": {}}
    for count, name in ((1, "one"), (2, "two")):
        forget_texts(edition)
        workers = start_workers(count, FAIRMATCH_MATCHING_THREADS="1", OPENBLAS_NUM_THREADS="1")
        try:
            for case in ("cold", "warm"):
                seconds[case][name] = finish(edition)["seconds"]
                wait_for_reasons()
        finally:
            stop(workers)
    for taken in seconds.values():
        taken["ratio"] = round(taken["one"] / taken["two"], 2)
    return {"needs": needs, "lines": lines, **seconds}


def forget_texts(edition: Any) -> None:
    """Leave of texts nothing but their vectors."""
    from fair.matching.models import TextModelVersion, TextReading

    TextReading.objects.all().delete()
    TextModelVersion.objects.filter(edition=edition).delete()


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
    """Wait until the workers have worked out what the last run left for later."""
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
    parser.add_argument("--lines", type=int, default=6000)
    parser.add_argument("--skip-sharing", action="store_true")
    parser.add_argument("--skip-fair", action="store_true")
    options = parser.parse_args()
    with fresh_site():
        figures: dict[str, Any] = {}
        if not options.skip_fair:
            figures["fair"] = run_fair()
        if not options.skip_sharing:
            figures["sharing"] = run_sharing(needs=options.needs, lines=options.lines)
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
