"""How fast pairs are found, and that it is the same pairs however they are found.

python -m benchmarks.matching_speed [--needs 10000] [--lines 100000] [--seed 1] [--json]

Prints one JSON object; each part runs in a process of its own, with one BLAS thread, on two threads
of the engine. Seconds are of the clock; cpu_seconds are this process's, which say more on a busy
machine. "pairs_scored" have all criteria and all gates; of these "pairs_with_texts_read" have a
cosine of 384 numbers as well: exhaustively all, blocked those where a text could change anything.

"exhaustive" and "blocked": 1,000 × 10,000, the 50 best of each need; "same_top_50" compares pairs
and scores exactly. "reference": the plain-Python scorer against the columns' exact scores and the
shown integers of random pairs. "large": --needs × --lines, blocked, and 256 needs against all
lines, where "blocked_is_faster" compares CPU by need. "growth": 100 needs × 1,000,
10,000 and 100,000 lines. "one_row": one need against all lines and one line against all needs, the
other side's columns made before.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from random import Random
from typing import Any

# So many pairs of each kind are scored by the reference.
COMPARED_PAIRS = 100_000
TOP = 50
# Needs of the large market that are held against all lines.
SOME_NEEDS = 256


def measured(work: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    """Return what work gives, and its seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    outcome = work()
    return outcome, {
        "seconds": round(time.perf_counter() - wall, 4),
        "cpu_seconds": round(time.process_time() - cpu, 4),
    }


def found_in(sides: Any, *, is_blocked: bool = True, limits: Any = None) -> tuple[Any, Any]:
    """Find the best of each need; return what is found, and figures."""
    from fair.matching.engine.finding import find_rows
    from fair.matching.engine.types import Limits

    needs, offers, rules = sides
    limits = limits or Limits(per_need=TOP, per_offer=0, near_misses_per_offer=0)
    found, figures = measured(
        lambda: find_rows(needs, offers, rules=rules, limits=limits, seed=1, is_blocked=is_blocked)
    )
    return found, {
        **figures,
        "pairs": found.compared,
        "pairs_scored": found.placed,
        "pairs_with_texts_read": found.read,
        "scored_per_second": round(found.placed / figures["seconds"]),
        "scored_per_cpu_second": round(found.placed / figures["cpu_seconds"]),
        "pairs_per_second": round(found.compared / figures["seconds"]),
        "kept": len(found.matches),
    }


def sides_of(*, needs: int, lines: int, seed: int) -> tuple[Any, dict[str, float]]:
    """Invent a market and make its columns; return them with what that took."""
    from benchmarks.synthetic_market import invent_market
    from fair.matching.engine.columns import need_columns, offer_columns, vocabulary_of

    market = invent_market(needs=needs, lines=lines, seed=seed)
    vocabulary = vocabulary_of(market.rules)
    columns, figures = measured(
        lambda: (need_columns(market.needs), offer_columns(market.offers, vocabulary=vocabulary))
    )
    return (*columns, market.rules), figures


def small(options: argparse.Namespace) -> dict[str, Any]:
    """Compare blocked with exhaustive."""
    sides, _figures = sides_of(needs=1_000, lines=10_000, seed=options.seed)
    found_in(sides)  # the first time reads pages and fills caches
    everything, exhaustive = found_in(sides, is_blocked=False)
    some, blocked = found_in(sides)
    return {
        "exhaustive": exhaustive,
        "blocked": blocked,
        "same_top_50": _rows(everything) == _rows(some),
        "blocked_is_faster": round(exhaustive["cpu_seconds"] / blocked["cpu_seconds"], 1),
    }


def _rows(found: Any) -> list[Any]:
    matches = found.matches
    columns = (matches.need_rows, matches.offer_rows, matches.mean, found.rank_for_need)
    return [column.tolist() for column in columns]


def reference(options: argparse.Namespace) -> dict[str, Any]:
    """Compare with the plain-Python scorer, pair by pair."""
    import numpy as np

    from fair.matching.engine.exact import exact_scores
    from fair.matching.engine.pairing import Pairing
    from fair.matching.engine.scoring import harmonic_mean, score_pair, shown

    sides, _figures = sides_of(needs=1_000, lines=10_000, seed=options.seed)
    needs, offers, rules = sides
    rng = Random(options.seed)
    drawn = [(rng.randrange(1_000), rng.randrange(10_000)) for _ in range(COMPARED_PAIRS)]
    pairs, plain = measured(
        lambda: [score_pair(needs.items[n], offers.items[o], rules=rules) for n, o in drawn]
    )
    rows = np.array(drawn, np.intp).T
    scores, exact = measured(lambda: exact_scores(Pairing(*sides), rows[0], rows[1]))
    means = [harmonic_mean(pair.buyer.score, pair.supplier.score) for pair in pairs]
    differences = np.abs(scores.mean - means)
    same = sum(
        (shown(pair.buyer.score), shown(pair.supplier.score), shown(mean))
        == (shown(buyer), shown(supplier), shown(other))
        for pair, mean, buyer, supplier, other in zip(
            pairs, means, scores.buyer, scores.supplier, scores.mean, strict=True
        )
    )
    _found, tiles = found_in(sides, is_blocked=False)
    rate = COMPARED_PAIRS / plain["cpu_seconds"]
    return {
        "pairs": COMPARED_PAIRS,
        "pairs_per_cpu_second": round(rate),
        "exact_columns_per_cpu_second": round(COMPARED_PAIRS / exact["cpu_seconds"]),
        "columns_are_faster": round(tiles["scored_per_cpu_second"] / rate, 1),
        "shown_integers_equal": same,
        "largest_difference": float(differences.max()),
    }


def large(options: argparse.Namespace) -> dict[str, Any]:
    """Find the best of many needs among many lines; hold some of the needs against all lines."""
    (needs, offers, rules), columns = sides_of(
        needs=options.needs, lines=options.lines, seed=options.seed
    )
    blocked, figures = found_in((needs, offers, rules))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    few = needs.without(needs.ids[SOME_NEEDS:].tolist())
    everything, exhaustive = found_in((few, offers, rules), is_blocked=False)
    own = blocked.matches.need_rows < SOME_NEEDS
    per_need = figures["cpu_seconds"] / len(needs)
    return {
        **figures,
        "columns": columns,
        "peak_mb": round(peak),
        "exhaustive_for_some": {"needs": len(few), **exhaustive},
        "same_top_50": everything.matches.offer_rows.tolist()
        == blocked.matches.offer_rows[own].tolist()
        and everything.matches.mean.tolist() == blocked.matches.mean[own].tolist(),
        "blocked_is_faster": round(exhaustive["cpu_seconds"] / len(few) / per_need, 1),
    }


def growth(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Let the work grow a hundredfold."""
    steps = []
    for lines in (1_000, 10_000, 100_000):
        sides, columns = sides_of(needs=100, lines=lines, seed=options.seed)
        found_in(sides)
        _found, figures = found_in(sides)
        steps.append({"lines": lines, **figures, "columns": columns})
    return steps


def one_row(options: argparse.Namespace) -> dict[str, Any]:
    """Find what concerns one need, and one line, again and again."""
    from statistics import median

    from fair.matching.engine.columns import need_columns, offer_columns, vocabulary_of
    from fair.matching.engine.types import Limits

    (needs, offers, rules), _figures = sides_of(
        needs=options.needs, lines=options.lines, seed=options.seed
    )
    limits = Limits(per_need=100, per_offer=30, near_misses_per_offer=15)
    seconds: dict[str, list[float]] = {"need": [], "line": [], "update": []}
    for at in range(20):
        need = need_columns([needs.items[at]])
        line = offer_columns([offers.items[at]], vocabulary=vocabulary_of(rules))
        seconds["need"].append(found_in((need, offers, rules), limits=limits)[1]["seconds"])
        seconds["line"].append(found_in((needs, line, rules), limits=limits)[1]["seconds"])
        seconds["update"].append(
            measured(lambda at=at: offers.updated([offers.items[at]]))[1]["seconds"]
        )
    return {
        f"{name}_ms": {"median": round(1000 * median(times), 1), "max": round(1000 * max(times), 1)}
        for name, times in seconds.items()
    }


PARTS: dict[str, Callable[[argparse.Namespace], Any]] = {
    "small": small,
    "reference": reference,
    "large": large,
    "growth": growth,
    "one_row": one_row,
}


def in_a_process(part: str, options: argparse.Namespace) -> Any:
    """Run a part alone: its peak of memory is its own."""
    given = [f"--{name}={getattr(options, name)}" for name in ("needs", "lines", "seed")]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    environment.pop("OPENBLAS_CORETYPE", None)  # a core type that is not the machine's slows BLAS
    finished = subprocess.run(
        [sys.executable, "-m", "benchmarks.matching_speed", f"--part={part}", *given],
        check=True,
        stdout=subprocess.PIPE,
        env=environment,
    )
    return json.loads(finished.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--needs", type=int, default=10_000)
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="in one line")
    parser.add_argument("--part", choices=PARTS, help="only this, in this process")
    options = parser.parse_args()
    if options.part:
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # NumPy is loaded later
        print(json.dumps(PARTS[options.part](options)))
        return
    figures = {part: in_a_process(part, options) for part in PARTS}
    print(json.dumps(figures, indent=None if options.json else 2))


if __name__ == "__main__":
    main()
