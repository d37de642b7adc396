"""What a text sounds like though it names no process: learnt from exemplars, then frozen."""

import json
from math import isclose, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fair.matching.engine.text import trade_fitting
from fair.matching.engine.text.codec import trades_json, trades_of
from fair.matching.engine.text.features import features_of
from fair.matching.engine.text.steps import STEPS
from fair.matching.engine.text.trade_fitting import FEWEST_TEXTS, Exemplar, learnt
from fair.matching.engine.text.trades import (
    NO_TRADES,
    SORTS,
    WEAKEST,
    Kindred,
    Trades,
    marks_of,
)
from fair.matching.engine.text.worth import Frame
from tests.fair.matching.engine.samples import PROCESSES
from tests.fair.matching.engine.text.samples import TRADES, make_model, make_profile

WORDS = ("round", "shaft", "milled", "casting", "something", "unheard")


def strongest(text: str) -> str:
    return strongest_of(TRADES.of(make_profile(text)))


def strongest_of(drawn: dict[str, float]) -> str:
    return max(drawn, key=lambda code: drawn[code])


@pytest.mark.parametrize(
    ("text", "process"),
    [("a round pin", "MC.TUR"), ("milled key", "MC.MIL"), ("casting, any size", "CF.DIE")],
)
def test_words_of_a_trade_point_to_its_process(text, process):
    assert strongest(text) == process


def test_codes_point_to_processes_as_words_do():
    tubes = [
        Exemplar(make_profile(part_families={"PIPE": 1.0}), ("SM.TUB",)),
        Exemplar(make_profile(part_families={"PIPE": 1.0}), ("SM.TUB",)),
        Exemplar(make_profile(materials={"RB.SIL": 1.0}), ("RB.MLD",)),
        Exemplar(make_profile(materials={"RB.NBR": 1.0}), ("RB.MLD",)),
    ]
    trades = learnt(tubes)

    assert max(trades.of(make_profile(part_families={"PIPE": 0.4})).items(), key=lambda e: e[1])[
        0
    ] == ("SM.TUB")
    # A code also stands for the broader ones, which is how one that no exemplar has is heard.
    drawn = trades.of(make_profile(materials={"RB.FKM": 1.0}))
    assert max(drawn, key=lambda code: drawn[code]) == "RB.MLD"


def test_sizes_and_figures_point_to_processes_as_words_do():
    thin, thick = {"thickness_mm -1": 1.0}, {"thickness_mm 4": 1.0}
    trades = learnt(
        [
            *(Exemplar(make_profile(sizes=thin, figures={">mesh 3": 1.0}), ("SM.STA",)),) * 2,
            *(Exemplar(make_profile(sizes=thick), ("CF.SAN",)),) * 2,
            Exemplar(make_profile(sizes={"weight_kg 9": 1.0}), ("CF.FOR",)),
        ]
    )

    assert strongest_of(trades.of(make_profile(sizes=thin))) == "SM.STA"
    assert strongest_of(trades.of(make_profile(sizes=thick))) == "CF.SAN"
    assert strongest_of(trades.of(make_profile(figures={">mesh 3": 0.2}))) == "SM.STA"
    # What a single exemplar has may be chance.
    assert trades.of(make_profile(sizes={"weight_kg 9": 1.0})) == {}


def test_signs_point_where_their_pairs_were_never_seen():
    shafts = [Exemplar(make_profile(text), ("MC.TUR",)) for text in ("轴心", "长轴")]
    boxes = [Exemplar(make_profile(text), ("SM.FAB",)) for text in ("箱体", "纸箱", "木箱")]
    others = [Exemplar(make_profile(f"unheard{at}"), ("CF.DIE",)) for at in range(40)]

    assert strongest_of(learnt([*shafts, *boxes, *others]).of(make_profile("光轴"))) == "MC.TUR"


def test_a_quieter_exemplar_pulls_less():
    loud = Exemplar(make_profile("round"), ("MC.TUR",))
    quiet = Exemplar(make_profile("round"), ("MC.MIL",), weight=0.5)
    others = [Exemplar(make_profile(f"unheard{at}"), ("CF.DIE",)) for at in range(40)]

    drawn = learnt([loud, quiet, *others]).of(make_profile("round"))

    assert 0 < drawn["MC.MIL"] < drawn["MC.TUR"] / 2


def test_text_without_any_known_mark_sounds_like_nothing():
    assert TRADES.of(make_profile("entirely unknown")) == {}
    assert TRADES.of(make_profile("")) == {}
    assert NO_TRADES.of(make_profile("round shaft")) == {}


def test_words_of_one_exemplar_or_of_most_are_no_marks():
    assert FEWEST_TEXTS == 2
    assert "round" in TRADES.rarity
    assert "hollow" not in TRADES.rarity
    everywhere = learnt([Exemplar(make_profile(f"part w{at}"), ("MC.TUR",)) for at in range(20)])
    assert everywhere.of(make_profile("part")) == {}


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12))
def test_what_a_text_sounds_like_has_unit_length_and_no_order(words):
    drawn = TRADES.of(make_profile(" ".join(words)))
    again = TRADES.of(make_profile(" ".join(reversed(words))))

    assert drawn == again
    if drawn:
        assert isclose(sqrt(sum(pull * pull for pull in drawn.values())), 1.0, abs_tol=1e-5)
        assert all(pull >= 0 and (pull * STEPS).is_integer() for pull in drawn.values())


def test_each_sort_of_mark_counts_together_whatever_its_number():
    one = marks_of(
        make_profile(
            "round", processes={"MC": 1.0}, sizes={"weight_kg 1": 1.0}, figures={"<m 2": 0.4}
        ),
        rarity=TRADES.rarity,
    )
    more = marks_of(
        make_profile(
            "round shaft milled",
            processes={"MC": 1.0, "CF": 1.0},
            sizes={"weight_kg 1": 0.5, "weight_kg 2": 0.5},
            figures={"<m 2": 0.4, "<m 3": 0.6, ">pin 2": 1.0},
        ),
        rarity=TRADES.rarity,
    )

    for marks in (one, more):
        for sort in ("process", "word", "size", "figure"):
            length = sqrt(sum(value**2 for (of, _name), value in marks.items() if of == sort))
            assert isclose(length, SORTS[sort])


def test_pulls_are_bounded_and_come_back_the_same():
    kept = json.loads(json.dumps(trades_json(TRADES)))
    back = trades_of(kept)
    text = make_profile("round milled shaft of something")

    assert back.of(text) == TRADES.of(text)
    assert trades_json(back) == kept
    assert len(TRADES.weights) <= trade_fitting.KEPT_PULLS
    assert trades_of({}) is NO_TRADES
    assert trades_json(NO_TRADES) == {}


def test_least_squares_are_solved_as_the_normal_equations_say(monkeypatch):
    exemplars = [
        Exemplar(make_profile(f"{word} part{at % 3} of{at % 5}"), (code,))
        for at, (word, code) in enumerate(
            [("round", "MC.TUR"), ("milled", "MC.MIL"), ("casting", "CF.DIE")] * 8
        )
    ]
    monkeypatch.setattr(trade_fitting, "ENOUGH", 1e-9)
    trades = learnt(exemplars)

    texts = [marks_of(each.text, rarity=trades.rarity) for each in exemplars]
    table = np.zeros((len(texts), len(trades.rows)))
    for at, text in enumerate(texts):
        for mark, value in text.items():
            table[at, trades.rows[mark]] = value
    labels = np.array([[code in each.processes for code in trades.codes] for each in exemplars])
    right = table.T @ labels - np.outer(table.sum(axis=0), labels.mean(axis=0))
    solved = np.linalg.solve(
        table.T @ table + trade_fitting.RIDGE * np.eye(len(trades.rows)), right
    )
    assert dense(trades) == pytest.approx(solved, abs=2e-3)


def test_pulls_that_count_for_least_are_left_out(monkeypatch):
    exemplars = [Exemplar(make_profile("round often"), ("MC.TUR",))] * 9
    exemplars += [Exemplar(make_profile("milled often seldom"), ("MC.MIL",))] * 2
    exemplars += [Exemplar(make_profile(f"unheard{at}"), ("CF.DIE",)) for at in range(99)]
    whole = learnt(exemplars)
    monkeypatch.setattr(trade_fitting, "KEPT_PULLS", 3)

    few = learnt(exemplars)

    assert len(few.weights) == 3
    places = [whole.rows[mark] for mark in few.rows]
    kept = dense(few) != 0
    assert dense(few)[kept] == pytest.approx(dense(whole)[places][kept])
    # "round" stands in nine exemplars, "seldom" in two.
    assert ("word", "round") in few.rows
    assert ("word", "seldom") not in few.rows


def dense(trades: Trades) -> np.ndarray:
    """Unfold the pulls, shape (marks, codes)."""
    pulls = np.zeros((len(trades.rows), len(trades.codes)))
    rows = np.repeat(np.arange(len(trades.rows)), np.diff(trades.starts))
    pulls[rows, trades.columns] = trades.weights
    return pulls


def test_trade_of_a_pair_is_one_for_the_same_text_and_zero_without_marks():
    frame = make_model().frame
    text = make_profile("round shaft")

    assert isclose(features_of(text, text, frame=frame)["trade"], 1.0, abs_tol=1e-5)
    assert features_of(text, make_profile("unheard"), frame=frame)["trade"] == 0.0
    silent = Frame(frame.statistics, frame.relations)
    assert features_of(text, text, frame=silent)["trade"] == 0.0


def test_kindred_of_trades_are_what_answers_the_best_of_them():
    kindred = Kindred(("CF.DIE", "MC.MIL", "MC.TUR"), PROCESSES)

    drawn = kindred.of({"MC.MIL": 0.8, "MC.TUR": 0.6})

    # Turning answers turning (.6²) better than it answers milling (.35 of .8²).
    assert drawn["MC.TUR"] == pytest.approx(drawn["MC.MIL"] * 0.36 / 0.64, abs=1e-5)
    lone = kindred.of({"MC.MIL": 1.0})
    assert lone["MC.TUR"] == pytest.approx(0.35 * lone["MC.MIL"], abs=1e-5)
    assert "CF.DIE" not in lone
    assert kindred.of({}) == {}


def test_processes_without_relations_are_kindred_to_themselves():
    assert Kindred(("CF.DIE", "MC.MIL"), {}).of({"CF.DIE": 0.5}) == {"CF.DIE": 1.0}


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12))
def test_kindred_have_unit_length_in_whole_steps(words):
    kindred = make_model().frame.kindred.of(TRADES.of(make_profile(" ".join(words))))

    if kindred:
        assert isclose(sqrt(sum(pull * pull for pull in kindred.values())), 1.0, abs_tol=1e-5)
        assert all((pull * STEPS).is_integer() for pull in kindred.values())


def test_kin_across_branches_count_where_the_frame_tells_them():
    frame = make_model().frame
    across = {**frame.relations, "kindred": {"MC.MIL": {"MC.MIL": 1.0, "CF.DIE": 0.5}}}
    need, other = make_profile("milled"), make_profile("casting")

    with_them = Frame(frame.statistics, across, frame.trades)

    told = features_of(need, other, frame=with_them)
    untold = features_of(need, other, frame=frame)
    assert told["kinship"] > untold["kinship"]
    assert told["cover_process"] == untold["cover_process"]


def test_pulls_count_in_proportion_and_the_weakest_not_at_all():
    trades = Trades(
        codes=("CF.DIE", "MC.MIL", "MC.TUR"),
        rows={("word", "round"): 0},
        rarity={"round": 1.0},
        starts=np.array([0, 3], np.intp),
        columns=np.array([0, 1, 2], np.uint16),
        weights=np.array([WEAKEST / 2, 0.2, 0.8], np.float32),
        usual=np.zeros(3, np.float32),
    )

    drawn = trades.of(make_profile("round"))

    assert drawn["MC.TUR"] / drawn["MC.MIL"] == pytest.approx(4, rel=1e-4)
    assert "CF.DIE" not in drawn


def test_kinship_hears_siblings_of_what_a_need_sounds_like():
    frame = make_model().frame
    need, sibling, other = (make_profile(text) for text in ("milled", "round", "casting"))

    near, far = (features_of(need, line, frame=frame) for line in (sibling, other))

    assert near["kinship"] > near["trade"]
    assert near["kinship"] > far["kinship"]
    assert features_of(make_profile("unheard"), sibling, frame=frame)["kinship"] == 0.0
