"""Laws that must hold for every pair, whoever states what."""

from dataclasses import fields, replace
from datetime import date
from math import sqrt

from hypothesis import given
from hypothesis import strategies as st

from fair.matching.engine.checks import explanation_violations, violations
from fair.matching.engine.explain import explain
from fair.matching.engine.features import BUYER_CRITERIA, SUPPLIER_CRITERIA
from fair.matching.engine.ranking import rank
from fair.matching.engine.scoring import harmonic_mean, score_pair, shown
from fair.matching.engine.types import Certificate, Limits, Need, Offer
from tests.fair.matching.engine.inventions import STANDARDS, needs, offers, several
from tests.fair.matching.engine.samples import (
    FAIR_ON,
    MATERIAL_PARENTS,
    PROCESS_PARENTS,
    SharedWords,
    Words,
    make_rules,
)

RULES = make_rules(
    liked=frozenset({(1, 2)}), declined_by_supplier=frozenset({(2, 1)}), text=SharedWords()
)
TINY = 1e-9

markets_of_offers = several(offers, 8)
sets_of_needs = several(needs, 4)


def score(need, offer):
    return score_pair(need, offer, rules=RULES)


def never_lower(before, after):
    """Tell that the buyer's fit does not fall and that no gate closes."""
    return after.buyer.score >= before.buyer.score - TINY and (
        after.is_eligible or not before.is_eligible
    )


@given(needs, offers)
def test_scores_are_bounded_and_failed_gates_leave_none(need, offer):
    pair = score(need, offer)

    assert 0 <= pair.buyer.score <= 100
    assert 0 <= pair.supplier.score <= 100
    assert 0 <= pair.mutual <= 100
    assert 0 <= pair.confidence <= 1
    assert pair.is_eligible or pair.mutual == 0


@given(st.floats(0, 100), st.floats(0, 100))
def test_harmonic_mean_lies_below_the_other_means(buyer, supplier):
    mean = harmonic_mean(buyer, supplier)

    assert min(buyer, supplier) <= mean or min(buyer, supplier) == 0
    assert mean <= sqrt(buyer * supplier) + TINY
    assert sqrt(buyer * supplier) <= (buyer + supplier) / 2 + TINY
    assert mean == harmonic_mean(supplier, buyer)


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 100))
def test_harmonic_mean_rises_with_either_side(buyer, supplier, more):
    assert harmonic_mean(max(buyer, more), supplier) >= harmonic_mean(buyer, supplier) - TINY


@given(needs, offers)
def test_points_sum_to_the_shown_score(need, offer):
    pair = score(need, offer)

    explanation = explain(pair, need, offer, rules=RULES)

    assert explanation_violations({pair.key: explanation}) == []
    assert explanation.buyer.score == shown(pair.buyer.score)
    assert explanation.supplier.score == shown(pair.supplier.score)
    assert all(item.points >= 0 for item in (*explanation.buyer.items, *explanation.supplier.items))


@given(needs, offers, st.integers(1, 10))
def test_tighter_tolerance_never_lowers(need, offer, divisor):
    if offer.tolerance_mm is None:
        return

    better = replace(offer, tolerance_mm=offer.tolerance_mm / divisor)

    assert never_lower(score(need, offer), score(need, better))


@given(needs, offers, st.integers(1, 10))
def test_more_capacity_never_lowers_the_fit(need, offer, factor):
    if offer.free_monthly_quantity is None:
        return

    better = replace(offer, free_monthly_quantity=offer.free_monthly_quantity * factor)

    assert never_lower(score(need, offer), score(need, better))


@given(needs, offers, st.integers(0, 60))
def test_shorter_lead_never_lowers(need, offer, fewer):
    if offer.lead_days is None:
        return

    better = replace(offer, lead_days=max(0, offer.lead_days - fewer))

    assert never_lower(score(need, offer), score(need, better))


@given(needs, offers, st.integers(1, 10))
def test_smaller_minimum_never_lowers(need, offer, divisor):
    if offer.minimum_quantity is None:
        return

    better = replace(offer, minimum_quantity=offer.minimum_quantity / divisor)

    before, after = score(need, offer), score(need, better)
    assert never_lower(before, after)
    assert after.mutual >= before.mutual - TINY


@given(needs, offers, st.sampled_from(STANDARDS))
def test_another_certificate_never_lowers(need, offer, code):
    better = replace(offer, certificates=(*offer.certificates, Certificate(code)))

    before, after = score(need, offer), score(need, better)
    assert never_lower(before, after)
    assert after.mutual >= before.mutual - TINY


@given(needs, offers, st.sampled_from(sorted(PROCESS_PARENTS)))
def test_another_process_never_lowers_the_fit(need, offer, code):
    if not offer.processes:
        return

    better = replace(offer, processes=offer.processes | {code})

    assert never_lower(score(need, offer), score(need, better))


@given(needs, offers, st.sampled_from(sorted(MATERIAL_PARENTS)))
def test_another_material_never_lowers(need, offer, code):
    if not offer.materials:
        return

    better = replace(offer, materials=offer.materials | {code})

    before, after = score(need, offer), score(need, better)
    assert never_lower(before, after)
    assert after.mutual >= before.mutual - TINY


@given(needs, offers, st.sampled_from(["vi", "en", "ja"]))
def test_another_language_never_lowers(need, offer, language):
    better = replace(offer, languages=offer.languages | {language})

    before, after = score(need, offer), score(need, better)
    assert never_lower(before, after)
    assert after.mutual >= before.mutual - TINY


@given(needs, offers, st.integers(1, 10))
def test_looser_need_never_lowers_the_fit(need, offer, factor):
    looser = replace(
        need,
        tolerance_mm=need.tolerance_mm and need.tolerance_mm * factor,
        lead_days=need.lead_days and need.lead_days * factor,
        monthly_quantity=need.monthly_quantity and need.monthly_quantity / factor,
        required_certificates=frozenset(),
        tolerance_is_hard=False,
        material_is_hard=False,
    )

    assert never_lower(score(need, offer), score(looser, offer))


@given(needs, offers, st.integers(1, 10))
def test_larger_order_never_lowers_the_interest(need, offer, factor):
    larger = replace(
        need,
        monthly_quantity=need.monthly_quantity and need.monthly_quantity * factor,
        lot_quantity=need.lot_quantity and need.lot_quantity * factor,
    )

    assert score(larger, offer).supplier.score >= score(need, offer).supplier.score - TINY


@given(needs, offers, st.sampled_from(STANDARDS))
def test_hard_requirement_never_raises(need, offer, code):
    harder = replace(
        need,
        tolerance_is_hard=True,
        material_is_hard=True,
        required_certificates=need.required_certificates | {code},
    )

    assert score(harder, offer).mutual <= score(need, offer).mutual + TINY


def best_answers(need):
    """Return for each fact of an offer a value that no other one beats for this need."""
    return {
        "processes": need.processes,
        "materials": need.materials,
        "tolerance_mm": need.tolerance_mm,
        "max_size_mm": (500.0, 500.0, 500.0),
        "free_monthly_quantity": need.monthly_quantity,
        "minimum_quantity": need.lot_quantity,
        "lead_days": need.lead_days,
        "languages": need.languages,
        "position": need.position,
        "text": need.text,
    }


@given(needs, offers, st.sampled_from(sorted(best_answers(Need(1, 1)))))
def test_disclosing_the_best_never_lowers(need, offer, fact):
    empty = {field.name: field.default for field in fields(Offer)}[fact]
    silent = replace(offer, **{fact: empty})
    told = replace(offer, **{fact: best_answers(need)[fact]})

    assert never_lower(score(need, silent), score(need, told))


@given(needs, offers)
def test_unknown_is_never_worth_more_than_the_best(need, offer):
    pair = score(need, offer)

    for criteria, side in ((BUYER_CRITERIA, pair.buyer), (SUPPLIER_CRITERIA, pair.supplier)):
        for criterion, value in zip(criteria, side.values, strict=True):
            assert value is None or 0 <= value <= 1
            assert criterion.unknown < 1


@given(needs, offers, st.sampled_from([1000, 1 / 25.4, 0.5]))
def test_unit_of_length_does_not_matter(need, offer, factor):
    def scaled(length):
        return None if length is None else length * factor

    other_need = replace(
        need,
        tolerance_mm=scaled(need.tolerance_mm),
        size_mm=tuple(edge * factor for edge in need.size_mm),
    )
    other_offer = replace(
        offer,
        tolerance_mm=scaled(offer.tolerance_mm),
        max_size_mm=tuple(edge * factor for edge in offer.max_size_mm),
        min_size_mm=scaled(offer.min_size_mm),
    )

    before, after = score(need, offer), score(other_need, other_offer)

    assert abs(after.buyer.score - before.buyer.score) < TINY
    assert abs(after.mutual - before.mutual) < TINY


@given(sets_of_needs, markets_of_offers)
def test_score_does_not_depend_on_other_offers(some_needs, some_offers):
    rest = some_offers[:-1]

    def scores(of):
        ranking = rank(some_needs, of, rules=RULES, limits=Limits(), seed=3)
        return {ranked.pair.key: ranked.pair for ranked in (*ranking.pairs, *ranking.near_misses)}

    with_all, with_rest = scores(some_offers), scores(rest)

    assert {key: with_all[key] for key in with_rest} == with_rest


@given(sets_of_needs, markets_of_offers, st.randoms())
def test_ranking_does_not_depend_on_the_order_of_the_input(some_needs, some_offers, random):
    shuffled_needs = random.sample(some_needs, len(some_needs))
    shuffled_offers = random.sample(some_offers, len(some_offers))

    one = rank(some_needs, some_offers, rules=RULES, limits=Limits(2, 2, 2), seed=3)
    other = rank(shuffled_needs, shuffled_offers, rules=RULES, limits=Limits(2, 2, 2), seed=3)

    assert one == other


@given(sets_of_needs, markets_of_offers)
def test_every_ranking_passes_the_checks(some_needs, some_offers):
    limits = Limits(per_need=3, per_offer=1, near_misses_per_offer=2)

    ranking = rank(some_needs, some_offers, rules=RULES, limits=limits, seed=3)

    assert (
        violations(ranking, needs=some_needs, offers=some_offers, rules=RULES, limits=limits) == []
    )


@given(needs, offers, st.integers(1, 700))
def test_certificates_count_on_the_day_of_the_fair(need, offer, later):
    later_rules = replace(RULES, fair_on=date.fromordinal(FAIR_ON.toordinal() + later))

    today, then = score(need, offer), score_pair(need, offer, rules=later_rules)

    assert then.mutual <= today.mutual + TINY


@given(needs, offers)
def test_same_text_gives_the_same_score(need, offer):
    again = replace(need, text=need.text and Words(need.text.words))

    assert score(again, offer) == score(need, offer)


@given(needs, offers)
def test_empty_text_has_a_score(need, offer):
    silent = score(replace(need, text=Words()), replace(offer, text=Words()))
    without = score(need, replace(offer, text=None))

    assert 0 <= silent.buyer.score <= 100
    assert without.gates == score(need, offer).gates


@given(needs, offers)
def test_known_for_the_worst_is_no_better_than_unknown(need, offer):
    worst = {"tolerance_mm": 1e9, "lead_days": 10**9, "minimum_quantity": 1e9, "text": Words()}

    for fact, told in worst.items():
        silent = score(need, replace(offer, **{fact: None}))
        if fact != "text" or (need.text and need.text.words):
            spoken = score(need, replace(offer, **{fact: told}))
            assert spoken.buyer.score <= silent.buyer.score + TINY


@given(needs, offers)
def test_included_certificate_is_never_worth_less_than_what_it_includes(need, offer):
    plain = replace(offer, certificates=(*offer.certificates, Certificate("ISO9001")))
    more = replace(offer, certificates=(*offer.certificates, Certificate("IATF16949")))

    assert never_lower(score(need, plain), score(need, more))
