"""Processes that nobody named but that what is named makes likely."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from fair.reading.engine.types import Implied, Stance, Tag, TagKind
from fair.reading.engine.vocabulary import Likelihoods, Parents, line_of

# What is done to parts that are already there.
FINISHING = frozenset({"AS", "HT", "JN", "PK", "PR", "QA", "SF"})
# What a material or part has no row for is not impossible; what it has for the group is near.
NOT_KNOWN = 0.1
SAME_GROUP = 0.4
# What is left of a part's process that its material cannot undergo: a steel cap is not moulded.
UNFIT = 0.1
_METALWORK = frozenset({"CF", "SM", "SW", "HT"})
# Groups of processes by the material, or its group, that cannot undergo them.
IMPOSSIBLE: Mapping[str, frozenset[str]] = {
    "FE": frozenset({"PL", "RB", "CG", "TX", "LE"}),
    "NF": frozenset({"PL", "RB", "CG", "TX", "LE"}),
    "PL": _METALWORK,
    "RB": _METALWORK | {"PL", "CG"},
    "NM.CER": _METALWORK | {"PL", "RB"},
    "NM.GLS": _METALWORK | {"PL", "RB"},
    "NM.PAP": _METALWORK | {"PL", "RB", "MC"},
    "NM.WOD": _METALWORK | {"PL", "RB"},
    "NM.CMP": _METALWORK,
    "TX": _METALWORK | {"MC"},
    "LE": _METALWORK | {"MC"},
}

ByProcess = Mapping[str, Implied]


def implied_by(
    tags: Iterable[Tag],
    *,
    likelihoods: Mapping[TagKind, Likelihoods],
    parents: Mapping[TagKind, Parents],
    of_supplied: bool = False,
) -> tuple[Implied, ...]:
    """Return the likeliest source of each implied process, the likeliest process first.

    Only stated materials and part families imply; where there are both, they imply what both may
    be. A process is left out where the text names it or a narrower one, and where it denies it or
    a broader one. Of parts that are `of_supplied` nothing is implied but finishing.
    """
    tags = list(tags)
    spoken_of = _spoken_of(tags, parents=parents.get(TagKind.PROCESS, {}))
    telling = _telling(tags, parents=parents.get(TagKind.MATERIAL, {}))
    likely = _agreed(
        _best(TagKind.MATERIAL, telling, likelihoods=likelihoods),
        _fitting(_best(TagKind.PART_FAMILY, telling, likelihoods=likelihoods), telling),
    )
    denied = {tag.code for tag in _processes(tags)} - _stated(tags)
    processes = parents.get(TagKind.PROCESS, {})
    kept = (
        implied
        for implied in likely
        if implied.code not in spoken_of
        and denied.isdisjoint(line_of(implied.code, processes))
        and not (of_supplied and _group(implied.code) not in FINISHING)
    )
    return tuple(sorted(kept, key=lambda implied: (-implied.weight, implied.code)))


def _best(
    kind: TagKind, tags: Iterable[Tag], *, likelihoods: Mapping[TagKind, Likelihoods]
) -> ByProcess:
    """Return the likeliest source of one kind for each process."""
    best: dict[str, Implied] = {}
    for tag in tags:
        rows = likelihoods.get(kind, {}).get(tag.code, {}) if tag.kind is kind else {}
        for code, weight in rows.items():
            known = best.get(code)
            if known is None or weight > known.weight:
                best[code] = Implied(code, weight, tag)
    return best


def _fitting(by_family: ByProcess, tags: Iterable[Tag]) -> ByProcess:
    """Leave little of the processes that none of the stated materials can undergo."""
    impossible = [_impossible(tag.code) for tag in tags if tag.kind is TagKind.MATERIAL]
    if not impossible:
        return by_family
    never = frozenset.intersection(*impossible)
    return {
        code: replace(implied, weight=round(implied.weight * UNFIT, 4))
        if _group(code) in never
        else implied
        for code, implied in by_family.items()
    }


def _impossible(material: str) -> frozenset[str]:
    group, *finer = material.split(".")
    named = f"{group}.{finer[0]}" if finer else group
    return IMPOSSIBLE.get(named, IMPOSSIBLE.get(group, frozenset()))


def _agreed(by_material: ByProcess, by_family: ByProcess) -> list[Implied]:
    """Weigh each process by the product of both, so that the likeliest keeps the higher weight.

    A housing may be moulded, cast or bent: of ADC12 it is cast.
    """
    if not (by_material and by_family):
        return [*by_material.values(), *by_family.values()]
    codes = {*by_material, *by_family}
    of_material, of_family = _support(by_material), _support(by_family)
    products = {code: of_material(code) * of_family(code) for code in codes}
    sources = {
        code: max(
            (by[code] for by in (by_material, by_family) if code in by),
            key=lambda implied: implied.weight,
        )
        for code in products
    }
    scale = max(source.weight for source in sources.values()) / max(products.values())
    return [
        Implied(code, round(product * scale, 4), sources[code].source)
        for code, product in products.items()
    ]


def _support(by_process: ByProcess) -> Callable[[str], float]:
    """Return how well each process is supported; one of a group that is likely has a share."""
    near: dict[str, float] = {}
    for code, implied in by_process.items():
        near[_group(code)] = max(near.get(_group(code), 0.0), SAME_GROUP * implied.weight)

    def support(code: str) -> float:
        own = by_process[code].weight if code in by_process else 0.0
        return NOT_KNOWN + max(own, near.get(_group(code), 0.0))

    return support


def _group(code: str) -> str:
    return code.partition(".")[0]


def _processes(tags: Iterable[Tag]) -> list[Tag]:
    """Return what the text says of processes, but not what it names around something else."""
    return [tag for tag in tags if tag.kind is TagKind.PROCESS and tag.stance is not Stance.AROUND]


def _stated(tags: Iterable[Tag]) -> set[str]:
    return {tag.code for tag in _processes(tags) if tag.stance is Stance.STATED}


def _spoken_of(tags: Iterable[Tag], *, parents: Parents) -> set[str]:
    """Return the processes that are named, and all that are broader than one of them."""
    codes: set[str] = set()
    for tag in _processes(tags):
        codes.update(line_of(tag.code, parents))
    return codes


def _telling(tags: Iterable[Tag], *, parents: Parents) -> list[Tag]:
    """Keep stated tags that may imply; a class says nothing beside one of its own grades.

    Nor does a material in the name of a part that is only around: "caps with a silicone seal".
    """
    tags = list(tags)
    around = {
        (tag.start, tag.end)
        for tag in tags
        if tag.stance is Stance.AROUND and tag.kind is TagKind.PART_FAMILY
    }
    stated = [
        tag
        for tag in tags
        if tag.stance is Stance.STATED
        and tag.kind in (TagKind.MATERIAL, TagKind.PART_FAMILY)
        and (tag.start, tag.end) not in around
    ]
    broader: set[str] = set()
    for tag in stated:
        if tag.kind is TagKind.MATERIAL:
            broader.update(line_of(tag.code, parents)[1:])
    return [tag for tag in stated if tag.kind is not TagKind.MATERIAL or tag.code not in broader]
