"""Write the invented fair as the files that organisers import."""

import csv
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.core.management.base import BaseCommand
from openpyxl import Workbook

from fair.portal.management.demo.buyers import buyer_rows
from fair.portal.management.demo.suppliers import supplier_rows

Row = dict[str, Any]


class Command(BaseCommand):
    help = (
        "Write exhibitors.xlsx and buyers.xlsx, and both as .csv, with invented companies. "
        "The same seed and numbers give the same companies."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, help="Where to write; made if missing.")
        parser.add_argument("--seed", type=int, default=2024, help="Default: 2024.")
        parser.add_argument("--suppliers", type=int, default=250, help="Default: 250.")
        parser.add_argument("--buyers", type=int, default=40, help="Default: 40.")
        parser.add_argument(
            "--first-day",
            type=date.fromisoformat,
            default=date(2024, 9, 26),
            help="First of the two fair days, YYYY-MM-DD; certificates are dated around it.",
        )

    def handle(
        self,
        *,
        directory: Path,
        seed: int,
        suppliers: int,
        buyers: int,
        first_day: date,
        **_options: Any,
    ) -> None:
        days = [first_day, first_day + timedelta(days=1)]
        directory.mkdir(parents=True, exist_ok=True)
        # Each file has a generator of its own, so that one does not change with the other.
        self._write(
            directory / "exhibitors",
            supplier_rows(_generator(seed, "suppliers"), edition_dates=days, companies=suppliers),
        )
        self._write(
            directory / "buyers",
            buyer_rows(_generator(seed, "buyers"), edition_dates=days, buyers=buyers),
        )

    def _write(self, stem: Path, rows: Sequence[Row]) -> None:
        header = list(dict.fromkeys(column for row in rows for column in row))
        lines = [header, *([row.get(column, "") for column in header] for row in rows)]
        write_csv(stem.with_suffix(".csv"), lines)
        write_xlsx(stem.with_suffix(".xlsx"), lines)
        self.stdout.write(f"{stem}.xlsx, {stem}.csv: {len(rows)} rows")


def write_csv(path: Path, lines: Sequence[Sequence[Any]]) -> None:
    """Write a comma-separated file with the mark by which spreadsheets know UTF-8."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(lines)


def write_xlsx(path: Path, lines: Sequence[Sequence[Any]]) -> None:
    """Write a workbook of one sheet."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Import")
    for line in lines:
        sheet.append(["" if cell is None else cell for cell in line])
    workbook.save(path)


def _generator(seed: int, part: str) -> Random:
    return Random(f"{seed}-{part}")  # noqa: S311 - invented companies, not secrets
