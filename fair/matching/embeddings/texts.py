"""In which words a need or a line is compared: what its owner wrote, in whatever languages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.texts import FALLBACK_ORDER
from fair.editions.models import Edition
from fair.exhibitors.models import ProductLine
from fair.matching.embeddings.store import SidedText
from fair.matching.engine.text.tokens import subject_of
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


def sided_texts(texts: Sequence[OwnText], *, side: TextSide) -> list[SidedText]:
    """Return the texts of one owner that get a vector: the fullest, and what a need is about."""
    if not texts:
        return []
    whole = texts[0].whole
    if side is TextSide.NEED:
        return [(side, whole), (TextSide.SUBJECT, subject_of(whole))]
    return [(side, whole)]


def texts_of(edition: Edition) -> list[SidedText]:
    """Return the texts of an edition that get a vector; two queries."""
    needs = ComponentNeed.objects.published().filter(participation__edition=edition)
    lines = ProductLine.objects.published().filter(participation__edition=edition)
    return texts_of_rows(needs, lines)


def texts_of_rows(needs: QuerySet[ComponentNeed], lines: QuerySet[ProductLine]) -> list[SidedText]:
    """Return the texts of these needs and lines that get a vector; two queries."""
    return [
        text
        for side, rows in ((TextSide.NEED, needs), (TextSide.LINE, lines))
        for title, description in rows.order_by("id").values_list("title", "description")
        for text in sided_texts(own_texts(title, description), side=side)
    ]
