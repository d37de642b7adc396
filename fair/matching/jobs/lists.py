"""The list of one need or one line in the current matches, made anew."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Min, Q

from fair.editions.choices import Side
from fair.matching.engine.explain import explain
from fair.matching.engine.ranking import compare, nearness, place
from fair.matching.engine.types import GateCode, GateState, RankedPair, ScoredPair
from fair.matching.jobs.chunks import LIMITS
from fair.matching.jobs.storing import HALF_RANGE, copy_matches
from fair.matching.jobs.warm import WarmInputs
from fair.matching.models import Match, MatchRun

# Until the lists are numbered again.
UNNUMBERED = 1_000_000


@dataclass(frozen=True, slots=True)
class RowList:
    """The matches of one need (the buyer's side) or of one line (the supplier's)."""

    side: Side
    row_id: int

    @property
    def other_side(self) -> Side:
        return Side.SUPPLIER if self.side == Side.BUYER else Side.BUYER

    @property
    def column(self) -> str:
        return "need_id" if self.side == Side.BUYER else "line_id"

    @property
    def other_column(self) -> str:
        return "line_id" if self.side == Side.BUYER else "need_id"

    @property
    def other_rank(self) -> str:
        return "rank_for_line" if self.side == Side.BUYER else "rank_for_need"

    @property
    def kept(self) -> int:
        """How many pairs its own list keeps."""
        return LIMITS.per_need if self.side == Side.BUYER else LIMITS.per_offer

    @property
    def kept_by_others(self) -> int:
        """How many pairs the list of each other keeps."""
        return LIMITS.per_offer if self.side == Side.BUYER else LIMITS.per_need

    def other_of(self, pair: ScoredPair) -> int:
        return pair.offer_id if self.side == Side.BUYER else pair.need_id


@dataclass(frozen=True, slots=True)
class Outcome:
    """`others` have the row in their lists, before or now; `losers` lack their next best now."""

    others: frozenset[int]
    losers: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Held:
    """A pair that the list held before."""

    nearness: float
    is_eligible: bool
    other_rank: int


def renew_list(run: MatchRun, own: RowList, *, inputs: WarmInputs) -> Outcome:
    """Score a row against all others and store what either side's list keeps.

    Ranks are left to the caller. Runs in a transaction that has locked the run.
    """
    held = _held(run, own)
    pairs = _pairs(own, inputs=inputs)
    kept = _kept(run, own, pairs, held=held)
    Match.objects.filter(run=run, **{own.column: own.row_id}).delete()
    explanations = {
        pair.key: explain(
            pair, inputs.needs[pair.need_id], inputs.offers[pair.offer_id], rules=inputs.rules
        )
        for pair in kept
    }
    copy_matches(run, [_unnumbered(pair) for pair in kept], explanations=explanations)
    near = {own.other_of(pair): nearness(pair) for pair in kept}
    falling = {
        other_id for other_id, was in held.items() if near.get(other_id, -1e9) < was.nearness
    }
    return Outcome(
        others=frozenset(held.keys() | near.keys()),
        losers=frozenset(_full(run, own, falling, held=held)),
    )


def _pairs(own: RowList, *, inputs: WarmInputs) -> list[ScoredPair]:
    """Score the row against all others, the best first; nothing where the row is gone."""
    pairs: list[ScoredPair] = []
    if own.side == Side.BUYER and own.row_id in inputs.needs:
        pairs = compare(inputs.needs[own.row_id], inputs.offers.values(), rules=inputs.rules)
    elif own.side == Side.SUPPLIER and own.row_id in inputs.offers:
        offer = (inputs.offers[own.row_id],)
        for need in inputs.needs.values():
            pairs += compare(need, offer, rules=inputs.rules)
    return pairs


def _held(run: MatchRun, own: RowList) -> dict[int, _Held]:
    rows = Match.objects.filter(run=run, **{own.column: own.row_id})
    return {
        other_id: _Held(near, is_eligible, rank or UNNUMBERED)
        for other_id, near, is_eligible, rank in rows.values_list(
            own.other_column, "nearness", "eligible", own.other_rank
        )
    }


def _kept(
    run: MatchRun, own: RowList, pairs: list[ScoredPair], *, held: Mapping[int, _Held]
) -> list[ScoredPair]:
    """Return the pairs that either side's list keeps."""
    eligible = sorted(
        (pair for pair in pairs if pair.is_eligible), key=lambda pair: place(pair, seed=run.seed)
    )
    kept, rest = eligible[: own.kept], eligible[own.kept :]
    last = _last_kept(run, own, [own.other_of(pair) for pair in rest], held=held)
    kept += [
        pair
        for pair in rest
        if own.other_of(pair) not in last or place(pair, seed=run.seed) < last[own.other_of(pair)]
    ]
    return kept + _kept_misses(run, own, [pair for pair in pairs if not pair.is_eligible])


def _last_kept(
    run: MatchRun, own: RowList, others: Iterable[int], *, held: Mapping[int, _Held]
) -> dict[int, tuple[float, float, int]]:
    """Return the place of the last pair in each full list of the others, this row's left out."""
    limit = own.kept_by_others
    rows = Match.objects.filter(
        run=run,
        **{
            f"{own.other_column}__in": list(others),
            f"{own.other_rank}__in": (limit, limit + 1),
        },
    )
    last: dict[int, tuple[float, float, int]] = {}
    for other_id, rank, near, confidence, tie in rows.values_list(
        own.other_column, own.other_rank, "nearness", "confidence", "tie"
    ):
        holds_own = other_id in held and held[other_id].other_rank <= limit
        if rank == limit + holds_own:
            last[other_id] = (-near, -confidence, tie + HALF_RANGE)
    return last


def _kept_misses(run: MatchRun, own: RowList, misses: list[ScoredPair]) -> list[ScoredPair]:
    """Return the near misses that the lines keep: all declined ones, and the nearest."""
    kept = [pair for pair in misses if _is_declined(pair)]
    others = sorted(
        (pair for pair in misses if not _is_declined(pair)),
        key=lambda pair: (-nearness(pair), pair.need_id),
    )
    limit = LIMITS.near_misses_per_offer
    if own.side == Side.SUPPLIER:
        return kept + others[:limit]
    rows = Match.objects.filter(
        run=run, eligible=False, line__in=[pair.offer_id for pair in others]
    ).exclude(need=own.row_id)
    full = rows.values("line").annotate(count=Count("pk"), last=Min("nearness"))
    last = dict(full.filter(count__gte=limit).values_list("line", "last"))
    return kept + [pair for pair in others if nearness(pair) >= last.get(pair.offer_id, -1e9)]


def _is_declined(pair: ScoredPair) -> bool:
    return any(
        gate.code is GateCode.CONSENT and gate.state is GateState.FAIL for gate in pair.gates
    )


def _full(
    run: MatchRun, own: RowList, falling: set[int], *, held: Mapping[int, _Held]
) -> list[int]:
    """Return those of `falling` whose lists were full with this row's pair: one is missing now."""
    matched = [other_id for other_id in falling if held[other_id].is_eligible]
    missed = falling.difference(matched)
    rows = Match.objects.filter(run=run)
    limits = {True: own.kept_by_others, False: LIMITS.near_misses_per_offer}
    found: list[int] = []
    for is_eligible, ids in ((True, matched), (False, missed)):
        # The row's own pair is deleted by now where it was not kept, so one less is full.
        counts = (
            rows.filter(Q(eligible=is_eligible), **{f"{own.other_column}__in": ids})
            .values(own.other_column)
            .annotate(count=Count("pk"))
            .filter(count__gte=limits[is_eligible] - 1)
        )
        found += counts.values_list(own.other_column, flat=True)
    return found


def _unnumbered(pair: ScoredPair) -> RankedPair:
    rank = UNNUMBERED if pair.is_eligible else None
    return RankedPair(pair, rank, rank)
