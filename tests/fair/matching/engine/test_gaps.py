from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from fair.matching.engine.eligibility import gate_results
from fair.matching.engine.gaps import NO_SIZE, DemandCell, Obstacle, Unserved, size_class, survey
from fair.matching.engine.types import Certificate, GateCode, GateState, Reason
from tests.fair.matching.engine.samples import FAIR_ON, make_need, make_offer, make_rules
from tests.fair.matching.engine.test_properties import RULES, markets_of_offers, sets_of_needs

CERTIFICATES = GateCode.CERTIFICATES, Reason.CERTIFICATE_MISSING
NEVER_COUNTED = {GateCode.PROCESS, GateCode.CONSENT}


def obstacles(*offers, need=None, rules=None):
    need = need or make_need()
    return survey([need], offers, rules=rules or make_rules()).obstacles


def test_an_offer_that_fits_has_no_obstacle():
    assert obstacles(make_offer()) == ()


def test_the_one_certificate_that_is_lacking_is_named():
    assert obstacles(make_offer(certificates=())) == (
        Obstacle(1, *CERTIFICATES, ("ISO9001",), (1,), (1,)),
    )


def test_all_certificates_that_are_lacking_are_named_expired_ones_too():
    expired = Certificate("ISO14001", expires_on=date(2020, 1, 1))
    need = make_need(required_certificates=frozenset({"ISO9001", "ISO14001"}))

    (found,) = obstacles(make_offer(certificates=(expired,)), need=need)

    assert found.subjects == ("ISO14001", "ISO9001")


@pytest.mark.parametrize(
    ("change", "code", "reason", "subjects"),
    [
        ({"tolerance_mm": 0.1}, GateCode.TOLERANCE, Reason.TOLERANCE_TOO_WIDE, ()),
        (
            {"materials": frozenset({"A6061"})},
            GateCode.MATERIAL,
            Reason.MATERIAL_OTHER,
            ("SUS304",),
        ),
        ({"max_size_mm": (50.0, 50.0, 50.0)}, GateCode.ENVELOPE, Reason.TOO_LARGE, ()),
        ({"max_weight_kg": 1.0}, GateCode.ENVELOPE, Reason.TOO_HEAVY, ()),
    ],
)
def test_each_gate_is_an_obstacle(change, code, reason, subjects):
    assert obstacles(make_offer(**change)) == (Obstacle(1, code, reason, subjects, (1,), (1,)),)


def test_two_failures_are_no_single_obstacle():
    assert obstacles(make_offer(certificates=(), tolerance_mm=0.1)) == ()


@pytest.mark.parametrize(
    "change",
    [{"processes": frozenset({"CF.DIE"})}, {"party_id": 100}, {"party_id": 666}],
)
def test_foreign_processes_and_those_who_may_not_meet_are_not_counted(change):
    need = make_need(blocked_party_ids=frozenset({666}))

    assert obstacles(make_offer(certificates=(), **change), need=need) == ()


def test_declined_pairs_are_not_counted():
    rules = make_rules(declined_by_buyer=frozenset({(1, 1)}))

    assert obstacles(make_offer(certificates=()), rules=rules) == ()


def test_a_need_that_another_line_of_the_company_serves_is_not_opened_to_it():
    lacking = make_offer(id=2, certificates=())
    elsewhere = make_offer(id=3, certificates=(), party_id=300)

    (found,) = obstacles(make_offer(), lacking, elsewhere)

    assert (found.offer_ids, found.opening_ids) == ((2, 3), (3,))


def test_needs_that_nobody_serves_say_what_is_nearest():
    rules = make_rules()
    other = make_offer(id=1, processes=frozenset({"CF.DIE"}))
    twice = make_offer(id=2, certificates=(), tolerance_mm=0.1)
    once = make_offer(id=3, certificates=())

    def unserved(*offers):
        return survey([make_need()], offers, rules=rules).unserved

    assert unserved(other) == (Unserved(1, Reason.PROCESS_OTHER, (), 0),)
    assert unserved(other, twice) == (Unserved(1, None, (), 0),)
    assert unserved(twice, once) == (Unserved(1, Reason.CERTIFICATE_MISSING, ("ISO9001",), 1),)
    assert unserved(once, make_offer(id=4)) == ()


def test_demand_is_counted_by_process_certificate_and_size():
    need = make_need(required_certificates=frozenset({"ISO9001", "IATF16949"}))
    small = make_need(
        id=2, size_mm=(20.0,), required_certificates=frozenset(), monthly_quantity=None
    )
    offers = [make_offer(id=number, party_id=200 + number // 2) for number in range(3)]

    cells = survey([need, small], offers, rules=make_rules()).cells

    assert cells == (
        DemandCell("MC.MIL", "", 0, needs=1, pieces_a_year=0, parties=2, unserved=0),
        DemandCell("MC.MIL", "IATF16949", 1, needs=1, pieces_a_year=12_000, parties=0, unserved=1),
        DemandCell("MC.MIL", "ISO9001", 1, needs=1, pieces_a_year=12_000, parties=2, unserved=1),
    )


@pytest.mark.parametrize(
    ("size_mm", "expected"),
    [((), NO_SIZE), ((50.0,), 0), ((50.1, 3.0), 1), ((1500.0,), 3), ((1501.0,), 4)],
)
def test_classes_of_size_go_by_the_longest_edge(size_mm, expected):
    assert size_class(make_need(size_mm=size_mm)) == expected


def failures(need, offer):
    gates = gate_results(need, offer, rules=RULES)
    return [gate for gate in gates if gate.state is GateState.FAIL]


@given(sets_of_needs, markets_of_offers)
def test_obstacles_are_exactly_the_pairs_that_fail_on_one_gate(needs, offers):
    found = survey(needs, offers, rules=RULES)

    expected = {
        (need.id, offer.id, failed[0].code)
        for need in needs
        for offer in offers
        for failed in [failures(need, offer)]
        if len(failed) == 1 and failed[0].code not in NEVER_COUNTED
    }
    assert {
        (obstacle.need_id, offer_id, obstacle.code)
        for obstacle in found.obstacles
        for offer_id in obstacle.offer_ids
    } == expected
    assert {entry.need_id for entry in found.unserved} == {
        need.id for need in needs if all(failures(need, offer) for offer in offers)
    }


@given(sets_of_needs, markets_of_offers)
def test_what_is_named_opens_the_need(needs, offers):
    by_id = {offer.id: offer for offer in offers}
    for obstacle in survey(needs, offers, rules=RULES).obstacles:
        need = next(need for need in needs if need.id == obstacle.need_id)
        for offer_id in obstacle.offer_ids:
            offer = by_id[offer_id]
            if obstacle.code is GateCode.CERTIFICATES:
                gained = tuple(Certificate(code, FAIR_ON) for code in obstacle.subjects)
                offer = replace(offer, certificates=offer.certificates + gained)
            if obstacle.code is GateCode.MATERIAL:
                offer = replace(offer, materials=frozenset(obstacle.subjects[:1]))
            if obstacle.code in {GateCode.CERTIFICATES, GateCode.MATERIAL}:
                assert failures(need, offer) == []
