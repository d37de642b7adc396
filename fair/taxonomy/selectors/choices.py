"""Choices for pickers, grouped under headings, in the reader's language."""

from collections import defaultdict

from fair.taxonomy.choices import CertificationKind
from fair.taxonomy.models import Certification, PartFamily
from fair.taxonomy.selectors.trees import Node, TreeTerm, material_tree, process_tree, sector_tree

Choices = list[tuple[int, str]]
GroupedChoices = list[tuple[str, Choices]]
BELOW = " › "


def process_choices(language: str | None = None) -> GroupedChoices:
    """Return (group, [(id, label)]); a variant is labelled “process › variant”. One query."""
    return [_group(node, language) for node in process_tree()]


def material_choices(language: str | None = None) -> GroupedChoices:
    """Return (family, [(id, label)]); a grade is labelled “class › grade”. One query."""
    return [_group(node, language) for node in material_tree()]


def sector_choices(language: str | None = None) -> GroupedChoices:
    """Return (branch, [(id, label)]). One query."""
    return [_group(node, language) for node in sector_tree()]


def part_family_choices(language: str | None = None) -> Choices:
    """Return [(id, label)] sorted by label. One query."""
    families = PartFamily.objects.active().in_order()
    return sorted(
        ((family.pk, family.label_in(language)) for family in families),
        key=lambda choice: choice[1].casefold(),
    )


def certification_choices(language: str | None = None) -> GroupedChoices:
    """Return (kind, [(id, label)]). The kind is in the active language. One query."""
    by_kind: dict[str, Choices] = defaultdict(list)
    for certification in Certification.objects.active().in_order():
        by_kind[certification.kind].append((certification.pk, certification.label_in(language)))
    return [(str(kind.label), by_kind[kind]) for kind in CertificationKind if by_kind[kind]]


def _group(root: Node[TreeTerm], language: str | None) -> tuple[str, Choices]:
    choices: Choices = []
    path: list[str] = []
    for depth, term in root.walk():
        path[depth:] = [term.label_in(language)]
        if depth:
            choices.append((term.pk, BELOW.join(path[1:])))
    return root.term.label_in(language), choices
