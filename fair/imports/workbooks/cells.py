"""A filled cell of a spreadsheet, and what is said when it cannot be read."""

import re
from dataclasses import dataclass
from typing import Any, Protocol

from fair.imports.choices import ImportKind
from fair.imports.workbooks.columns import Column


class Unreadable(Exception):
    """The cell cannot be read; `code` and `params` word it (choices.ISSUE_TEXTS)."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


class Lookups(Protocol):
    """Where names in cells are found: the vocabulary and the edition's halls."""

    def find(self, vocabulary: str, text: str) -> int | None:
        """Return the id of the entry of that code or name, or None."""

    def hall(self, code: str) -> int | None:
        """Return the id of the edition's hall of that code, or None."""

    def closest(self, vocabulary: str, text: str) -> list[str]:
        """Return a few entries whose names look like `text`."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A filled cell with what is needed to read it."""

    column: Column
    raw: Any
    kind: ImportKind
    lookups: Lookups

    @property
    def text(self) -> str:
        """What stands there, as a person sees it."""
        if isinstance(self.raw, float) and self.raw.is_integer():
            return str(int(self.raw))
        return str(self.raw).strip()

    @property
    def field(self) -> Any:
        return self.column.model_field(self.kind)

    def parts(self) -> list[str]:
        """The entries of a list: separated by semicolons, commas or new lines."""
        return [part.strip() for part in re.split(r"[;,\n、；，]", self.text) if part.strip()]
