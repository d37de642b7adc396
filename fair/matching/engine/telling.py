"""Explain many matches at once, written as they are kept.

To the letter what `explain` says and `folding` writes of each; that is the reference. Points are
worked out in arrays, and what a side states is written once. About fifteen microseconds a match.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fair.matching.engine.coded import Bools, Floats, Ints
from fair.matching.engine.columns import NeedColumns
from fair.matching.engine.exact import VALUES, Scores, shown_scores
from fair.matching.engine.explain import FACTS, RAISE_MOST, Facts
from fair.matching.engine.features import BUYER_CRITERIA, SUPPLIER_CRITERIA, Criterion
from fair.matching.engine.folding import compact
from fair.matching.engine.measures import distance_km
from fair.matching.engine.pairing import Pairing
from fair.matching.engine.quoting import Answers, Asked, asked_in, evidence, offered_in
from fair.matching.engine.scoring import FULL_SCORE
from fair.matching.engine.text.types import MATERIAL, PROCESS, TextProfile
from fair.matching.engine.types import Need, Offer, Rules

Texts = NDArray[np.object_]

NULL = "null"
NOTHING_ASKED = Asked([], {}, {})
# Partners that state nothing: what a side states does not depend on the other.
_NO_NEED, _NO_OFFER = Need(id=0, party_id=0), Offer(id=0, party_id=0)
_OF_BOTH = {FACTS["place"], FACTS["text"], FACTS["interest"]}
# The places of statuses in `folding.STATUSES`.
_MET, _PARTLY, _UNMET, _UNKNOWN = range(4)
_DIGITS = 1 << 10


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """How one side's scores of pairs come about; arrays have the shape (pairs, criteria)."""

    criteria: tuple[Criterion, ...]
    score: Ints  # as it is shown, by pair
    asked: Bools
    status: Ints
    points: Ints
    could_add: Ints


class Teller:
    """Explains pairs of these needs; it remembers what they state and say."""

    def __init__(self, needs: NeedColumns, *, rules: Rules) -> None:
        self._needs = needs
        self._answers = Answers({PROCESS: rules.processes, MATERIAL: rules.materials})
        self._stated: dict[Facts, Texts] = {}
        self._said: dict[int, Asked] = {}

    def told(self, pairing: Pairing, scores: Scores) -> list[str]:
        """Return the explanations of eligible pairs of the needs, as they are kept."""
        if not len(scores):
            return []
        weights = pairing.rules.weights
        asked = np.stack(
            [pairing.asked[criterion.code][scores.need_rows] for criterion in BUYER_CRITERIA],
            axis=1,
        )
        buyer = _side(pairing, scores, BUYER_CRITERIA, scores.buyer, weights.buyer, asked=asked)
        always = np.ones((len(scores), len(SUPPLIER_CRITERIA)), np.bool_)
        supplier = _side(
            pairing, scores, SUPPLIER_CRITERIA, scores.supplier, weights.supplier, asked=always
        )
        parts = (
            self._breakdowns(pairing, scores, buyer),
            self._breakdowns(pairing, scores, supplier),
            _raise_most(buyer),
        )
        return [f"[{ours},{theirs},{gains}]" for ours, theirs, gains in zip(*parts, strict=True)]

    def _breakdowns(self, pairing: Pairing, scores: Scores, side: _Side) -> list[str]:
        columns = [
            self._items(pairing, scores, side, at=at, criterion=criterion)
            for at, criterion in enumerate(side.criteria)
        ]
        items = (",".join(filter(None, row)) for row in zip(*columns, strict=True))
        return [
            f"[{score},[{some}]]" for score, some in zip(side.score.tolist(), items, strict=True)
        ]

    def _items(
        self, pairing: Pairing, scores: Scores, side: _Side, *, at: int, criterion: Criterion
    ) -> list[str]:
        """Write one criterion of all pairs; "" where the need does not ask for it."""
        rows = np.flatnonzero(side.asked[:, at])
        need_rows, offer_rows = scores.need_rows[rows], scores.offer_rows[rows]
        heads = _heads(side, rows, at=at, criterion=criterion)
        asked, offered = self._facts(pairing, need_rows, offer_rows, code=criterion.code)
        tails = self._evidence(pairing, need_rows, offer_rows, code=criterion.code)
        items = np.full(len(scores), "", np.object_)
        items[rows] = [
            f"{head}{ours},{theirs}{tail}]"
            for head, ours, theirs, tail in zip(heads, asked, offered, tails, strict=True)
        ]
        found: list[str] = items.tolist()
        return found

    def _facts(
        self, pairing: Pairing, need_rows: Ints, offer_rows: Ints, *, code: str
    ) -> tuple[list[str], list[str]]:
        """Return what each need asks and each offer states."""
        facts, nothing = FACTS[code], [NULL] * len(need_rows)
        if facts is FACTS["place"]:
            return nothing, _kilometres(pairing, need_rows, offer_rows)
        if facts in _OF_BOTH:
            return nothing, nothing
        if facts not in self._stated:
            needs = self._needs.items
            self._stated[facts] = _objects([compact(facts(need, _NO_OFFER)[0]) for need in needs])
        rows, places = np.unique(offer_rows, return_inverse=True)
        offers = pairing.offers.items
        offered = _objects([compact(facts(_NO_NEED, offers[row])[1]) for row in rows.tolist()])
        return self._stated[facts][need_rows].tolist(), offered[places].tolist()

    def _evidence(
        self, pairing: Pairing, need_rows: Ints, offer_rows: Ints, *, code: str
    ) -> list[str]:
        """Return what both texts have that answers each other, with a comma before it."""
        if code != "text":
            return [""] * len(need_rows)
        said = {}
        for row in np.unique(offer_rows).tolist():
            text = pairing.offers.items[row].text
            said[row] = offered_in(text) if isinstance(text, TextProfile) else []
        return [
            evidence(self._said_by(need_row), said[offer_row])
            for need_row, offer_row in zip(need_rows.tolist(), offer_rows.tolist(), strict=True)
        ]

    def _said_by(self, need_row: int) -> Asked:
        if need_row not in self._said:
            text = self._needs.items[need_row].text
            self._said[need_row] = (
                asked_in(text, answers=self._answers)
                if isinstance(text, TextProfile)
                else NOTHING_ASKED
            )
        return self._said[need_row]


def _side(
    pairing: Pairing,
    scores: Scores,
    criteria: tuple[Criterion, ...],
    exact: Floats,
    weights: Any,
    *,
    asked: Bools,
) -> _Side:
    """Share the shown scores out, with the operations of `break_down` in their order."""
    values = np.full(asked.shape, np.nan)
    for at, criterion in enumerate(criteria):
        if asked[:, at].any():
            values[:, at] = VALUES[criterion.code](pairing, scores.need_rows, scores.offer_rows)
    weight = np.array([weights.get(criterion.code, 0) for criterion in criteria], np.float64)
    totals = (asked * weight).sum(axis=1)[:, None]
    asked = asked & (totals > 0)
    worth = np.divide(FULL_SCORE * weight, totals, out=np.zeros_like(values), where=asked)
    unknown = np.array([criterion.unknown for criterion in criteria])
    gained = worth * np.where(np.isnan(values), unknown, values)
    score = shown_scores(exact)
    best = np.minimum(FULL_SCORE, exact[:, None] + np.maximum(0.0, worth - gained))
    return _Side(
        criteria,
        score,
        asked,
        _statuses(values),
        _whole_points(gained, asked, totals=score),
        shown_scores(best) - score[:, None],
    )


def _statuses(values: Floats) -> Ints:
    known = np.where(values >= 1, _MET, np.where(values > 0, _PARTLY, _UNMET))
    return np.where(np.isnan(values), _UNKNOWN, known)


def _whole_points(shares: Floats, asked: Bools, *, totals: Ints) -> Ints:
    """Round shares to whole numbers by largest remainder, ties in order."""
    points = np.floor(shares)
    remainders = np.where(asked, points - shares, np.inf)
    order = np.argsort(remainders, axis=1, kind="stable")
    ranks = np.argsort(order, axis=1, kind="stable")
    whole: Ints = points.astype(np.intp)
    missing = totals - whole.sum(axis=1)
    whole += ranks < missing[:, None]
    return whole


def _raise_most(side: _Side) -> list[str]:
    """Name the items that would add most, the largest gain first."""
    gains = np.where(side.asked, side.could_add, 0)
    most = np.argsort(-gains, axis=1, kind="stable")[:, :RAISE_MOST]
    counts = np.count_nonzero(np.take_along_axis(gains, most, axis=1) > 0, axis=1)
    codes = [criterion.code for criterion in side.criteria]
    written: dict[tuple[int, ...], str] = {}
    found = []
    for row, count in zip(most.tolist(), counts.tolist(), strict=True):
        places = tuple(row[:count])
        if places not in written:
            written[places] = compact([codes[place] for place in places])
        found.append(written[places])
    return found


def _heads(side: _Side, rows: Ints, *, at: int, criterion: Criterion) -> list[str]:
    """Write how items begin: few are different."""
    points, could_add = side.points[rows, at], side.could_add[rows, at]
    keys = (side.status[rows, at] * _DIGITS + points) * _DIGITS + could_add
    _distinct, first, places = np.unique(keys, return_index=True, return_inverse=True)
    firsts = rows[first]
    entries = (side.status[firsts, at], side.points[firsts, at], side.could_add[firsts, at])
    heads = [
        f'["{criterion.code}",{status},{point},{gain},'
        for status, point, gain in zip(*(entry.tolist() for entry in entries), strict=True)
    ]
    found: list[str] = _objects(heads)[places].tolist()
    return found


def _kilometres(pairing: Pairing, need_rows: Ints, offer_rows: Ints) -> list[str]:
    """Write the distances: a fair has few places."""
    asked, offered = pairing.places.asked, pairing.places.offered
    written = [
        [
            NULL if start is None or end is None else str(round(distance_km(start, end)))
            for end in offered.number
        ]
        for start in asked.number
    ]
    table = np.array(written, np.object_).reshape(len(asked.number), len(offered.number))
    found: list[str] = table[asked.ids[need_rows], offered.ids[offer_rows]].tolist()
    return found


def _objects(texts: Sequence[str]) -> Texts:
    found = np.empty(len(texts), np.object_)
    found[:] = texts
    return found
