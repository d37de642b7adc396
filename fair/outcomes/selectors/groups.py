"""Pairs that met, counted by what they have in common: the buyer, a sector, a process."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fair.editions.models import Edition, Participation
from fair.meetings.models import Meeting
from fair.outcomes.choices import Stage, Standing, StepKind
from fair.outcomes.engine import ledger
from fair.outcomes.engine.types import Step
from fair.outcomes.models import DealStep

Pair = tuple[int, int]  # ids of buyer and supplier
ByCurrency = dict[str, Decimal]

BEYOND_QUOTATION = frozenset({Stage.QUOTING, Stage.TESTING, Stage.ORDERING, Stage.WON})


@dataclass(frozen=True, slots=True)
class Group:
    """What came of the pairs of one buyer, sector or process; a pair can be in several groups."""

    name: str
    pairs: int
    quoted: int
    won: int
    contracts: ByCurrency


@dataclass(frozen=True, slots=True)
class Grouping:
    """Pairs, to be counted by whatever they have in common."""

    stages: Mapping[Pair, Stage]
    ledgers: Mapping[Pair, Sequence[DealStep]]

    def by(self, names: Mapping[Pair, Iterable[str]]) -> tuple[Group, ...]:
        """Count pairs by name, those with most contracts and quotations first."""
        members: dict[str, list[Pair]] = defaultdict(list)
        for pair in self.stages:
            for name in names.get(pair, ()):
                members[name].append(pair)
        groups = [self._group(name, pairs) for name, pairs in members.items()]
        return tuple(
            sorted(groups, key=lambda each: (-each.won, -each.quoted, -each.pairs, each.name))
        )

    def _group(self, name: str, pairs: Sequence[Pair]) -> Group:
        contracts: ByCurrency = defaultdict(Decimal)
        for pair in pairs:
            sums = ledger.totals(steps_of(self.ledgers.get(pair, ())))
            for (kind, currency, standing), value in sums.items():
                if kind == StepKind.CONTRACT and standing != Standing.DISPUTED:
                    contracts[currency] += value
        return Group(
            name=name,
            pairs=len(pairs),
            quoted=sum(self.stages[pair] in BEYOND_QUOTATION for pair in pairs),
            won=sum(self.stages[pair] == Stage.WON for pair in pairs),
            contracts=dict(sorted(contracts.items())),
        )


def names_of_buyers(pairs: Iterable[Pair]) -> dict[Pair, list[str]]:
    known = list(pairs)
    buyers = Participation.objects.filter(pk__in={buyer for buyer, _supplier in known})
    names = {each.pk: str(each) for each in buyers.select_related("organisation")}
    return {pair: [names[pair[0]]] for pair in known}


def terms_of_pairs(
    edition: Edition, pairs: set[Pair], terms_of: Callable[[Any], Iterable[Any]]
) -> dict[Pair, set[str]]:
    """Name the terms of the needs that a pair's meetings were about."""
    names: dict[Pair, set[str]] = defaultdict(set)
    meetings = Meeting.objects.filter(edition=edition).standing()
    rows = meetings.prefetch_related("needs__sector", "needs__processes")
    for meeting in rows.order_by("id"):
        pair = (meeting.buyer_id, meeting.supplier_id)
        if pair in pairs:
            names[pair] |= {str(term) for need in meeting.needs.all() for term in terms_of(need)}
    return names


def sectors(need: Any) -> list[Any]:
    return [need.sector] if need.sector else []


def processes(need: Any) -> Iterable[Any]:
    processes: Iterable[Any] = need.processes.all()
    return processes


def steps_of(rows: Iterable[DealStep]) -> list[Step]:
    """Return rows as the engine reads them."""
    return [row.as_step() for row in rows]
