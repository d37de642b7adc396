"""What a run found lacking, into its tables."""

import time
from dataclasses import asdict
from typing import Any

from django.db import transaction

from fair.matching.engine.gaps import Survey, survey
from fair.matching.jobs.heart import Heart, RunLost
from fair.matching.jobs.memory import without_collecting
from fair.matching.models import GapReport, MatchRun, Obstacle, RunChunk
from fair.matching.snapshots import Inputs, load_wordless_offers


@without_collecting()
def do_gaps(run: MatchRun, chunk: RunChunk, *, inputs: Inputs, heart: Heart) -> None:
    """Look through all lines for what the needs lack, and store that with the chunk's end.

    Raise RunLost where the chunk was taken away.
    """
    started = time.process_time()
    found = survey(inputs.needs, load_wordless_offers(run.edition), rules=inputs.rules)
    with transaction.atomic():
        _store(run, found)
        seconds = round(time.process_time() - started, 3)
        if not chunk.finish(figures={"cpu_seconds": seconds}, now=heart.clock()):
            raise RunLost


def forget_gaps(run_ids: Any) -> None:
    """Delete the gaps of some runs."""
    for model in (Obstacle, GapReport):
        model.objects.filter(run__in=run_ids).delete()


def _store(run: MatchRun, found: Survey) -> None:
    """Put the gaps in the place of what an earlier attempt may have left; nobody sees them yet."""
    forget_gaps([run.pk])
    Obstacle.objects.bulk_create(
        (
            Obstacle(
                run=run,
                need_id=obstacle.need_id,
                reason=obstacle.reason,
                subjects=list(obstacle.subjects),
                line_ids=list(obstacle.offer_ids),
                opening_ids=list(obstacle.opening_ids),
            )
            for obstacle in found.obstacles
        ),
        batch_size=1000,
    )
    GapReport.objects.create(
        run=run,
        cells=[asdict(cell) for cell in found.cells],
        unserved=[asdict(need) for need in found.unserved],
    )
