"""How near two codes of the vocabulary are: trees become tables that are looked up per pair."""

from collections.abc import Iterable, Mapping, Sequence

from fair.matching.engine.types import Relations

EXACT = 1.0
NARROWER = 0.9  # asked "machining", offered "milling"
BROADER = 0.7  # asked "milling", offered "machining"
SIBLING = 0.35  # asked "milling", offered "turning"
NEIGHBOUR = 0.2  # asked a mould, offered moulding

SAME_CLASS = 0.85  # asked SUS304, offered SUS430 or stainless steel in general
SAME_GROUP = 0.35  # asked stainless steel, offered carbon steel

Parents = Mapping[str, str | None]


def related_processes(parents: Parents) -> dict[str, dict[str, float]]:
    """Tabulate the similarity of processes from the parent of each code (None: a root).

    Cost: the square of the largest family, a few thousand entries for a trade vocabulary.
    """
    lines = {code: _line_of(code, parents=parents) for code in parents}
    table = {code: {code: EXACT} for code in parents}
    for asked, line in lines.items():
        for ancestor in line[1:]:
            table[asked][ancestor] = BROADER
            table[ancestor][asked] = NARROWER
    for family in _families(parents):
        for asked in family:
            for offered in family:
                table[asked].setdefault(offered, SIBLING)
    return table


def neighbouring_processes(
    related: Relations, *, near: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, float]]:
    """Return `related` with what lies side by side across the tree, both ways; other codes of
    `near` are left out.
    """
    table = {asked: dict(row) for asked, row in related.items()}
    for process, others in near.items():
        for other in others:
            if process in table and other in table:
                table[process].setdefault(other, NEIGHBOUR)
                table[other].setdefault(process, NEIGHBOUR)
    return table


def related_families(
    *, general: Mapping[str, Sequence[str]], near: Sequence[Sequence[str]]
) -> dict[str, dict[str, float]]:
    """Tabulate the similarity of kinds of part; what is not tabulated is compared for equality.

    `general` families hold other kinds, which are near each other, as are those of one `near`.
    """
    table: dict[str, dict[str, float]] = {}
    for family, kinds in general.items():
        for kind in kinds:
            table.setdefault(family, {family: EXACT})[kind] = NARROWER
            table.setdefault(kind, {kind: EXACT})[family] = BROADER
    for group in (*general.values(), *near):
        for asked in group:
            row = table.setdefault(asked, {asked: EXACT})
            for offered in group:
                row.setdefault(offered, SIBLING)
    return table


def related_materials(parents: Parents, *, grades: Iterable[str]) -> dict[str, dict[str, float]]:
    """Tabulate the similarity of materials: grades hang on classes, classes may hang on groups.

    Detail never costs: where a class is asked, each grade of it counts in full.
    """
    grade_codes = frozenset(grades)
    table: dict[str, dict[str, float]] = {}
    for asked in parents:
        asked_class = parents[asked] if asked in grade_codes else asked
        row = table[asked] = {}
        for offered in parents:
            offered_class = parents[offered] if offered in grade_codes else offered
            likeness = _material_likeness(
                asked, offered, classes=(asked_class, offered_class), parents=parents
            )
            if likeness:
                row[offered] = likeness
    return table


def best_similarity(
    asked: frozenset[str], offered: frozenset[str], *, relations: Relations, every: bool = False
) -> float:
    """Return how well `offered` answers the best answered code of `asked`, or with `every` the
    worst answered one; in [0, 1].
    """
    best_per_code = (_best_of(relations.get(code, {code: EXACT}), offered) for code in asked)
    return min(best_per_code, default=0.0) if every else max(best_per_code, default=0.0)


def _best_of(related: Mapping[str, float], offered: frozenset[str]) -> float:
    best = 0.0
    for code in offered:
        likeness = related.get(code, 0.0)
        if likeness > best:  # noqa: PLR1730 (max() costs a fifth of the whole ranking)
            best = likeness
    return best


def _line_of(code: str, *, parents: Parents) -> list[str]:
    """Return `code` and its ancestors, nearest first; a circle in the tree ends the line."""
    line = [code]
    parent = parents.get(code)
    while parent is not None and parent not in line:
        line.append(parent)
        parent = parents.get(parent)
    return line


def _families(parents: Parents) -> list[list[str]]:
    children: dict[str, list[str]] = {}
    for code, parent in parents.items():
        if parent is not None:
            children.setdefault(parent, []).append(code)
    return list(children.values())


def _material_likeness(
    asked: str, offered: str, *, classes: tuple[str | None, str | None], parents: Parents
) -> float:
    asked_class, offered_class = classes
    if asked in (offered, offered_class, parents.get(offered_class or "")):
        return EXACT
    if asked_class == offered_class:
        return SAME_CLASS
    asked_group = parents.get(asked_class or "")
    if asked_group and asked_group in (offered, parents.get(offered_class or "")):
        return SAME_GROUP
    return 0.0
