"""What terms are found by: their labels and synonyms in every language."""

from typing import Any

from fair.common.search import folded
from fair.taxonomy.models import Certification, Material, PartFamily, Process, Sector

SEARCHED: dict[str, Any] = {
    "processes": Process,
    "materials": Material,
    "part-families": PartFamily,
    "sectors": Sector,
    "certifications": Certification,
}


def words_of(model: Any) -> dict[int, str]:
    """Return the folded words of every term of `model` by its id; one query."""
    rows = model.objects.order_by("id").values_list("id", "labels", "synonyms")
    return {pk: _folded_words(labels, synonyms) for pk, labels, synonyms in rows}


def _folded_words(labels: dict[str, str], synonyms: dict[str, list[str]]) -> str:
    several = (word for words in synonyms.values() for word in words)
    return folded(" ".join(dict.fromkeys([*labels.values(), *several])))
