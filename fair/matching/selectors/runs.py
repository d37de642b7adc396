"""The runs of an edition, and the weights that count in it."""

from django.db.models import QuerySet

from fair.editions.models import Edition
from fair.matching.engine.scoring import DEFAULT_WEIGHTS
from fair.matching.engine.types import Weights
from fair.matching.models import MatchRun, WeightSet

# The weights that every edition begins with.
STANDARD_NUMBER = 1


def current_run(edition: Edition) -> MatchRun | None:
    """Return the run whose matches people see; one query."""
    return MatchRun.objects.filter(edition=edition, is_current=True).first()


def weights_of(edition: Edition) -> Weights:
    """Return what the criteria count in an edition: its newest version, else the standard one."""
    newest = WeightSet.objects.filter(edition=edition).order_by("-number").first()
    return engine_weights(newest) if newest else DEFAULT_WEIGHTS


def engine_weights(weight_set: WeightSet) -> Weights:
    """Return a version as the engine takes it; a criterion that is newer has its standard."""
    return Weights(
        version=f"w{weight_set.number}",
        buyer={**DEFAULT_WEIGHTS.buyer, **weight_set.buyer},
        supplier={**DEFAULT_WEIGHTS.supplier, **weight_set.supplier},
    )


def weight_number(edition: Edition) -> int:
    """Return the number of the newest version of an edition's weights; the standard is 1."""
    newest = WeightSet.objects.filter(edition=edition).order_by("-number").first()
    return newest.number if newest else STANDARD_NUMBER


def weight_sets(edition: Edition) -> "QuerySet[WeightSet]":
    """Return the versions of an edition's weights, the newest first."""
    return (
        WeightSet.objects.filter(edition=edition)
        .select_related("made_by", "copied_from")
        .order_by("-number")
    )


def open_run(edition: Edition) -> MatchRun | None:
    """Return the run that waits or runs; one query."""
    return MatchRun.objects.open().filter(edition=edition).first()
