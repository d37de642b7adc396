"""What a price on crowded booths does to the lists that buyers get.

python -m benchmarks.congestion [--needs 120] [--lines 750] [--size 10] [--seeds 3] [--json]

Prints a figure for each way of filling slates of --size booths, the mean of --seeds markets: by the
buyer's score only, by the mean and the harmonic mean of both, and by the harmonic mean with a price
for booths that more slates show than they have meetings to give.

"market" tells how many booths a need has to choose from (the median), and the share of needs with
no more of them than places: their slates are what they are. 120 needs × 750 lines are a fair of 250
booths, but over some hundred trades half of its needs have a dozen booths for ten places; among
240 × 1,500 prices have room to work.

"best_found" shows what there is to gain: slates that are changed one by one, knowing chances and
capacities by heart, until no change brings another meeting.

"expected_meetings" counts meetings that both want and the booth has room for: each side wants a
pair with its score out of 100, independently, and a booth can hold --meetings; summed exactly over
how many of its pairs come about. "gain" compares it with the plain harmonic mean's.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from statistics import mean, median
from typing import Any

import numpy as np

from benchmarks.synthetic_market import invent_market
from fair.matching.engine.columns import need_columns, offer_columns, vocabulary_of
from fair.matching.engine.finding import find_rows
from fair.matching.engine.slates import Option, Slates, exposure, fill_slates
from fair.matching.engine.types import Limits

CAPACITIES = (2, 3, 4)
PLAIN = "harmonic_mean"
MATCHES = 100
SEARCH_ROUNDS = 20


class Sides:
    """The matches of a market, as options by any of the scores."""

    def __init__(self, *, needs: int, lines: int, seed: int) -> None:
        market = invent_market(needs=needs, lines=lines, seed=seed)
        columns = (
            need_columns(market.needs),
            offer_columns(market.offers, vocabulary=vocabulary_of(market.rules)),
        )
        limits = Limits(per_need=MATCHES, per_offer=0, near_misses_per_offer=0)
        found = find_rows(*columns, rules=market.rules, limits=limits, seed=seed)
        offers = market.offers
        self.need_ids = [need.id for need in market.needs]
        self.party_ids = sorted({offer.party_id for offer in offers})
        self.rows = [
            (market.needs[need].id, offers[offer].id, offers[offer].party_id)
            for need, offer in zip(found.matches.need_rows, found.matches.offer_rows, strict=True)
        ]
        self.buyer, self.supplier = found.matches.buyer, found.matches.supplier
        self.harmonic = found.matches.mean
        chances = self.buyer * self.supplier / 10_000
        self.chance = dict(zip([row[:2] for row in self.rows], chances.tolist(), strict=True))
        self.mean_of = dict(
            zip([row[:2] for row in self.rows], self.harmonic.tolist(), strict=True)
        )

    def choice(self, *, size: int) -> dict[str, float]:
        """Return how much there is to choose for slates of this size."""
        booths = Counter(need for need, _booth in {(need, booth) for need, _, booth in self.rows})
        counts = [booths[need] for need in self.need_ids]
        return {
            "booths_of_a_need": median(counts),
            "needs_without_choice": mean(count <= size for count in counts),
        }

    def options(self, scores: Any) -> list[Option]:
        """Return options, the best score first for each need."""
        order = np.lexsort((-scores, [row[0] for row in self.rows]))
        return [Option(*self.rows[at], float(scores[at])) for at in order]


def expected_meetings(sides: Sides, slates: Slates, *, meetings: int) -> float:
    """Return how many meetings are to be expected."""
    chances: dict[int, list[float]] = {}
    for slate in slates.by_need.values():
        for option in slate:
            chance = sides.chance[option.need_id, option.offer_id]
            chances.setdefault(option.party_id, []).append(chance)
    return sum(_expected_at(own, meetings=meetings) for own in chances.values())


def _expected_at(chances: Iterable[float], *, meetings: int) -> float:
    """Return the mean of the smaller of `meetings` and how many independent events come about."""
    counts = _counts(chances)
    return float((counts * np.minimum(np.arange(len(counts)), meetings)).sum())


def best_found(sides: Sides, *, size: int, meetings: int) -> Slates:
    """Fill each need's slate with what adds most meetings to those of the others, again and again.

    No round lowers the number of expected meetings, so it ends where no single slate can add one.
    """
    by_need: dict[int, dict[int, Option]] = {}
    for option in sides.options(sides.harmonic):
        by_need.setdefault(option.need_id, {}).setdefault(option.party_id, option)
    slates = {need_id: list(own.values())[:size] for need_id, own in by_need.items()}
    for _round in range(SEARCH_ROUNDS):
        before = dict(slates)
        for need_id, own in by_need.items():
            wishes: dict[int, list[float]] = {}
            for other_id, slate in slates.items():
                for option in slate if other_id != need_id else ():
                    chance = sides.chance[option.need_id, option.offer_id]
                    wishes.setdefault(option.party_id, []).append(chance)
            gains = {
                option.party_id: sides.chance[need_id, option.offer_id]
                * _room_at(wishes.get(option.party_id, []), meetings=meetings)
                for option in own.values()
            }
            slates[need_id] = sorted(own.values(), key=lambda option: -gains[option.party_id])[
                :size
            ]
        if slates == before:
            break
    shown = Counter(option.party_id for slate in slates.values() for option in slate)
    return Slates({key: tuple(slate) for key, slate in slates.items()}, shown, {}, excess=0)


def _room_at(chances: Iterable[float], *, meetings: int) -> float:
    """Return the probability that fewer than `meetings` independent events come about."""
    return float(_counts(chances)[:meetings].sum())


def _counts(chances: Iterable[float]) -> Any:
    """Return the probability of each number of events that come about."""
    counts = np.ones(1)
    for chance in chances:
        counts = np.convolve(counts, [1 - chance, chance])
    return counts


def measure(sides: Sides, slates: Slates, *, meetings: int) -> dict[str, float]:
    """Return the figures of some slates."""
    shown = [
        sides.mean_of[option.need_id, option.offer_id]
        for slate in slates.by_need.values()
        for option in slate
    ]
    figures = asdict(exposure(slates, party_ids=sides.party_ids))
    figures["mean_score"] = mean(shown)
    return figures | {
        "expected_meetings": expected_meetings(sides, slates, meetings=meetings),
        "excess": slates.excess,
    }


def run(options: argparse.Namespace, *, seed: int) -> dict[str, dict[str, float]]:
    """Fill the slates of one market in every way."""
    sides = Sides(needs=options.needs, lines=options.lines, seed=seed)
    ways = {
        "buyer_only": sides.buyer,
        "arithmetic_mean": (sides.buyer + sides.supplier) / 2,
        PLAIN: sides.harmonic,
    }
    found = {
        name: measure(
            sides,
            fill_slates(sides.options(scores), size=options.size, rounds=0),
            meetings=options.meetings,
        )
        for name, scores in ways.items()
    }
    best_first = sides.options(sides.harmonic)
    for most in CAPACITIES:
        capacity = dict.fromkeys(sides.party_ids, most)
        started = time.process_time()
        slates = fill_slates(best_first, size=options.size, capacity=capacity)
        found[f"price_capacity_{most}"] = {
            **measure(sides, slates, meetings=options.meetings),
            "cpu_seconds": time.process_time() - started,
        }
    best = best_found(sides, size=options.size, meetings=options.meetings)
    found["best_found"] = measure(sides, best, meetings=options.meetings)
    for figures in found.values():
        figures["gain"] = figures["expected_meetings"] / found[PLAIN]["expected_meetings"] - 1
        figures["mean_score_change"] = figures["mean_score"] / found[PLAIN]["mean_score"] - 1
    return {"market": sides.choice(size=options.size), **found}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--needs", type=int, default=120)
    parser.add_argument("--lines", type=int, default=750)
    parser.add_argument("--size", type=int, default=10)
    parser.add_argument("--meetings", type=int, default=4)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="in one line")
    options = parser.parse_args()
    runs = [run(options, seed=seed) for seed in range(1, options.seeds + 1)]
    figures = {
        name: {key: round(mean(one[name][key] for one in runs), 3) for key in runs[0][name]}
        for name in runs[0]
    }
    print(json.dumps(figures, indent=None if options.json else 2))


if __name__ == "__main__":
    main()
