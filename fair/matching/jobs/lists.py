"""The list of one need or one line in the current matches, made anew."""

from dataclasses import dataclass

import numpy as np

from fair.editions.choices import Side
from fair.matching.engine.coded import Bools, Ints
from fair.matching.engine.columns import Ids
from fair.matching.engine.eligibility import gate_results
from fair.matching.engine.explain import explain
from fair.matching.engine.scoring import score_pair, scored
from fair.matching.jobs.candidates import (
    Candidate,
    Kind,
    Ordered,
    RowList,
    find_candidates,
    kept_by,
)
from fair.matching.jobs.held import Held, Placed, held_pairs
from fair.matching.jobs.listing import OpenLists, listed_by_others
from fair.matching.jobs.storing import (
    Reasons,
    Row,
    copy_rows,
    update_points,
    update_rows,
)
from fair.matching.jobs.warm import WarmInputs, remembering
from fair.matching.models import Match, MatchRun

# So many of a list are explained with its points: about what a first page shows.
EXPLAINED_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Kept:
    """A pair to store; `is_last` of the row's own full list."""

    candidate: Candidate
    kind: Kind
    is_last: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class KeptPairs:
    """Pairs of a kind to store, the best first."""

    pairs: Ordered
    kind: Kind
    is_last: Bools

    def taken(self, chosen: Ints | Bools) -> "KeptPairs":
        """Return some of the pairs."""
        return KeptPairs(self.pairs.taken(chosen), self.kind, self.is_last[chosen])

    def each(self) -> list[Kept]:
        """Return them one by one."""
        return [
            Kept(candidate, self.kind, is_last)
            for candidate, is_last in zip(
                self.pairs.candidates(), self.is_last.tolist(), strict=True
            )
        ]


def renew_list(run: MatchRun, own: RowList, *, inputs: WarmInputs, others: OpenLists) -> None:
    """Score a row against all others and store what either side's list keeps.

    Lists of `others` in which the pair does more than stay where it was are added to those that are
    open. Reasons are left for later but for the first page. Runs in a transaction that has locked
    the run. Cost: some ten microseconds a pair, and what the server takes to update it.
    """
    held = held_pairs(run, own)
    inputs = remembering(inputs)
    found = find_candidates(run, own, inputs=inputs)
    kept = [
        _kept_of(run, own, found.eligible, held=held, kind=Kind.MATCH, others=others),
        _kept_of(run, own, found.missed, held=held, kind=Kind.MISS, others=others),
        KeptPairs(found.declined, Kind.DECLINED, np.zeros(len(found.declined), np.bool_)),
    ]
    _store(run, own, kept, held=held, inputs=inputs)


def reasons_of(need_id: int, line_id: int, *, inputs: WarmInputs) -> Reasons | None:
    """Work out why two match, or do not; None where the need or the line is gone by now.

    The change that took it away takes the match away as well.
    """
    need, offer = inputs.needs.get(need_id), inputs.offers.get(line_id)
    if need is None or offer is None:
        return None
    pair = score_pair(need, offer, rules=inputs.rules)
    return Reasons(pair.gates, explain(pair, need, offer, rules=inputs.rules))


def row_of_candidate(
    own: RowList, kept: Kept, *, inputs: WarmInputs, is_explained: bool = False
) -> Row:
    """Return a pair as a row to store."""
    candidate = kept.candidate
    need_id, offer_id = key = own.key_with(candidate.other_id)
    need, offer, rules = inputs.needs[need_id], inputs.offers[offer_id], inputs.rules
    gates = gate_results(need, offer, rules=rules)
    pair = scored(need, offer, gates=gates, rules=rules) if is_explained else None
    return Row(
        key=key,
        is_eligible=kept.kind == Kind.MATCH,
        buyer=candidate.buyer,
        supplier=candidate.supplier,
        nearness=candidate.nearness,
        confidence=candidate.confidence,
        tie=candidate.tie,
        gates=gates,
        explanation=explain(pair, need, offer, rules=rules) if pair else None,
        is_last_for_need=kept.is_last and own.side == Side.BUYER,
        is_last_for_line=kept.is_last and own.side == Side.SUPPLIER,
    )


def _kept_of(
    run: MatchRun, own: RowList, pairs: Ordered, *, held: Held, kind: Kind, others: OpenLists
) -> KeptPairs:
    """Return the pairs of a kind that either side's list keeps."""
    limit = kept_by(own.side, kind)
    numbers = np.arange(1, len(pairs) + 1)
    is_kept = numbers <= limit
    if kind == Kind.MATCH or own.side == Side.BUYER:  # only lines limit near misses
        is_kept |= listed_by_others(
            run,
            own,
            was=held.of(kind),
            now=Placed(pairs.others, pairs.places),
            kind=kind,
            open_lists=others,
        )
    return KeptPairs(pairs, kind, numbers == limit).taken(is_kept)


def _store(
    run: MatchRun, own: RowList, kept: list[KeptPairs], *, held: Held, inputs: WarmInputs
) -> None:
    """Put the pairs in the place of those that were held.

    Most are matches beyond the first page that were there before: only their points are written.
    """
    match_ids = [held.ids_with(part.pairs.others, kind=part.kind) for part in kept]
    gone = np.setdiff1d(held.match_ids, np.concatenate(match_ids))
    if len(gone):
        Match.objects.filter(pk__in=gone.tolist()).delete()
    for part, ids in zip(kept, match_ids, strict=True):
        is_moved = (ids >= 0) & (part.kind == Kind.MATCH)
        is_moved[:EXPLAINED_AT_ONCE] = False
        moved, is_whole = part.taken(is_moved), ~is_moved
        update_points(ids[is_moved], moved.pairs, is_last=moved.is_last, mark=own.mark)
        _store_whole(run, own, part.taken(is_whole), match_ids=ids[is_whole], inputs=inputs)


def _store_whole(
    run: MatchRun, own: RowList, kept: KeptPairs, *, match_ids: Ids, inputs: WarmInputs
) -> None:
    """Store pairs with their gates, the first matches with their reasons too."""
    updated, added = {}, []
    for number, (match_id, entry) in enumerate(zip(match_ids.tolist(), kept.each(), strict=True)):
        is_explained = kept.kind == Kind.MATCH and number < EXPLAINED_AT_ONCE
        row = row_of_candidate(own, entry, inputs=inputs, is_explained=is_explained)
        if match_id >= 0:
            updated[match_id] = row
        else:
            added.append(row)
    update_rows(run, updated, mark=own.mark)
    if added:
        copy_rows(run, added)
