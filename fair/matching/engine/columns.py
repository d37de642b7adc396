"""Needs and offers as columns, made once and asked often.

A row per need or offer in the order given. Numbers are float64, NaN where nothing is stated; sets,
places and the like are numbers of distinct values. Columns depend on the day of the fair and on the
vocabulary, not on weights, texts or verdicts. Cost: about ten microseconds a row to make, half a
kilobyte to keep; another row costs a copy, some milliseconds for 100,000.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import partial
from itertools import count
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from fair.matching.engine.certificates import held_codes, possible_codes
from fair.matching.engine.coded import (
    Bools,
    Coded,
    Floats,
    Ints,
    Likeness,
    Membership,
    coded,
    likeness,
    membership,
)
from fair.matching.engine.ramps import Floats32, need_ramps, offer_ramps
from fair.matching.engine.types import Certificate, Need, Offer, Position, Relations, Rules

Ids = NDArray[np.int64]
Codes = frozenset[str]
Row = TypeVar("Row", Need, Offer)

EDGES = 3
NEED_NUMBERS = ("tolerance_mm", "weight_kg", "monthly_quantity", "lot_quantity", "lead_days")
OFFER_NUMBERS = (
    "tolerance_mm",
    "min_size_mm",
    "max_weight_kg",
    "free_monthly_quantity",
    "minimum_quantity",
    "lead_days",
)


class Vocabulary(NamedTuple):
    """What columns depend on besides their rows."""

    fair_on: date
    processes: Relations
    materials: Relations


class Markets(NamedTuple):
    """Where a supplier sells: at home, and abroad."""

    country: str
    abroad: Codes


@dataclass(frozen=True, slots=True, eq=False)
class NeedColumns:
    """The needs of a fair; see the module for what columns are."""

    items: Sequence[Need]
    ids: Ids
    party_ids: Ids
    processes: Coded[tuple[Codes, bool]]  # with: is every one needed
    materials: Coded[Codes]
    required: Coded[Codes]
    preferred: Coded[Codes]
    languages: Coded[Codes]
    countries: Coded[str]
    positions: Coded[Position | None]
    numbers: Mapping[str, Floats]  # by the name of the field
    edges: Floats  # (3, needs), longest first
    tolerance_is_hard: Bools
    material_is_hard: Bools
    has_text: Bools
    ramps: Floats32  # see engine/ramps.py

    def __len__(self) -> int:
        return len(self.ids)

    def updated(self, needs: Sequence[Need]) -> "NeedColumns":
        """Return the same with these needs in the place of those with their ids, or at the end."""
        return NeedColumns(**_updated(self, need_columns(needs)))

    def without(self, ids: Collection[int]) -> "NeedColumns":
        """Return the same without the needs that have these ids."""
        if not ids:
            return self
        return NeedColumns(**_kept(self, ~np.isin(self.ids, list(ids))))


@dataclass(frozen=True, slots=True, eq=False)
class OfferColumns:
    """The offers of a fair; see the module for what columns are."""

    items: Sequence[Offer]
    ids: Ids
    party_ids: Ids
    processes: Coded[Codes]
    materials: Coded[Codes]
    certificates: Coded[tuple[Certificate, ...]]
    languages: Coded[Codes]
    markets: Coded[Markets]
    positions: Coded[Position | None]
    numbers: Mapping[str, Floats]  # by the name of the field
    limits: Floats  # (3, offers), longest first; an edge without a limit may be of any length
    has_limits: Bools  # all three
    has_text: Bools
    ramps: Floats32  # see engine/ramps.py
    tables: "OfferTables"

    def __len__(self) -> int:
        return len(self.ids)

    def updated(self, offers: Sequence[Offer]) -> "OfferColumns":
        """Return the same with these offers in the place of those with their ids, or at the end."""
        vocabulary = self.tables.vocabulary
        columns = _updated(self, offer_columns(offers, vocabulary=vocabulary))
        tables = self.tables.extended(columns)
        return OfferColumns(**columns, tables=tables)

    def without(self, ids: Collection[int]) -> "OfferColumns":
        """Return the same without the offers that have these ids."""
        if not ids:
            return self
        return OfferColumns(**_kept(self, ~np.isin(self.ids, list(ids))), tables=self.tables)


@dataclass(frozen=True, slots=True, eq=False)
class OfferTables:
    """What the distinct sets of offers mean in the vocabulary."""

    vocabulary: Vocabulary
    processes: Likeness
    materials: Likeness
    held: Membership  # of the distinct certificates
    possible: Membership
    sells: Membership  # of the distinct markets, at home and abroad

    def extended(self, columns: Mapping[str, Any]) -> "OfferTables":
        """Return the tables of columns that begin with the distinct values of these."""
        fair_on, processes, materials = self.vocabulary
        certificates = columns["certificates"].distinct
        return OfferTables(
            self.vocabulary,
            self.processes.extended(columns["processes"].distinct, relations=processes),
            self.materials.extended(columns["materials"].distinct, relations=materials),
            self.held.extended(certificates, partial(held_codes, fair_on=fair_on)),
            self.possible.extended(certificates, partial(possible_codes, fair_on=fair_on)),
            self.sells.extended(columns["markets"].distinct, _sold_to),
        )


def vocabulary_of(rules: Rules) -> Vocabulary:
    return Vocabulary(rules.fair_on, rules.processes, rules.materials)


def need_columns(needs: Sequence[Need]) -> NeedColumns:
    """Encode needs."""
    numbers = _numbers(needs, NEED_NUMBERS)
    return NeedColumns(
        items=list(needs),
        ids=np.array([need.id for need in needs], np.int64),
        party_ids=np.array([need.party_id for need in needs], np.int64),
        processes=coded([(need.processes, need.needs_every_process) for need in needs]),
        materials=coded([need.materials for need in needs]),
        required=coded([need.required_certificates for need in needs]),
        preferred=coded([need.preferred_certificates for need in needs]),
        languages=coded([need.languages for need in needs]),
        countries=coded([need.country for need in needs]),
        positions=coded([need.position for need in needs]),
        numbers=numbers,
        edges=_edges([need.size_mm for need in needs], blank=np.nan, at_end=True),
        tolerance_is_hard=_flags(needs, lambda need: need.tolerance_is_hard),
        material_is_hard=_flags(needs, lambda need: need.material_is_hard),
        has_text=_flags(needs, lambda need: need.text is not None),
        ramps=need_ramps(numbers),
    )


def offer_columns(offers: Sequence[Offer], *, vocabulary: Vocabulary) -> OfferColumns:
    """Encode offers."""
    numbers = _numbers(offers, OFFER_NUMBERS)
    sets: dict[str, Coded[Any]] = {
        "processes": coded([offer.processes for offer in offers]),
        "materials": coded([offer.materials for offer in offers]),
        "certificates": coded([offer.certificates for offer in offers]),
        "languages": coded([offer.languages for offer in offers]),
        "markets": coded([Markets(offer.country, offer.markets) for offer in offers]),
        "positions": coded([offer.position for offer in offers]),
    }
    return OfferColumns(
        items=list(offers),
        ids=np.array([offer.id for offer in offers], np.int64),
        party_ids=np.array([offer.party_id for offer in offers], np.int64),
        **sets,
        numbers=numbers,
        limits=_edges([offer.max_size_mm for offer in offers], blank=np.inf, at_end=False),
        has_limits=_flags(offers, lambda offer: len(offer.max_size_mm) == EDGES),
        has_text=_flags(offers, lambda offer: offer.text is not None),
        ramps=offer_ramps(numbers),
        tables=_tables(sets, vocabulary=vocabulary),
    )


def _tables(sets: Mapping[str, Coded[Any]], *, vocabulary: Vocabulary) -> OfferTables:
    fair_on, processes, materials = vocabulary
    certificates = sets["certificates"].distinct
    return OfferTables(
        vocabulary,
        likeness(sets["processes"].distinct, relations=processes),
        likeness(sets["materials"].distinct, relations=materials),
        membership([held_codes(some, fair_on=fair_on) for some in certificates]),
        membership([possible_codes(some, fair_on=fair_on) for some in certificates]),
        membership([_sold_to(some) for some in sets["markets"].distinct]),
    )


def _sold_to(markets: Markets) -> Codes:
    return markets.abroad | {markets.country}


def _numbers(rows: Sequence[Row], names: Sequence[str]) -> dict[str, Floats]:
    """Return numbers by name; NumPy reads None as NaN."""
    return {name: np.array([getattr(row, name) for row in rows], np.float64) for name in names}


def _flags(rows: Sequence[Row], tell: Callable[[Row], bool]) -> Bools:
    return np.array([tell(row) for row in rows], np.bool_)


def _edges(sizes: Sequence[tuple[float, ...]], *, blank: float, at_end: bool) -> Floats:
    """Return up to three edges a row, shape (3, rows)."""
    edges = np.full((len(sizes), EDGES), blank)
    for at, size in enumerate(sizes):
        if size:
            start = 0 if at_end else EDGES - len(size)
            edges[at, start : start + len(size)] = size
    return np.ascontiguousarray(edges.T)


def _updated(old: Any, new: Any) -> dict[str, Any]:
    """Put the rows of `new` in the place of those with their ids, or at the end."""
    is_known = np.isin(old.ids, new.ids)
    row_of = dict(zip(old.ids[is_known].tolist(), np.flatnonzero(is_known).tolist(), strict=True))
    added = [row_id for row_id in dict.fromkeys(new.ids.tolist()) if row_id not in row_of]
    row_of.update(zip(added, count(len(old.ids))))
    rows = np.array([row_of[row_id] for row_id in new.ids.tolist()], np.intp)
    return {name: _put(getattr(old, name), rows, getattr(new, name)) for name in _names(old)}


def _kept(old: Any, is_kept: Bools) -> dict[str, Any]:
    rows = np.flatnonzero(is_kept)
    return {name: _take(getattr(old, name), rows) for name in _names(old)}


def _names(columns: Any) -> list[str]:
    return [field.name for field in fields(columns) if field.name != "tables"]


def _put(old: Any, rows: Ints, new: Any) -> Any:
    """Return a column with other entries in some rows, which may lie just behind its end."""
    if isinstance(old, Coded):
        values = new.distinct
        return old.updated(rows, [values[at] for at in new.ids])
    if isinstance(old, dict):
        return {name: _put(column, rows, new[name]) for name, column in old.items()}
    if isinstance(old, list):
        items = [*old, *([None] * (int(rows.max(initial=-1)) + 1 - len(old)))]
        for row, item in zip(rows.tolist(), new, strict=True):
            items[row] = item
        return items
    more = max(0, int(rows.max(initial=-1)) + 1 - old.shape[-1])
    column = np.concatenate([old, np.zeros((*old.shape[:-1], more), old.dtype)], axis=-1)
    column[..., rows] = new
    return column


def _take(old: Any, rows: Ints) -> Any:
    if isinstance(old, Coded):
        return Coded(old.ids[rows], old.number)
    if isinstance(old, dict):
        return {name: _take(column, rows) for name, column in old.items()}
    if isinstance(old, list):
        return [old[row] for row in rows.tolist()]
    return np.ascontiguousarray(old[..., rows])
