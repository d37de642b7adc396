"""What texts of the trade are like in general: how common a word or code is, where vectors lie.

Made once from a background of texts and then frozen, so that the score of a pair depends on no
other text that comes or goes.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import log

import numpy as np

from fair.matching.engine.text.types import KINDS, VECTOR_TYPE, Floats, TextProfile, TextSide

# Vectors of a language lie in a cone; its axis is known well enough from this many texts.
TRUSTED_TEXTS = 10.0
ShareOf = tuple[str, TextSide]  # language and side


@dataclass(frozen=True, slots=True, eq=False)
class Statistics:
    """Counts over a background of texts; `version` names the background.

    `token_texts` says in how many texts a token stands, `code_texts` the same of codes by their
    kind; `axes` are mean vectors by language and side, `axis_texts` of how many texts.
    """

    version: str
    texts: int = 0
    lines: int = 0
    line_tokens: int = 0
    token_texts: Mapping[str, float] = field(default_factory=dict)
    code_texts: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    axes: Mapping[ShareOf, Floats] = field(default_factory=dict)
    axis_texts: Mapping[ShareOf, float] = field(default_factory=dict)

    @property
    def line_length(self) -> float:
        """Tokens of a usual line."""
        return self.line_tokens / self.lines if self.lines else 1.0

    def token_rarity(self, token: str) -> float:
        return rarity(self.token_texts.get(token, 0.0), texts=self.texts)

    def code_rarity(self, kind: str, code: str) -> float:
        return rarity(self.code_texts.get(kind, {}).get(code, 0.0), texts=self.texts)


def rarity(found: float, *, texts: int) -> float:
    """Return how much it tells that a text has what `found` of `texts` have: above 0."""
    return log(1.0 + (max(texts - found, 0.0) + 0.5) / (found + 0.5))


def gather(
    *,
    needs: Iterable[TextProfile],
    lines: Iterable[TextProfile],
    background: Statistics | None = None,
    version: str,
) -> Statistics:
    """Count the texts of a set, on top of a background."""
    sides = {TextSide.NEED: list(needs), TextSide.LINE: list(lines)}
    base = background or Statistics("")
    tokens = Counter(base.token_texts)
    codes = {kind: Counter(base.code_texts.get(kind, {})) for kind in KINDS}
    for profile in (*sides[TextSide.NEED], *sides[TextSide.LINE]):
        tokens.update(dict.fromkeys(profile.tokens, 1))
        for kind in KINDS:
            codes[kind].update(profile.codes(kind))
    axes, axis_texts = _axes(sides, base=base)
    added = sides[TextSide.LINE]
    return Statistics(
        version=version,
        texts=base.texts + sum(map(len, sides.values())),
        lines=base.lines + len(added),
        line_tokens=base.line_tokens + int(sum(sum(line.tokens.values()) for line in added)),
        token_texts=dict(tokens),
        code_texts={kind: dict(counts) for kind, counts in codes.items()},
        axes=axes,
        axis_texts=axis_texts,
    )


def _axes(
    sides: Mapping[TextSide, list[TextProfile]], *, base: Statistics
) -> tuple[dict[ShareOf, Floats], dict[ShareOf, float]]:
    """Return the mean vectors; the background counts as at most TRUSTED_TEXTS of each kind."""
    axes, counts = dict(base.axes), dict(base.axis_texts)
    vectors: dict[ShareOf, list[Floats]] = {}
    for side, profiles in sides.items():
        for profile in profiles:
            if profile.vector:
                key = (profile.language, side)
                vectors.setdefault(key, []).append(vector_of(profile.vector))
            if profile.subject:
                key = (profile.language, TextSide.SUBJECT)
                vectors.setdefault(key, []).append(vector_of(profile.subject))
    for key, found in vectors.items():
        known = min(counts.get(key, 0.0), TRUSTED_TEXTS)
        parts = [*found, np.float32(known) * axes[key]] if known else found
        counts[key] = known + len(found)
        axes[key] = np.stack(parts).sum(axis=0, dtype=np.float32) / np.float32(counts[key])
    return axes, counts


def vector_of(kept: bytes) -> Floats:
    """Return a vector as numbers."""
    return np.frombuffer(kept, dtype=VECTOR_TYPE).astype(np.float32)


def axis_of(statistics: Statistics, *, language: str, side: TextSide) -> Floats | None:
    """Return the axis of a language, for an unknown one the middle of those known."""
    axis = statistics.axes.get((language, side))
    if axis is not None:
        return axis
    known = [axis for (_language, of), axis in sorted(statistics.axes.items()) if of is side]
    return np.mean(known, axis=0) if known else None
