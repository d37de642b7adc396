"""The places of two texts that speak for each other, for people to judge the judgment."""

from collections.abc import Iterable, Mapping

from fair.matching.engine.text.types import Mention, TextProfile
from fair.matching.engine.types import Relations

# What is nearer than this answers; a sibling does not.
ANSWERS = 0.7
SHOWN = 4

Quotes = list[dict[str, object]]


def evidence_of(
    need: TextProfile, line: TextProfile, *, relations: Mapping[str, Relations]
) -> dict[str, Quotes] | None:
    """Return quotes of both texts for codes that answer each other, fit for JSON.

    In the order of the need's text, at most SHOWN of each side; None where nothing answers.
    """
    asked: dict[tuple[str, str], Mention] = {}
    offered: dict[tuple[str, str], Mention] = {}
    answers: dict[tuple[str, str], Mention | None] = {}  # the same code is named again and again
    for mention in need.mentions:
        term = (mention.kind, mention.code)
        if term not in answers:
            related = relations.get(mention.kind, {})
            answers[term] = _answer(mention, line.mentions, relations=related)
        answer = answers[term]
        if answer:
            asked.setdefault((mention.place, mention.quote), mention)
            offered.setdefault((answer.place, answer.quote), answer)
    if not asked:
        return None
    return {"need": _quotes(asked.values()), "line": _quotes(offered.values())}


def _answer(asked: Mention, offered: Iterable[Mention], *, relations: Relations) -> Mention | None:
    """Return the first of the nearest mentions, None where none is near enough."""
    related = relations.get(asked.code, {asked.code: 1.0})
    best, nearest = None, ANSWERS
    for mention in offered:
        likeness = related.get(mention.code, 0.0) if mention.kind == asked.kind else 0.0
        if likeness > nearest or (best is None and likeness == nearest):
            best, nearest = mention, likeness
    return best


def _quotes(mentions: Iterable[Mention]) -> Quotes:
    return [
        {
            "quote": mention.quote,
            "start": mention.start,
            "end": mention.end,
            "code": mention.code,
            "place": mention.place,
            "language": mention.language,
        }
        for mention in list(mentions)[:SHOWN]
    ]
