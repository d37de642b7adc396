"""Each feature: where it speaks for a pair, and where it does not."""

from math import isclose

import pytest

from fair.matching.engine.text.features import FEATURES, features_of
from fair.matching.engine.text.statistics import Statistics, vector_of
from fair.matching.engine.text.types import TextSide
from fair.matching.engine.text.worth import Frame
from tests.fair.matching.engine.samples import MATERIALS, PROCESSES
from tests.fair.matching.engine.text.samples import make_profile, make_vector

# Every code and token is equally rare here.
FRAME = Frame(Statistics("even", texts=0), {"process": PROCESSES, "material": MATERIALS})


def values(need, offer, frame=FRAME):
    return features_of(need, offer, frame=frame)


def test_coverage_is_the_share_of_what_is_asked():
    need = make_profile(processes={"MC.MIL": 1.0, "CF.DIE": 1.0})
    offer = make_profile(processes={"MC.MIL": 1.0, "MC.TUR": 1.0})

    found = values(need, offer)

    assert found["cover_process"] == 0.5
    assert found["focus_process"] == pytest.approx((1 + 0.35) / 2)
    assert values(need, make_profile())["cover_process"] == 0
    assert values(make_profile(), offer)["cover_process"] == 0


def test_relations_count_in_part_and_in_their_direction():
    milling, machining = (make_profile(processes={code: 1.0}) for code in ("MC.MIL", "MC"))

    assert values(milling, machining)["cover_process"] == pytest.approx(0.7)
    assert values(machining, milling)["cover_process"] == pytest.approx(0.9)


def test_likely_codes_count_by_their_weight():
    need = make_profile(processes={"MC.MIL": 1.0, "CF.DIE": 0.5})

    assert values(need, make_profile(processes={"MC.MIL": 0.6}))["cover_process"] == pytest.approx(
        0.4, abs=1e-6
    )


def test_rare_codes_weigh_more():
    often = Statistics("", texts=100, code_texts={"process": {"MC.MIL": 90}})
    need = make_profile(processes={"MC.MIL": 1.0, "CF.DIE": 1.0})

    share = values(need, make_profile(processes={"MC.MIL": 1.0}), Frame(often, FRAME.relations))

    assert 0 < share["cover_process"] < 0.1


def test_kinds_without_relations_compare_for_equality():
    need = make_profile(part_families={"SHAFT": 1.0})

    assert values(need, make_profile(part_families={"SHAFT": 1.0}))["cover_part_family"] == 1
    assert values(need, make_profile(part_families={"GEAR": 1.0}))["cover_part_family"] == 0


def test_silence_tells_that_nothing_is_asked():
    need = make_profile(processes={"MC.MIL": 1.0})

    assert values(need, make_profile())["no_process"] == 0
    assert values(need, make_profile())["no_material"] == 1


def test_wording_is_the_share_of_the_needs_words():
    need = make_profile("alpha beta")

    assert isclose(values(need, need)["wording"], 1, abs_tol=1e-6)
    assert 0.4 < values(need, make_profile("alpha gamma"))["wording"] < 0.6
    assert values(need, make_profile("gamma"))["wording"] == 0
    assert values(make_profile(""), need)["wording"] == 0


def test_words_of_a_short_line_weigh_more():
    frame = Frame(Statistics("", lines=1, line_tokens=3), {})
    need = make_profile("alpha beta gamma delta")
    short, long = (
        make_profile("alpha"),
        make_profile("alpha " + " ".join(f"w{n}" for n in range(9))),
    )

    assert values(need, short, frame)["wording"] > values(need, long, frame)["wording"] > 0


def test_repeating_a_word_has_an_end():
    need = make_profile("alpha beta gamma")
    once, often = make_profile("alpha"), make_profile("alpha " * 500)

    assert values(need, often)["wording"] < 1.2 * values(need, once)["wording"]


def test_words_of_every_other_text_do_not_count():
    common = Frame(Statistics("", texts=100, token_texts={"alpha": 11, "beta": 10}), {})
    line = make_profile("alpha")

    assert values(make_profile("alpha"), line, common)["wording"] == 0
    assert values(make_profile("beta"), make_profile("beta"), common)["wording"] == pytest.approx(1)


def test_meaning_is_the_cosine_from_the_middle_of_each_language():
    need, line = make_profile(vector=make_vector(1)), make_profile(vector=make_vector(2))
    axis = {("en", side): vector_of(line.vector) for side in TextSide}
    moved = Frame(Statistics("", axes=axis), {})

    assert values(need, need)["meaning"] == pytest.approx(1, abs=1e-6)
    assert values(need, line)["meaning"] != 0
    assert values(need, line, moved)["meaning"] == pytest.approx(0, abs=1e-3)
    assert values(need, make_profile())["meaning"] == 0


def test_topic_is_the_same_of_what_the_need_is_about():
    need = make_profile(vector=make_vector(1), subject=make_vector(2))
    line = make_profile(vector=make_vector(2))

    assert values(need, line)["topic"] == pytest.approx(1, abs=1e-3)
    assert values(make_profile(vector=make_vector(2)), line)["topic"] == 0
    assert values(need, make_profile())["topic"] == 0


def test_every_feature_stays_within_its_range():
    need = make_profile("alpha", processes={"MC.MIL": 1.0}, vector=make_vector(1))

    found = values(need, need)

    assert set(found) == set(FEATURES)
    assert all(-1 <= value <= 1 + 1e-6 for value in found.values())
