"""Terms to choose from, each below its parent, and the words for the codes: one query for all."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, F, Q, Value

from accounts.texts import in_language

INDENT = "\u2003"

Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class TermTable:
    """The terms of some vocabularies in the active language.

    `choices` holds for each model what may still be chosen; `labels` words for every code, inactive
    ones too: they may stand where they were chosen.
    """

    choices: tuple[Choices, ...]
    labels: dict[str, str]


def read_terms(*models: Any) -> TermTable:
    """Read the terms of all `models`; one query, as such lists stand above every page of a list."""
    first, *others = [_rows(model, number) for number, model in enumerate(models)]
    rows = list(first.union(*others, all=True).order_by("tree", "position", "pk"))
    children: dict[tuple[int, int | None], list[Any]] = defaultdict(list)
    for row in rows:
        if row["is_active"]:
            children[row["tree"], row["above"]].append(row)

    def below(kind: int, parent: int | None, depth: int) -> Choices:
        return [
            choice
            for row in children[kind, parent]
            for choice in [
                (row["code"], INDENT * depth + _label(row)),
                *below(kind, row["pk"], depth + 1),
            ]
        ]

    return TermTable(
        choices=tuple(below(kind, None, 0) for kind in range(len(models))),
        labels={row["code"]: _label(row) for row in rows},
    )


def terms_within(model: Any, *, code: str) -> Any:
    """Return the term with that code and all below it; trees are three levels deep at most."""
    return model.objects.filter(
        Q(code=code) | Q(parent__code=code) | Q(parent__parent__code=code)
    ).values("pk")


def _label(row: dict[str, Any]) -> str:
    return in_language(row["labels"]) or str(row["code"])


def _rows(model: Any, kind: int) -> Any:
    has_parents = hasattr(model, "parent")
    above = F("parent_id") if has_parents else Value(None, output_field=BigIntegerField())
    rows = model.objects.annotate(tree=Value(kind), above=above)
    return rows.values("tree", "pk", "above", "code", "labels", "position", "is_active")
