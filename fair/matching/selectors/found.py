"""What is asked of runs and matches."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from fair.editions.choices import Side
from fair.editions.models import Edition, Participation
from fair.exhibitors.models import ProductLine
from fair.matching.engine.scoring import DEFAULT_WEIGHTS
from fair.matching.engine.types import Weights
from fair.matching.models import Match, MatchRun, MatchVerdict, WeightSet
from fair.matching.models.match import MatchQuerySet
from fair.sourcing.choices import Visibility
from fair.sourcing.models import ComponentNeed, NdaAcceptance
from fair.taxonomy.models import Certification, Material, Process

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


def needs_with_matches(participation: Participation) -> "QuerySet[Any]":
    """Return a buyer's published needs, the newest first, with what was found for each.

    Each has `match_count`, `near_count` and `best_points` (None without a match).
    """
    matches = Match.objects.current().not_declined_by(Side.SUPPLIER)
    needs = ComponentNeed.objects.published().filter(participation=participation)
    return _with_counts(needs, matches, owner="need").order_by("priority", "-published_at", "id")


def lines_with_matches(participation: Participation, *, user: Any) -> "QuerySet[Any]":
    """Return a supplier's published lines with what was found for each, as above."""
    matches = Match.objects.current().for_supplier(user)
    lines = ProductLine.objects.published().filter(participation=participation)
    return _with_counts(lines, matches, owner="line").order_by("-published_at", "id")


def matches_of_need(need: ComponentNeed, *, user: Any) -> "QuerySet[Match]":
    """Return what `user` may see of a need's current matches, the best first.

    Near misses have no rank; those that would fit best come first.
    """
    matches = Match.objects.visible_to(user).current().filter(need=need)
    return _with_verdict(matches, side=Side.BUYER).order_by(
        "rank_for_need", "-explanation__buyer__score", "line_id"
    )


def matches_of_line(line: ProductLine, *, user: Any) -> "QuerySet[Match]":
    """Return what `user` may see of a line's current matches, in the same order."""
    matches = Match.objects.visible_to(user).current().filter(line=line)
    return _with_verdict(matches, side=Side.SUPPLIER).order_by(
        "rank_for_line", "-explanation__buyer__score", "need_id"
    )


def match_of(user: Any, *, need_id: int, line_id: int, side: Side) -> Match:
    """Return one current match with the verdict of `side`; raise Match.DoesNotExist."""
    matches = Match.objects.visible_to(user).current()
    return _with_verdict(matches, side=side).get(need_id=need_id, line_id=line_id)


def labels_of(matches: Iterable[Match]) -> dict[str, str]:
    """Return the reader's words for the codes that the explanations name; three queries."""
    codes = {code for match in matches for code in _codes_in(match)}
    return {
        code: str(term)
        for model in (Process, Material, Certification)
        for term in model.objects.filter(code__in=codes)
        for code in [term.code]
    }


def confidential_need_ids(user: Any, matches: Iterable[Match]) -> set[int]:
    """Return the needs of which `user` may only read the teaser: terms not accepted yet."""
    guarded = {match.need_id for match in matches if match.need.visibility == Visibility.NDA}
    if not guarded:
        return set()
    accepted = NdaAcceptance.objects.of_member(user).filter(need__in=guarded)
    managed = ComponentNeed.objects.managed_by(user).filter(pk__in=guarded)
    return (
        guarded
        - set(accepted.values_list("need_id", flat=True))
        - set(managed.values_list("pk", flat=True))
    )


def _with_counts(owners: "QuerySet[Any]", matches: MatchQuerySet, *, owner: str) -> "QuerySet[Any]":
    counted: QuerySet[Any] = owners.annotate(
        match_count=Coalesce(_per_owner(matches.eligible(), owner, Count("pk")), Value(0)),
        near_count=Coalesce(_per_owner(matches.near_misses(), owner, Count("pk")), Value(0)),
        best_points=_per_owner(matches.eligible(), owner, Max("mutual_points")),
    )
    return counted


def _per_owner(matches: "QuerySet[Match]", owner: str, figure: Any) -> Subquery:
    rows = matches.filter(**{owner: OuterRef("pk")}).order_by().values(owner)
    return Subquery(rows.annotate(figure=figure).values("figure"))


def _with_verdict(matches: "QuerySet[Match]", *, side: Side) -> "QuerySet[Match]":
    """Load what a list of matches shows; each has the `own_verdict` and `own_reason` of `side`."""
    given = MatchVerdict.objects.filter(
        need=OuterRef("need"), line=OuterRef("line"), side=side
    ).order_by()
    return matches.select_related(
        "need__participation__organisation", "line__participation__organisation"
    ).annotate(
        own_verdict=Coalesce(Subquery(given.values("verdict")[:1]), Value("")),
        own_reason=Coalesce(Subquery(given.values("reason")[:1]), Value("")),
    )


def _codes_in(match: Match) -> Iterable[str]:
    for gate in match.gates:
        yield from gate["subjects"]
    for side in ("buyer", "supplier"):
        for item in match.explanation[side]["items"]:
            for stated in (item["asked"], item["offered"]):
                if isinstance(stated, list):
                    yield from (code for code in stated if isinstance(code, str))
