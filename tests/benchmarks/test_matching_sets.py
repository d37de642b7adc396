"""The sets that matching of texts is measured with are whole, and share nothing."""

import json
from collections import Counter
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

SETS = sorted((Path(__file__).resolve().parents[2] / "benchmarks" / "data").glob("matching_*.json"))
LANGUAGES = {"en", "vi", "ja", "ko", "zh"}
GRADES = {1, 2}

SPOKEN = sorted(LANGUAGES)

SOUND = {
    "lines": [{"id": f"l-{lang}", "lang": lang, "text": f"line {lang}"} for lang in SPOKEN],
    "needs": [{"id": f"n-{lang}", "lang": lang, "text": f"need {lang}"} for lang in SPOKEN],
    "qrels": {f"n-{lang}": {f"l-{lang}": 2} for lang in SPOKEN},
}


def read_set(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def repeated(rows: list[dict[str, str]], key: str) -> list[str]:
    return [value for value, times in Counter(row[key] for row in rows).items() if times > 1]


def faults_of(judged: dict[str, Any]) -> list[str]:
    """List what is wrong with one set."""
    rows = judged["lines"] + judged["needs"]
    found = [f"{key} twice: {value}" for key in ("id", "text") for value in repeated(rows, key)]
    found += [
        f"{side} without {lang}"
        for side in ("lines", "needs")
        for lang in sorted(LANGUAGES - {row["lang"] for row in judged[side]})
    ]
    found += [f"language {row['lang']}" for row in rows if row["lang"] not in LANGUAGES]
    return found + faults_of_grades(judged)


def faults_of_grades(judged: dict[str, Any]) -> list[str]:
    lines = {row["id"] for row in judged["lines"]}
    needs = {row["id"] for row in judged["needs"]}
    qrels = judged["qrels"]
    found = [f"unknown need {need}" for need in qrels if need not in needs]
    found += [
        f"nobody to invite: {need}" for need in needs if 2 not in qrels.get(need, {}).values()
    ]
    for need, grades in qrels.items():
        found += [f"{need}: unknown line {line}" for line in grades if line not in lines]
        found += [f"{need}: grade {grade}" for grade in grades.values() if grade not in GRADES]
    return found


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_set_is_whole(path):
    assert faults_of(read_set(path)) == []


def test_development_set_is_among_them():
    assert "matching_dev" in {path.stem for path in SETS}


def test_sets_share_no_id_and_no_text():
    rows = [row for path in SETS for side in ("lines", "needs") for row in read_set(path)[side]]

    assert repeated(rows, "id") == []
    assert repeated(rows, "text") == []


def test_sound_sample_passes():
    assert faults_of(SOUND) == []


@pytest.mark.parametrize(
    ("side", "row", "key", "value", "fault"),
    [
        ("lines", 0, "text", SOUND["lines"][1]["text"], "text twice: "),
        ("needs", 0, "id", SOUND["needs"][1]["id"], "id twice: "),
        ("lines", 0, "lang", "fr", "language fr"),
        ("needs", 0, "lang", SOUND["needs"][1]["lang"], "needs without "),
    ],
)
def test_planted_fault_of_a_row_is_found(side, row, key, value, fault):
    judged = deepcopy(SOUND)
    judged[side][row][key] = value

    assert any(found.startswith(fault) for found in faults_of(judged))


@pytest.mark.parametrize(
    ("qrels", "faults"),
    [
        ({"n-en": {"l-en": 2, "l-fr": 1}}, ["n-en: unknown line l-fr"]),
        ({"n-en": {"l-en": 2, "l-vi": 3}}, ["n-en: grade 3"]),
        ({"n-en": {"l-en": 1}}, ["nobody to invite: n-en"]),
        ({"n-fr": {"l-en": 2}}, ["unknown need n-fr"]),
    ],
)
def test_planted_fault_of_a_grade_is_found(qrels, faults):
    assert faults_of({**SOUND, "qrels": {**SOUND["qrels"], **qrels}}) == faults
