"""The base of the errors that tell a person why something cannot be done."""

from typing import Any, ClassVar


class Refusal(Exception):
    """Something asked for cannot be done; `code` says why, str() says it in the reader's words.

    Subclasses list their codes with one lazily translated message each, which may use `params`.
    """

    MESSAGES: ClassVar[dict[str, Any]]

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return str(self.MESSAGES[self.code]) % self.params
