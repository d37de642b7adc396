"""What is told of many matches is to the letter what the reference tells of each."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fair.matching.engine.columns import need_columns, offer_columns, vocabulary_of
from fair.matching.engine.exact import exact_scores
from fair.matching.engine.explain import explain, explanation_json, gates_json
from fair.matching.engine.folding import compact, folded, folded_quotes
from fair.matching.engine.gating import gates_of_matches, gates_of_misses
from fair.matching.engine.pairing import Pairing
from fair.matching.engine.quoting import Answers, asked_in, evidence, offered_in
from fair.matching.engine.scoring import DEFAULT_WEIGHTS, score_pair
from fair.matching.engine.telling import Teller
from fair.matching.engine.text.evidence import evidence_of
from fair.matching.engine.text.types import MATERIAL, PART_FAMILY, PROCESS, Mention, TextProfile
from fair.matching.engine.types import Weights
from tests.fair.matching.engine.inventions import needs, offers, several
from tests.fair.matching.engine.samples import (
    PROCESS_PARENTS,
    SharedWords,
    make_need,
    make_offer,
    make_rules,
)

RULES = make_rules(text=SharedWords(), liked=frozenset({(1, 2), (2, 1)}))


def pairing_of(some_needs, some_offers, rules):
    columns = offer_columns(some_offers, vocabulary=vocabulary_of(rules))
    return Pairing(need_columns(some_needs), columns, rules)


def eligible(some_needs, some_offers, rules):
    """Return the rows and the scored pairs of all matches."""
    return [
        (row, other, pair)
        for row, need in enumerate(some_needs)
        for other, offer in enumerate(some_offers)
        if (pair := score_pair(need, offer, rules=rules)).is_eligible
    ]


def told(some_needs, some_offers, rules):
    """Return what columns and reference tell of all matches."""
    pairing = pairing_of(some_needs, some_offers, rules)
    found = eligible(some_needs, some_offers, rules)
    rows = np.array([row for row, _other, _pair in found], np.intp)
    others = np.array([other for _row, other, _pair in found], np.intp)
    teller = Teller(pairing.needs, rules=rules)
    by_columns = teller.told(pairing, exact_scores(pairing, rows, others))
    reference = [
        explain(pair, some_needs[row], some_offers[other], rules=rules)
        for row, other, pair in found
    ]
    return by_columns, [folded(explanation_json(explanation)) for explanation in reference]


weights = st.sampled_from([DEFAULT_WEIGHTS, None])


@given(several(needs, 4), several(offers, 5), weights)
def test_explanations_are_those_of_the_reference(some_needs, some_offers, given_weights):
    odd = Weights(
        "odd",
        {
            code: weight + 1 + at % 3
            for at, (code, weight) in enumerate(DEFAULT_WEIGHTS.buyer.items())
        },
        {code: weight + at for at, (code, weight) in enumerate(DEFAULT_WEIGHTS.supplier.items())},
    )
    rules = replace(RULES, weights=given_weights or odd)

    by_columns, reference = told(some_needs, some_offers, rules)

    assert by_columns == reference


@given(several(needs, 4), several(offers, 5))
def test_gates_are_those_of_the_reference(some_needs, some_offers):
    rules = replace(RULES, declined_by_buyer=frozenset({(1, 1)}))
    pairing = pairing_of(some_needs, some_offers, rules)
    every = [(row, other) for row in range(len(some_needs)) for other in range(len(some_offers))]
    rows, others = (np.array(side, np.intp) for side in zip(*every, strict=True))
    matches = eligible(some_needs, some_offers, rules)

    assert gates_of_misses(pairing, rows, others) == [
        compact(gates_json(score_pair(some_needs[row], some_offers[other], rules=rules).gates))
        for row, other in every
    ]
    assert gates_of_matches(
        pairing,
        np.array([row for row, _other, _pair in matches], np.intp),
        np.array([other for _row, other, _pair in matches], np.intp),
    ) == [compact(gates_json(pair.gates)) for _row, _other, pair in matches]


codes = st.sampled_from([*sorted(PROCESS_PARENTS), "SUS304", "SUS430", "ST.S", "ZZ"])
mentions = st.lists(
    st.builds(
        Mention,
        kind=st.sampled_from([PROCESS, MATERIAL, PART_FAMILY]),
        code=codes,
        quote=st.sampled_from(["gear", "shaft", "“Ô”", "a\\b"]),
        start=st.integers(0, 9),
        end=st.integers(10, 19),
        place=st.sampled_from(["title", "description"]),
        language=st.sampled_from(["vi", "ja"]),
    ),
    max_size=9,
).map(tuple)


@given(mentions, mentions)
def test_evidence_is_that_of_the_reference(asked, offered):
    need, line = TextProfile("vi", mentions=asked), TextProfile("vi", mentions=offered)
    relations = {PROCESS: RULES.processes, MATERIAL: RULES.materials}
    found = evidence_of(need, line, relations=relations)

    told_of = evidence(asked_in(need, answers=Answers(relations)), offered_in(line))

    both = [folded_quotes(found["need"]), folded_quotes(found["line"])] if found else None
    assert told_of == (f",{compact(both)}" if both else "")


def test_evidence_stands_in_the_explanation():
    mention = Mention(PROCESS, "MC.MIL", "milling", 0, 7, "title", "en")
    text = TextProfile("en", mentions=(mention,))
    need, offer = make_need(text=text), make_offer(text=text)

    [by_columns], [reference] = told([need], [offer], make_rules(text=Likeness()))

    assert by_columns == reference
    assert '"milling"' in by_columns


def test_nothing_is_told_of_no_pairs():
    assert told([make_need()], [make_offer(processes=frozenset({"CF.DIE"}))], RULES) == ([], [])


class Likeness(SharedWords):
    """A text model that finds everything alike."""

    def probability(self, need, offer):
        return 1.0
