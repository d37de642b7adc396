"""Plain mappings of codes, for snapshots: no rows, no queries later."""

from collections import defaultdict

from fair.taxonomy.engine.trees import ancestors, relations
from fair.taxonomy.engine.types import Relation
from fair.taxonomy.models import ImpliedProcess, Material, PartFamily, Process, TaxonomyVersion

Parents = dict[str, str | None]
Likelihoods = dict[str, dict[str, float]]


def process_parents() -> Parents:
    """Return {process code: parent's code}, inactive ones too: they may still be chosen."""
    return dict(Process.objects.values_list("code", "parent__code"))


def material_parents() -> Parents:
    """Return {material code: parent's code}, inactive ones too: they may still be chosen."""
    return dict(Material.objects.values_list("code", "parent__code"))


def process_relations() -> dict[str, dict[str, Relation]]:
    """Return {a: {b: how b stands to a}} for related processes; NARROWER says b is below a."""
    return relations(process_parents())


def material_relations() -> dict[str, dict[str, Relation]]:
    """Return {a: {b: how b stands to a}} for related materials; NARROWER says b is below a."""
    return relations(material_parents())


def implied_by_material() -> Likelihoods:
    """Return {material code: {process code: likelihood 0..1}} for every material.

    A material without edges of its own has those of the nearest ancestor that has some.
    Two queries.
    """
    own: Likelihoods = defaultdict(dict)
    edges = ImpliedProcess.objects.filter(material__isnull=False)
    for material, process, weight in edges.values_list("material__code", "process__code", "weight"):
        own[material][process] = float(weight)
    parents = material_parents()
    return {code: _nearest(code, own=own, parents=parents) for code in parents}


def implied_by_part_family() -> Likelihoods:
    """Return {part family code: {process code: likelihood 0..1}} for every part family."""
    found: Likelihoods = {code: {} for code in PartFamily.objects.values_list("code", flat=True)}
    edges = ImpliedProcess.objects.filter(part_family__isnull=False)
    for family, process, weight in edges.values_list(
        "part_family__code", "process__code", "weight"
    ):
        found[family][process] = float(weight)
    return found


def current_version_number() -> int:
    """Return the number of the newest version of the vocabulary, 0 before the first load."""
    newest = TaxonomyVersion.objects.order_by("-number").values_list("number", flat=True)
    return newest.first() or 0


def _nearest(code: str, *, own: Likelihoods, parents: Parents) -> dict[str, float]:
    for candidate in (code, *ancestors(code, parents=parents)):
        if candidate in own:
            return dict(own[candidate])
    return {}
