"""What a text says: terms, what they imply, and figures."""

from fair.reading.engine.clauses import Clauses
from fair.reading.engine.coatings import with_coatings
from fair.reading.engine.contained import Ties
from fair.reading.engine.contexts import confirmed, end_with_temper
from fair.reading.engine.folding import Folded, fold
from fair.reading.engine.implying import implied_by
from fair.reading.engine.lexicon import Lexicon
from fair.reading.engine.moulds import joined_moulds
from fair.reading.engine.quantities import quantities_in
from fair.reading.engine.settings import TOOLS, Settings
from fair.reading.engine.shared_words import settled
from fair.reading.engine.squeezing import squeeze
from fair.reading.engine.stances import Cues
from fair.reading.engine.tagging import Named, Script, choose, script_of, terms_of
from fair.reading.engine.types import Reading, Stance, Tag, TagKind
from fair.reading.engine.typing_errors import Speller
from fair.reading.engine.vocabulary import Vocabulary, line_of

Span = tuple[int, int]

# A figure inside the name of one of these measures nothing.
_DESIGNATED = frozenset({TagKind.MATERIAL, TagKind.CERTIFICATION})
# What may be named around something else; a material tells of that other thing too.
_SETTING = frozenset({TagKind.PROCESS, TagKind.PART_FAMILY})
_METALS = ("FE.", "NF.")
_NEAR = 60
_FINISHING = frozenset({"SF", "HT", "PR"})


class Reader:
    """Reads texts in the words of one vocabulary; the same text gives the same reading."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._lexicon = Lexicon(vocabulary)
        self._speller = Speller(self._lexicon.words())
        processes = vocabulary.parents[TagKind.PROCESS]
        self._ties = Ties(vocabulary.implied, processes=processes)

    def read(self, text: str, *, language: str = "") -> Reading:
        """Return terms with their stance, implied processes and figures.

        `language` is the code of the text's language where it is known; it decides between
        terms that share a word and how figures are pointed. Never raises, whatever the text.
        Cost: O(length), about half a millisecond for 150 signs.
        """
        folded = fold(text)
        script = script_of(folded.text, language=language)
        clauses = Clauses(folded.text)
        settings = Settings(folded.text, clauses=clauses)
        tags, covered = self._tags(folded, script, clauses, settings)
        return Reading(
            tags=tags,
            implied=implied_by(
                tags,
                likelihoods=self._vocabulary.implied,
                parents=self._vocabulary.parents,
                of_supplied=settings.has_supplied_parts(),
            ),
            quantities=tuple(
                quantities_in(folded, clauses=clauses, taken=covered, language=script.language)
            ),
        )

    def line_of(self, kind: TagKind, code: str) -> list[str]:
        """Return a term and those above it, nearest first."""
        return line_of(code, self._vocabulary.parents[kind])

    def is_heading(self, kind: TagKind, code: str) -> bool:
        """Tell whether a term only heads a group: it has terms below it and none above."""
        parents = self._vocabulary.parents[kind]
        return not parents.get(code) and code in parents.values()

    def _tags(
        self, folded: Folded, script: Script, clauses: Clauses, settings: Settings
    ) -> tuple[tuple[Tag, ...], list[Span]]:
        """Return the tags, and where designations stand whose figures are none: SUS304."""
        named = self._named(folded, script)
        parents = self._vocabulary.parents
        terms = [terms_of(one, parents=parents, script=script) for one in named]
        spans = [(one.start, one.end) for one in named]
        stances = Cues(folded.text, clauses=clauses).stances(
            spans, groups=[_groups(here) for here in terms]
        )
        around = settings.around(
            spans,
            kinds=[frozenset(kind for kind, _code in here) for here in terms],
            tools=[_is_tool(here) for here in terms],
            makings=[self._making(here) for here in terms],
            is_vietnamese=script.language == "vi",
        )
        for number in around:
            if stances[number] is Stance.STATED:
                stances[number] = Stance.AROUND
        tags, covered = [], []
        for span, terms_here, stance in zip(spans, terms, stances, strict=True):
            tags += _tags_at(folded, span, terms_here, stance)
            if any(kind in _DESIGNATED for kind, _ in terms_here):
                covered.append(span)
        return tuple(tags), covered

    def _making(self, terms: list[tuple[TagKind, str]]) -> str:
        """Return the likeliest process of the part that is named, "" where none is."""
        families = self._vocabulary.implied.get(TagKind.PART_FAMILY, {})
        rows = (families.get(code, {}) for kind, code in terms if kind is TagKind.PART_FAMILY)
        return next((max(likely, key=likely.__getitem__) for likely in rows if likely), "")

    def _named(self, folded: Folded, script: Script) -> list[Named]:
        squeezed = squeeze(folded, correct=self._speller.mend)
        clear, doubtful = choose(
            self._lexicon.find(squeezed),
            folded=folded,
            squeezed=squeezed,
            script=script,
            ties=self._ties,
        )
        grades = self._vocabulary.grades
        sure = [one for one in clear if one.entries[0].kind is not None]
        for one in doubtful:
            near = [other for other in sure if abs(other.start - one.start) < _NEAR]
            if confirmed(one, folded.text, beside=near, grades=grades):
                sure.append(one)
        sure.sort(key=lambda one: one.start)
        tempered = [
            Named(one.start, end_with_temper(one, folded.text, grades=grades), one.entries)
            for one in sure
        ]
        families = self._vocabulary.implied.get(TagKind.PART_FAMILY, {})
        meant = settled(tempered, folded.text, families=families)
        processes = self._vocabulary.parents[TagKind.PROCESS]
        coated = with_coatings(meant, folded.text, known=processes)
        joined = joined_moulds(coated, folded.text, known=processes)
        return _without_loose_classes(joined, grades=grades)


def _tags_at(
    folded: Folded, span: Span, terms: list[tuple[TagKind, str]], stance: Stance
) -> list[Tag]:
    start, end = folded.span(*span)
    quote = folded.original[start:end]
    return [
        Tag(
            kind,
            code,
            start,
            end,
            quote,
            Stance.STATED if stance is Stance.AROUND and kind not in _SETTING else stance,
        )
        for kind, code in terms
    ]


def _groups(terms: list[tuple[TagKind, str]]) -> frozenset[str]:
    """Return what the terms belong to, as far as a list under one negation goes on with it."""
    roots = {code.partition(".")[0] for _kind, code in terms}
    return frozenset("finishing" if root in _FINISHING else root for root in roots)


def _is_tool(terms: list[tuple[TagKind, str]]) -> bool:
    return bool(terms) and all(code.partition(".")[0] in TOOLS for _kind, code in terms)


def _without_loose_classes(named: list[Named], *, grades: frozenset[str]) -> list[Named]:
    """Drop the class beside a grade of another: "nhôm ADC12" is no wrought aluminium."""
    kept = []
    for place, one in enumerate(named):
        neighbours = named[max(0, place - 1) : place] + named[place + 1 : place + 2]
        if not any(_overrules(other, one, grades=grades) for other in neighbours):
            kept.append(one)
    return kept


def _overrules(grade: Named, loose: Named, *, grades: frozenset[str]) -> bool:
    if max(grade.start, loose.start) - min(grade.end, loose.end) > 1:
        return False
    code, other = loose.entries[0].code, grade.entries[0].code
    is_class = loose.entries[0].kind is TagKind.MATERIAL and code not in grades and "." in code
    is_other_class = other in grades and not other.startswith(f"{code}.")
    is_metal = code.startswith(_METALS)
    return is_class and is_other_class and is_metal and _root(other) == _root(code)


def _root(code: str) -> str:
    return code.partition(".")[0]
