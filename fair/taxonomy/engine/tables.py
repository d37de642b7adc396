"""Comma-separated text into rows, with the mistakes that make a table unreadable."""

import csv
import io
import unicodedata
from collections.abc import Sequence

from fair.taxonomy.engine.types import Problem, Row


def read_table(text: str, *, file: str, columns: Sequence[str]) -> tuple[list[Row], list[Problem]]:
    """Split `text` into rows that have exactly `columns`, in any order.

    Rows with too few or too many cells are reported and left out; empty lines are skipped.
    """
    records = list(
        csv.reader(io.StringIO(unicodedata.normalize("NFC", text.removeprefix("\ufeff"))))
    )
    if not records:
        return [], [Problem(file, 1, "the file is empty; it needs a row of column names")]
    heading = [name.strip() for name in records[0]]
    problems = _heading_problems(heading, file=file, columns=columns)
    if problems:
        return [], problems
    rows = []
    for number, record in enumerate(records[1:], start=2):
        if not any(cell.strip() for cell in record):
            continue
        if len(record) != len(heading):
            text_ = f"{len(record)} cells where the heading has {len(heading)}"
            problems.append(Problem(file, number, text_))
            continue
        cells = {name: cell.strip() for name, cell in zip(heading, record, strict=True)}
        rows.append(Row(file, number, cells))
    return rows, problems


def _heading_problems(
    heading: Sequence[str], *, file: str, columns: Sequence[str]
) -> list[Problem]:
    missing = [name for name in columns if name not in heading]
    unknown = [name for name in heading if name not in columns]
    problems = [Problem(file, 1, f"column “{name}” is missing") for name in missing]
    problems += [Problem(file, 1, f"column “{name}” is not known") for name in unknown]
    if len(set(heading)) != len(heading):
        problems.append(Problem(file, 1, "a column stands there twice"))
    return problems
