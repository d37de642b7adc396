"""Store, in bulk, what items point at: processes, materials, certificates asked for, …"""

from collections import defaultdict
from typing import Any

from django.db import models

from fair.imports.workbooks.reading import Item
from fair.sourcing.models import NeedCertification

BATCH = 2000
ASKED_COLUMNS = {"required_certificates": True, "preferred_certificates": False}


def store_many_to_many(pairs: list[tuple[Any, Item]]) -> None:
    """Replace the many-to-many values that the items state; two queries a relation."""
    stated: dict[str, dict[int, list[int]]] = defaultdict(dict)
    for row, item in pairs:
        for name, value in item.values.items():
            if name in ASKED_COLUMNS:
                continue
            if row._meta.get_field(name).many_to_many:  # noqa: SLF001 - Django's documented API
                stated[name][row.pk] = value
    for name, targets in stated.items():
        _replace(type(pairs[0][0]), name, targets)


def _replace(model: type[models.Model], name: str, targets: dict[int, list[int]]) -> None:
    field: Any = model._meta.get_field(name)  # noqa: SLF001 - Django's documented API
    through: Any = field.remote_field.through
    source, target = field.m2m_field_name(), field.m2m_reverse_field_name()
    through.objects.filter(**{f"{source}__in": targets}).delete()
    through.objects.bulk_create(
        [
            through(**{f"{source}_id": row_id, f"{target}_id": target_id})
            for row_id, target_ids in targets.items()
            for target_id in target_ids
        ],
        batch_size=BATCH,
    )


def store_certificates_asked(pairs: list[tuple[Any, Item]]) -> None:
    """Replace the certificates that needs ask for; one both required and preferred is required."""
    asked: dict[int, dict[int, bool]] = {}
    for row, item in pairs:
        if not ASKED_COLUMNS.keys() & item.values.keys():
            continue
        wanted = asked.setdefault(row.pk, {})
        for name, is_required in ASKED_COLUMNS.items():
            for certification_id in item.values.get(name, []):
                wanted[certification_id] = wanted.get(certification_id, False) or is_required
    NeedCertification.objects.filter(need__in=asked).delete()
    NeedCertification.objects.bulk_create(
        [
            NeedCertification(
                need_id=need_id, certification_id=certification_id, is_required=is_required
            )
            for need_id, wanted in asked.items()
            for certification_id, is_required in wanted.items()
        ],
        batch_size=BATCH,
    )
