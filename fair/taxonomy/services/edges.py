"""Edges between terms: what the files say beside what the tables hold.

Nothing points to an edge, so one that left the files is deleted; outside codes, which
organisers compare with the official text, only become inactive.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from fair.taxonomy.engine.differences import Differences
from fair.taxonomy.engine.types import Lists, OutsideKey
from fair.taxonomy.models import (
    GradeEquivalent,
    ImpliedProcess,
    Material,
    OutsideCode,
    PartFamily,
    Process,
    Sector,
)

EdgeKey = tuple[str, str, str]


def ids_by_code(terms: "QuerySet[Any]") -> dict[str, Any]:
    """Return the id of every term; "" stands for no term."""
    return {"": None, **dict(terms.values_list("code", "id"))}


class EquivalentPart:
    """Names of grades under other standards."""

    name = "grade equivalents"
    withdrawn_word = "removed"

    def current(self, _lists: Lists) -> dict[EdgeKey, bool]:
        rows = GradeEquivalent.objects.values_list(
            "material__code", "scheme", "designation", "is_exact"
        )
        return {(code, scheme, name): is_exact for code, scheme, name, is_exact in rows}

    def wanted(self, lists: Lists) -> dict[EdgeKey, bool]:
        return dict(lists.equivalents)

    def withdrawable(self, current: Mapping[EdgeKey, bool]) -> set[EdgeKey]:
        return set(current)

    def write(self, lists: Lists, changes: Differences[EdgeKey]) -> None:
        rows = GradeEquivalent.objects.select_related("material").in_bulk()
        found = {(row.material.code, row.scheme, row.designation): row for row in rows.values()}
        _delete(GradeEquivalent.objects.all(), [found[key].pk for key in changes.withdrawn])
        for key in changes.changed:
            found[key].is_exact = lists.equivalents[key]
        GradeEquivalent.objects.bulk_update([found[key] for key in changes.changed], ["is_exact"])
        materials = ids_by_code(Material.objects.all())
        GradeEquivalent.objects.bulk_create(
            GradeEquivalent(
                material_id=materials[code],
                scheme=scheme,
                designation=designation,
                is_exact=lists.equivalents[code, scheme, designation],
            )
            for code, scheme, designation in changes.added
        )


class ImpliedPart:
    """Processes that a material or part family makes likely."""

    name = "implied processes"
    withdrawn_word = "removed"

    def _rows(self) -> dict[EdgeKey, ImpliedProcess]:
        rows = ImpliedProcess.objects.select_related("material", "part_family", "process")
        return {
            (
                row.material.code if row.material else "",
                row.part_family.code if row.part_family else "",
                row.process.code,
            ): row
            for row in rows
        }

    def current(self, _lists: Lists) -> dict[EdgeKey, Decimal]:
        return {key: row.weight for key, row in self._rows().items()}

    def wanted(self, lists: Lists) -> dict[EdgeKey, Decimal]:
        return dict(lists.implied)

    def withdrawable(self, current: Mapping[EdgeKey, Decimal]) -> set[EdgeKey]:
        return set(current)

    def write(self, lists: Lists, changes: Differences[EdgeKey]) -> None:
        found = self._rows()
        _delete(ImpliedProcess.objects.all(), [found[key].pk for key in changes.withdrawn])
        for key in changes.changed:
            found[key].weight = lists.implied[key]
        ImpliedProcess.objects.bulk_update([found[key] for key in changes.changed], ["weight"])
        materials, families = (
            ids_by_code(Material.objects.all()),
            ids_by_code(PartFamily.objects.all()),
        )
        processes = ids_by_code(Process.objects.all())
        ImpliedProcess.objects.bulk_create(
            ImpliedProcess(
                material_id=materials[material],
                part_family_id=families[family],
                process_id=processes[process],
                weight=lists.implied[material, family, process],
            )
            for material, family, process in changes.added
        )


class OutsidePart:
    """Codes of official classifications."""

    name = "outside codes"
    withdrawn_word = "deactivated"

    def _rows(self) -> dict[OutsideKey, OutsideCode]:
        rows = OutsideCode.objects.select_related("sector", "process", "part_family")
        return {
            (
                row.scheme,
                row.edition,
                row.code,
                row.sector.code if row.sector else "",
                row.process.code if row.process else "",
                row.part_family.code if row.part_family else "",
            ): row
            for row in rows
        }

    def current(self, lists: Lists) -> dict[OutsideKey, tuple[str, bool, bool]]:
        """Return label, verified and active; what an organiser verified stays verified."""
        return {
            key: (
                row.label,
                row.is_verified and lists.outside.get(key, ("", True))[1],
                row.is_active,
            )
            for key, row in self._rows().items()
        }

    def wanted(self, lists: Lists) -> dict[OutsideKey, tuple[str, bool, bool]]:
        return {key: (*values, True) for key, values in lists.outside.items()}

    def withdrawable(self, current: Mapping[OutsideKey, tuple[str, bool, bool]]) -> set[OutsideKey]:
        return {key for key, (_label, _is_verified, is_active) in current.items() if is_active}

    def write(self, lists: Lists, changes: Differences[OutsideKey]) -> None:
        found = self._rows()
        gone = [found[key].pk for key in changes.withdrawn]
        OutsideCode.objects.filter(id__in=gone).update(is_active=False)
        for key in changes.changed:
            row, (label, is_verified) = found[key], lists.outside[key]
            row.label, row.is_active = label, True
            row.is_verified = row.is_verified or is_verified
        OutsideCode.objects.bulk_update(
            [found[key] for key in changes.changed], ["label", "is_verified", "is_active"]
        )
        sectors, processes = ids_by_code(Sector.objects.all()), ids_by_code(Process.objects.all())
        families = ids_by_code(PartFamily.objects.all())
        OutsideCode.objects.bulk_create(
            OutsideCode(
                scheme=scheme,
                edition=edition,
                code=code,
                label=lists.outside[key][0],
                is_verified=lists.outside[key][1],
                sector_id=sectors[sector],
                process_id=processes[process],
                part_family_id=families[family],
            )
            for key in changes.added
            for scheme, edition, code, sector, process, family in (key,)
        )


def _delete(rows: "QuerySet[Any]", ids: list[int]) -> None:
    if ids:
        rows.filter(id__in=ids).delete()


EDGE_PARTS = (EquivalentPart(), ImpliedPart(), OutsidePart())
