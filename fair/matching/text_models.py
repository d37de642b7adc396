"""Which text model an edition uses: the one that ships with the code, or the one it keeps."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from fair.editions.models import Edition
from fair.matching.engine.similarity import related_materials, related_processes
from fair.matching.engine.text.codec import model_of
from fair.matching.engine.text.model import TextModel
from fair.matching.engine.text.types import MATERIAL, PROCESS
from fair.matching.engine.types import Relations
from fair.matching.models import TextModelVersion
from fair.taxonomy.engine.types import Lists

# Made by benchmarks/matching_quality.py from the project's own texts and judgments.
SHIPPED = Path(__file__).parent / "data" / "text_model.json"

ByKind = dict[str, Relations]


def shipped_model(*, relations: ByKind) -> TextModel:
    """Return the model that ships with the code."""
    return model_of(_shipped(), relations=relations)


def shipped_relations(lists: Lists) -> ByKind:
    """Return how the codes of a vocabulary in files relate."""
    materials = lists.materials
    return {
        PROCESS: related_processes(
            {code: row.parent or None for code, row in lists.processes.items()}
        ),
        MATERIAL: related_materials(
            {code: row.parent or None for code, row in materials.items()},
            grades=[code for code, row in materials.items() if row.extra["kind"] == "grade"],
        ),
    }


def active_version(edition: Edition) -> TextModelVersion | None:
    """Return the version that an edition uses, None before its first run."""
    return TextModelVersion.objects.filter(edition=edition, is_active=True).first()


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return content
