import json

import numpy as np

from fair.matching.engine.text.calibration import Calibration
from fair.matching.engine.text.codec import model_json, model_of, weighing_json, weighing_of
from fair.matching.engine.text.weighing import Weighing
from tests.fair.matching.engine.text.samples import LINES, NEEDS, make_model


def test_what_is_kept_gives_the_same_numbers_ever_after():
    kept = json.loads(json.dumps(model_json(make_model())))
    once, again = (model_of(kept, relations=make_model().frame.relations) for _ in range(2))

    assert once.version == "t1"
    assert np.array_equal(once.block(NEEDS, LINES), again.block(NEEDS, LINES))
    assert model_json(once) == kept


def test_tokens_of_one_text_are_not_kept():
    kept = model_json(make_model())["statistics"]["token_texts"]

    assert kept["stainless"] == 2
    assert "casting" not in kept


def test_curve_comes_back():
    weighing = Weighing({"wording": 2.0}, -1.0, Calibration((0.0, 1.0), (0.1, 0.9)))

    assert weighing_of(json.loads(json.dumps(weighing_json(weighing)))) == weighing


def test_axes_come_back():
    model = make_model()
    back = model_of(model_json(model), relations={}).frame.statistics

    for key, axis in model.frame.statistics.axes.items():
        assert np.allclose(back.axes[key], axis, atol=1e-3)
    assert back.axis_texts == model.frame.statistics.axis_texts
