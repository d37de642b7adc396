"""Invented suppliers and their product lines, as rows of the exhibitors' spreadsheet."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from random import Random
from typing import Any

from fair.portal.management.demo.companies import Company, Origin, draw_company, origins_for
from fair.portal.management.demo.company_names import NamePool
from fair.portal.management.demo.line_texts import LineText, files_by_trade, line_texts
from fair.portal.management.demo.product_lines import line_cells
from fair.portal.management.demo.supplier_certificates import certificate_cells

Row = dict[str, Any]

# So many suppliers the texts are enough for, each text in four product lines at most.
SUPPLIERS_OF_2024 = 250
USES_PER_TEXT = 4
# How many suppliers in a hundred have one, two, … product lines.
LINE_COUNTS = {1: 8, 2: 25, 3: 35, 4: 22, 5: 10}


def supplier_rows(
    rng: Random, *, edition_dates: Sequence[date], companies: int = SUPPLIERS_OF_2024
) -> list[Row]:
    """Return one row per product line, the company's columns on its first row.

    Certificates are dated around the first of `edition_dates`. The same generator state gives
    the same rows.
    """
    suppliers = _draw_suppliers(rng, companies=companies)
    certificates = certificate_cells(suppliers, fair_starts_on=min(edition_dates), rng=rng)
    chooser = TextChooser(rng, uses=USES_PER_TEXT * math.ceil(companies / SUPPLIERS_OF_2024))
    rows: list[Row] = []
    for company, certificate_cell in zip(suppliers, certificates, strict=True):
        company_cells = {**company.cells, "certificates": certificate_cell}
        for number, text in enumerate(chooser.texts_for(company), start=1):
            variant = chooser.next_variant(text)
            line = line_cells(company, number=number, text=text, variant=variant, rng=rng)
            rows.append({"company_key": company.key} | company_cells | line)
            company_cells = {}
    return rows


def _draw_suppliers(rng: Random, *, companies: int) -> list[Company]:
    names = NamePool(rng)
    trades = TradeShares()
    origins = origins_for(companies)
    rng.shuffle(origins)
    return [
        draw_company(number, origin=origin, trade=trades.next_for(origin), names=names, rng=rng)
        for number, origin in enumerate(origins, start=1)
    ]


class TradeShares:
    """Deals trades out so that each is as frequent as there are texts for it."""

    def __init__(self) -> None:
        self._dealt: Counter[tuple[str, str]] = Counter()

    def next_for(self, origin: Origin) -> str:
        """Return the trade that is furthest behind its share among suppliers of that language."""
        shares = _texts_by_trade(origin.native)
        trade = min(
            shares, key=lambda name: ((self._dealt[origin.native, name] + 1) / shares[name], name)
        )
        self._dealt[origin.native, trade] += 1
        return trade


class TextChooser:
    """Chooses the texts of each company's lines, none too often."""

    def __init__(self, rng: Random, *, uses: int) -> None:
        self._rng = rng
        self._left = Counter({text.key: uses for text in line_texts()})
        self._variants = {text.key: rng.randrange(100) for text in line_texts()}
        self._counts = self._line_counts()

    def texts_for(self, company: Company) -> list[LineText]:
        """Choose the company's texts: of its own trade, else of one akin, else of any."""
        wanted = next(self._counts)
        chosen: list[LineText] = []
        while len(chosen) < wanted:
            text = self._next(company, chosen=chosen)
            if text is None:
                break
            self._left[text.key] -= 1
            chosen.append(text)
        return chosen

    def next_variant(self, text: LineText) -> int:
        """Return the number of the next wording of a text, so that it is not said twice alike."""
        self._variants[text.key] += 1
        return self._variants[text.key]

    def _line_counts(self) -> Iterator[int]:
        """Yield how many lines each company has; LINE_COUNTS holds in every hundred."""
        deck = [count for count, share in LINE_COUNTS.items() for _ in range(share)]
        while True:
            self._rng.shuffle(deck)
            yield from deck

    def _next(self, company: Company, *, chosen: Sequence[LineText]) -> LineText | None:
        open_texts = [
            text
            for text in line_texts()
            if self._left[text.key] > 0 and text not in chosen and _could_write(company, text)
        ]
        for circle in _circles(company, chosen=chosen):
            near = [text for text in open_texts if text.trade in circle]
            if near:
                weights = [self._weight(company, text, chosen=chosen) for text in near]
                return self._rng.choices(near, weights)[0]
        return None

    def _weight(self, company: Company, text: LineText, *, chosen: Sequence[LineText]) -> float:
        """Prefer texts used less, in the first language, and of a process not yet offered."""
        weight = float(self._left[text.key])
        if company.origin.native in text.languages:
            weight *= 3
        if any(text.processes[0] == other.processes[0] for other in chosen):
            weight *= 0.25
        return weight


def _could_write(company: Company, text: LineText) -> bool:
    if company.origin.is_abroad and text.is_of_vietnam:
        return False
    return bool(text.languages & set(company.languages))


def _circles(company: Company, *, chosen: Sequence[LineText]) -> list[set[str]]:
    """Return trades by nearness; a company that has a line already does not leave its field."""
    files = files_by_trade()
    akin = {trade for trade, file in files.items() if file == files[company.trade]}
    circles = [{company.trade}, akin]
    return circles if chosen else [*circles, set(files)]


def _texts_by_trade(language: str) -> Mapping[str, int]:
    """Count the texts of each trade in a language."""
    return Counter(text.trade for text in line_texts() if language in text.languages)
