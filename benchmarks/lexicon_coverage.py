"""How many labels of the trade the vocabulary knows.

python -m benchmarks.lexicon_coverage [--list FILE] [--json]

FILE has one label per line, in English or as "language<TAB>label" (en, vi, ja, ko, zh). Prints,
for all labels and by language: how many there are, the share that names a term as it stands
("exact"), the share in which at least one term is found ("contained"), and the labels in which
none is. Needs no database.
"""

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from fair.taxonomy.engine.naming import Name, NameIndex, Rank
from fair.taxonomy.engine.types import Lists, TermRow
from fair.taxonomy.services.reading import read_vocabulary

LABELS = Path(__file__).resolve().parent / "data" / "trade_labels.txt"
# Kana, Han and Hangul run on without spaces; all other scripts write words.
_RUNS_ON = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+")
_WORD = re.compile(r"[^\W_]+")
_LONGEST_RUN = 16
_SHORTEST_RUN = 2
_MOST_WORDS = 6


class Finder:
    """Find terms of processes, materials, kinds of part and certificates in a label."""

    def __init__(self, lists: Lists) -> None:
        materials = [*_names(lists.materials), *_designations(lists)]
        self._indexes = [
            NameIndex(_names(lists.processes)),
            NameIndex(materials),
            NameIndex(_names(lists.part_families)),
            NameIndex(_names(lists.certifications)),
        ]

    def names(self, text: str, *, language: str) -> bool:
        """Tell whether `text` as it stands names a term."""
        return any(index.find(text, language=language) for index in self._indexes)

    def contains(self, text: str, *, language: str) -> bool:
        """Tell whether `text`, or some words or signs that follow each other in it, name one."""
        return any(self.names(piece, language=language) for piece in pieces(text))


def pieces(text: str) -> Iterator[str]:
    """Yield `text`, then all sequences of its words and all strings of its running signs."""
    yield text
    words = _WORD.findall(_RUNS_ON.sub(" ", text))
    for first in range(len(words)):
        for count in range(1, min(_MOST_WORDS, len(words) - first) + 1):
            yield " ".join(words[first : first + count])
    for run in _RUNS_ON.findall(text.replace(" ", "")):
        for first in range(len(run)):
            for size in range(_SHORTEST_RUN, min(_LONGEST_RUN, len(run) - first) + 1):
                yield run[first : first + size]


def read_labels(lines: Iterable[str]) -> list[tuple[str, str]]:
    """Return (language, label) of every line that is not empty."""
    labels = []
    for line in lines:
        language, tab, label = line.strip().partition("\t")
        if language:
            labels.append((language, label.strip()) if tab else ("en", language))
    return labels


def coverage(labels: Iterable[tuple[str, str]], *, lists: Lists) -> dict[str, Any]:
    """Return the figures for all labels, under "all", and by language."""
    finder = Finder(lists)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    unknown: dict[str, list[str]] = defaultdict(list)
    for spoken, label in labels:
        language = "zh-hans" if spoken == "zh" else spoken
        exact = finder.names(label, language=language)
        contained = exact or finder.contains(label, language=language)
        for key in ("all", spoken):
            counts[key].update(labels=1, exact=exact, contained=contained)
        if not contained:
            unknown[spoken].append(label)
    shares = {key: _shares(count) for key, count in counts.items()}
    return {"terms": _count_of_words(lists), "coverage": shares, "unknown": unknown}


def _shares(count: Counter[str]) -> dict[str, float]:
    labels = count["labels"]
    return {
        "labels": labels,
        "exact": round(count["exact"] / labels, 3),
        "contained": round(count["contained"] / labels, 3),
    }


def _names(terms: dict[str, TermRow] | Any) -> Iterator[Name]:
    for code, term in terms.items():
        for language, label in term.labels.items():
            yield Name(label, code, Rank.LABEL, language)
        for language, words in term.synonyms.items():
            for word in words:
                yield Name(word, code, Rank.SYNONYM, language)


def _designations(lists: Lists) -> Iterator[Name]:
    for (code, _scheme, designation), is_exact in lists.equivalents.items():
        yield Name(designation, code, Rank.EQUIVALENT if is_exact else Rank.NEAR)


def _count_of_words(lists: Lists) -> dict[str, int]:
    """Count the different words of each vocabulary: a label and its synonyms, by language."""
    vocabularies = {
        "processes": lists.processes,
        "materials": lists.materials,
        "part_families": lists.part_families,
        "certifications": lists.certifications,
    }
    return {
        name: len({(found.language, found.text) for found in _names(terms)})
        for name, terms in vocabularies.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--list", type=Path, default=LABELS)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    labels = read_labels(options.list.read_text(encoding="utf-8").splitlines())
    figures = coverage(labels, lists=read_vocabulary())
    if options.json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    for key, shares in figures["coverage"].items():
        print(f"{key:4} {shares['labels']:5} labels", end="")
        print(f"  exact {shares['exact']:.1%}  contained {shares['contained']:.1%}")
    for language, unknown in figures["unknown"].items():
        print(f"{language}: {', '.join(unknown)}")


if __name__ == "__main__":
    main()
