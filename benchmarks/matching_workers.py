"""A run by real workers through the broker: the fair of 2024, and two workers beside one.

python -m benchmarks.matching_workers [--needs 1200] [--lines 6000] [--skip-sharing | --skip-fair]

Prints {"fair": {"seconds", "run", …}, "sharing": {"cold", "warm"}}, the last two with {"one",
"two", "ratio"} and four parts of the same form: "chunk_seconds", from the first chunk's start to
the last one's end; "alone_seconds", the rest; "worker_cpu_seconds", of all workers together, and
"database_cpu_seconds". Seconds go from the request to the stored end of the run, in the fair with
vectors in place where an encoder is installed and the worker idle; sharing compares one worker with
two on the same synthetic edition, each computing with one thread. Cold is an edition's first run:
nobody has read its texts, there is no text model, the workers have just begun. Warm is its next
run: what is read is there, so most of the work is scoring, explaining and storing pairs. Vectors
are there in both. With two processors the database takes its share of both from two workers, whose
ratio is then at most twice the sum of the two CPU times of one over that of two. What follows the
end of a run, clearing away the last one's matches and working out reasons, is in none of these.
"""

import argparse
import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path
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
    taken: dict[str, list[dict[str, float]]] = {"cold": [], "warm": []}
    for count in (1, 2):
        forget_texts(edition)
        workers = start_workers(count, FAIRMATCH_MATCHING_THREADS="1", OPENBLAS_NUM_THREADS="1")
        try:
            for parts in taken.values():
                parts.append(timed(edition, workers=workers))
                wait_for_reasons()
        finally:
            stop(workers)
    return {"needs": needs, "lines": lines} | {case: compared(*taken[case]) for case in taken}


def timed(edition: Any, *, workers: list[subprocess.Popen[bytes]]) -> dict[str, float]:
    """Do a run and return what it took."""
    before = [sum(cpu_seconds(worker.pid) for worker in workers), cpu_seconds(database())]
    found = finish(edition)
    after = [sum(cpu_seconds(worker.pid) for worker in workers), cpu_seconds(database())]
    return {
        "seconds": found["seconds"],
        "chunk_seconds": found["chunk_seconds"],
        "alone_seconds": found["seconds"] - found["chunk_seconds"],
        "worker_cpu_seconds": after[0] - before[0],
        "database_cpu_seconds": after[1] - before[1],
    }


def compared(one: dict[str, float], two: dict[str, float]) -> dict[str, Any]:
    """Put what one worker and two took beside each other."""
    found: dict[str, Any] = {}
    for name, taken in one.items():
        ratio = round(taken / two[name], 2)
        found[name] = {"one": round(taken, 2), "two": round(two[name], 2), "ratio": ratio}
    return {**found.pop("seconds"), **found}


def database() -> int:
    """Return the process of the server, whose children are those of its connections."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(stat_of(cursor.fetchone()[0])[1])


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of a process, its children and those that have ended."""
    own = sum(map(int, stat_of(pid)[11:15])) / os.sysconf("SC_CLK_TCK")
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own + sum(cpu_seconds(int(child)) for child in children)


def stat_of(pid: int) -> list[str]:
    """Return what the kernel tells of a process, from its state on."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def forget_texts(edition: Any) -> None:
    """Leave of texts nothing but their vectors."""
    from fair.matching.models import TextModelVersion, TextReading

    TextReading.objects.all().delete()
    TextModelVersion.objects.filter(edition=edition).delete()


def finish(edition: Any) -> dict[str, Any]:
    """Request a run, wait for its end and return its figures."""
    from django.db.models import Max, Min

    from fair.matching.choices import RunState
    from fair.matching.models import MatchRun
    from fair.matching.services import request_run

    started = time.perf_counter()
    run = request_run(edition, actor=None)
    while MatchRun.objects.open().filter(pk=run.pk).exists():
        if time.perf_counter() - started > PATIENCE_SECONDS:
            raise TimeoutError(f"Run {run.pk} did not end.")
        time.sleep(0.05)
    seconds = round(time.perf_counter() - started, 2)
    run.refresh_from_db()
    if run.state != RunState.FINISHED:
        raise RuntimeError(f"{run.error} {run.error_text}")
    ends = run.chunks.aggregate(first=Min("claimed_at"), last=Max("beat_at"))
    return {
        "seconds": seconds,
        "chunk_seconds": round((ends["last"] - ends["first"]).total_seconds(), 2),
        "run": run.figures,
        "chunks": run.chunks.count(),
    }


def wait_for_reasons() -> None:
    """Wait until the workers have worked out what the last run left for later."""
    from fair.matching.models import UnexplainedList

    started = time.perf_counter()
    while UnexplainedList.objects.exists():
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
