"""Processes that nobody named but that what is named makes likely."""

from collections.abc import Iterable, Mapping

from fair.reading.engine.types import Implied, Stance, Tag, TagKind
from fair.reading.engine.vocabulary import Likelihoods, Parents, line_of


def implied_by(
    tags: Iterable[Tag],
    *,
    likelihoods: Mapping[TagKind, Likelihoods],
    parents: Mapping[TagKind, Parents],
) -> tuple[Implied, ...]:
    """Return the likeliest source of each implied process, the likeliest process first.

    Only stated materials and part families imply. A process is left out where the text names it
    or a narrower one, and where it denies it or a broader one.
    """
    tags = list(tags)
    spoken_of = _spoken_of(tags, parents=parents.get(TagKind.PROCESS, {}))
    best: dict[str, Implied] = {}
    for tag in _telling(tags, parents=parents.get(TagKind.MATERIAL, {})):
        for code, weight in likelihoods.get(tag.kind, {}).get(tag.code, {}).items():
            known = best.get(code)
            if known is None or weight > known.weight:
                best[code] = Implied(code, weight, tag)
    denied = {tag.code for tag in tags if tag.kind is TagKind.PROCESS} - _stated(tags)
    processes = parents.get(TagKind.PROCESS, {})
    kept = (
        implied
        for code, implied in best.items()
        if code not in spoken_of and denied.isdisjoint(line_of(code, processes))
    )
    return tuple(sorted(kept, key=lambda implied: (-implied.weight, implied.code)))


def _stated(tags: Iterable[Tag]) -> set[str]:
    return {tag.code for tag in tags if tag.kind is TagKind.PROCESS and tag.stance is Stance.STATED}


def _spoken_of(tags: Iterable[Tag], *, parents: Parents) -> set[str]:
    """Return the processes that are named, and all that are broader than one of them."""
    codes: set[str] = set()
    for tag in tags:
        if tag.kind is TagKind.PROCESS:
            codes.update(line_of(tag.code, parents))
    return codes


def _telling(tags: Iterable[Tag], *, parents: Parents) -> list[Tag]:
    """Keep stated tags that may imply; a class says nothing beside one of its own grades."""
    stated = [
        tag
        for tag in tags
        if tag.stance is Stance.STATED and tag.kind in (TagKind.MATERIAL, TagKind.PART_FAMILY)
    ]
    broader: set[str] = set()
    for tag in stated:
        if tag.kind is TagKind.MATERIAL:
            broader.update(line_of(tag.code, parents)[1:])
    return [tag for tag in stated if tag.kind is not TagKind.MATERIAL or tag.code not in broader]
