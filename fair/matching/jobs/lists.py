"""The list of one need or one line in the current matches, made anew."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Min

from fair.editions.choices import Side
from fair.matching.engine.eligibility import gate_results
from fair.matching.engine.explain import explain, explanation_json
from fair.matching.engine.scoring import score_pair, scored
from fair.matching.engine.types import GateCode, GateState
from fair.matching.jobs.candidates import Candidate, RowList, find_candidates
from fair.matching.jobs.chunks import LIMITS
from fair.matching.jobs.storing import HALF_RANGE, Row, copy_rows, without_reasons
from fair.matching.jobs.warm import WarmInputs, remembering
from fair.matching.models import Match, MatchRun
from fair.matching.models.match import MatchQuerySet

# Until the lists are numbered again.
UNNUMBERED = 1_000_000
# Below every nearness that there is.
NOWHERE = -1e9


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

    Ranks in the lists of others are left to the caller, and the reasons of what is not in the row's
    own list, but only in those of others. Runs in a transaction that has locked the run.
    """
    held = _held(run, own)
    inputs = remembering(inputs)
    found = find_candidates(run, own, inputs=inputs)
    kept = [
        *_kept_matches(run, own, found.eligible, held=held),
        *found.declined,
        *_kept_misses(run, own, found.missed),
    ]
    Match.objects.filter(run=run, **{own.column: own.row_id}).delete()
    copy_rows(
        run,
        [
            _row(own, candidate, inputs=inputs, place=place)
            for place, candidate in enumerate(kept, start=1)
        ],
    )
    near = {candidate.other_id: candidate.nearness for candidate in kept}
    falling = {
        other_id for other_id, was in held.items() if near.get(other_id, NOWHERE) < was.nearness
    }
    return Outcome(
        others=frozenset(held.keys() | near.keys()),
        losers=frozenset(_full(run, own, falling, held=held)),
    )


def explanation_of(match: Match, *, inputs: WarmInputs) -> dict[str, object]:
    """Return the reasons of a stored match, as they are stored.

    A match whose need or line is gone by now has none; the change that took it away takes the
    match away as well.
    """
    need, offer = inputs.needs.get(match.need_id), inputs.offers.get(match.line_id)
    if need is None or offer is None:
        return without_reasons()
    pair = score_pair(need, offer, rules=inputs.rules)
    return explanation_json(explain(pair, need, offer, rules=inputs.rules))


def _row(own: RowList, candidate: Candidate, *, inputs: WarmInputs, place: int) -> Row:
    """Return a pair as a row with its place in the row's own list only."""
    need_id, offer_id = key = own.key_with(candidate.other_id)
    need, offer, rules = inputs.needs[need_id], inputs.offers[offer_id], inputs.rules
    gates = gate_results(need, offer, rules=rules)
    is_eligible = all(gate.state is not GateState.FAIL for gate in gates)
    ranks = (place, UNNUMBERED) if own.side == Side.BUYER else (UNNUMBERED, place)
    is_explained = is_eligible and place <= own.kept
    pair = scored(need, offer, gates=gates, rules=rules) if is_explained else None
    return Row(
        key=key,
        is_eligible=is_eligible,
        buyer=candidate.buyer,
        supplier=candidate.supplier,
        nearness=candidate.nearness,
        confidence=candidate.confidence,
        tie=candidate.tie,
        ranks=ranks if is_eligible else (None, None),
        gates=gates,
        explanation=explain(pair, need, offer, rules=rules) if pair else None,
    )


def _held(run: MatchRun, own: RowList) -> dict[int, _Held]:
    rows = Match.objects.filter(run=run, **{own.column: own.row_id})
    return {
        other_id: _Held(near, is_eligible, rank or UNNUMBERED)
        for other_id, near, is_eligible, rank in rows.values_list(
            own.other_column, "nearness", "eligible", own.other_rank
        )
    }


def _kept_matches(
    run: MatchRun, own: RowList, eligible: list[Candidate], *, held: Mapping[int, _Held]
) -> list[Candidate]:
    """Return the matches that either side's list keeps."""
    rest = eligible[own.kept :]
    last = _last_kept(run, own, [candidate.other_id for candidate in rest], held=held)
    return eligible[: own.kept] + [
        candidate
        for candidate in rest
        if candidate.other_id not in last or candidate.place < last[candidate.other_id]
    ]


def _last_kept(
    run: MatchRun, own: RowList, others: list[int], *, held: Mapping[int, _Held]
) -> dict[int, tuple[float, float, int]]:
    """Return the place of the last pair in each full list of the others, this row's left out."""
    limit = own.kept_by_others
    full = {f"{own.other_column}__in": others, f"{own.other_rank}__in": (limit, limit + 1)}
    rows = Match.objects.filter(run=run, **full) if others else Match.objects.none()
    last: dict[int, tuple[float, float, int]] = {}
    for other_id, rank, near, confidence, tie in rows.values_list(
        own.other_column, own.other_rank, "nearness", "confidence", "tie"
    ):
        holds_own = other_id in held and held[other_id].other_rank <= limit
        if rank == limit + holds_own:
            last[other_id] = (-near, -confidence, tie + HALF_RANGE)
    return last


def _kept_misses(run: MatchRun, own: RowList, missed: list[Candidate]) -> list[Candidate]:
    """Return the near misses that the lines keep: of each the nearest."""
    limit = LIMITS.near_misses_per_offer
    if own.side == Side.SUPPLIER:
        return missed[:limit]
    rows = _misses_of(run).filter(line__in=[candidate.other_id for candidate in missed])
    full = rows.exclude(need=own.row_id).values("line")
    full = full.annotate(count=Count("pk"), last=Min("nearness")).filter(count__gte=limit)
    last = dict(full.values_list("line", "last"))
    return [
        candidate
        for candidate in missed
        if candidate.nearness >= last.get(candidate.other_id, NOWHERE)
    ]


def _full(
    run: MatchRun, own: RowList, falling: set[int], *, held: Mapping[int, _Held]
) -> list[int]:
    """Return those of `falling` whose lists were full with this row's pair: one is missing now."""
    matched = [other_id for other_id in falling if held[other_id].is_eligible]
    missed = falling.difference(matched)
    found: list[int] = []
    for rows, ids, limit in (
        (Match.objects.filter(run=run, eligible=True), matched, own.kept_by_others),
        (_misses_of(run), missed, LIMITS.near_misses_per_offer),
    ):
        if ids:
            lists = rows.filter(**{f"{own.other_column}__in": ids}).values(own.other_column)
            # The row's own pair is deleted by now where it was not kept: one less is full.
            full = lists.annotate(count=Count("pk")).filter(count__gte=limit - 1)
            found += full.values_list(own.other_column, flat=True)
    return found


def _misses_of(run: MatchRun) -> MatchQuerySet:
    """Return the near misses that lists limit: all but the declined ones."""
    consent = [{"code": GateCode.CONSENT, "state": GateState.FAIL}]
    return Match.objects.filter(run=run, eligible=False).exclude(gates__contains=consent)
