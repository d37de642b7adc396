from fair.matching.engine.explain import (
    FACTS,
    explain,
    explanation_json,
    gates_json,
    whole_points,
)
from fair.matching.engine.features import BUYER_CRITERIA, SUPPLIER_CRITERIA
from fair.matching.engine.scoring import score_pair
from fair.matching.engine.types import GateCode, Reason, Status
from tests.fair.matching.engine.samples import make_need, make_offer, make_rules

RULES = make_rules()


def explanation_of(need=None, offer=None):
    need, offer = make_need(**need or {}), make_offer(**offer or {})
    pair = score_pair(need, offer, rules=RULES)
    return pair, explain(pair, need, offer, rules=RULES)


def test_points_sum_to_the_shown_score():
    _pair, explanation = explanation_of(offer={"lead_days": 37, "processes": frozenset({"MC"})})

    for side in (explanation.buyer, explanation.supplier):
        assert sum(item.points for item in side.items) == side.score


def test_statuses():
    _pair, explanation = explanation_of(
        offer={"lead_days": 40, "tolerance_mm": None, "materials": frozenset({"A6061"})}
    )

    statuses = {item.code: item.status for item in explanation.buyer.items}
    assert statuses["process"] is Status.MET
    assert statuses["lead"] is Status.PARTLY
    assert statuses["material"] is Status.UNMET
    assert statuses["tolerance"] is Status.UNKNOWN


def test_could_add_is_what_the_shown_score_gains():
    worse, better = {"lead_days": 40}, {"lead_days": 30}

    _pair, before = explanation_of(offer=worse)
    _pair, after = explanation_of(offer=better)

    lead = next(item for item in before.buyer.items if item.code == "lead")
    assert lead.could_add == after.buyer.score - before.buyer.score == 5


def test_what_is_met_adds_nothing_however_the_weights_divide():
    for lead in range(20, 31):
        for tolerance in (None, 0.02, 0.03):
            _pair, explanation = explanation_of(
                offer={"lead_days": lead, "tolerance_mm": tolerance, "materials": frozenset()}
            )
            gains = [
                item.could_add for item in explanation.buyer.items if item.status is Status.MET
            ]
            assert set(gains) == {0}


def test_raise_most_names_the_largest_gains_first():
    _pair, explanation = explanation_of(
        offer={"lead_days": 40, "free_monthly_quantity": 200.0, "languages": frozenset({"vi"})}
    )

    assert explanation.raise_most == ("capacity", "lead", "language")


def test_nothing_to_raise_where_all_is_met():
    _pair, explanation = explanation_of()

    assert explanation.raise_most == ()


def test_to_confirm_names_the_unknown_gates():
    _pair, explanation = explanation_of(offer={"tolerance_mm": None})

    assert [(gate.code, gate.reason) for gate in explanation.to_confirm] == [
        (GateCode.TOLERANCE, Reason.TOLERANCE_NOT_STATED)
    ]


def test_items_carry_what_each_side_states():
    _pair, explanation = explanation_of()

    facts = {item.code: (item.asked, item.offered) for item in explanation.buyer.items}
    assert facts["tolerance"] == (0.05, 0.02)
    assert facts["process"] == (["MC.MIL"], ["MC.MIL"])
    assert facts["certificates"] == (["ISO14001"], ["ISO14001", "ISO9001"])
    assert facts["place"] == (None, 0)
    assert facts["export"] == ("JP", ["JP", "VN"])


def test_criterion_that_is_not_asked_has_no_item():
    _pair, explanation = explanation_of(need={"lead_days": None})

    assert "lead" not in {item.code for item in explanation.buyer.items}


def test_nothing_asked_at_all():
    assert whole_points([], total=0) == []


def test_whole_points_go_to_the_largest_remainders_and_ties_to_the_first():
    assert whole_points([10.5, 20.3, 30.5], total=61) == [11, 20, 30]
    assert whole_points([10.5, 20.3, 30.7], total=62) == [11, 20, 31]


def test_facts_for_every_criterion():
    assert set(FACTS) == {item.code for item in (*BUYER_CRITERIA, *SUPPLIER_CRITERIA)}


def test_stored_form_is_plain():
    pair, explanation = explanation_of(
        need={"required_certificates": frozenset({"UL"})}, offer={"position": None}
    )

    stored = explanation_json(explanation)

    assert stored["raise_most"] == ["place"]
    assert stored["buyer"]["score"] == explanation.buyer.score
    assert stored["buyer"]["items"][2] == {
        "code": "tolerance",
        "status": "met",
        "points": explanation.buyer.items[2].points,
        "could_add": 0,
        "asked": 0.05,
        "offered": 0.02,
    }
    assert gates_json(pair.gates)[-1] == {
        "code": "certificates",
        "state": "fail",
        "reason": "certificate_missing",
        "subjects": ["UL"],
    }
