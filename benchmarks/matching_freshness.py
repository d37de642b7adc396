"""How long until both sides' lists know of one edited need or line, the database included.

python -m benchmarks.matching_freshness [--needs 1000] [--lines 100000] [--edits 40] [--seed 1]

Prints {"needs", "lines", "run": {…}, "first_refresh_seconds", "need": {…}, "line": {…}}, the last
two with {"p50_ms", "p95_ms"} of the clock, and with "work" those of the CPU time of the worker and
its server process, which say more on a busy machine. An edit is timed from its noted change to the
commit of all lists that it touches, in the process of the worker; the reasons behind the first page
follow, untimed. The first refresh after a run also reads the edition. Texts and their vectors are
there already.
"""

import argparse
import json
import random
import time
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.fresh_site import fresh_site
from benchmarks.synthetic_edition import make_edition


class Taken(NamedTuple):
    """What an edit took, in milliseconds: of the clock, and of CPU time."""

    elapsed: float
    work: float


def run(*, needs: int, lines: int, edits: int, seed: int) -> dict[str, Any]:
    """Make an edition, match it, edit it row by row; return the figures."""
    from django.utils import timezone

    from fair.editions.choices import Side
    from fair.exhibitors.models import ProductLine
    from fair.matching import jobs
    from fair.matching.models import MatchRun
    from fair.sourcing.models import ComponentNeed

    edition = make_edition(needs=needs, lines=lines, seed=seed)
    run_row = jobs.open_run(edition, requested_by=None)
    jobs.execute_run(run_row.pk, clock=timezone.now)
    figures: dict[str, Any] = {
        "needs": needs,
        "lines": lines,
        "run": MatchRun.objects.get(pk=run_row.pk).figures,
    }
    rng = random.Random(seed)
    rows = {Side.BUYER: ComponentNeed, Side.SUPPLIER: ProductLine}
    ids = {side: list(model.objects.values_list("pk", flat=True)) for side, model in rows.items()}

    def edit(side: Side) -> Taken:
        row_id = rng.choice(ids[side])
        rows[side].objects.filter(pk=row_id).update(production_lead_days=rng.randint(5, 90))
        return refresh(edition, side, row_id)

    figures["first_refresh_seconds"] = round(edit(Side.BUYER).elapsed / 1000, 2)
    for side, name in ((Side.BUYER, "need"), (Side.SUPPLIER, "line")):
        taken = [edit(side) for _ in range(edits)]
        figures[name] = {
            **spread([one.elapsed for one in taken]),
            "work": spread([one.work for one in taken]),
        }
    return figures


def refresh(edition: Any, side: Any, row_id: int) -> Taken:
    """Note a change and take it in; return what it took until its lists are stored."""
    from django.utils import timezone

    from fair.matching.jobs import refreshing
    from fair.matching.jobs.texts import embed_changed
    from fair.matching.models import Change

    Change.objects.create(edition=edition, side=side, row_id=row_id, changed_at=timezone.now())
    started, worked = time.perf_counter(), work_ms()
    embed_changed(edition.pk, now=timezone.now())
    refreshing._refresh_round(edition.pk, now=timezone.now())  # noqa: SLF001 - one round is measured
    taken = Taken(1000 * (time.perf_counter() - started), work_ms() - worked)
    # The reasons, as a worker does.
    refreshing.refresh_matches(edition.pk, clock=timezone.now)
    return taken


def work_ms() -> float:
    """Return the CPU time of this process and of the server process at its other end, so far."""
    from django.db import connection

    server = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return 1000 * time.process_time() + int(server.read_text().split()[0]) / 1e6


def spread(milliseconds: list[float]) -> dict[str, float]:
    """Return the median and the 95th percentile."""
    ordered = sorted(milliseconds)
    return {
        "p50_ms": round(ordered[len(ordered) // 2], 1),
        "p95_ms": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--needs", type=int, default=1000)
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--edits", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with fresh_site():
        print(json.dumps(run(**vars(options))))


if __name__ == "__main__":
    main()
