"""Terms of one vocabulary: what the files say beside what the table holds."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from fair.taxonomy.engine.differences import Differences
from fair.taxonomy.engine.types import Lists, TermRow
from fair.taxonomy.models import Certification, Material, PartFamily, Process, Sector

AnyTerm = type[Process] | type[Material] | type[PartFamily] | type[Certification] | type[Sector]

_ALWAYS = ("labels", "synonyms", "position", "is_active")


@dataclass(frozen=True, slots=True)
class TermPart:
    """One vocabulary: its table, its rows in the files, and the columns only it has."""

    name: str
    model: AnyTerm
    rows: Callable[[Lists], Mapping[str, TermRow]]
    has_parent: bool = True
    extra: tuple[str, ...] = ()
    withdrawn_word: str = "deactivated"

    def current(self, _lists: Lists) -> dict[str, dict[str, Any]]:
        """Return what the table says of each code."""
        parent = {"parent_code": F("parent__code")} if self.has_parent else {}
        rows = self.model.objects.values("code", *_ALWAYS, *self.extra, **parent)
        return {row.pop("code"): row for row in rows}

    def wanted(self, lists: Lists) -> dict[str, dict[str, Any]]:
        """Return what the files say of each code, in the same shape."""
        return {code: self._values(row) for code, row in self.rows(lists).items()}

    def withdrawable(self, current: Mapping[str, dict[str, Any]]) -> set[str]:
        return {code for code, values in current.items() if values["is_active"]}

    def write(self, lists: Lists, changes: Differences[str]) -> None:
        """Make the table say what the files say; terms that left the files become inactive."""
        rows = self.rows(lists)
        objects = self.model.objects
        ids: dict[str, int] = dict(objects.values_list("code", "id"))
        for level in _levels([rows[code] for code in changes.added]):
            new: list[Any] = [self.model(**self._fields(row, ids)) for row in level]
            made: list[Any] = objects.bulk_create(new)
            ids.update((term.code, term.pk) for term in made)
        terms: list[Any] = list(objects.filter(code__in=changes.changed))
        for term in terms:
            for field, value in self._fields(rows[term.code], ids).items():
                setattr(term, field, value)
        objects.bulk_update(terms, [*_ALWAYS, *self.extra, *(["parent"] * self.has_parent)])
        objects.filter(code__in=changes.withdrawn).update(is_active=False)

    def _values(self, row: TermRow) -> dict[str, Any]:
        values = {
            "labels": dict(row.labels),
            "synonyms": {language: list(words) for language, words in row.synonyms.items()},
            "position": row.position,
            "is_active": True,
        }
        values |= {column: row.extra[column] for column in self.extra}
        return values | ({"parent_code": row.parent or None} if self.has_parent else {})

    def _fields(self, row: TermRow, ids: Mapping[str, int]) -> dict[str, Any]:
        fields = self._values(row) | {"code": row.code}
        if self.has_parent:
            parent = fields.pop("parent_code")
            fields["parent_id"] = ids[parent] if parent else None
        return fields


def _levels(rows: list[TermRow]) -> Iterator[list[TermRow]]:
    """Give the new rows generation by generation: children need the ids of their parents."""
    waiting = {row.code for row in rows}
    while rows:
        level = [row for row in rows if row.parent not in waiting]
        yield level
        waiting -= {row.code for row in level}
        rows = [row for row in rows if row.code in waiting]


TERM_PARTS = (
    TermPart("processes", Process, lambda lists: lists.processes),
    TermPart("materials", Material, lambda lists: lists.materials, extra=("kind",)),
    TermPart("part families", PartFamily, lambda lists: lists.part_families, has_parent=False),
    TermPart(
        "certifications",
        Certification,
        lambda lists: lists.certifications,
        has_parent=False,
        extra=("kind", "is_international"),
    ),
    TermPart("sectors", Sector, lambda lists: lists.sectors),
)
