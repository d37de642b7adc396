"""The reader of the vocabulary as it is in the database."""

from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import F

from fair.reading.engine.building import reader_of, version_of
from fair.reading.engine.reader import Reader
from fair.taxonomy.engine.types import Lists, TermRow
from fair.taxonomy.models import (
    Certification,
    GradeEquivalent,
    ImpliedProcess,
    Material,
    PartFamily,
    Process,
    TaxonomyVersion,
)


class CurrentVocabulary:
    """The vocabulary as it was read: two of equal `version` are equal. Its reader is built when
    somebody has a text to read.
    """

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self.version = version_of(lists)

    @cached_property
    def reader(self) -> Reader:
        return reader_of(self._lists)


def current_reader() -> Reader:
    """Return the reader of the newest version; one query where this process has it already.

    A vocabulary that was never loaded has no version to know it by, and is read anew each time.
    """
    return current_vocabulary().reader


def current_vocabulary() -> CurrentVocabulary:
    """Return the newest vocabulary, at the same cost, without building its reader."""
    version = TaxonomyVersion.objects.order_by("-number").values_list("number", "checksum").first()
    return _vocabulary(*version) if version else CurrentVocabulary(_current_lists())


@lru_cache(maxsize=1)
def _vocabulary(_number: int, _checksum: str) -> CurrentVocabulary:
    return CurrentVocabulary(_current_lists())


def _current_lists() -> Lists:
    """Read all active terms and their edges. Six queries."""
    equivalents = GradeEquivalent.objects.values_list(
        "material__code", "scheme", "designation", "is_exact"
    )
    edges = ImpliedProcess.objects.values_list(
        "material__code", "part_family__code", "process__code", "weight"
    )
    return Lists(
        processes=_terms(Process, parent_code=F("parent__code")),
        materials=_terms(Material, "kind", parent_code=F("parent__code")),
        part_families=_terms(PartFamily),
        certifications=_terms(Certification, "kind"),
        sectors={},
        equivalents={(code, scheme, name): exact for code, scheme, name, exact in equivalents},
        implied={
            (material or "", family or "", process): weight
            for material, family, process, weight in edges
        },
        outside={},
        checksum="",
    )


def _terms(model: Any, *extra: str, **parent: F) -> Mapping[str, TermRow]:
    rows = model.objects.active().values("code", "labels", "synonyms", "position", *extra, **parent)
    return {
        row["code"]: TermRow(
            code=row["code"],
            parent=row.get("parent_code") or "",
            labels=row["labels"],
            synonyms=row["synonyms"],
            position=row["position"],
            extra={name: row[name] for name in extra},
        )
        for row in rows.order_by("position", "id")
    }
