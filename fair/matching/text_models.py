"""Which text model an edition uses: the one that ships with the code, or the one it keeps."""

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from fair.editions.models import Edition
from fair.matching.engine.similarity import (
    neighbouring_processes,
    related_families,
    related_materials,
    related_processes,
)
from fair.matching.engine.text.codec import model_of
from fair.matching.engine.text.model import TextModel
from fair.matching.engine.text.statistics import gather
from fair.matching.engine.text.types import KINDRED, MATERIAL, PART_FAMILY, PROCESS, TextProfile
from fair.matching.engine.types import Relations
from fair.matching.models import TextModelVersion
from fair.taxonomy.choices import MaterialKind
from fair.taxonomy.engine.types import Lists
from fair.taxonomy.models import Material
from fair.taxonomy.selectors import (
    GENERAL_FAMILIES,
    NEAR_FAMILIES,
    NEAR_PROCESSES,
    process_parents,
)

# Made by benchmarks/matching_quality.py from the project's own texts and judgments.
SHIPPED = Path(__file__).parent / "data" / "text_model.json"

# So many models of editions are kept unfolded in a process; one takes some ten megabytes.
UNFOLDED = 2

ByKind = dict[str, Relations]


def shipped_model(*, relations: ByKind) -> TextModel:
    """Return the model that ships with the code."""
    return model_of(_shipped(), relations=relations)


def shipped_relations(lists: Lists) -> ByKind:
    """Return how the codes of a vocabulary in files relate."""
    materials = lists.materials
    return _by_kind(
        related_processes({code: row.parent or None for code, row in lists.processes.items()}),
        related_materials(
            {code: row.parent or None for code, row in materials.items()},
            grades=[code for code, row in materials.items() if row.extra["kind"] == "grade"],
        ),
    )


def relations_in_use() -> ByKind:
    """Return how the codes of the vocabulary in the database relate; two queries.

    The tables are worked out once in a process for one state of the vocabulary: leave them as they
    are.
    """
    processes = tuple(process_parents().items())
    return _relations(
        processes, tuple(Material.objects.values_list("code", "parent__code", "kind"))
    )


@lru_cache(maxsize=2)
def _relations(
    processes: tuple[tuple[str, str | None], ...],
    materials: tuple[tuple[str, str | None, str], ...],
) -> ByKind:
    return _by_kind(
        related_processes(dict(processes)),
        related_materials(
            {code: parent for code, parent, _kind in materials},
            grades=[code for code, _parent, kind in materials if kind == MaterialKind.GRADE],
        ),
    )


def _by_kind(processes: Relations, materials: Relations) -> ByKind:
    return {
        PROCESS: processes,
        MATERIAL: materials,
        PART_FAMILY: related_families(general=GENERAL_FAMILIES, near=NEAR_FAMILIES),
        KINDRED: neighbouring_processes(processes, near=NEAR_PROCESSES),
    }


def active_versions(edition: Edition) -> QuerySet[TextModelVersion]:
    """Return the one version that an edition uses, none before its first run."""
    return TextModelVersion.objects.filter(edition=edition, is_active=True)


def edition_model(edition: Edition, *, relations: ByKind) -> TextModel | None:
    """Return the model that an edition uses, None before its first run; one query.

    A version never changes, so a process unfolds it once for one state of the vocabulary. What a
    model remembers of texts goes with who asked for it.
    """
    version = active_versions(edition).values_list("pk", "made_at").first()
    if version is None:
        return None
    model = _unfolded.get(version)
    if model is None or model.frame.relations is not relations:
        content = TextModelVersion.objects.values_list("content", flat=True).get(pk=version[0])
        model = model_of(content, relations=relations)
        while len(_unfolded) >= UNFOLDED:
            _unfolded.pop(next(iter(_unfolded)))
        _unfolded[version] = model
    return replace(model)


def frozen_model(
    needs: Collection[TextProfile],
    lines: Collection[TextProfile],
    *,
    version: str,
    relations: ByKind,
) -> TextModel:
    """Return the shipped model with statistics to which these texts are added, for good."""
    shipped = shipped_model(relations=relations)
    statistics = gather(
        needs=needs, lines=lines, background=shipped.frame.statistics, version=version
    )
    return replace(shipped, version=version, frame=replace(shipped.frame, statistics=statistics))


_unfolded: dict[tuple[int, datetime], TextModel] = {}


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return content
