"""Laws that the score of every pair must obey, as plain functions of a scorer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from math import sqrt
from random import Random

from fair.matching.engine.checks import explanation_violations
from fair.matching.engine.explain import explain
from fair.matching.engine.features import BUYER_CRITERIA, SUPPLIER_CRITERIA
from fair.matching.engine.types import Certificate, Need, Offer, Rules, ScoredPair

Scorer = Callable[[Need, Offer], ScoredPair]

TINY = 1e-9
STANDARDS = ("ISO9001", "ISO14001", "IATF16949", "UL")
LANGUAGES = ("vi", "en", "ja")


@dataclass(frozen=True, slots=True)
class Case:
    """A pair with its score, what scores others, and dice for what is changed about it."""

    need: Need
    offer: Offer
    pair: ScoredPair
    score: Scorer
    rules: Rules
    rng: Random

    def with_offer(self, **changes: object) -> ScoredPair:
        return self.score(self.need, replace(self.offer, **changes))

    def with_need(self, **changes: object) -> ScoredPair:
        return self.score(replace(self.need, **changes), self.offer)

    def never_lower(self, after: ScoredPair, *, mutual: bool = False) -> bool:
        """Tell that the buyer's fit does not fall, no gate closes, and, if asked, nor the match."""
        is_open = after.is_eligible or not self.pair.is_eligible
        is_kept = not mutual or after.mutual >= self.pair.mutual - TINY
        return is_open and is_kept and after.buyer.score >= self.pair.buyer.score - TINY


def bounded(case: Case) -> bool:
    pair = case.pair
    numbers = (pair.buyer.score, pair.supplier.score, pair.mutual, 100 * pair.confidence)
    return all(0 <= number <= 100 for number in numbers)  # noqa: PLR2004 (the scale)


def failed_gate_leaves_no_score(case: Case) -> bool:
    return case.pair.is_eligible or case.pair.mutual == 0


def points_sum(case: Case) -> bool:
    explanation = explain(case.pair, case.need, case.offer, rules=case.rules)
    return not explanation_violations({case.pair.key: explanation})


def means_in_order(case: Case) -> bool:
    buyer, supplier = case.pair.buyer.score, case.pair.supplier.score
    if not case.pair.is_eligible or not (buyer > 0 and supplier > 0):
        return case.pair.mutual == 0
    low, mutual = min(buyer, supplier), case.pair.mutual
    return low <= mutual <= sqrt(buyer * supplier) + TINY <= (buyer + supplier) / 2 + 2 * TINY


def tighter_tolerance(case: Case) -> bool:
    held = case.offer.tolerance_mm
    if held is None:
        return True
    return case.never_lower(case.with_offer(tolerance_mm=held * case.rng.random()))


def more_capacity(case: Case) -> bool:
    free = case.offer.free_monthly_quantity
    if free is None:
        return True
    return case.never_lower(case.with_offer(free_monthly_quantity=free * case.rng.uniform(1, 9)))


def shorter_lead(case: Case) -> bool:
    lead = case.offer.lead_days
    if lead is None:
        return True
    return case.never_lower(case.with_offer(lead_days=case.rng.randint(0, lead)))


def smaller_minimum(case: Case) -> bool:
    least = case.offer.minimum_quantity
    if least is None:
        return True
    after = case.with_offer(minimum_quantity=least * case.rng.random())
    return case.never_lower(after, mutual=True)


def another_certificate(case: Case) -> bool:
    held = (*case.offer.certificates, Certificate(case.rng.choice(STANDARDS)))
    return case.never_lower(case.with_offer(certificates=held), mutual=True)


def another_process(case: Case) -> bool:
    if not case.offer.processes:
        return True
    more = case.offer.processes | {case.rng.choice(sorted(case.rules.processes))}
    return case.never_lower(case.with_offer(processes=more))


def another_material(case: Case) -> bool:
    if not case.offer.materials:
        return True
    more = case.offer.materials | {case.rng.choice(sorted(case.rules.materials))}
    return case.never_lower(case.with_offer(materials=more), mutual=True)


def another_language(case: Case) -> bool:
    more = case.offer.languages | {case.rng.choice(LANGUAGES)}
    return case.never_lower(case.with_offer(languages=more), mutual=True)


def looser_need(case: Case) -> bool:
    need, factor = case.need, case.rng.uniform(1, 9)
    after = case.with_need(
        tolerance_mm=need.tolerance_mm and need.tolerance_mm * factor,
        lead_days=need.lead_days and need.lead_days + case.rng.randint(0, 60),
        monthly_quantity=need.monthly_quantity and need.monthly_quantity / factor,
        required_certificates=frozenset(),
        tolerance_is_hard=False,
        material_is_hard=False,
    )
    return case.never_lower(after)


def larger_order(case: Case) -> bool:
    need, factor = case.need, case.rng.uniform(1, 9)
    after = case.with_need(
        monthly_quantity=need.monthly_quantity and need.monthly_quantity * factor,
        lot_quantity=need.lot_quantity and need.lot_quantity * factor,
    )
    return after.supplier.score >= case.pair.supplier.score - TINY


def hard_requirement(case: Case) -> bool:
    required = case.need.required_certificates | {case.rng.choice(STANDARDS)}
    after = case.with_need(
        tolerance_is_hard=True, material_is_hard=True, required_certificates=required
    )
    return after.mutual <= case.pair.mutual + TINY


def best_disclosed(case: Case) -> bool:
    """Telling the best never costs, against saying nothing."""
    need = case.need
    best: Mapping[str, object] = {
        "processes": need.processes,
        "materials": need.materials,
        "tolerance_mm": need.tolerance_mm,
        "max_size_mm": (9e9, 9e9, 9e9),
        "free_monthly_quantity": need.monthly_quantity,
        "minimum_quantity": need.lot_quantity,
        "lead_days": need.lead_days,
        "languages": need.languages,
        "position": need.position,
        "text": need.text,
    }
    fact = case.rng.choice(sorted(best))
    empty = {field.name: field.default for field in fields(Offer)}[fact]
    silent, told = case.with_offer(**{fact: empty}), case.with_offer(**{fact: best[fact]})
    if fact == "text":  # a text model need not find a text most like itself
        return silent.buyer.confidence <= told.buyer.confidence + TINY
    return told.buyer.score >= silent.buyer.score - TINY and (
        told.is_eligible or not silent.is_eligible
    )


def worst_is_no_better_than_unknown(case: Case) -> bool:
    """What is known to be of no worth counts no more than what is not known."""
    sides = ((BUYER_CRITERIA, case.pair.buyer), (SUPPLIER_CRITERIA, case.pair.supplier))
    for criteria, side in sides:
        gained = [
            (criterion.unknown if value is None else value)
            for criterion, value, asked in zip(criteria, side.values, side.asked, strict=True)
            if asked
        ]
        if not all(0 <= credit <= 1 for credit in gained):
            return False
    far = {"tolerance_mm": 9e9, "lead_days": 10**9, "minimum_quantity": 9e9}
    fact = case.rng.choice(sorted(far))
    told, silent = case.with_offer(**{fact: far[fact]}), case.with_offer(**{fact: None})
    return told.buyer.score <= silent.buyer.score + TINY


def unit_of_length(case: Case) -> bool:
    factor = case.rng.choice((1000.0, 1 / 25.4, 0.5))
    need, offer = case.need, case.offer
    after = case.score(
        replace(
            need,
            tolerance_mm=need.tolerance_mm and need.tolerance_mm * factor,
            size_mm=tuple(edge * factor for edge in need.size_mm),
        ),
        replace(
            offer,
            tolerance_mm=offer.tolerance_mm and offer.tolerance_mm * factor,
            max_size_mm=tuple(edge * factor for edge in offer.max_size_mm),
            min_size_mm=offer.min_size_mm and offer.min_size_mm * factor,
        ),
    )
    return abs(after.mutual - case.pair.mutual) < TINY


def same_facts_same_score(case: Case) -> bool:
    """Neither the ids nor a second look matter; who likes or declines whom goes by id."""
    again = case.score(replace(case.need), replace(case.offer))
    return again == case.pair


def text_of_nothing(case: Case) -> bool:
    """Without a text there is a score, and the criterion is unknown, not bad."""
    silent = case.with_offer(text=None)
    return 0 <= silent.buyer.score <= 100 and silent.gates == case.pair.gates  # noqa: PLR2004


def earlier_fair(case: Case) -> bool:
    """A certificate that has not lapsed yet never counts for less."""
    held = tuple(
        replace(one, expires_on=one.expires_on and one.expires_on + timedelta(days=400))
        for one in case.offer.certificates
    )
    return case.never_lower(case.with_offer(certificates=held), mutual=True)


LAWS: tuple[Callable[[Case], bool], ...] = (
    bounded,
    failed_gate_leaves_no_score,
    points_sum,
    means_in_order,
    tighter_tolerance,
    more_capacity,
    shorter_lead,
    smaller_minimum,
    another_certificate,
    another_process,
    another_material,
    another_language,
    looser_need,
    larger_order,
    hard_requirement,
    best_disclosed,
    worst_is_no_better_than_unknown,
    unit_of_length,
    same_facts_same_score,
    text_of_nothing,
    earlier_fair,
)
