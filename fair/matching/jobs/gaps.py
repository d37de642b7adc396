"""What a run found lacking, into its tables."""

from dataclasses import asdict

from fair.matching.engine.gaps import survey
from fair.matching.models import GapReport, MatchRun, Obstacle
from fair.matching.snapshots import Inputs


def store_gaps(run: MatchRun, *, inputs: Inputs) -> None:
    """Put the gaps of a run in the place of those of the edition's runs before.

    Runs inside the transaction that makes the run current. Cost: some microseconds for each pair
    of one process.
    """
    found = survey(inputs.needs, inputs.offers, rules=inputs.rules)
    of_edition = {"run__edition": run.edition_id}
    Obstacle.objects.filter(**of_edition).delete()
    GapReport.objects.filter(**of_edition).delete()
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
