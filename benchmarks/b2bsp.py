"""The fewest breaks in the public B2BSP instances, by two solvers side by side.

python -m benchmarks.b2bsp DIR [--time-limit 60] [--seed 1] [--json]

DIR holds .dzn files; of each the first proof counts. Prints {"instances": [{"name", "breaks",
"optimal", "seconds", "engine", "violations", "broken"}], "seconds"}. `breaks` is null where no
timetable was found; with `optimal` that is proven: there is none. `violations` are counted, and
`broken` says them in words, by a checker that reads the file by itself.
"""

import argparse
import json
import multiprocessing
import time
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from benchmarks.breaks import by_cp, by_maxsat
from benchmarks.breaks.checking import total_breaks, violations
from benchmarks.breaks.files import read_instance

ENGINES = ("rc2", "cp-sat")
# CP-SAT tells the best it has so long before the time is up, so that it arrives.
SECONDS_TO_TELL = 2.0


def answer(engine: str, path: Path, time_limit: float, seed: int, pipe: Connection) -> None:
    """Solve in a process of its own and send what was found."""
    instance = read_instance(path)
    if engine == "rc2":
        pipe.send({**by_maxsat.solve(instance), "is_optimal": True})
    else:
        limit = max(1.0, time_limit - SECONDS_TO_TELL)
        pipe.send(by_cp.solve(instance, time_limit=limit, seed=seed))


def raced(path: Path, *, time_limit: float, seed: int) -> dict[str, Any]:
    """Start both engines; return the first proven answer, or else the best one in time."""
    context = multiprocessing.get_context("spawn")
    running: dict[Any, tuple[str, Any]] = {}
    for engine in ENGINES:
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=answer, args=(engine, path, time_limit, seed, theirs))
        process.start()
        theirs.close()
        running[ours] = (engine, process)
    processes = [process for _engine, process in running.values()]
    try:
        return _first_proven(running, until=time.perf_counter() + time_limit)
    finally:
        for process in processes:
            process.kill()
            process.join()


def _first_proven(running: dict[Any, tuple[str, Any]], *, until: float) -> dict[str, Any]:
    best: dict[str, Any] = {"schedule": None, "is_optimal": False, "engine": None}
    while running:
        ready = wait(list(running), timeout=max(0.0, until - time.perf_counter()))
        if not ready:
            break
        for pipe in ready:
            engine, _process = running.pop(pipe)
            try:
                found = pipe.recv()
            except EOFError:
                continue
            if found["is_optimal"]:
                return {**found, "engine": engine}
            if found["schedule"] is not None:
                best = {**found, "engine": engine}
    return best


def solved(path: Path, *, time_limit: float, seed: int) -> dict[str, Any]:
    """Solve one file, starting processes and reading included in the seconds."""
    started = time.perf_counter()
    found = raced(path, time_limit=time_limit, seed=seed)
    seconds = round(time.perf_counter() - started, 2)
    schedule = found["schedule"]
    instance = read_instance(path)
    broken = [] if schedule is None else violations(path, schedule)
    return {
        "name": instance.name,
        "breaks": None if schedule is None else total_breaks(list(instance.pairs), schedule),
        "optimal": found["is_optimal"],
        "seconds": seconds,
        "engine": found["engine"],
        "violations": len(broken),
        "broken": broken,
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("directory", type=Path)
    parser.add_argument("--time-limit", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one line at the end, nothing before")
    options = parser.parse_args()
    rows = []
    for path in sorted(options.directory.glob("*.dzn")):
        rows.append(solved(path, time_limit=options.time_limit, seed=options.seed))
        if not options.json:
            print(json.dumps(rows[-1]), flush=True)
    report = {"instances": rows, "seconds": round(sum(row["seconds"] for row in rows), 2)}
    if options.json:
        print(json.dumps(report))


if __name__ == "__main__":
    main()
