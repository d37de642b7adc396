"""Texts, what a small vocabulary reads in them, and a model to weigh them with."""

import random
import struct
from typing import Any

from fair.matching.engine.text.model import TextModel
from fair.matching.engine.text.statistics import gather
from fair.matching.engine.text.tokens import tokens_of
from fair.matching.engine.text.trade_fitting import Exemplar, learnt
from fair.matching.engine.text.types import TextProfile
from fair.matching.engine.text.weighing import Weighing
from fair.matching.engine.text.worth import Frame
from tests.fair.matching.engine.samples import MATERIALS, PROCESSES

WEIGHTS = {
    "cover_process": 2.0,
    "focus_process": 1.5,
    "no_process": 0.5,
    "cover_material": 1.5,
    "focus_material": 0.2,
    "cover_part_family": 1.0,
    "focus_part_family": 0.3,
    "wording": 4.0,
    "trade": 1.5,
    "kinship": 0.8,
}
FULL = Weighing({**WEIGHTS, "meaning": 4.0, "topic": 2.0}, -3.0)
PLAIN = Weighing(WEIGHTS, -2.5)


def make_profile(text: str = "", **changes: Any) -> TextProfile:
    counts: dict[str, float] = {}
    for token in tokens_of(text):
        counts[token] = counts.get(token, 0) + 1
    return TextProfile(**{"language": "en", "tokens": counts, **changes})


def make_vector(seed: int, dimensions: int = 8) -> bytes:
    draw = random.Random(seed)  # noqa: S311 - nothing to keep secret
    numbers = [draw.gauss(0, 1) for _ in range(dimensions)]
    length = sum(number * number for number in numbers) ** 0.5
    return struct.pack(f"<{dimensions}e", *(number / length for number in numbers))


NEEDS = [
    make_profile(
        "milled shaft, stainless SUS304",
        processes={"MC.MIL": 1.0, "MC.TUR": 0.4},
        materials={"SUS304": 1.0},
        part_families={"SHAFT": 1.0},
        vector=make_vector(1),
        subject=make_vector(6),
    ),
    make_profile("trục tiện", language="vi", processes={"MC.TUR": 1.0}, vector=make_vector(2)),
    make_profile("something round", vector=b""),
    make_profile(""),
]
LINES = [
    make_profile(
        "Milling of stainless shafts, SUS304 and SUS430",
        processes={"MC.MIL": 1.0},
        materials={"SUS304": 1.0, "SUS430": 1.0},
        part_families={"SHAFT": 1.0},
        vector=make_vector(3),
    ),
    make_profile(
        "Die casting", processes={"CF.DIE": 1.0, "MC": 0.5}, language="vi", vector=make_vector(4)
    ),
    make_profile("Tiện trục", language="vi", processes={"MC.TUR": 0.9}, vector=make_vector(5)),
    make_profile("Round things", processes={}, vector=b""),
    make_profile(""),
]


# Words of a few trades, as the exemplars of the project teach them.
TRADES = learnt(
    [
        Exemplar(make_profile("round shaft, turned"), ("MC.TUR",)),
        Exemplar(make_profile("trục tròn, round"), ("MC.TUR", "MC.MIL")),
        Exemplar(make_profile("shaft with milled keyway"), ("MC.MIL",)),
        Exemplar(make_profile("milled plate, something flat"), ("MC.MIL",)),
        Exemplar(make_profile("casting of something hollow"), ("CF.DIE",)),
        Exemplar(make_profile("die casting, thin walls"), ("CF.DIE",)),
        *(Exemplar(make_profile(f"unheard{at}"), ("CF.DIE",)) for at in range(20)),
    ]
)


def make_model(**changes: Any) -> TextModel:
    statistics = gather(needs=NEEDS, lines=LINES, version="sample")
    frame = Frame(statistics, {"process": PROCESSES, "material": MATERIALS}, TRADES)
    return TextModel(**{"version": "t1", "frame": frame, "full": FULL, "plain": PLAIN, **changes})
