"""What was found: lists of matches as one side sees them."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import (
    Count,
    Exists,
    FloatField,
    Func,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from fair.editions.choices import Side
from fair.editions.models import Participation
from fair.exhibitors.models import ProductLine
from fair.matching.choices import LISTED, Shown, Verdict
from fair.matching.models import Match, MatchVerdict
from fair.matching.models.match import MatchQuerySet
from fair.matching.signals import partners_asked
from fair.sourcing.models import ComponentNeed
from fair.taxonomy.models import Certification, Material, Process
from fair.taxonomy.selectors import TermTable, read_terms


class Kilometres(Func):
    """The distance to the place of delivery that stands in an explanation; null if not known.

    The second path is that of explanations from before they were folded.
    """

    arity = 1
    output_field = FloatField()
    template = (
        "coalesce("
        "jsonb_path_query_first((%(expressions)s)::jsonb, "
        "'strict $[0][1][*] ? (@[0] == \"place\")[5] ? (@ >= 0)', '{}', true), "
        "jsonb_path_query_first((%(expressions)s)::jsonb, "
        "'$.buyer.items[*] ? (@.code == \"place\").offered ? (@ >= 0)'))::float"
    )


@dataclass(frozen=True, slots=True)
class Overview:
    """What a list of matches holds before it is narrowed down."""

    counts: dict[Shown, int]
    listed: int
    countries: frozenset[str]
    has_distances: bool


def needs_with_matches(participation: Participation) -> "QuerySet[Any]":
    """Return a buyer's published needs, the newest first, with what was found for each.

    Each has `match_count`, `near_count` and `best_points` (None without a match).
    """
    matches = Match.objects.current().not_blocked().not_declined_by(Side.SUPPLIER)
    needs = ComponentNeed.objects.published().filter(participation=participation)
    return _with_counts(needs, matches, owner="need").order_by("priority", "-published_at", "id")


def lines_with_matches(participation: Participation, *, user: Any) -> "QuerySet[Any]":
    """Return a supplier's published lines with what was found for each, as above."""
    matches = Match.objects.current().for_supplier(user)
    lines = ProductLine.objects.published().filter(participation=participation)
    return _with_counts(lines, matches, owner="line").order_by("-published_at", "id")


def matches_of_need(need: ComponentNeed, *, user: Any) -> "QuerySet[Match]":
    """Return what `user` may see of a need's current matches, the best first.

    Near misses come behind; those that would fit best come first.
    """
    matches = Match.objects.visible_to(user).current().filter(need=need)
    return _for_side(matches, side=Side.BUYER, user=user).best_first()


def matches_of_line(line: ProductLine, *, user: Any) -> "QuerySet[Match]":
    """Return what `user` may see of a line's current matches, in the same order."""
    matches = Match.objects.visible_to(user).current().filter(line=line)
    return _for_side(matches, side=Side.SUPPLIER, user=user).best_first()


def matches_seen_by(user: Any, *, side: Side) -> "QuerySet[Match]":
    """Return the current matches that `user` may see, with what `side` said of them."""
    return _for_side(Match.objects.visible_to(user).current(), side=side, user=user)


def match_of(user: Any, *, need_id: int, line_id: int, side: Side) -> Match:
    """Return one current match with the verdict of `side`; raise Match.DoesNotExist."""
    return matches_seen_by(user, side=side).get(need_id=need_id, line_id=line_id)


def in_tab(shown: Shown) -> Q:
    """Keep the matches of one tab; what one's own side does not want has a tab of its own."""
    if shown == Shown.ASIDE:
        return Q(own_verdict=Verdict.NO)
    return ~Q(own_verdict=Verdict.NO) & Q(eligible=shown == Shown.FIT)


def overview_of(matches: "QuerySet[Match]", *, partner: str) -> Overview:
    """Count a list of matches by tab; `partner` is the other side, "line" or "need". One query."""
    found = matches.order_by().aggregate(
        **{shown.value: Count("pk", filter=in_tab(shown)) for shown in Shown},
        listed=Count("pk", filter=Q(own_verdict__in=LISTED)),
        countries=ArrayAgg(
            f"{partner}__participation__organisation__country", distinct=True, default=Value([])
        ),
        furthest=Max(Kilometres("explanation")),
    )
    return Overview(
        counts={shown: found[shown.value] for shown in Shown},
        listed=found["listed"],
        countries=frozenset(found["countries"]),
        has_distances=found["furthest"] is not None,
    )


def match_terms() -> TermTable:
    """Return what can be chosen of processes, materials and certificates, and the words for all
    codes that explanations name; one query.
    """
    return read_terms(Process, Material, Certification)


def partners_of(organisation_id: int) -> set[int]:
    """Return the ids of the organisations that this one has met, as the rooms above know them."""
    answers: list[tuple[Any, Any]] = partners_asked.send(
        sender=Match, organisation_id=organisation_id
    )
    return {partner_id for _receiver, ids in answers for partner_id in ids}


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


def _for_side(matches: MatchQuerySet, *, side: Side, user: Any) -> MatchQuerySet:
    """Load what a list of matches shows to `user`, who looks at it as `side`.

    Each has the `own_verdict`, `own_reason` and `own_note` of `side`; `is_wanted`: whether the
    other side has marked it (how much it wants it, and why not, is not told); and `is_secret`:
    whether only the teaser of the need may be read, as its terms are not accepted yet.
    """
    of_pair = MatchVerdict.objects.filter(need=OuterRef("need"), line=OuterRef("line")).order_by()
    given = of_pair.filter(side=side)
    wanted = of_pair.exclude(side=side).filter(verdict__in=LISTED)
    readable = ComponentNeed.objects.readable_by(user).filter(pk=OuterRef("need"))
    return matches.select_related(
        "run__edition", "need__participation__organisation", "line__participation__organisation"
    ).annotate(
        own_verdict=Coalesce(Subquery(given.values("verdict")[:1]), Value("")),
        own_reason=Coalesce(Subquery(given.values("reason")[:1]), Value("")),
        own_note=Coalesce(Subquery(given.values("note")[:1]), Value("")),
        is_wanted=Exists(wanted),
        is_secret=~Exists(readable),
    )
