"""In which words a need or a line is compared: what its owner wrote, in whatever languages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

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


class Owned(NamedTuple):
    """What the owner of this id has written, in all languages; never nothing."""

    side: TextSide
    row_id: int
    texts: list[OwnText]


def own_texts(title: Mapping[str, str], description: Mapping[str, str]) -> list[OwnText]:
    """Return what stands in each language, the fullest first, ties in the order of fallback.

    The size in bytes is what makes languages comparable: an East Asian sign says more than a
    letter and takes three.
    """
    texts = [
        OwnText(code, title.get(code, "").strip(), description.get(code, "").strip())
        for code in FALLBACK_ORDER
    ]
    stated = [text for text in texts if text.title or text.description]
    if len(stated) <= 1:  # as most are
        return stated
    return sorted(stated, key=lambda text: -len(text.whole.encode("utf-8", "surrogatepass")))


def sided_texts(texts: Sequence[OwnText], *, side: TextSide) -> list[SidedText]:
    """Return the texts of one owner that get a vector: the fullest, and what a need is about."""
    if not texts:
        return []
    whole = texts[0].whole
    if side is TextSide.NEED:
        return [(side, whole), (TextSide.SUBJECT, subject_of(whole))]
    return [(side, whole)]


def owned_texts(edition: Edition) -> list[Owned]:
    """Return all texts of an edition's published needs and lines; two queries."""
    needs = ComponentNeed.objects.published().filter(participation__edition=edition)
    lines = ProductLine.objects.published().filter(participation__edition=edition)
    return _owned(needs, lines)


def texts_of(edition: Edition) -> list[SidedText]:
    """Return the texts of an edition that get a vector; two queries."""
    return texts_of_owners(owned_texts(edition))


def texts_of_rows(needs: QuerySet[ComponentNeed], lines: QuerySet[ProductLine]) -> list[SidedText]:
    """Return the texts of these needs and lines that get a vector; two queries."""
    return texts_of_owners(_owned(needs, lines))


def texts_of_owners(owners: Iterable[Owned]) -> list[SidedText]:
    """Return the texts of these owners that get a vector."""
    return [text for owner in owners for text in sided_texts(owner.texts, side=owner.side)]


def _owned(needs: QuerySet[ComponentNeed], lines: QuerySet[ProductLine]) -> list[Owned]:
    return [
        Owned(side, row_id, own)
        for side, rows in ((TextSide.NEED, needs), (TextSide.LINE, lines))
        for row_id, *words in rows.order_by("id").values_list("pk", "title", "description")
        if (own := own_texts(*words))
    ]
