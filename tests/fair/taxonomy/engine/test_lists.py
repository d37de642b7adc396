from decimal import Decimal

import pytest

from fair.taxonomy.engine.lists import read_lists
from fair.taxonomy.services.reading import ALLOWED
from tests.fair.taxonomy.files import FILES, with_row


def problems_with(**changed: str) -> list[str]:
    texts = FILES | {f"{name}.csv": text for name, text in changed.items()}
    lists, problems = read_lists(texts, allowed=ALLOWED)
    assert (lists is None) == bool(problems)
    return [str(problem) for problem in problems]


@pytest.fixture
def lists():
    found, problems = read_lists(FILES, allowed=ALLOWED)
    assert problems == []
    return found


def test_read_lists_reads_terms(lists):
    assert list(lists.processes) == ["MC", "MC.TUR", "MC.AUT", "MC.MIL"]
    turning = lists.processes["MC.TUR"]
    assert turning.labels == {
        "en": "CNC turning",
        "vi": "Tiện CNC",
        "ja": "旋盤加工",
        "ko": "선삭",
        "zh-hans": "车削",
    }
    assert turning.synonyms["en"] == ["turning", "lathe"]
    assert [lists.processes[code].position for code in lists.processes] == [0, 0, 0, 1]
    assert {code: term.extra["kind"] for code, term in lists.materials.items()} == {
        "FE": "class",
        "FE.SUS": "class",
        "FE.SUS.SUS304": "grade",
    }


def test_read_lists_reads_edges(lists):
    assert lists.equivalents == {
        ("FE.SUS.SUS304", "JIS", "SUS304"): True,
        ("FE.SUS.SUS304", "AISI", "304"): True,
        ("FE.SUS.SUS304", "EN", "1.4301"): True,
        ("FE.SUS.SUS304", "EN", "1.4303"): False,
    }
    assert lists.implied == {
        ("FE.SUS", "", "MC.TUR"): Decimal("0.3"),
        ("", "SHAFT", "MC.TUR"): Decimal("0.8"),
    }
    assert lists.outside["vsic", "2018", "2592", "", "MC", ""] == ("Machining", False)
    assert len(lists.checksum) == 64


LABELS = "a,b,c,d,e,,,,,"


@pytest.mark.parametrize(
    ("name", "row", "problem"),
    [
        (
            "processes",
            f"mc.x,MC,{LABELS}",
            "processes.csv, row 6: code “mc.x” is not made of capitals, digits and single dots",
        ),
        (
            "processes",
            f"MC.TUR,MC,{LABELS}",
            "processes.csv, row 6: code “MC.TUR” stands in an earlier row too",
        ),
        (
            "processes",
            f"XX.A,XX,{LABELS}",
            "processes.csv, row 6: parent “XX” is not a code of an earlier row",
        ),
        ("processes", "MC.X,MC,a,,c,d,e,,,,,", "processes.csv, row 6: “label_vi” is empty"),
        (
            "processes",
            f"MC.X,MC,{'a' * 121},b,c,d,e,,,,,",
            "processes.csv, row 6: “label_en” is longer than 120 signs",
        ),
        (
            "processes",
            "MC.X,MC,a,b,c,d,e,Lathe,,,,",
            "processes.csv, row 6: “Lathe” (en) already names MC.TUR; keep it in one place",
        ),
        (
            "grades",
            f"FE.SUS.X,FE.SUS.SUS304,{LABELS},,,,,,,,,,",
            "grades.csv, row 3: “FE.SUS.SUS304” is not a class of material",
        ),
        (
            "grades",
            f"FE.SUS.X,FE.SUS,{LABELS},,304|~304,,,,,,,,",
            "grades.csv, row 3: AISI “304” stands twice",
        ),
        (
            "certifications",
            f"X,smell,yes,{LABELS}",
            "certifications.csv, row 3: kind “smell” is not known",
        ),
        (
            "certifications",
            f"X,quality,maybe,{LABELS}",
            "certifications.csv, row 3: “is_international” is “maybe”, not yes or no",
        ),
        (
            "implied_processes",
            "FE.XX,,MC.TUR,0.5",
            "implied_processes.csv, row 4: material “FE.XX” is not known",
        ),
        (
            "implied_processes",
            "FE.SUS,SHAFT,MC.TUR,0.5",
            "implied_processes.csv, row 4: name either a material or a part family",
        ),
        (
            "implied_processes",
            "FE.SUS,,MC.TUR,0.4",
            "implied_processes.csv, row 4: the same edge stands in an earlier row",
        ),
        ("implied_processes", "FE,,,0.4", "implied_processes.csv, row 4: “process” is empty"),
        (
            "outside_codes",
            "unspsc,2020,1,x,no,,MC,",
            "outside_codes.csv, row 5: scheme “unspsc” is not known",
        ),
        (
            "outside_codes",
            "vsic,2018,1,x,no,CMP,MC,",
            "outside_codes.csv, row 5: name one sector, process or part family",
        ),
        ("outside_codes", "vsic,2018,1,,no,,MC,", "outside_codes.csv, row 5: “label” is empty"),
        (
            "outside_codes",
            "vsic,2018,2592,Again,no,,MC,",
            "outside_codes.csv, row 5: the same code stands in an earlier row",
        ),
    ],
)
def test_read_lists_names_file_and_row_of_a_mistake(name, row, problem):
    assert problems_with(**{name: with_row(name, row)}) == [problem]


@pytest.mark.parametrize("weight", ["0", "1.01", "-0.2", "0.333", "much", "", "NaN"])
def test_read_lists_refuses_a_weight_that_is_no_likelihood(weight):
    text = with_row("implied_processes", f"FE,,MC.MIL,{weight}")

    expected = f"weight “{weight}” is not a number above 0 and up to 1 in hundredths"
    assert problems_with(implied_processes=text) == [f"implied_processes.csv, row 4: {expected}"]


def test_read_lists_takes_a_weight_of_one():
    assert problems_with(implied_processes=with_row("implied_processes", "FE,,MC.MIL,1")) == []


def test_read_lists_lets_two_languages_share_a_word():
    """Japanese and Chinese often write one thing alike, and sometimes two things."""
    row = "MC.X,MC,a,b,车削,d,e,,,,,"

    assert problems_with(processes=with_row("processes", row)) == []


def test_read_lists_names_every_mistake_at_once():
    found = problems_with(
        processes=with_row("processes", f"x,MC,{LABELS}"),
        sectors=with_row("sectors", f"A,B,{LABELS}"),
    )

    assert len(found) == 2


def test_read_lists_names_a_missing_file():
    texts = {name: text for name, text in FILES.items() if name != "sectors.csv"}

    lists, problems = read_lists(texts, allowed=ALLOWED)

    assert lists is None
    assert [str(problem) for problem in problems] == ["sectors.csv, row 1: the file is missing"]


def test_checksum_changes_with_any_text():
    before, _none = read_lists(FILES, allowed=ALLOWED)
    changed = FILES | {"sectors.csv": FILES["sectors.csv"].replace("Components", "Parts")}

    after, _none = read_lists(changed, allowed=ALLOWED)

    assert before is not None
    assert after is not None
    assert before.checksum != after.checksum
