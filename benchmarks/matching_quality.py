"""How well needs and lines are brought together by their texts alone.

python -m benchmarks.matching_quality --eval FILE [FILE …] [--json] [--fit]

FILE: {"lines": [{"id", "lang", "text"}], "needs": [{"id", "lang", "text"}],
"qrels": {need: {line: grade}}}, grades 2 (right) and 1 (near); what is not listed is 0.

Prints {"all": {"ndcg@10", "recall@20", "mrr", "by_language": {language of the need: {…}}},
"without": {"tagger": {…}, "bm25": {…}, "encoder": {…}, "implied": {…}}, "calibration":
{"log_loss", "ece"}, "model", "encoder", "seconds"}. The gain of nDCG is the grade; recall and MRR
look for grade 2. Statistics come from the shipped background and the texts of FILE, never from its
grades. Of several files it prints the same for each by its name. Vectors are kept in
var/benchmarks.

--fit makes the shipped model anew: what marks speak for from benchmarks/data/exemplars.tsv
(language, side, processes, text) and the names in the vocabulary, statistics from the texts of all
FILEs, coefficients from their grades; it prints what is to be expected of needs it did not see. It
is for the project's two development sets, matching_dev.json and matching_second.json in
benchmarks/data.
"""

import argparse
import json
import os
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
EXEMPLARS = ROOT / "benchmarks" / "data" / "exemplars.tsv"
VECTORS = ROOT / "var" / "benchmarks" / "vectors"
LANGUAGES = {"zh": "zh-hans"}
# How loud the names of a process are beside an exemplar (trade_fitting.Exemplar.weight).
NAMES_COUNT = 0.5
SIGNALS = ("tagger", "bm25", "encoder", "implied")


def set_up() -> None:
    """Load the applications; no server is started and no database opened."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matchmaking.settings")
    os.environ.setdefault("FAIRMATCH_DEMO", "true")
    import django

    with tempfile.TemporaryDirectory() as directory:
        os.environ.setdefault("FAIRMATCH_DATA", directory)
        django.setup()


def vectors_of(texts: Sequence[str], *, side: Any) -> list[bytes]:
    """Return the vectors of texts, kept from earlier runs or made; empty ones without encoder."""
    from fair.matching.embeddings.encoders import EncoderFailed, encoder_version, loaded_encoder
    from fair.matching.engine.text.types import VECTOR_TYPE

    version = encoder_version()
    if not version:
        return [b""] * len(texts)
    VECTORS.mkdir(parents=True, exist_ok=True)
    keys = [sha256(f"{version}\0{side}\0{text}".encode()).hexdigest() for text in texts]
    missing = [at for at, key in enumerate(keys) if not (VECTORS / key).exists()]
    try:
        made = loaded_encoder().encode([texts[at] for at in missing], side=side)
    except EncoderFailed:
        return [b""] * len(texts)
    for at, vector in zip(missing, made, strict=True):
        (VECTORS / keys[at]).write_bytes(vector.astype(VECTOR_TYPE).tobytes())
    return [(VECTORS / key).read_bytes() for key in keys]


def profiles_of(entries: list[dict[str, Any]], *, side: Any, reader: Any) -> dict[str, Any]:
    """Return the profile of each text by its id, first as it is, then without what is implied."""
    from fair.matching.engine.text.profiles import Vectors, profile_of
    from fair.matching.engine.text.tokens import subject_of
    from fair.matching.engine.text.types import TextSide

    texts = [entry["text"] for entry in entries]
    wholes = vectors_of(texts, side=side)
    subjects = [b""] * len(texts)
    if side is TextSide.NEED:
        subjects = vectors_of([subject_of(text) for text in texts], side=TextSide.SUBJECT)
    found = {}
    for entry, vectors in zip(entries, map(Vectors, wholes, subjects), strict=True):
        whole = read_text(entry["text"], entry["lang"], reader=reader)
        found[entry["id"]] = tuple(
            profile_of([read], side=side, vectors=vectors)
            for read in (whole, replace(whole, reading=replace(whole.reading, implied=())))
        )
    return found


def read_text(text: str, lang: str, *, reader: Any) -> Any:
    """Return a text with what is read in it."""
    from fair.matching.engine.text.profiles import ReadText

    return ReadText(text, lang, reader.read(text, language=LANGUAGES.get(lang, lang)))


def exemplars(*, reader: Any) -> list[Any]:
    """Return the project's exemplars, read as the texts of a set are."""
    from fair.matching.engine.text.profiles import profile_of
    from fair.matching.engine.text.trade_fitting import Exemplar
    from fair.matching.engine.text.types import TextSide

    found = []
    for row in EXEMPLARS.read_text(encoding="utf-8").splitlines():
        lang, side, processes, text = row.split("\t")
        profile = profile_of([read_text(text, lang, reader=reader)], side=TextSide(side))
        found.append(Exemplar(profile, tuple(processes.split("|"))))
    return found


def vocabulary_exemplars(lists: Any) -> list[Any]:
    """Return what each process is called in each language, as an exemplar of its words alone.

    No code is read in them: other words for the same are to be heard where the reader knows none.
    """
    from fair.matching.engine.text.tokens import tokens_of
    from fair.matching.engine.text.trade_fitting import Exemplar
    from fair.matching.engine.text.types import TextProfile

    found = []
    for code, row in sorted(lists.processes.items()):
        for language, label in row.labels.items():
            names = [label, *row.synonyms.get(language, ())]
            words = Counter(word for name in names for word in tokens_of(name))
            text = TextProfile(language, tokens=dict(words))
            found.append(Exemplar(text, (code,), weight=NAMES_COUNT))
    return found


def without(signal: str, profiles: tuple[Any, Any]) -> Any:
    """Return the profile of a text as if a signal did not exist."""
    profile, unimplied = profiles
    changes = {
        "tagger": {"processes": {}, "materials": {}, "part_families": {}, "sizes": {}},
        "bm25": {"tokens": {}, "figures": {}},
        "encoder": {"vector": b"", "subject": b""},
    }
    return unimplied if signal == "implied" else replace(profile, **changes.get(signal, {}))


@cache
def vocabulary() -> tuple[Any, Any, Any]:
    """Return the vocabulary in files, what reads texts by it, and how its codes relate."""
    from fair.matching.text_models import shipped_relations
    from fair.reading.engine.building import reader_of
    from fair.taxonomy.services.reading import read_vocabulary

    lists = read_vocabulary()
    return lists, reader_of(lists), shipped_relations(lists)


class Evaluation:
    """One file of texts and grades, read once, scored in several ways."""

    def __init__(self, path: Path) -> None:
        from fair.matching.engine.text.types import TextSide

        content = json.loads(path.read_text(encoding="utf-8"))
        _lists, reader, self.relations = vocabulary()
        self.grades = content["qrels"]
        self.languages = {entry["id"]: entry["lang"] for entry in content["needs"]}
        self.needs = profiles_of(content["needs"], side=TextSide.NEED, reader=reader)
        self.lines = profiles_of(content["lines"], side=TextSide.LINE, reader=reader)

    def judged(self, signal: str = "") -> Any:
        """Return the set without a signal, "" for the whole."""
        from fair.matching.engine.text.judging import JudgedSet

        return JudgedSet(
            needs={name: without(signal, texts) for name, texts in self.needs.items()},
            lines={name: without(signal, texts) for name, texts in self.lines.items()},
            grades=self.grades,
        )

    def statistics(self, background: Any = None, *, version: str) -> Any:
        """Count the texts of the file on top of a background."""
        from fair.matching.engine.text.statistics import gather

        whole = self.judged()
        return gather(
            needs=whole.needs.values(),
            lines=whole.lines.values(),
            background=background,
            version=version,
        )

    def figures(self, model: Any, signal: str = "") -> dict[str, Any]:
        """Return the quality of the order, over all needs and by language."""
        from fair.matching.engine.text.judging import order_quality

        judged = self.judged(signal)
        scores = model.block(list(judged.needs.values()), list(judged.lines.values()))
        by_language = {
            language: order_quality(
                judged, scores, needs=[need for need in judged.needs if self.speaks(need, language)]
            )
            for language in sorted(set(self.languages.values()))
        }
        return {
            **order_quality(judged, scores, needs=list(judged.needs)),
            "by_language": by_language,
        }

    def speaks(self, need: str, language: str) -> bool:
        return self.languages[need] == language


def evaluate(path: Path) -> dict[str, Any]:
    """Score the file with the shipped model, with every signal and without each in turn."""
    from fair.matching.embeddings.encoders import encoder_version
    from fair.matching.engine.text.judging import promise_quality
    from fair.matching.text_models import shipped_model

    started = time.perf_counter()
    evaluation = Evaluation(path)
    shipped = shipped_model(relations=evaluation.relations)
    statistics = evaluation.statistics(shipped.frame.statistics, version="evaluation")
    model = replace(shipped, frame=replace(shipped.frame, statistics=statistics))
    whole = evaluation.judged()
    scores = model.block(list(whole.needs.values()), list(whole.lines.values()))
    return {
        "all": evaluation.figures(model),
        "without": {signal: evaluation.figures(model, signal) for signal in SIGNALS},
        "calibration": promise_quality(whole, scores),
        "model": shipped.version,
        "encoder": encoder_version(),
        "seconds": round(time.perf_counter() - started, 1),
    }


def fit_shipped(paths: Sequence[Path]) -> dict[str, Any]:
    """Make the shipped model from files and report what is to be expected of it."""
    from fair.matching.engine.text.codec import model_json
    from fair.matching.engine.text.judging import fitted_model, quality
    from fair.matching.engine.text.statistics import Statistics
    from fair.matching.engine.text.trade_fitting import learnt
    from fair.matching.engine.text.worth import Frame
    from fair.matching.text_models import SHIPPED

    evaluations = {path.stem: Evaluation(path) for path in paths}
    version = "+".join(evaluations)
    statistics = Statistics(version)
    for evaluation in evaluations.values():
        statistics = evaluation.statistics(statistics, version=version)
    lists, reader, relations = vocabulary()
    trades = learnt([*exemplars(reader=reader), *vocabulary_exemplars(lists)])
    frame = Frame(statistics, relations, trades)
    sets = {name: evaluation.judged() for name, evaluation in evaluations.items()}
    model, unseen = fitted_model(sets, frame=frame, version=version)
    SHIPPED.write_text(json_by_parts(model_json(model)), encoding="utf-8")
    return {
        "cross_fitted": {name: quality(judged, unseen[name]) for name, judged in sets.items()},
        "coefficients": dict(model.full.coefficients),
    }


def json_by_parts(content: dict[str, Any]) -> str:
    """Return JSON with one part of a model a line, so that a diff tells which changed."""
    parts = (
        f"{json.dumps(name)}: {json.dumps(part, ensure_ascii=False)}"
        for name, part in content.items()
    )
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--eval", type=Path, nargs="+", required=True, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="print one line")
    parser.add_argument("--fit", action="store_true", help="make the shipped model from the FILEs")
    options = parser.parse_args()
    set_up()
    if options.fit:
        figures = fit_shipped(options.eval)
    else:
        by_name = {path.stem: evaluate(path) for path in options.eval}
        figures = by_name if len(by_name) > 1 else next(iter(by_name.values()))
    print(json.dumps(figures, indent=None if options.json else 2))


if __name__ == "__main__":
    main()
