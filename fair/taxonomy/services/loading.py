"""Bring the tables in line with the vocabulary's files."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import connection, transaction

from fair.taxonomy.engine.differences import Differences, differences
from fair.taxonomy.engine.types import Lists
from fair.taxonomy.models import TaxonomyVersion
from fair.taxonomy.selectors import current_version_number
from fair.taxonomy.services.edges import EDGE_PARTS
from fair.taxonomy.services.terms import TERM_PARTS

# Any number will do that no other advisory lock of the project uses.
_LOAD_LOCK = 7_340_001


class Part(Protocol):
    """One list of the vocabulary: how to read it, compare it and write it."""

    @property
    def name(self) -> str: ...

    @property
    def withdrawn_word(self) -> str: ...

    def current(self, lists: Lists, /) -> Any: ...

    def wanted(self, lists: Lists, /) -> Any: ...

    def withdrawable(self, current: Any, /) -> set[Any]: ...

    def write(self, lists: Lists, changes: Differences[Any], /) -> None: ...


# Terms before edges: an edge needs the ids of its terms.
PARTS: tuple[Part, ...] = (*TERM_PARTS, *EDGE_PARTS)


@dataclass(frozen=True, slots=True)
class PartReport:
    """What became, or would become, of one list; `withdrawn_word` names the fate of the gone."""

    name: str
    added: int
    changed: int
    withdrawn: int
    unchanged: int
    withdrawn_word: str


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did, or would do; `version` is the newest version afterwards, 0 if none."""

    parts: tuple[PartReport, ...]
    version: int

    @property
    def has_changes(self) -> bool:
        return any(part.added or part.changed or part.withdrawn for part in self.parts)


def compare_taxonomy(lists: Lists) -> LoadReport:
    """Tell what a load would do. Write nothing."""
    return _report({part.name: _changes(part, lists) for part in PARTS})


@transaction.atomic
def load_taxonomy(lists: Lists, *, now: datetime) -> LoadReport:
    """Write what differs, and a new version if anything did. Loading twice changes nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOAD_LOCK])
    changes = {part.name: _changes(part, lists) for part in PARTS}
    for part in PARTS:
        if changes[part.name].any:
            part.write(lists, changes[part.name])
    if any(found.any for found in changes.values()):
        TaxonomyVersion.objects.create(
            number=current_version_number() + 1, loaded_at=now, checksum=lists.checksum
        )
    return _report(changes)


def _changes(part: Part, lists: Lists) -> Differences[Any]:
    current = part.current(lists)
    return differences(current, part.wanted(lists), present=part.withdrawable(current))


def _report(changes: dict[str, Differences[Any]]) -> LoadReport:
    parts = tuple(
        PartReport(
            name=part.name,
            added=len(changes[part.name].added),
            changed=len(changes[part.name].changed),
            withdrawn=len(changes[part.name].withdrawn),
            unchanged=changes[part.name].unchanged,
            withdrawn_word=part.withdrawn_word,
        )
        for part in PARTS
    )
    return LoadReport(parts=parts, version=current_version_number())
