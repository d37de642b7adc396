"""What follows the end of a run, of which nobody has to wait: people read its matches already.

A worker that is killed here leaves it to the sweep.
"""

from django.db import transaction

from fair.matching.jobs.exposure import exposure_figures
from fair.matching.jobs.gaps import forget_gaps
from fair.matching.models import Match, MatchRun, UnexplainedList


def finish_up(run_id: int) -> None:
    """Clear away what earlier runs have found, and measure how the run shows the booths.

    A run that is not current any more is left alone. Twice has no second effect. A later run may
    have begun meanwhile; its number is higher.
    """
    run = MatchRun.objects.filter(pk=run_id, is_current=True).first()
    if run is None:
        return
    earlier = MatchRun.objects.filter(edition=run.edition_id, pk__lt=run.pk).values("pk")
    Match.objects.filter(run__in=earlier).delete()
    UnexplainedList.objects.filter(run__in=earlier).delete()
    forget_gaps(earlier)
    found = exposure_figures(run)
    with transaction.atomic():
        run = MatchRun.objects.select_for_update(no_key=True).get(pk=run_id)
        run.figures = {**run.figures, "exposure": found}
        run.save(update_fields=["figures"])


def runs_to_finish_up() -> list[int]:
    """Return the ids of current runs whose worker was lost before it was done with them."""
    current = MatchRun.objects.filter(is_current=True)
    left = current.exclude(figures__has_key="exposure")
    return list(left.order_by("id").values_list("pk", flat=True))
