"""Rows into terms, with every rule that a single vocabulary must keep."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from fair.taxonomy.engine.folding import fold
from fair.taxonomy.engine.types import LANGUAGES, Problem, Row, TermRow

COLUMN_OF = {language: language.removesuffix("-hans") for language in LANGUAGES}
TEXT_COLUMNS = [
    *(f"label_{COLUMN_OF[language]}" for language in LANGUAGES),
    *(f"synonyms_{COLUMN_OF[language]}" for language in LANGUAGES),
]
LABEL_MAX_LENGTH = 120
_CODE = re.compile(r"[A-Z0-9]+(\.[A-Z0-9]+)*")

Extra = Callable[[Row], Mapping[str, str | bool]]


def nothing_extra(_row: Row) -> Mapping[str, str | bool]:
    """Say nothing beyond labels and synonyms."""
    return {}


def read_terms(
    rows: Sequence[Row],
    *,
    parents: Mapping[str, TermRow] | None = None,
    extra: Extra = nothing_extra,
) -> tuple[dict[str, TermRow], list[Problem]]:
    """Turn rows into terms by code; a parent stands in an earlier row or among `parents`."""
    terms: dict[str, TermRow] = {}
    problems: list[Problem] = []
    counts: Counter[str] = Counter()
    known = dict(parents or {})
    for row in rows:
        found = _row_problems(row, known=known)
        problems += found
        if found:
            continue
        parent = row.cells.get("parent", "")
        term = TermRow(
            code=row["code"],
            parent=parent,
            labels={language: row[f"label_{COLUMN_OF[language]}"] for language in LANGUAGES},
            synonyms=_synonyms(row),
            position=counts[parent],
            extra=extra(row),
        )
        counts[parent] += 1
        terms[term.code] = known[term.code] = term
    return terms, problems + _shared_names(rows, terms=known)


def _synonyms(row: Row) -> dict[str, list[str]]:
    by_language = {language: row.many(f"synonyms_{COLUMN_OF[language]}") for language in LANGUAGES}
    return {language: words for language, words in by_language.items() if words}


def _row_problems(row: Row, *, known: Mapping[str, TermRow]) -> list[Problem]:
    code, parent = row["code"], row.cells.get("parent", "")
    problems = []
    if not _CODE.fullmatch(code):
        problems.append(
            row.problem(f"code “{code}” is not made of capitals, digits and single dots")
        )
    elif code in known:
        problems.append(row.problem(f"code “{code}” stands in an earlier row too"))
    if parent and parent not in known:
        problems.append(row.problem(f"parent “{parent}” is not a code of an earlier row"))
    for language in LANGUAGES:
        column = f"label_{COLUMN_OF[language]}"
        if not row[column]:
            problems.append(row.problem(f"“{column}” is empty"))
        elif len(row[column]) > LABEL_MAX_LENGTH:
            problems.append(row.problem(f"“{column}” is longer than {LABEL_MAX_LENGTH} signs"))
    return problems


def _shared_names(rows: Sequence[Row], *, terms: Mapping[str, TermRow]) -> list[Problem]:
    """Report a word that names two terms in the same language: nobody could tell them apart."""
    first: dict[tuple[str, str], str] = {}
    problems: dict[str, list[str]] = defaultdict(list)
    for term in terms.values():
        for language in LANGUAGES:
            for name in (term.labels[language], *term.synonyms.get(language, ())):
                key = (language, fold(name))
                other = first.setdefault(key, term.code)
                if other != term.code:
                    problems[term.code].append(
                        f"“{name}” ({language}) already names {other}; keep it in one place"
                    )
    return [row.problem(text) for row in rows for text in problems.pop(row["code"], [])]
