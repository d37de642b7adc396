"""How far a product line or a need is described."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import TextChoices

Gap = TypeVar("Gap", bound=TextChoices)


@dataclass(frozen=True, slots=True)
class Completeness(Generic[Gap]):
    """What is not stated: `needed` before it can be published, `advised` since matching reads it.

    `in_all` counts what could be stated.
    """

    needed: tuple[Gap, ...]
    advised: tuple[Gap, ...]
    in_all: int

    @property
    def percent(self) -> int:
        """How far the description is, 0 to 100."""
        return 100 * (self.in_all - len(self.needed) - len(self.advised)) // self.in_all

    @property
    def is_publishable(self) -> bool:
        return not self.needed


def completeness(is_stated: Mapping[Gap, bool], *, needed: Collection[Gap]) -> Completeness[Gap]:
    """Return the gaps, in the order of `is_stated`, apart from each other by what they prevent."""
    gaps = [gap for gap, stated in is_stated.items() if not stated]
    return Completeness(
        needed=tuple(gap for gap in gaps if gap in needed),
        advised=tuple(gap for gap in gaps if gap not in needed),
        in_all=len(is_stated),
    )
