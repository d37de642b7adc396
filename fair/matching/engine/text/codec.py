"""Text models as plain JSON: what is shipped with the code, and what an edition keeps."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fair.matching.engine.text.calibration import Calibration
from fair.matching.engine.text.model import TextModel
from fair.matching.engine.text.statistics import Statistics
from fair.matching.engine.text.trades import NO_TRADES, Trades
from fair.matching.engine.text.types import VECTOR_TYPE, Floats, TextSide
from fair.matching.engine.text.weighing import Weighing
from fair.matching.engine.text.worth import Frame
from fair.matching.engine.types import Relations

# A token that stands in so few texts is as rare as one that stands in none.
FEWEST_TEXTS = 2


def statistics_json(statistics: Statistics) -> dict[str, Any]:
    """Return statistics as they are kept; tokens of fewer than FEWEST_TEXTS texts are left out."""
    return {
        "version": statistics.version,
        "texts": statistics.texts,
        "lines": statistics.lines,
        "line_tokens": statistics.line_tokens,
        "token_texts": {
            token: count
            for token, count in sorted(statistics.token_texts.items())
            if count >= FEWEST_TEXTS
        },
        "code_texts": {
            kind: {code: round(count, 3) for code, count in sorted(counts.items())}
            for kind, counts in statistics.code_texts.items()
        },
        "axes": [
            {
                "language": language,
                "side": side.value,
                "texts": statistics.axis_texts[language, side],
                "vector": _text_of(axis),
            }
            for (language, side), axis in sorted(statistics.axes.items())
        ],
    }


def statistics_of(kept: Mapping[str, Any]) -> Statistics:
    """Return the statistics that were kept."""
    keys = [(axis["language"], TextSide(axis["side"])) for axis in kept["axes"]]
    return Statistics(
        version=kept["version"],
        texts=kept["texts"],
        lines=kept["lines"],
        line_tokens=kept["line_tokens"],
        token_texts=kept["token_texts"],
        code_texts=kept["code_texts"],
        axes={
            key: _vector_of(axis["vector"]) for key, axis in zip(keys, kept["axes"], strict=True)
        },
        axis_texts={key: axis["texts"] for key, axis in zip(keys, kept["axes"], strict=True)},
    )


def trades_json(trades: Trades) -> dict[str, Any]:
    """Return what marks speak for as it is kept; an empty dict where nothing was learnt."""
    if not trades.codes:
        return {}
    return {
        "codes": list(trades.codes),
        "marks": [list(mark) for mark in trades.rows],
        "rarity": dict(trades.rarity),
        "starts": _text_of(trades.starts, "<u4"),
        "columns": _text_of(trades.columns, "<u2"),
        "weights": _text_of(trades.weights),
        "usual": _text_of(trades.usual),
    }


def trades_of(kept: Mapping[str, Any]) -> Trades:
    """Return what was kept of marks; NO_TRADES for what an older version did not know."""
    if not kept:
        return NO_TRADES
    return Trades(
        codes=tuple(kept["codes"]),
        rows={(sort, name): at for at, (sort, name) in enumerate(kept["marks"])},
        rarity=kept["rarity"],
        starts=_numbers_of(kept["starts"], "<u4").astype(np.intp),
        columns=_numbers_of(kept["columns"], "<u2").astype(np.uint16),
        weights=_vector_of(kept["weights"]),
        usual=_vector_of(kept["usual"]),
    )


def weighing_json(weighing: Weighing) -> dict[str, Any]:
    """Return coefficients and curve as they are kept."""
    return {
        "coefficients": dict(weighing.coefficients),
        "constant": weighing.constant,
        "at": list(weighing.calibration.at),
        "probability": list(weighing.calibration.probability),
    }


def weighing_of(kept: Mapping[str, Any]) -> Weighing:
    """Return the coefficients and the curve that were kept."""
    return Weighing(
        coefficients=kept["coefficients"],
        constant=kept["constant"],
        calibration=Calibration(tuple(kept["at"]), tuple(kept["probability"])),
    )


def model_json(model: TextModel) -> dict[str, Any]:
    """Return a model as it is kept; how codes relate is the vocabulary's to say."""
    return {
        "version": model.version,
        "full": weighing_json(model.full),
        "plain": weighing_json(model.plain),
        "statistics": statistics_json(model.frame.statistics),
        "trades": trades_json(model.frame.trades),
    }


def model_of(kept: Mapping[str, Any], *, relations: Mapping[str, Relations]) -> TextModel:
    """Return the model that was kept, for a vocabulary with these relations by kind."""
    return TextModel(
        version=kept["version"],
        frame=Frame(
            statistics_of(kept["statistics"]), relations, trades_of(kept.get("trades") or {})
        ),
        full=weighing_of(kept["full"]),
        plain=weighing_of(kept["plain"]),
    )


def _text_of(numbers: NDArray[Any], kind: str = VECTOR_TYPE) -> str:
    return b64encode(numbers.astype(kind).tobytes()).decode("ascii")


def _numbers_of(text: str, kind: str) -> NDArray[Any]:
    return np.frombuffer(b64decode(text), kind)


def _vector_of(text: str) -> Floats:
    return _numbers_of(text, VECTOR_TYPE).astype(np.float32)
