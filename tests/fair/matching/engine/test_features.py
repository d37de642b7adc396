"""Every criterion: fully met, partly or not met, and unknown."""

from datetime import date

import pytest

from fair.matching.engine import features
from fair.matching.engine.measures import distance_km, fits, ramp, ramped
from fair.matching.engine.types import Certificate
from tests.fair.matching.engine.samples import SharedWords, Words, make_need, make_offer, make_rules


def value(function, *, need=None, offer=None, **rules):
    return function(make_need(**need or {}), make_offer(**offer or {}), make_rules(**rules))


@pytest.mark.parametrize(
    ("ratio", "expected"), [(0.1, 0.0), (0.5, 0.0), (0.75, 0.5), (1.0, 1.0), (9.0, 1.0)]
)
def test_ramp(ratio, expected):
    assert ramp(ratio, zero_at=0.5) == expected


def test_ramped_when_nothing_is_asked():
    assert ramped(5, 0, zero_at=0.5) == 1.0


@pytest.mark.parametrize(
    ("function", "offer", "expected"),
    [
        (features.process_value, {"processes": frozenset({"MC"})}, 0.7),
        (features.process_value, {"processes": frozenset()}, None),
        (features.material_value, {"materials": frozenset({"ST.S"})}, 0.85),
        (features.material_value, {"materials": frozenset({"A6061"})}, 0.0),
        (features.material_value, {"materials": frozenset()}, None),
        (features.tolerance_value, {"tolerance_mm": 0.04}, 1.0),
        (features.tolerance_value, {"tolerance_mm": 0.1}, 0.0),
        (features.tolerance_value, {"tolerance_mm": None}, None),
        (features.capacity_value, {"free_monthly_quantity": 600.0}, 0.5),
        (features.capacity_value, {"free_monthly_quantity": 200.0}, 0.0),
        (features.capacity_value, {"free_monthly_quantity": None}, None),
        (features.lead_value, {"lead_days": 40}, 0.5),
        (features.lead_value, {"lead_days": None}, None),
        (features.minimum_value, {"minimum_quantity": 500.0}, 1.0),
        (features.minimum_value, {"minimum_quantity": 5000.0}, 0.0),
        (features.minimum_value, {"minimum_quantity": None}, None),
        (features.certificates_value, {"certificates": (Certificate("ISO9001"),)}, 0.0),
        (features.certificates_value, {}, 1.0),
        (features.size_value, {"max_size_mm": (100.0, 100.0, 100.0)}, 0.0),
        (features.size_value, {"max_size_mm": (130.0, 100.0, 100.0)}, 1.0),
        (features.size_value, {"max_size_mm": (130.0,)}, None),
        (features.export_value, {"markets": frozenset()}, 0.2),
        (features.export_value, {"markets": frozenset({"US"})}, 0.6),
        (features.export_value, {"country": "JP", "markets": frozenset()}, 1.0),
        (features.language_value, {"languages": frozenset({"vi"})}, 0.5),
        (features.language_value, {"languages": frozenset({"ja"})}, 1.0),
        (features.language_value, {"languages": frozenset()}, None),
        (features.place_value, {}, 1.0),
        (features.place_value, {"position": None}, None),
        (features.volume_value, {"free_monthly_quantity": 8000.0}, 0.5),
        (features.volume_value, {"free_monthly_quantity": 4000.0}, 1.0),
        (features.volume_value, {"free_monthly_quantity": None}, None),
        (features.focus_value, {"processes": frozenset({"MC.MIL", "CF.DIE"})}, 0.5),
        (features.focus_value, {"processes": frozenset({"MC.MIL", "MC.TUR"})}, 1.0),
        (features.focus_value, {"processes": frozenset()}, None),
        (features.minimum_met_value, {"minimum_quantity": 500.0}, 1.0),
        (features.minimum_met_value, {"minimum_quantity": 1000.0}, 0.0),
        (features.minimum_met_value, {"minimum_quantity": None}, None),
        (features.interest_value, {}, 0.5),
    ],
)
def test_value(function, offer, expected):
    result = value(function, offer=offer)

    assert result == (None if expected is None else pytest.approx(expected))


def test_certificates_value_counts_those_in_date_only():
    need = {"preferred_certificates": frozenset({"A", "B", "C"})}
    held = (
        Certificate("A", date(2024, 9, 26)),
        Certificate("B", date(2024, 9, 25)),
        Certificate("C", is_in_progress=True),
    )

    assert value(features.certificates_value, need=need, offer={"certificates": held}) == 1 / 3


def test_certificates_value_counts_a_standard_once():
    need = {"preferred_certificates": frozenset({"A", "B"})}
    held = (Certificate("A"), Certificate("A", date(2030, 1, 1)))

    assert value(features.certificates_value, need=need, offer={"certificates": held}) == 0.5


def test_interest_that_the_supplier_marked():
    assert value(features.interest_value, liked=frozenset({(1, 1)})) == 1.0


def test_place_falls_with_the_distance():
    haiphong = {"position": (20.86, 106.68)}

    assert value(features.place_value, offer=haiphong) == pytest.approx(0.745, abs=0.001)


def test_distance_from_hanoi_to_ho_chi_minh_city():
    assert round(distance_km((21.03, 105.85), (10.82, 106.63))) == 1138


@pytest.mark.parametrize(
    ("size", "limits", "expected"),
    [
        ((3.0, 2.0, 1.0), (3.0, 2.0, 1.0), True),
        ((3.0, 2.0, 1.0), (3.0, 2.0), None),
        ((3.0, 2.0, 1.0), (0.9,), False),
        ((3.0,), (9.0, 1.0), None),
        ((3.0,), (2.0, 1.0, 1.0), False),
        ((), (2.0, 1.0, 1.0), True),
    ],
)
def test_fits(size, limits, expected):
    assert fits(size, limits) is expected


def test_every_criterion_has_a_weight_and_the_unknown_is_no_better_than_the_best():
    for criterion in (*features.BUYER_CRITERIA, *features.SUPPLIER_CRITERIA):
        assert criterion.weight > 0
        assert 0 < criterion.unknown < 1
        assert criterion.unit


def test_text_counts_where_both_sides_and_the_rules_have_one():
    need, offer = (
        {"text": Words(frozenset({"gear", "shaft"}))},
        {"text": Words(frozenset({"gear"}))},
    )

    assert value(features.text_value, need=need, offer=offer, text=SharedWords()) == 0.5
    assert value(features.text_value, need=need, offer=offer) is None
    assert value(features.text_value, need=need, text=SharedWords()) is None
    assert value(features.text_value, offer=offer, text=SharedWords()) is None


def test_text_is_asked_where_the_need_has_one_and_there_is_a_model():
    (asked,) = (row.asked for row in features.BUYER_CRITERIA if row.code == "text")

    assert asked(make_need(text=Words()), make_rules(text=SharedWords()))
    assert not asked(make_need(), make_rules(text=SharedWords()))
    assert not asked(make_need(text=Words()), make_rules())


def test_weights_of_the_buyer_sum_to_a_hundred():
    assert sum(criterion.weight for criterion in features.BUYER_CRITERIA) == 100


@pytest.mark.parametrize(
    ("held", "expected"), [("IATF16949", 0.5), ("AS9100", 0.5), ("ISO13485", 0.0)]
)
def test_certificate_counts_as_what_it_includes(held, expected):
    need = {"preferred_certificates": frozenset({"ISO9001", "ISO14001"})}
    offer = {"certificates": (Certificate(held),)}

    assert value(features.certificates_value, need=need, offer=offer) == expected
