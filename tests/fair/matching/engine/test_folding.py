"""What is folded unfolds to the same."""

import json

import pytest
from hypothesis import given

from fair.matching.engine.explain import explain, explanation_json
from fair.matching.engine.folding import folded, unfolded
from fair.matching.engine.scoring import score_pair
from fair.matching.engine.types import Status
from tests.fair.matching.engine.inventions import needs, offers
from tests.fair.matching.engine.samples import SharedWords, make_rules

RULES = make_rules(text=SharedWords())
NOTHING = {"buyer": {"score": 0, "items": []}, "supplier": {"score": 0, "items": []}}


def item(**fields):
    plain = {"code": "text", "status": "met", "points": 1, "could_add": 0}
    return {**plain, "asked": None, "offered": None, **fields}


def of_buyer(*items):
    return {**NOTHING, "buyer": {"score": 1, "items": list(items)}, "raise_most": []}


@given(needs, offers)
def test_explanations_of_all_kinds_unfold_to_themselves(need, offer):
    pair = score_pair(need, offer, rules=RULES)
    explanation = explanation_json(explain(pair, need, offer, rules=RULES))

    assert unfolded(folded(explanation)) == explanation


def test_what_is_kept_has_no_names():
    assert folded({**NOTHING, "raise_most": ["lead"]}) == '[[0,[]],[0,[]],["lead"]]'
    assert folded(of_buyer(item(asked=["Ô"], offered=1.5))) == (
        '[[1,[["text",0,1,0,["Ô"],1.5]]],[0,[]],[]]'
    )


@pytest.mark.parametrize("status", [status.value for status in Status])
def test_every_status_is_kept(status):
    explanation = of_buyer(item(status=status))

    assert unfolded(folded(explanation)) == explanation


def test_quotes_are_kept_and_what_they_do_not_say_is_left_out():
    whole = {
        "quote": "ADC12",
        "start": 14,
        "end": 19,
        "code": "AL.ADC12",
        "place": "title",
        "language": "vi",
    }
    both = of_buyer(item(evidence={"need": [whole], "line": [whole, whole]}))
    part = of_buyer(item(evidence={"need": [{"quote": "ADC12", "start": 0}]}))

    assert unfolded(folded(both)) == both
    assert unfolded(folded(part)) == part


def test_what_was_stored_before_there_were_folds_is_read_as_it_is():
    explanation = of_buyer(item())

    assert unfolded(json.dumps(explanation)) == explanation
