"""Terms with the terms below them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from fair.taxonomy.models import Material, Process, Sector

TreeTerm = TypeVar("TreeTerm", Process, Material, Sector)


@dataclass(frozen=True, slots=True)
class Node(Generic[TreeTerm]):
    """One term and, in order, the active terms right below it."""

    term: TreeTerm
    children: "tuple[Node[TreeTerm], ...]"

    def walk(self, depth: int = 0) -> "Iterator[tuple[int, TreeTerm]]":
        """Give this term and all below it, depth first; the depth of this term is `depth`."""
        yield depth, self.term
        for child in self.children:
            yield from child.walk(depth + 1)


def process_tree() -> list[Node[Process]]:
    """Return the groups of processes in order, each with what is below it. One query."""
    return _tree(list(Process.objects.active().in_order()))


def material_tree() -> list[Node[Material]]:
    """Return the families of materials in order, with classes and grades. One query."""
    return _tree(list(Material.objects.active().in_order()))


def sector_tree() -> list[Node[Sector]]:
    """Return the fair's branches and the buyers' industries, with what is below. One query."""
    return _tree(list(Sector.objects.active().in_order()))


def ancestors_of(term: TreeTerm) -> list[TreeTerm]:
    """Return the parent of `term`, its parent, and so on. One query for each."""
    found: list[TreeTerm] = []
    above = term.parent
    while above is not None:
        found.append(above)
        above = above.parent
    return found


def _tree(terms: list[TreeTerm]) -> list[Node[TreeTerm]]:
    """Hang the terms under their parents; what hangs under an inactive term is left out."""
    below: dict[int | None, list[TreeTerm]] = defaultdict(list)
    for term in terms:
        below[term.parent_id].append(term)

    def node(term: TreeTerm) -> Node[TreeTerm]:
        return Node(term, tuple(node(child) for child in below[term.pk]))

    return [node(term) for term in below[None]]
