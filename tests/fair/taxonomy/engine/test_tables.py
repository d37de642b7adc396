from fair.taxonomy.engine.tables import read_table
from fair.taxonomy.engine.types import Problem

COLUMNS = ["code", "label"]


def test_read_table_trims_cells_and_skips_empty_lines():
    rows, problems = read_table(
        "code,label\n MC , Machining \n,\n\nSM,Sheet\n", file="a", columns=COLUMNS
    )

    assert [(row.number, dict(row.cells)) for row in rows] == [
        (2, {"code": "MC", "label": "Machining"}),
        (5, {"code": "SM", "label": "Sheet"}),
    ]
    assert problems == []


def test_read_table_takes_columns_in_any_order_and_a_byte_order_mark():
    rows, problems = read_table("\ufefflabel,code\nMachining,MC\n", file="a", columns=COLUMNS)

    assert rows[0]["code"] == "MC"
    assert problems == []


def test_read_table_splits_several_values():
    rows, _problems = read_table("code,label\nMC,a| b ||c\n", file="a", columns=COLUMNS)

    assert rows[0].many("label") == ["a", "b", "c"]


def test_read_table_names_missing_and_unknown_columns():
    rows, problems = read_table("code,lable\nMC,x\n", file="p.csv", columns=COLUMNS)

    assert rows == []
    assert problems == [
        Problem("p.csv", 1, "column “label” is missing"),
        Problem("p.csv", 1, "column “lable” is not known"),
    ]


def test_read_table_refuses_a_column_that_stands_twice():
    _rows, problems = read_table("code,label,code\n", file="p.csv", columns=COLUMNS)

    assert problems == [Problem("p.csv", 1, "a column stands there twice")]


def test_read_table_names_the_row_with_too_many_cells():
    rows, problems = read_table(
        "code,label\nMC,Cut, press\nSM,Sheet\n", file="p.csv", columns=COLUMNS
    )

    assert [row["code"] for row in rows] == ["SM"]
    assert [str(problem) for problem in problems] == [
        "p.csv, row 2: 3 cells where the heading has 2"
    ]


def test_read_table_of_an_empty_file_says_so():
    _rows, problems = read_table("", file="p.csv", columns=COLUMNS)

    assert str(problems[0]) == "p.csv, row 1: the file is empty; it needs a row of column names"
