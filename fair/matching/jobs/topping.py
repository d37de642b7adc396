"""Lists that have lost a pair get their next best: all of one side at once."""

from collections.abc import Collection
from typing import NamedTuple

from fair.editions.choices import Side
from fair.matching.engine.columns import NeedColumns, OfferColumns, need_columns, offer_columns
from fair.matching.engine.row_search import all_pairs
from fair.matching.engine.types import PairKey
from fair.matching.jobs.candidates import Kind, Ordered, RowList, in_order, kept_by
from fair.matching.jobs.lists import Kept, row_of_candidate
from fair.matching.jobs.storing import copy_rows
from fair.matching.jobs.warm import WarmInputs
from fair.matching.models import Match, MatchRun

# So many lists are looked for together: a byte for each pair of theirs.
AT_ONCE = 200


class Sides(NamedTuple):
    """The columns of both sides, of one of which only some rows."""

    needs: NeedColumns
    offers: OfferColumns


def top_up(run: MatchRun, side: Side, ids: Collection[int], *, inputs: WarmInputs) -> None:
    """Store what the lists of some rows of a side should hold and do not.

    Every stored pair is right, so only what is missing is written. Runs in a transaction that has
    locked the run; which pair is a list's last is left to the caller.
    """
    owners = sorted(ids)
    for start in range(0, len(owners), AT_ONCE):
        _top_up(run, side, owners[start : start + AT_ONCE], inputs=inputs)


def _top_up(run: MatchRun, side: Side, ids: list[int], *, inputs: WarmInputs) -> None:
    sides = _sides(side, ids, inputs=inputs)
    if not len(sides.needs) or not len(sides.offers):
        return
    stored = _stored(run, side, ids)
    scores = all_pairs(sides.needs, sides.offers, rules=inputs.rules)
    missing = []
    for kind, found in zip((Kind.MATCH, Kind.MISS), scores, strict=False):  # and the declined ones
        pairs = in_order(found, side, needs=sides.needs, offers=sides.offers, seed=run.seed)
        missing += _missing(side, pairs, kind=kind, stored=stored)
    copy_rows(run, [row_of_candidate(own, kept, inputs=inputs) for own, kept in missing])


def _sides(side: Side, ids: list[int], *, inputs: WarmInputs) -> Sides:
    if side == Side.BUYER:
        needs = [inputs.needs[row_id] for row_id in ids if row_id in inputs.needs]
        return Sides(need_columns(needs), inputs.offer_columns)
    offers = [inputs.offers[row_id] for row_id in ids if row_id in inputs.offers]
    vocabulary = inputs.offer_columns.tables.vocabulary
    return Sides(inputs.need_columns, offer_columns(offers, vocabulary=vocabulary))


def _stored(run: MatchRun, side: Side, ids: list[int]) -> set[PairKey]:
    column = RowList(side, 0).column
    rows = Match.objects.filter(run=run, **{f"{column}__in": ids})
    return set(rows.values_list("need_id", "line_id"))


def _missing(
    side: Side, pairs: Ordered, *, kind: Kind, stored: set[PairKey]
) -> list[tuple[RowList, Kept]]:
    """Return the pairs within the limit of each list that are not stored, with whose list it is."""
    listed = pairs.first(kept_by(side, kind))
    return [
        (own, Kept(candidate, kind))
        for own, candidate in zip(
            (RowList(side, owner_id) for owner_id in listed.owners.tolist()),
            listed.candidates(),
            strict=True,
        )
        if own.key_with(candidate.other_id) not in stored
    ]
