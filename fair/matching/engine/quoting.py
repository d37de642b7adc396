"""The evidence of many pairs of texts, written as it is kept.

To the letter what `evidence_of` finds and `folding` writes. Each text is looked through once; two
texts are then held against each other by the line's codes, of which there are few.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from fair.matching.engine.folding import QUOTE, compact
from fair.matching.engine.text.evidence import ANSWERS, SHOWN
from fair.matching.engine.text.types import Mention, TextProfile
from fair.matching.engine.types import Relations

Term = tuple[str, str]  # kind and code


class Quote(NamedTuple):
    """A mention: where its words stand, and how it is kept."""

    spot: tuple[str, str]  # place and words
    text: str


class Asked(NamedTuple):
    """The mentions of a need's text; by term that answers some: which of them, and how well.

    Few of them are ever answered, so a quote is written when it is first asked for.
    """

    mentions: list[Mention]
    answered: Mapping[Term, list[tuple[int, float]]]
    written: dict[int, Quote]

    def quote(self, number: int) -> Quote:
        if number not in self.written:
            self.written[number] = _quote(self.mentions[number])
        return self.written[number]


# The first mention of each term in a line's text.
Offered = list[tuple[Term, Quote]]


def evidence(need: Asked, line: Offered) -> str:
    """Return what two texts have that answers each other, after a comma; "" where nothing does."""
    best: dict[int, tuple[float, Quote]] = {}
    for term, quote in line:
        for number, likeness in need.answered.get(term, ()):
            if number not in best or likeness > best[number][0]:
                best[number] = (likeness, quote)
    if not best:
        return ""
    asked: dict[tuple[str, str], str] = {}
    offered: dict[tuple[str, str], str] = {}
    for number in sorted(best):
        for quotes, quote in ((asked, need.quote(number)), (offered, best[number][1])):
            quotes.setdefault(quote.spot, quote.text)
    sides = (",".join([*quotes.values()][:SHOWN]) for quotes in (asked, offered))
    return ",[[{}],[{}]]".format(*sides)


class Answers:
    """Which terms answer a term, and how well."""

    def __init__(self, relations: Mapping[str, Relations]) -> None:
        self._relations = relations
        self._known: dict[Term, list[tuple[Term, float]]] = {}

    def to(self, term: Term) -> list[tuple[Term, float]]:
        if term not in self._known:
            kind, code = term
            related = self._relations.get(kind, {}).get(code, {code: 1.0})
            self._known[term] = [
                ((kind, other), likeness)
                for other, likeness in related.items()
                if likeness >= ANSWERS
            ]
        return self._known[term]


def asked_in(text: TextProfile, *, answers: Answers) -> Asked:
    """Look through a need's text."""
    mentions: list[Mention] = []
    answered: dict[Term, list[tuple[int, float]]] = defaultdict(list)
    seen: set[tuple[Term, tuple[str, str]]] = set()
    for mention in text.mentions:
        asked = (mention.kind, mention.code)
        key = (asked, (mention.place, mention.quote))
        if key in seen:
            continue
        seen.add(key)
        for term, likeness in answers.to(asked):
            answered[term].append((len(mentions), likeness))
        mentions.append(mention)
    return Asked(mentions, dict(answered), {})


def offered_in(text: TextProfile) -> Offered:
    """Look through a line's text."""
    found: dict[Term, Quote] = {}
    for mention in text.mentions:
        term = (mention.kind, mention.code)
        if term not in found:
            found[term] = _quote(mention)
    return list(found.items())


def _quote(mention: Mention) -> Quote:
    text = compact([getattr(mention, name) for name in QUOTE])
    return Quote((mention.place, mention.quote), text)
