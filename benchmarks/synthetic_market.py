"""A seeded market of any size: needs and offers as the engine takes them, without a database.

Processes and materials are the shipped vocabulary's. Trades are of unequal size, companies stay
within one or two, and every tenth fact or so is missing, as it is in registrations.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

import numpy as np

from benchmarks.cosine_text import CosineText, VectorText
from fair.matching.engine.places import COUNTRIES, PROVINCES, position_of
from fair.matching.engine.scoring import DEFAULT_WEIGHTS
from fair.matching.engine.similarity import related_materials, related_processes
from fair.matching.engine.types import Certificate, Need, Offer, Rules
from fair.taxonomy.services.reading import read_vocabulary

FAIR_ON = date(2024, 9, 26)
DIMENSIONS = 384
LINES_PER_COMPANY = 2.9
NEEDS_PER_BUYER = 4
STANDARDS = ("ISO9001", "ISO14001", "IATF16949", "ISO45001", "UL", "AS9100", "ROHS", "ISO13485")
FREQUENT = (60, 30, 15, 12, 8, 2, 10, 4)


@dataclass(frozen=True, slots=True)
class Market:
    """Both sides and the rules."""

    needs: Sequence[Need]
    offers: Sequence[Offer]
    rules: Rules


class Inventor:
    """Draws the facts of needs and offers."""

    def __init__(self, *, seed: int) -> None:
        lists = read_vocabulary()
        self.rng = Random(seed)
        parents = {code: row.parent or None for code, row in lists.processes.items()}
        materials = {code: row.parent or None for code, row in lists.materials.items()}
        grades = [code for code, row in lists.materials.items() if row.extra.get("kind") == "grade"]
        self.relations = related_processes(parents)
        self.material_relations = related_materials(materials, grades=grades)
        self.processes, self.materials = sorted(parents), sorted(materials)
        trades: dict[str, list[str]] = {}
        for code in self.processes:
            trades.setdefault(code.split(".")[0], []).append(code)
        self.trades = [trades[root] for root in sorted(trades)]
        self.sizes = [len(codes) / (at % 7 + 2) for at, codes in enumerate(self.trades)]
        self.provinces = sorted(PROVINCES)

    def codes(self, *, most: int) -> frozenset[str]:
        """Draw one to `most` processes, mostly of one trade."""
        (trade,) = self.rng.choices(self.trades, self.sizes)
        codes = self.rng.sample(trade, min(len(trade), self.rng.randint(1, most)))
        if self.chance(0.1):
            codes.append(self.rng.choice(self.processes))
        return frozenset(codes)

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def stated(self, low: float, high: float, *, share: float = 0.9) -> float | None:
        """Draw a quantity between two, many small and few large, to three digits."""
        if not self.chance(share):
            return None
        return float(f"{low * (high / low) ** self.rng.random():.3g}")

    def edges(self, low: float, high: float) -> tuple[float, ...]:
        edges = [self.stated(low, high, share=0.93) for _ in range(3)]
        return tuple(sorted((edge for edge in edges if edge), reverse=True))

    def standards(self, *, share: float) -> frozenset[str]:
        drawn = self.rng.choices(STANDARDS, FREQUENT, k=2)
        return frozenset(code for code in drawn if self.chance(share))

    def certificate(self) -> Certificate:
        (code,) = self.rng.choices(STANDARDS, FREQUENT)
        months = self.rng.randint(-3, 36)
        return Certificate(
            code,
            expires_on=FAIR_ON + timedelta(days=30 * months) if self.chance(0.8) else None,
            is_in_progress=self.chance(0.08),
            has_evidence=self.chance(0.8),
        )

    def languages(self) -> frozenset[str]:
        spoken = self.rng.choices(("vi", "en", "ja", "ko", "zh-hans"), (5, 4, 2, 2, 1), k=2)
        return frozenset(spoken)

    def place(self, *, home: float) -> tuple[str, str]:
        """Draw a country, at home with this chance, and a province."""
        if self.chance(home):
            return "VN", self.rng.choice(self.provinces)
        return self.rng.choice(sorted(COUNTRIES)), ""

    def need(self, need_id: int) -> Need:
        country, province = self.place(home=0.7)
        return Need(
            id=need_id,
            party_id=need_id // NEEDS_PER_BUYER + 1,
            processes=frozenset() if self.chance(0.005) else self.codes(most=2),
            needs_every_process=self.chance(0.1),
            materials=frozenset(self.rng.sample(self.materials, self.rng.randint(0, 2))),
            material_is_hard=self.chance(0.15),
            tolerance_mm=self.stated(0.005, 1),
            tolerance_is_hard=self.chance(0.3),
            size_mm=self.edges(5, 800),
            weight_kg=self.stated(0.01, 50, share=0.6),
            monthly_quantity=self.stated(100, 200_000),
            lot_quantity=self.stated(50, 20_000),
            lead_days=self.rng.choice((None, 14, 21, 30, 45, 60)),
            required_certificates=self.standards(share=0.3),
            preferred_certificates=self.standards(share=0.3),
            starts_on=FAIR_ON + timedelta(days=30 * self.rng.randint(1, 18)),
            languages=self.languages(),
            country=country,
            position=position_of(country, province),
        )

    def offers(self, company: int, first_id: int, lines: int) -> list[Offer]:
        """Draw the lines of a company, which share what is the company's."""
        country, province = self.place(home=0.9)
        shared = {
            "party_id": 10_000_000 + company,
            "certificates": tuple(self.certificate() for _ in range(self.rng.randint(0, 3))),
            "languages": self.languages(),
            "country": country,
            "markets": frozenset(self.rng.sample(sorted(COUNTRIES), self.rng.randint(0, 3))),
            "position": position_of(country, province),
        }
        return [self._offer(first_id + at, **shared) for at in range(lines)]

    def _offer(self, offer_id: int, **shared: object) -> Offer:
        return Offer(
            id=offer_id,
            processes=frozenset() if self.chance(0.02) else self.codes(most=3),
            materials=frozenset(self.rng.sample(self.materials, self.rng.randint(0, 4))),
            tolerance_mm=self.stated(0.002, 0.5),
            max_size_mm=self.edges(100, 3000),
            min_size_mm=self.stated(1, 20, share=0.4),
            max_weight_kg=self.stated(1, 500, share=0.6),
            free_monthly_quantity=self.stated(100, 500_000),
            minimum_quantity=self.stated(10, 20_000, share=0.8),
            lead_days=self.rng.choice((None, 10, 14, 20, 30, 45, 60, 90)),
            **shared,
        )


def invent_market(*, needs: int, lines: int, seed: int, with_texts: bool = True) -> Market:
    """Make a market; ids count from 1."""
    inventor = Inventor(seed=seed)
    demanded = [inventor.need(number) for number in range(1, needs + 1)]
    supplied: list[Offer] = []
    while len(supplied) < lines:
        own = min(lines - len(supplied), inventor.rng.randint(1, round(2 * LINES_PER_COMPANY - 1)))
        supplied += inventor.offers(len(supplied), len(supplied) + 1, own)
    rules = Rules(
        fair_on=FAIR_ON,
        weights=DEFAULT_WEIGHTS,
        processes=inventor.relations,
        materials=inventor.material_relations,
    )
    if not with_texts:
        return Market(demanded, supplied, rules)
    return _with_texts(demanded, supplied, rules, inventor=inventor, seed=seed)


def _with_texts(
    needs: list[Need], offers: list[Offer], rules: Rules, *, inventor: Inventor, seed: int
) -> Market:
    """Give every need and offer a vector that lies near those of its processes."""
    rng = np.random.default_rng(seed)
    number = {code: at for at, code in enumerate(inventor.processes)}
    topics = rng.standard_normal((len(number) + 1, DIMENSIONS), dtype=np.float32)
    sides = []
    for items in (needs, offers):
        of = [number[min(item.processes)] if item.processes else len(number) for item in items]
        vectors = rng.standard_normal((len(items), DIMENSIONS), dtype=np.float32)
        for start in range(0, len(items), 1024):
            part = vectors[start : start + 1024]
            part += topics[of[start : start + 1024]]
            part /= np.linalg.norm(part, axis=1, keepdims=True)
        sides.append(
            [replace(item, text=VectorText(vectors, row)) for row, item in enumerate(items)]
        )
    return Market(*sides, replace(rules, text=CosineText()))
