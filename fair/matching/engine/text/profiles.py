"""What a text was read to say, as the profile that is compared."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from fair.matching.engine.text.tokens import language_of, tokens_of
from fair.matching.engine.text.types import Mention, TextProfile
from fair.reading.engine.types import Reading, Stance, Tag, TagKind


@dataclass(frozen=True, slots=True)
class ReadText:
    """One text in one language, and what was read in it."""

    text: str
    language: str
    reading: Reading
    place: str = ""


def profile_of(
    texts: Iterable[ReadText], *, vector: bytes = b"", language: str = ""
) -> TextProfile:
    """Gather what the texts of one need or line say, in whatever languages.

    A stated code counts 1, a process that something stated makes likely counts less; what is
    denied or bought in from others does not count. `language` is that of the text with the vector,
    by default of the first text.
    """
    texts = list(texts)
    codes: dict[TagKind, dict[str, float]] = {kind: {} for kind in TagKind}
    mentions: list[Mention] = []
    for read in texts:
        _imply(codes[TagKind.PROCESS], read.reading)
    for read in texts:
        for tag in read.reading.tags:
            if tag.stance is Stance.STATED:
                codes[tag.kind][tag.code] = 1.0
                mentions.append(_mention(tag, read))
    return TextProfile(
        language=language or _language(texts),
        processes=codes[TagKind.PROCESS],
        materials=codes[TagKind.MATERIAL],
        part_families=codes[TagKind.PART_FAMILY],
        tokens=Counter(token for read in texts for token in tokens_of(read.text)),
        vector=vector,
        mentions=tuple(mentions),
    )


def _imply(processes: dict[str, float], reading: Reading) -> None:
    """Add what is likely, at its highest weight; what the text itself denies is not likely."""
    denied = {tag.code for tag in reading.tags if tag.stance is not Stance.STATED}
    for implied in reading.implied:
        if implied.code not in denied and implied.source.stance is Stance.STATED:
            processes[implied.code] = max(processes.get(implied.code, 0.0), implied.weight)


def _mention(tag: Tag, read: ReadText) -> Mention:
    return Mention(
        kind=tag.kind.value,
        code=tag.code,
        quote=tag.quote,
        start=tag.start,
        end=tag.end,
        place=read.place,
        language=read.language,
    )


def _language(texts: list[ReadText]) -> str:
    return language_of(texts[0].text, stated=texts[0].language) if texts else ""
