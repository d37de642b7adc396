"""Whether the laws of scoring hold for very many random pairs.

python -m benchmarks.matching_properties [--cases 100000] [--seed 1] [--json]

Prints {"cases", "laws": {law: violations}, "sets": {law: violations}, "violations", "planted":
{law: found}, "planted_unfound", "seconds", "cpu_seconds"}. "laws" are of single pairs, see
benchmarks/matching_laws.py, "sets" of whole markets of 20 needs and 20 lines: that columns give the
reference's scores and shown integers, that neither order nor other lines nor the batch change a
score, that ties are decided the same again. "planted" runs every law on a scorer that makes
mistakes, and compares sets whose scores differ: each must find some.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import numpy as np

from benchmarks.cosine_text import CosineText, VectorText
from benchmarks.matching_laws import LANGUAGES, LAWS, STANDARDS, Case, Scorer
from benchmarks.synthetic_market import FAIR_ON, Inventor
from fair.matching.engine.finding import find_pairs
from fair.matching.engine.ranking import rank
from fair.matching.engine.scoring import DEFAULT_WEIGHTS, score_pair, shown
from fair.matching.engine.types import Certificate, Limits, Need, Offer, Ranking, Rules

SIDE = 20  # needs, and lines, of a market
PLANTED_CASES = 400
VECTORS = 64


class Dice:
    """Draws pairs that have much to do with each other: few codes, many gaps."""

    def __init__(self, *, seed: int) -> None:
        self.rng = Random(seed)
        self.inventor = Inventor(seed=seed)
        codes = self.inventor.processes
        self.processes = [code for code in codes if code.split(".")[0] == codes[0].split(".")[0]]
        self.materials = self.inventor.materials[:12]
        vectors = np.random.default_rng(seed).standard_normal((VECTORS, 32), dtype=np.float32)
        self.vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def rules(self) -> Rules:
        return Rules(
            fair_on=FAIR_ON,
            weights=DEFAULT_WEIGHTS,
            processes=self.inventor.relations,
            materials=self.inventor.material_relations,
            liked=frozenset({(1, 2), (3, 3)}),
            declined_by_buyer=frozenset({(2, 1)}),
            declined_by_supplier=frozenset({(4, 4)}),
            text=CosineText(),
        )

    def some(self, codes: Any, most: int) -> frozenset[str]:
        return frozenset(self.rng.sample(codes, self.rng.randint(0, most)))

    def text(self) -> VectorText | None:
        row = self.rng.randrange(VECTORS + 10)
        return VectorText(self.vectors, row) if row < VECTORS else None

    def need(self, need_id: int) -> Need:
        return replace(
            self.inventor.need(need_id),
            party_id=need_id,
            processes=self.some(self.processes, 2),
            materials=self.some(self.materials, 2),
            required_certificates=self.some(STANDARDS, 1),
            preferred_certificates=self.some(STANDARDS, 2),
            languages=self.some(LANGUAGES, 2),
            blocked_party_ids=frozenset({1007}) if self.inventor.chance(0.1) else frozenset(),
            text=self.text(),
        )

    def offer(self, offer_id: int) -> Offer:
        (offer,) = self.inventor.offers(0, offer_id, 1)
        held = tuple(
            Certificate(
                self.rng.choice(STANDARDS),
                expires_on=FAIR_ON + timedelta(days=self.rng.randint(-300, 900)),
                is_in_progress=self.inventor.chance(0.2),
            )
            for _ in range(self.rng.randint(0, 3))
        )
        return replace(
            offer,
            party_id=1000 + offer_id,
            processes=self.some(self.processes, 3),
            materials=self.some(self.materials, 3),
            certificates=held,
            languages=self.some(LANGUAGES, 2),
            text=self.text(),
        )


def markets(dice: Dice, *, cases: int) -> Iterator[tuple[list[Need], list[Offer]]]:
    for _ in range(0, cases, SIDE * SIDE):
        ids = range(1, SIDE + 1)
        yield [dice.need(number) for number in ids], [dice.offer(number) for number in ids]


def broken_laws(
    needs: list[Need], offers: list[Offer], *, score: Scorer, rules: Rules, rng: Random
) -> Counter[str]:
    """Count the violations among all pairs of a market."""
    found: Counter[str] = Counter()
    for need in needs:
        for offer in offers:
            case = Case(need, offer, score(need, offer), score, rules, rng)
            found.update(law.__name__ for law in LAWS if not law(case))
    return found


def broken_sets(
    needs: list[Need], offers: list[Offer], *, rules: Rules, rng: Random
) -> Counter[str]:
    """Count the pairs of a market whose score or place depends on what it must not."""
    limits = Limits(per_need=SIDE, per_offer=SIDE, near_misses_per_offer=SIDE)
    reference = rank(needs, offers, rules=rules, limits=limits, seed=1)
    columns = find_pairs(needs, offers, rules=rules, limits=limits, seed=1)
    shuffled = find_pairs(
        rng.sample(needs, SIDE), rng.sample(offers, SIDE), rules=rules, limits=limits, seed=1
    )
    few = find_pairs(needs, offers[: SIDE // 2], rules=rules, limits=limits, seed=1)
    narrow = Limits(per_need=3, per_offer=2, near_misses_per_offer=2)
    cut, cut_by_columns = (
        find(needs, offers, rules=rules, limits=narrow, seed=1) for find in (rank, find_pairs)
    )
    kept = {ranked.pair.key: ranked.pair for ranked in (*columns.pairs, *columns.near_misses)}
    ours = {ranked.pair.key: ranked.pair for ranked in (*few.pairs, *few.near_misses)}
    return Counter(
        {
            "columns_are_the_reference": _differences(columns, reference),
            "shown_integers_are_equal": sum(
                shown(ranked.pair.mutual) != shown(kept[ranked.pair.key].mutual)
                for ranked in reference.pairs
            ),
            "order_of_input": _differences(shuffled, columns),
            "other_lines": sum(kept.get(key) != pair for key, pair in ours.items()),
            "cut_and_ties": _differences(cut_by_columns, cut),
        }
    )


def _differences(one: Ranking, other: Ranking) -> int:
    """Count the pairs that are not the same in two rankings, with ranks."""
    differing = set(one.pairs) ^ set(other.pairs)
    differing |= set(one.near_misses) ^ set(other.near_misses)
    return len({ranked.pair.key for ranked in differing})


def planted(rules: Rules, *, rng: Random) -> Scorer:
    """Return a scorer that now and then is far off, each time differently."""

    def score(need: Need, offer: Offer) -> Any:
        pair = score_pair(need, offer, rules=rules)
        if rng.random() > 0.3:  # noqa: PLR2004 (often enough)
            return pair
        off = rng.uniform(-150, 150)
        values = tuple(value and value + off for value in pair.buyer.values)
        return replace(
            pair,
            gates=pair.gates[:-1],
            buyer=replace(pair.buyer, score=off, values=values, confidence=rng.random()),
            supplier=replace(pair.supplier, score=pair.supplier.score + off),
            mutual=off,
        )

    return score


def run(*, cases: int, seed: int) -> dict[str, Any]:
    """Check the laws on `cases` pairs, and that they can be broken."""
    wall, cpu = time.perf_counter(), time.process_time()
    dice, rng = Dice(seed=seed), Random(seed)
    rules = dice.rules()
    laws: Counter[str] = Counter(dict.fromkeys([law.__name__ for law in LAWS], 0))
    sets: Counter[str] = Counter()

    def score(need: Need, offer: Offer) -> Any:
        return score_pair(need, offer, rules=rules)

    eligible = 0
    for needs, offers in markets(dice, cases=cases):
        laws.update(broken_laws(needs, offers, score=score, rules=rules, rng=rng))
        sets.update(broken_sets(needs, offers, rules=rules, rng=rng))
        eligible += find_pairs(needs, offers, rules=rules, limits=Limits(), seed=1).eligible
    control: Counter[str] = Counter()
    for needs, offers in markets(dice, cases=PLANTED_CASES):
        score_badly = planted(rules, rng=rng)
        control.update(broken_laws(needs, offers, score=score_badly, rules=rules, rng=rng))
        one, other = (
            find_pairs(needs, offers, rules=changed, limits=Limits(), seed=1)
            for changed in (rules, replace(rules, liked=frozenset()))
        )
        control["sets"] += _differences(one, other)
    names = [*laws, "sets"]
    return {
        "cases": -(-cases // SIDE**2) * SIDE**2,
        "eligible": eligible,
        "laws": dict(laws),
        "sets": dict(sets),
        "violations": laws.total() + sets.total(),
        "planted": {name: control[name] for name in names},
        "planted_unfound": [name for name in names if not control[name]],
        "seconds": round(time.perf_counter() - wall, 1),
        "cpu_seconds": round(time.process_time() - cpu, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="in one line")
    options = parser.parse_args()
    figures = run(cases=options.cases, seed=options.seed)
    print(json.dumps(figures, indent=None if options.json else 2))


if __name__ == "__main__":
    main()
