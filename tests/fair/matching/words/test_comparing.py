from types import SimpleNamespace

from fair.matching.words import compare
from tests.factories.matching import item

UNKNOWN = {"code": "material", "state": "unknown", "reason": "material_not_stated", "subjects": []}
PASSED = {"code": "material", "state": "pass", "reason": None, "subjects": []}


def a_match(*items, points=50, gates=(), confidence=1.0):
    owner = SimpleNamespace(title={}, description={})
    return SimpleNamespace(
        need=owner,
        line=owner,
        is_secret=False,
        mutual_points=points,
        buyer_points=points,
        supplier_points=points,
        confidence=confidence,
        gates=list(gates),
        explanation={"buyer": {"score": points, "items": list(items)}, "raise_most": []},
    )


def marks(row):
    return [cell.is_best for cell in row.cells]


def test_the_best_of_those_that_differ_are_marked():
    partly = {**item("lead", points=5, status="partly", asked=10, offered=13), "could_add": 4}
    comparison = compare(
        [
            a_match(partly, points=70),
            a_match(item("lead", points=9, asked=10, offered=9), points=80),
            a_match(item("lead", points=9, asked=10, offered=8), points=80),
        ],
        labels={},
    )

    (lead,) = comparison.criteria
    assert lead.differs
    assert lead.asked == "10 days"
    assert [cell.text for cell in lead.cells] == ["13 days", "9 days", "8 days"]
    assert marks(lead) == [False, True, True]
    assert marks(comparison.overall[0]) == [False, True, True]


def test_rounding_makes_no_difference():
    comparison = compare(
        [a_match(item("export", points=4)), a_match(item("export", points=3))], labels={}
    )

    (row,) = comparison.criteria
    assert not row.differs
    assert marks(row) == [False, False]


def test_what_one_supplier_does_not_have_is_a_dash():
    comparison = compare([a_match(item("size", points=4)), a_match()], labels={})

    (row,) = comparison.criteria
    assert [cell.text for cell in row.cells] == ["–", "–"]
    assert marks(row) == [True, False]


def test_gates_stand_in_a_row_with_their_reasons():
    comparison = compare([a_match(gates=[PASSED]), a_match(gates=[UNKNOWN])], labels={})

    (row,) = comparison.gates
    assert row.differs
    assert [cell.state for cell in row.cells] == ["Met", "To confirm"]
    assert row.cells[1].text == "The product line states no material."
