"""What a fair brought about, for its organiser: figures that name neither notes nor ratings."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Avg, Count, Q

from fair.editions.choices import Side
from fair.editions.models import Edition
from fair.meetings.choices import MeetingState
from fair.meetings.models import Meeting
from fair.meetings.services.closing import MISSED
from fair.outcomes.choices import Stage, Standing, StepKind
from fair.outcomes.engine import ledger
from fair.outcomes.models import AskedPair, DealStep, MeetingRating, OutcomeRules
from fair.outcomes.selectors.groups import (
    Group,
    Grouping,
    Pair,
    names_of_buyers,
    processes,
    sectors,
    steps_of,
    terms_of_pairs,
)
from fair.outcomes.selectors.meeting import rules_of

# An average of fewer ratings would give single ones away.
FEWEST_RATINGS = 3


@dataclass(frozen=True, slots=True)
class Worth:
    """What steps of one kind are worth in one currency, apart by how far one can rely on it."""

    kind: StepKind
    currency: str
    confirmed: Decimal
    reported: Decimal
    disputed: Decimal

    @property
    def undisputed(self) -> Decimal:
        return self.confirmed + self.reported


@dataclass(frozen=True, slots=True)
class Converted:
    """A total in the organiser's reference currency, at rates of which the oldest is of `as_of`.

    `missing` names currencies without a rate, which are not in it.
    """

    currency: str
    confirmed: Decimal
    undisputed: Decimal
    as_of: date | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ratings:
    """How one side found its meetings; None where too few rated to show it."""

    side: Side
    count: int
    stars: Decimal | None
    relevant_percent: int | None


@dataclass(frozen=True, slots=True)
class FairOutcomes:
    """The whole report of an edition."""

    states: Mapping[MeetingState, int]
    pairs: int
    funnel: tuple[tuple[Stage, int], ...]
    reached: tuple[tuple[Stage, int], ...]
    worth: tuple[Worth, ...]
    converted: Converted | None
    ratings: tuple[Ratings, ...]
    asked: int
    answered: int
    by_buyer: tuple[Group, ...]
    by_sector: tuple[Group, ...]
    by_process: tuple[Group, ...]
    rules: OutcomeRules

    @property
    def held(self) -> int:
        return self.states[MeetingState.HELD]

    @property
    def no_shows(self) -> int:
        """How many meetings did not take place because somebody stayed away, each counted once."""
        return sum(self.states[state] for state in MISSED)

    @property
    def won(self) -> int:
        return dict(self.funnel)[Stage.WON]


def outcomes_of(edition: Edition) -> FairOutcomes:
    """Return what came of an edition's meetings; a fixed number of queries, about ten.

    A pair is two companies with a held meeting or a reported step.
    """
    rules = rules_of(edition)
    ledgers = _ledgers(edition)
    held = Meeting.objects.filter(edition=edition, state=MeetingState.HELD)
    pairs = {*ledgers, *held.values_list("buyer", "supplier")}
    stages = {pair: Stage(ledger.stage_of(steps_of(ledgers.get(pair, ())))) for pair in pairs}
    worth = _worth(ledgers)
    grouped = Grouping(stages, ledgers)
    asked = AskedPair.objects.filter(prompt__edition=edition)
    return FairOutcomes(
        states=_states(edition),
        pairs=len(pairs),
        funnel=_funnel(stages),
        reached=_reached(stages),
        worth=worth,
        converted=_converted(worth, rules),
        ratings=tuple(_ratings(edition, side) for side in (Side.BUYER, Side.SUPPLIER)),
        asked=asked.count(),
        answered=asked.exclude(answer="").count(),
        by_buyer=grouped.by(names_of_buyers(pairs)),
        by_sector=grouped.by(terms_of_pairs(edition, pairs, sectors)),
        by_process=grouped.by(terms_of_pairs(edition, pairs, processes)),
        rules=rules,
    )


def single_ratings(edition: Edition) -> list[MeetingRating]:
    """Return every rating where the edition's rules show them to organisers, else none."""
    if not rules_of(edition).shows_single_ratings:
        return []
    rows = MeetingRating.objects.filter(meeting__edition=edition)
    sides = ("meeting__buyer__organisation", "meeting__supplier__organisation")
    return list(rows.select_related(*sides).order_by("meeting__starts_at", "meeting", "side"))


def _ledgers(edition: Edition) -> dict[Pair, list[DealStep]]:
    rows: dict[Pair, list[DealStep]] = defaultdict(list)
    for step in DealStep.objects.filter(edition=edition).with_standing().order_by("id"):
        rows[step.buyer_id, step.supplier_id].append(step)
    return rows


def _states(edition: Edition) -> dict[MeetingState, int]:
    counts = dict(
        Meeting.objects.filter(edition=edition)
        .values_list("state")
        .annotate(count=Count("pk"))
        .order_by("state")
    )
    return {state: counts.get(state.value, 0) for state in MeetingState}


def _funnel(stages: Mapping[Pair, Stage]) -> tuple[tuple[Stage, int], ...]:
    counts = Counter(stages.values())
    return tuple((stage, counts[stage]) for stage in Stage)


def _reached(stages: Mapping[Pair, Stage]) -> tuple[tuple[Stage, int], ...]:
    """Count the pairs that are at each stage or beyond; those lost are in the first only."""
    order = [Stage(code) for code in ledger.STAGES]
    places = [order.index(stage) if stage in order else 0 for stage in stages.values()]
    return tuple(
        (stage, sum(place >= least for place in places)) for least, stage in enumerate(order)
    )


def _worth(ledgers: Mapping[Pair, Sequence[DealStep]]) -> tuple[Worth, ...]:
    sums: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for rows in ledgers.values():
        for (kind, currency, standing), value in ledger.totals(steps_of(rows)).items():
            sums[kind, currency][standing] += value
    order = {kind: place for place, kind in enumerate(StepKind.values)}
    return tuple(
        Worth(
            kind=StepKind(kind),
            currency=currency,
            confirmed=by_standing[Standing.CONFIRMED],
            reported=by_standing[Standing.REPORTED],
            disputed=by_standing[Standing.DISPUTED],
        )
        for (kind, currency), by_standing in sorted(
            sums.items(), key=lambda item: (-order[item[0][0]], item[0][1])
        )
    )


def _converted(worth: Iterable[Worth], rules: OutcomeRules) -> Converted | None:
    """Add contracts up in the reference currency, where the organiser named one."""
    if not rules.reference_currency:
        return None
    rates = {rate.currency: rate for rate in rules.rates.all()}
    factors = {rules.reference_currency: Decimal(1)}
    factors |= {code: rate.rate for code, rate in rates.items()}
    contracts = [row for row in worth if row.kind == StepKind.CONTRACT]
    known = [row for row in contracts if row.currency in factors]
    used = [rates[row.currency].as_of for row in known if row.currency in rates]
    cents = Decimal("0.01")
    return Converted(
        currency=rules.reference_currency,
        confirmed=sum(
            (row.confirmed * factors[row.currency] for row in known), Decimal(0)
        ).quantize(cents),
        undisputed=sum(
            (row.undisputed * factors[row.currency] for row in known), Decimal(0)
        ).quantize(cents),
        as_of=min(used, default=None),
        missing=tuple(sorted({row.currency for row in contracts} - set(factors))),
    )


def _ratings(edition: Edition, side: Side) -> Ratings:
    figures = MeetingRating.objects.filter(meeting__edition=edition, side=side).aggregate(
        count=Count("pk"),
        starred=Count("stars"),
        stars=Avg("stars"),
        judged=Count("is_relevant"),
        relevant=Count("pk", filter=Q(is_relevant=True)),
    )
    has_stars = figures["starred"] >= FEWEST_RATINGS
    has_judged = figures["judged"] >= FEWEST_RATINGS
    return Ratings(
        side=side,
        count=figures["count"],
        stars=round(Decimal(figures["stars"]), 1) if has_stars else None,
        relevant_percent=100 * figures["relevant"] // figures["judged"] if has_judged else None,
    )
