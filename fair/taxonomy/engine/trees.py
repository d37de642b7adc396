"""Relations between the terms of a tree."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from fair.taxonomy.engine.types import Relation

Parents = Mapping[str, str | None]


def ancestors(code: str, *, parents: Parents) -> Iterator[str]:
    """Give the parent of `code`, its parent, and so on up to the root."""
    parent = parents[code]
    while parent is not None:
        yield parent
        parent = parents[parent]


def relations(parents: Parents) -> dict[str, dict[str, Relation]]:
    """Return, for every code, the codes it is related to and how those stand to it.

    relations[a][b] == NARROWER says that b lies below a, at any depth. Siblings share a
    parent; roots are not siblings. Unrelated pairs are left out. Cost: O(sum of siblings²).
    """
    related: dict[str, dict[str, Relation]] = {code: {code: Relation.SAME} for code in parents}
    children: dict[str, list[str]] = defaultdict(list)
    for code, parent in parents.items():
        if parent is not None:
            children[parent].append(code)
        for above in ancestors(code, parents=parents):
            related[above][code] = Relation.NARROWER
            related[code][above] = Relation.BROADER
    for siblings in children.values():
        for code in siblings:
            related[code].update({other: Relation.SIBLING for other in siblings if other != code})
    return related
