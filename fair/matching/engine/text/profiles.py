"""What a text was read to say, as the profile that is compared."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import inf

from fair.matching.engine.text.figures import figures_of, sizes_of
from fair.matching.engine.text.tokens import language_of, subject_of, tokens_of
from fair.matching.engine.text.types import Mention, TextProfile, TextSide
from fair.reading.engine.types import Implied, Reading, Stance, Tag, TagKind

# What a need says after its first clause is how it wants it, more often than what it wants.
IN_PASSING = 0.6
# Groups of processes that are work besides where something is also shaped or made.
WORK_BESIDES = frozenset({"AS", "EN", "HT", "JN", "LG", "PK", "PR", "QA", "SF", "TL"})
# What the text says that it does not want, or does not do itself.
NOT_DONE = frozenset({Stance.NEGATED, Stance.OUTSOURCED})
# What is named only around something else: what a part is for, what was done to it before.
AROUND = {TagKind.PROCESS: 0.1, TagKind.PART_FAMILY: 0.5}
BESIDES = 0.6
LIKELY_ENOUGH = 0.5


@dataclass(frozen=True, slots=True)
class ReadText:
    """One text in one language, and what was read in it."""

    text: str
    language: str
    reading: Reading
    title_length: int = 0  # so many signs in front are the title's, then follows a line break


@dataclass(frozen=True, slots=True)
class Vectors:
    """What an encoder made of the first of the texts: of the whole, of its first clause."""

    whole: bytes = b""
    subject: bytes = b""


NO_VECTORS = Vectors()


def profile_of(
    texts: Iterable[ReadText], *, side: TextSide, vectors: Vectors = NO_VECTORS
) -> TextProfile:
    """Gather what the texts of one need or line say, in whatever languages, the main text first.

    A stated code counts 1, a process that something stated makes likely counts less; what is
    denied or bought in from others does not count.
    """
    texts = list(texts)
    weights: dict[TagKind, dict[str, float]] = {kind: {} for kind in TagKind}
    for read in texts:
        for kind, code, weight in _weighed(read, side=side):
            weights[kind][code] = max(weights[kind].get(code, 0.0), weight)
    return TextProfile(
        language=language_of(texts[0].text, stated=texts[0].language) if texts else "",
        processes=_main_first(weights[TagKind.PROCESS]),
        materials=weights[TagKind.MATERIAL],
        part_families=weights[TagKind.PART_FAMILY],
        tokens=dict(Counter(token for read in texts for token in tokens_of(read.text))),
        sizes=sizes_of(found for read in texts for found in read.reading.quantities),
        figures=_figures(texts),
        vector=vectors.whole,
        subject=vectors.subject,
        mentions=tuple(mention for read in texts for mention in _mentions(read)),
    )


def _weighed(read: ReadText, *, side: TextSide) -> Iterable[tuple[TagKind, str, float]]:
    """Yield what a text says, each with its weight; a line's clauses count all the same."""
    subject = subject_of(read.text) if side is TextSide.NEED else ""
    end = read.text.find(subject) + len(subject) if subject else inf

    def share(tag: Tag) -> float:
        return 1.0 if tag.start < end else IN_PASSING

    for tag in read.reading.tags:
        if tag.stance is Stance.STATED:
            yield tag.kind, tag.code, share(tag)
        elif tag.stance is Stance.AROUND:
            yield tag.kind, tag.code, share(tag) * AROUND.get(tag.kind, 1.0)
    for implied in _likely(read.reading):
        yield TagKind.PROCESS, implied.code, implied.weight * share(implied.source)


def _figures(texts: Iterable[ReadText]) -> dict[str, float]:
    found: dict[str, float] = {}
    for read in texts:
        for mark, value in figures_of(read.text, comma_is_decimal=read.language == "vi").items():
            found[mark] = max(found.get(mark, 0.0), value)
    return found


def _likely(reading: Reading) -> Iterable[Implied]:
    """Yield what is likely; what the text itself denies is not."""
    denied = {tag.code for tag in reading.tags if tag.stance in NOT_DONE}
    for implied in reading.implied:
        if implied.code not in denied and implied.source.stance is Stance.STATED:
            yield implied


def _main_first(processes: dict[str, float]) -> dict[str, float]:
    """Count finishing, joining, packing and the like less where something is shaped as well."""
    besides = {code for code in processes if code.partition(".")[0] in WORK_BESIDES}
    if max((processes[code] for code in processes.keys() - besides), default=0.0) < LIKELY_ENOUGH:
        return processes
    return {
        code: weight * BESIDES if code in besides else weight for code, weight in processes.items()
    }


def _mentions(read: ReadText) -> Iterable[Mention]:
    for tag in read.reading.tags:
        if tag.stance is Stance.STATED:
            yield _mention(read, tag, code=tag.code, kind=tag.kind)
    for implied in _likely(read.reading):
        yield _mention(read, implied.source, code=implied.code, kind=TagKind.PROCESS)


def _mention(read: ReadText, tag: Tag, *, code: str, kind: TagKind) -> Mention:
    in_title = tag.end <= read.title_length
    offset = 0 if in_title or not read.title_length else read.title_length + 1
    return Mention(
        kind=kind.value,
        code=code,
        quote=tag.quote,
        start=tag.start - offset,
        end=tag.end - offset,
        place="title" if in_title else "description",
        language=read.language,
    )
