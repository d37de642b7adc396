"""What the columns of two sides make of each other under the rules, ready to be looked up."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from fair.matching.engine.answers import Answers, answers_of
from fair.matching.engine.coded import Bools, Coded, Floats, Ints, Numbers, membership
from fair.matching.engine.columns import NeedColumns, OfferColumns, vocabulary_of
from fair.matching.engine.eligibility import PROCESS_PASSES_FROM
from fair.matching.engine.features import (
    BUYER_CRITERIA,
    EXPORTS,
    INTERPRETER,
    NO_EXPORT,
    SUPPLIER_CRITERIA,
    UNKNOWN_CREDIT,
    nearness,
)
from fair.matching.engine.partners import Partners, kept_apart, of_keys
from fair.matching.engine.ramps import Floats32
from fair.matching.engine.texts import TextModel
from fair.matching.engine.types import Rules

# With no more needs, or offers, than these only the texts that come to be compared are packed.
FEW_TEXTS = 64


@dataclass(frozen=True, eq=False)
class Table:
    """A value for every two distinct values of two columns, NaN where it is unknown."""

    asked: Coded[Any]
    offered: Coded[Any]
    values: Floats
    unknown: float = UNKNOWN_CREDIT  # the credit

    @cached_property
    def credits(self) -> Floats32:
        """The values with the credit for what is unknown."""
        known = np.where(np.isnan(self.values), self.unknown, self.values)
        return known.astype(np.float32)

    def of(self, need_rows: Ints, offer_rows: Ints) -> Floats:
        """Return the values of pairs, given by their rows."""
        return self.values[self.asked.ids[need_rows], self.offered.ids[offer_rows]]


@dataclass(frozen=True, eq=False)
class Pairing:
    """Two sides and the rules. Tables are made when first asked for: ask before threads start."""

    needs: NeedColumns
    offers: OfferColumns
    rules: Rules

    def __post_init__(self) -> None:
        if self.offers.tables.vocabulary != vocabulary_of(self.rules):
            raise ValueError("The columns were made for another day or vocabulary.")

    def make_ready(self) -> None:
        """Make all tables."""
        for name, part in vars(type(self)).items():
            if isinstance(part, cached_property):
                getattr(self, name)

    @cached_property
    def asked(self) -> dict[str, Bools]:
        """Which needs ask for which criterion of the buyer."""
        needs, numbers = self.needs, self.needs.numbers
        everybody = np.ones(len(needs), np.bool_)
        return {
            "process": _told(needs.processes, lambda asked: bool(asked[0])),
            "text": needs.has_text & (self.rules.text is not None),
            "material": _told(needs.materials, bool),
            "tolerance": ~np.isnan(numbers["tolerance_mm"]),
            "capacity": ~np.isnan(numbers["monthly_quantity"]),
            "lead": ~np.isnan(numbers["lead_days"]),
            "minimum": ~np.isnan(numbers["lot_quantity"]),
            "certificates": _told(needs.preferred, bool),
            "size": ~np.isnan(needs.edges[0]),
            "export": everybody,
            "language": everybody,
            "place": _told(needs.positions, lambda position: position is not None),
        }

    @cached_property
    def buyer_totals(self) -> Floats:
        """The weight of all that counts, by need."""
        totals = np.zeros(len(self.needs))
        for criterion in BUYER_CRITERIA:
            totals += self.buyer_weight(criterion.code) * self.asked[criterion.code]
        return totals

    @cached_property
    def supplier_total(self) -> float:
        weights = self.rules.weights.supplier
        return float(sum(weights[criterion.code] for criterion in SUPPLIER_CRITERIA))

    def buyer_weight(self, code: str) -> int:
        """Return a weight; an older set of weights has none for what was not asked then."""
        return self.rules.weights.buyer.get(code, 0)

    @cached_property
    def processes(self) -> Answers:
        asked = self.needs.processes.distinct
        return answers_of(
            [codes for codes, _every in asked],
            every=[every for _codes, every in asked],
            likeness=self.offers.tables.processes,
        )

    @cached_property
    def passing_codes(self) -> Bools:
        """Which sets of offered processes pass the gate for a code that is asked, a row a code."""
        answers = self.processes
        return answers.likeness.best >= answers.level_from(PROCESS_PASSES_FROM)

    @cached_property
    def offer_ramps(self) -> Floats32:
        """The numbers of the offers' ramps, a row an offer, to be gathered in one go."""
        return np.ascontiguousarray(self.offers.ramps.T)

    @cached_property
    def materials(self) -> Answers:
        asked = self.needs.materials.distinct
        return answers_of(asked, every=[False] * len(asked), likeness=self.offers.tables.materials)

    @cached_property
    def preferred(self) -> Numbers:
        """Each distinct set's certificates as numbers of `held`."""
        return self.offers.tables.held.numbers_of(self.needs.preferred.distinct)

    @cached_property
    def required(self) -> Numbers:
        """Each distinct set's certificates as numbers of `possible`."""
        return self.offers.tables.possible.numbers_of(self.needs.required.distinct)

    @cached_property
    def languages(self) -> Table:
        asked, offered = self.needs.languages, self.offers.languages
        spoken = membership([*asked.number, *offered.number]).holds.astype(np.float32)
        ours, theirs = np.split(spoken, [len(asked.number)])
        values = np.where(ours @ theirs.T > 0, 1.0, INTERPRETER)
        values[~ours.any(axis=1)] = np.nan
        values[:, ~theirs.any(axis=1)] = np.nan
        return Table(asked, offered, values, unknown=INTERPRETER)

    @cached_property
    def exports(self) -> Table:
        asked, offered = self.needs.countries, self.offers.markets
        sells = self.offers.tables.sells
        anywhere = [EXPORTS if markets.abroad else NO_EXPORT for markets in offered.number]
        values = np.tile(np.array(anywhere, np.float64), (len(asked.number), 1))
        for row, country in enumerate(asked.number):
            if country and country in sells.number:
                values[row, sells.holds[:, sells.number[country]]] = 1.0
        return Table(asked, offered, values)

    @cached_property
    def places(self) -> Table:
        """Made place by place: a fair has few."""
        asked, offered = self.needs.positions, self.offers.positions
        values = [[nearness(start, end) for end in offered.number] for start in asked.number]
        shape = (len(asked.number), len(offered.number))
        return Table(asked, offered, np.array(values, np.float64).reshape(shape))

    @cached_property
    def kept_apart(self) -> Partners:
        """Pairs that may not meet and leave no trace."""
        return kept_apart(self.needs.items, party_ids=self.offers.party_ids)

    @cached_property
    def declined(self) -> Partners:
        keys = self.rules.declined_by_buyer | self.rules.declined_by_supplier
        return of_keys(keys, need_ids=self.needs.ids, offer_ids=self.offers.ids)

    @cached_property
    def liked(self) -> Partners:
        return of_keys(self.rules.liked, need_ids=self.needs.ids, offer_ids=self.offers.ids)

    @cached_property
    def texts(self) -> "Texts | None":
        """All texts, packed once; None where they are packed for each batch, or there is no model.

        To pack all of many offers for one need would take longer than all the rest.
        """
        model = self.rules.text
        if model is None or min(len(self.needs), len(self.offers)) <= FEW_TEXTS:
            return None
        return self.packed(model, _all(self.needs), _all(self.offers))

    def packed(self, model: TextModel, need_rows: Ints, offer_rows: Ints) -> "Texts":
        """Pack the texts of some needs and offers."""
        need_rows = need_rows[self.needs.has_text[need_rows]]
        offer_rows = offer_rows[self.offers.has_text[offer_rows]]
        pack = model.prepare(
            [self.needs.items[row].text for row in need_rows.tolist()],
            [self.offers.items[row].text for row in offer_rows.tolist()],
        )
        return Texts(
            pack,
            _places(need_rows, size=len(self.needs)),
            _places(offer_rows, size=len(self.offers)),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """Packed texts, and by need row and offer row where in the pack; 0 where there is no text."""

    pack: Any
    need_places: Ints
    offer_places: Ints


def _told(column: Coded[Any], tell: Callable[[Any], bool]) -> Bools:
    return np.array([tell(value) for value in column.number], np.bool_)[column.ids]


def _all(columns: NeedColumns | OfferColumns) -> Ints:
    return np.arange(len(columns))


def _places(rows: Ints, *, size: int) -> Ints:
    places = np.zeros(size, np.intp)
    places[rows] = np.arange(len(rows))
    return places
