"""Every gate: where it passes, where it is unknown, where it fails, and where nobody asks."""

from datetime import date

import pytest

from fair.matching.engine import eligibility
from fair.matching.engine.types import Certificate, GateCode, GateState, Reason
from tests.fair.matching.engine.samples import make_need, make_offer, make_rules

PASS, UNKNOWN, FAIL = GateState.PASS, GateState.UNKNOWN, GateState.FAIL


def answer(gate, *, need=None, offer=None, **rules):
    result = gate(make_need(**need or {}), make_offer(**offer or {}), make_rules(**rules))
    return None if result is None else (result.state, result.reason, result.subjects)


@pytest.mark.parametrize(
    ("processes", "expected"),
    [
        ({"MC.MIL"}, (PASS, None, ())),
        ({"MC.MIL.5AX"}, (PASS, None, ())),
        ({"MC"}, (PASS, None, ())),
        (set(), (UNKNOWN, Reason.PROCESS_NOT_STATED, ())),
        ({"MC.TUR"}, (FAIL, Reason.PROCESS_OTHER, ())),
        ({"CF.DIE", "MC.TUR"}, (FAIL, Reason.PROCESS_OTHER, ())),
    ],
)
def test_process_gate(processes, expected):
    offer = {"processes": frozenset(processes)}

    assert answer(eligibility.process_gate, offer=offer) == expected


def test_process_gate_when_every_process_is_needed():
    need = {"processes": frozenset({"MC.MIL", "CF.DIE"}), "needs_every_process": True}

    assert answer(eligibility.process_gate, need=need)[0] is FAIL
    assert answer(eligibility.process_gate, need=need | {"needs_every_process": False})[0] is PASS


def test_process_gate_when_none_is_asked():
    assert answer(eligibility.process_gate, need={"processes": frozenset()}) is None


@pytest.mark.parametrize(
    ("need", "rules", "reason"),
    [
        ({"party_id": 200}, {}, Reason.SAME_ORGANISATION),
        ({"blocked_party_ids": frozenset({200})}, {}, Reason.BLOCKED),
        ({"invited_party_ids": frozenset({201})}, {}, Reason.NOT_INVITED),
        ({}, {"declined_by_buyer": frozenset({(1, 1)})}, Reason.DECLINED_BY_BUYER),
        ({}, {"declined_by_supplier": frozenset({(1, 1)})}, Reason.DECLINED_BY_SUPPLIER),
    ],
)
def test_consent_gate_fails(need, rules, reason):
    assert answer(eligibility.consent_gate, need=need, **rules) == (FAIL, reason, ())


@pytest.mark.parametrize(
    ("need", "rules"),
    [
        ({}, {}),
        ({"blocked_party_ids": frozenset({201})}, {}),
        ({"invited_party_ids": frozenset({200})}, {}),
        ({}, {"declined_by_buyer": frozenset({(2, 1)})}),
    ],
)
def test_consent_gate_says_nothing_otherwise(need, rules):
    assert answer(eligibility.consent_gate, need=need, **rules) is None


@pytest.mark.parametrize(
    ("tolerance", "expected"),
    [
        (0.05, (PASS, None, ())),
        (None, (UNKNOWN, Reason.TOLERANCE_NOT_STATED, ())),
        (0.051, (FAIL, Reason.TOLERANCE_TOO_WIDE, ())),
    ],
)
def test_tolerance_gate(tolerance, expected):
    assert answer(eligibility.tolerance_gate, offer={"tolerance_mm": tolerance}) == expected


def test_tolerance_gate_when_soft():
    assert answer(eligibility.tolerance_gate, need={"tolerance_is_hard": False}) is None


@pytest.mark.parametrize(
    ("materials", "expected"),
    [
        ({"SUS304"}, (PASS, None, ())),
        ({"SUS430"}, (PASS, None, ())),
        (set(), (UNKNOWN, Reason.MATERIAL_NOT_STATED, ())),
        ({"S45C"}, (FAIL, Reason.MATERIAL_OTHER, ())),
    ],
)
def test_material_gate(materials, expected):
    offer = {"materials": frozenset(materials)}

    assert answer(eligibility.material_gate, offer=offer) == expected


def test_material_gate_when_soft():
    assert answer(eligibility.material_gate, need={"material_is_hard": False}) is None


@pytest.mark.parametrize(
    ("offer", "expected"),
    [
        ({"max_size_mm": (120.0, 80.0, 40.0)}, (PASS, None, ())),
        ({"max_size_mm": (120.0, 80.0, 39.0)}, (FAIL, Reason.TOO_LARGE, ())),
        ({"max_size_mm": (100.0, 100.0, 100.0)}, (FAIL, Reason.TOO_LARGE, ())),
        ({"max_size_mm": ()}, (UNKNOWN, Reason.SIZE_NOT_STATED, ())),
        ({"max_size_mm": (100.0, 50.0)}, (UNKNOWN, Reason.SIZE_NOT_STATED, ())),
        ({"max_size_mm": (30.0,)}, (FAIL, Reason.TOO_LARGE, ())),
        ({"min_size_mm": 121.0}, (FAIL, Reason.TOO_SMALL, ())),
        ({"min_size_mm": 120.0}, (PASS, None, ())),
        ({"max_weight_kg": 1.9}, (FAIL, Reason.TOO_HEAVY, ())),
        ({"max_weight_kg": None}, (PASS, None, ())),
    ],
)
def test_envelope_gate(offer, expected):
    assert answer(eligibility.envelope_gate, offer=offer) == expected


def test_envelope_gate_when_neither_size_nor_weight_is_asked():
    need = {"size_mm": (), "weight_kg": None}

    assert answer(eligibility.envelope_gate, need=need) is None


def test_envelope_gate_with_one_edge_asked():
    need = {"size_mm": (350.0,)}

    assert answer(eligibility.envelope_gate, need=need) == (FAIL, Reason.TOO_LARGE, ())


CODE = ("ISO9001",)


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ([Certificate("ISO9001")], (PASS, None, ())),
        ([Certificate("ISO9001", date(2025, 3, 1))], (PASS, None, ())),
        ([Certificate("ISO9001", date(2025, 2, 28))], (UNKNOWN, Reason.CERTIFICATE_LAPSES, CODE)),
        ([Certificate("ISO9001", date(2024, 9, 25))], (FAIL, Reason.CERTIFICATE_EXPIRED, CODE)),
        (
            [Certificate("ISO9001", is_in_progress=True)],
            (UNKNOWN, Reason.CERTIFICATE_IN_PROGRESS, CODE),
        ),
        (
            [Certificate("ISO9001", has_evidence=False)],
            (UNKNOWN, Reason.CERTIFICATE_UNPROVEN, CODE),
        ),
        ([Certificate("IATF16949")], (PASS, None, ())),
        ([Certificate("ISO13485")], (FAIL, Reason.CERTIFICATE_MISSING, CODE)),
        (
            [Certificate("AS9100", date(2024, 9, 25))],
            (FAIL, Reason.CERTIFICATE_EXPIRED, CODE),
        ),
        ([Certificate("ISO14001")], (FAIL, Reason.CERTIFICATE_MISSING, CODE)),
        ([Certificate("ISO9001", date(2020, 1, 1)), Certificate("ISO9001")], (PASS, None, ())),
        (
            [
                Certificate("ISO9001", date(2020, 1, 1)),
                Certificate("ISO9001", is_in_progress=True),
            ],
            (UNKNOWN, Reason.CERTIFICATE_IN_PROGRESS, CODE),
        ),
    ],
)
def test_certificates_gate(held, expected):
    offer = {"certificates": tuple(held)}

    assert answer(eligibility.certificates_gate, offer=offer) == expected


def test_certificates_gate_names_all_that_are_missing():
    need = {"required_certificates": frozenset({"ISO9001", "UL", "IATF16949"})}

    assert answer(eligibility.certificates_gate, need=need) == (
        FAIL,
        Reason.CERTIFICATE_MISSING,
        ("IATF16949", "UL"),
    )


def test_certificates_gate_when_none_is_required():
    assert (
        answer(eligibility.certificates_gate, need={"required_certificates": frozenset()}) is None
    )


def test_gate_results_of_a_foreign_process_name_only_that():
    offer = make_offer(processes=frozenset({"CF.DIE"}), certificates=())

    results = eligibility.gate_results(make_need(), offer, rules=make_rules())

    assert [result.code for result in results] == [GateCode.PROCESS]


def test_gate_results_name_every_other_gate():
    offer = make_offer(certificates=(), tolerance_mm=1.0)

    results = eligibility.gate_results(make_need(), offer, rules=make_rules())

    assert [(result.code, result.state) for result in results] == [
        (GateCode.PROCESS, PASS),
        (GateCode.TOLERANCE, FAIL),
        (GateCode.MATERIAL, PASS),
        (GateCode.ENVELOPE, PASS),
        (GateCode.CERTIFICATES, FAIL),
    ]
