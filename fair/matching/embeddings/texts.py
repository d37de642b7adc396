"""In which words a need or a line is compared: what its owner wrote, in whatever languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.texts import FALLBACK_ORDER
from fair.editions.models import Edition
from fair.exhibitors.models import ProductLine
from fair.matching.embeddings.store import SidedText
from fair.matching.engine.text.types import TextSide
from fair.sourcing.models import ComponentNeed


@dataclass(frozen=True, slots=True)
class OwnText:
    """Title and description in one language, as one text with the title in front."""

    language: str
    title: str
    description: str

    @property
    def whole(self) -> str:
        return "\n".join(part for part in (self.title, self.description) if part)


def own_texts(title: Mapping[str, str], description: Mapping[str, str]) -> list[OwnText]:
    """Return what stands in each language, the fullest first, ties in the order of fallback.

    The size in bytes is what makes languages comparable: an East Asian sign says more than a
    letter and takes three.
    """
    texts = [
        OwnText(code, title.get(code, "").strip(), description.get(code, "").strip())
        for code in FALLBACK_ORDER
    ]
    stated = [text for text in texts if text.whole]
    return sorted(stated, key=lambda text: -len(text.whole.encode("utf-8", "surrogatepass")))


def texts_of(edition: Edition) -> list[SidedText]:
    """Return the texts of an edition that get a vector: of each need and line the fullest one.

    Two queries.
    """
    return [
        (side, texts[0].whole)
        for side, rows in (
            (TextSide.NEED, ComponentNeed.objects.published()),
            (TextSide.LINE, ProductLine.objects.published()),
        )
        for texts in _own_texts_of(rows, edition)
        if texts
    ]


def _own_texts_of(rows: Any, edition: Edition) -> list[list[OwnText]]:
    stated = rows.filter(participation__edition=edition).order_by("id")
    return [own_texts(*texts) for texts in stated.values_list("title", "description")]
