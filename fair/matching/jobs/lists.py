"""The list of one need or one line in the current matches, made anew."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from fair.editions.choices import Side
from fair.matching.engine.eligibility import gate_results
from fair.matching.engine.explain import explain, explanation_json, gates_json
from fair.matching.engine.scoring import score_pair, scored
from fair.matching.jobs.candidates import (
    Candidate,
    Kind,
    Place,
    RowList,
    find_candidates,
    kept_by,
)
from fair.matching.jobs.held import Held, ends_of_lists, held_pairs
from fair.matching.jobs.storing import (
    Row,
    copy_rows,
    update_points,
    update_rows,
    without_reasons,
)
from fair.matching.jobs.warm import WarmInputs, remembering
from fair.matching.models import Match, MatchRun

# So many of a list are explained with its points: about what a first page shows.
EXPLAINED_AT_ONCE = 10


@dataclass(slots=True)
class OpenLists:
    """Lists of one side that are not what they should be, by the ids of their owners.

    `unsettled` hold all their pairs and perhaps more; `losers` may lack their next best.
    """

    unsettled: set[int] = field(default_factory=set)
    losers: set[int] = field(default_factory=set)

    def __contains__(self, row_id: int) -> bool:
        return row_id in self.unsettled or row_id in self.losers

    def close(self, row_id: int) -> None:
        """Note that a list is what it should be."""
        self.unsettled.discard(row_id)
        self.losers.discard(row_id)

    def all(self) -> set[int]:
        return self.unsettled | self.losers


@dataclass(frozen=True, slots=True)
class Kept:
    """A pair to store; `is_last` of the row's own full list."""

    candidate: Candidate
    kind: Kind
    is_last: bool = False


def renew_list(run: MatchRun, own: RowList, *, inputs: WarmInputs, others: OpenLists) -> None:
    """Score a row against all others and store what either side's list keeps.

    Lists of `others` in which the pair does more than stay where it was are added to those that are
    open. Reasons are left for later but for the first page. Runs in a transaction that has locked
    the run.
    """
    held = held_pairs(run, own)
    inputs = remembering(inputs)
    found = find_candidates(run, own, inputs=inputs)
    kept = [
        *_kept_of(run, own, found.eligible, held=held, kind=Kind.MATCH, others=others),
        *_kept_of(run, own, found.missed, held=held, kind=Kind.MISS, others=others),
        *(Kept(candidate, Kind.DECLINED) for candidate in found.declined),
    ]
    _store(run, own, kept, held=held, inputs=inputs)


def add_reasons(match: Match, *, inputs: WarmInputs) -> None:
    """Work out the reasons of a stored match, which is saved by the caller.

    A match whose need or line is gone by now has none; the change that took it away takes the
    match away as well.
    """
    need, offer = inputs.needs.get(match.need_id), inputs.offers.get(match.line_id)
    if need is None or offer is None:
        match.explanation = without_reasons()
    else:
        pair = score_pair(need, offer, rules=inputs.rules)
        match.gates = gates_json(pair.gates)
        match.explanation = explanation_json(explain(pair, need, offer, rules=inputs.rules))
    match.is_explained = True


def row_of_candidate(
    own: RowList, kept: Kept, *, inputs: WarmInputs, is_explained: bool = False
) -> Row:
    """Return a pair as a row to store."""
    need_id, offer_id = own.key_with(kept.candidate.other_id)
    need, offer, rules = inputs.needs[need_id], inputs.offers[offer_id], inputs.rules
    gates = gate_results(need, offer, rules=rules)
    pair = scored(need, offer, gates=gates, rules=rules) if is_explained else None
    explanation = explain(pair, need, offer, rules=rules) if pair else None
    return replace(_row(own, kept), gates=gates, explanation=explanation)


def _row(own: RowList, kept: Kept) -> Row:
    """Return a pair as a row without its gates."""
    candidate = kept.candidate
    return Row(
        key=own.key_with(candidate.other_id),
        is_eligible=kept.kind == Kind.MATCH,
        buyer=candidate.buyer,
        supplier=candidate.supplier,
        nearness=candidate.nearness,
        confidence=candidate.confidence,
        tie=candidate.tie,
        gates=(),
        is_last_for_need=kept.is_last and own.side == Side.BUYER,
        is_last_for_line=kept.is_last and own.side == Side.SUPPLIER,
    )


def _store(
    run: MatchRun,
    own: RowList,
    kept: list[Kept],
    *,
    held: Mapping[int, Held],
    inputs: WarmInputs,
) -> None:
    """Put the pairs, the matches first, in the place of those that were held."""
    moved, updated, added = {}, {}, []
    gone = {other_id: pair.match_id for other_id, pair in held.items()}
    for number, entry in enumerate(kept):
        other_id, is_first = entry.candidate.other_id, number < EXPLAINED_AT_ONCE
        is_there = other_id in held and held[other_id].kind == entry.kind
        if is_there and entry.kind == Kind.MATCH and not is_first:
            moved[gone.pop(other_id)] = _row(own, entry)
            continue
        is_explained = entry.kind == Kind.MATCH and is_first
        row = row_of_candidate(own, entry, inputs=inputs, is_explained=is_explained)
        if is_there:
            updated[gone.pop(other_id)] = row
        else:
            added.append(row)
    if gone:
        Match.objects.filter(pk__in=gone.values()).delete()
    update_points(moved, mark=own.mark)
    update_rows(run, updated, mark=own.mark)
    if added:
        copy_rows(run, added)


def _kept_of(
    run: MatchRun,
    own: RowList,
    candidates: list[Candidate],
    *,
    held: Mapping[int, Held],
    kind: Kind,
    others: OpenLists,
) -> list[Kept]:
    """Return the pairs of a kind that either side's list keeps, the best first."""
    limit = kept_by(own.side, kind)
    if kind == Kind.MISS and own.side == Side.SUPPLIER:  # only lines limit near misses
        return [
            Kept(candidate, kind, is_last=number == limit)
            for number, candidate in enumerate(candidates[:limit], start=1)
        ]
    was = {other_id: pair.place for other_id, pair in held.items() if pair.kind == kind}
    now = {candidate.other_id: candidate.place for candidate in candidates}
    ends = ends_of_lists(
        run, column=own.other_column, mark=own.other_mark, ids=was.keys() | now.keys(), kind=kind
    )
    listed = {
        other_id
        for other_id in was.keys() | now.keys()
        if _is_listed(
            other_id, was.get(other_id), now.get(other_id), end=ends.get(other_id), others=others
        )
    }
    return [
        Kept(candidate, kind, is_last=number == limit)
        for number, candidate in enumerate(candidates, start=1)
        if number <= limit or candidate.other_id in listed
    ]


def _is_listed(
    other_id: int, was: Place | None, now: Place | None, *, end: Place | None, others: OpenLists
) -> bool:
    """Tell whether another's list may hold the pair; note it where more than that is to be done.

    `end` is the place of the last pair of its list, if that is full.
    """
    if other_id in others:  # its end is not known now
        if was is not None and (now is None or now > was):
            others.losers.add(other_id)
        return now is not None
    was_listed = was is not None and (end is None or was <= end)
    if end is not None and was_listed and (now is None or now > end):
        others.losers.add(other_id)
        return now is not None
    is_listed = now is not None and (end is None or now <= end)
    if is_listed and (not was_listed or (was == end and now != end)):
        others.unsettled.add(other_id)
    return is_listed
