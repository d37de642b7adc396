"""How long a spreadsheet takes to be checked and taken in.

python -m benchmarks.import_rows [--rows 5000] [--seed 1]

Prints {"rows", "companies", "check_seconds", "check_cpu_seconds", "take_in_seconds",
"take_in_cpu_seconds", "again_seconds", "again_cpu_seconds", "errors"}; "again" takes the same
file in a second time, which updates every row. Seconds are of the clock, cpu_seconds of this
process only (the database's are not in them).
"""

import argparse
import json
import time
from collections.abc import Callable
from typing import Any

from benchmarks.fresh_site import fresh_site

ROWS_PER_COMPANY = 2.9


def measure(work: Callable[[], Any]) -> tuple[float, float]:
    """Return the seconds of the clock and of this process's CPU."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return round(time.perf_counter() - wall, 2), round(time.process_time() - cpu, 2)


def run(*, rows: int, seed: int) -> dict[str, Any]:
    """Import about `rows` invented product lines into a new edition, twice."""
    from random import Random

    from django.core.files.base import ContentFile
    from django.utils import timezone

    from fair.imports import services
    from fair.imports.choices import ImportKind
    from fair.imports.selectors import spreadsheet
    from fair.portal.management.demo.fair import set_up_edition
    from fair.portal.management.demo.suppliers import supplier_rows

    edition = set_up_edition(today=timezone.localdate())
    days = [edition.starts_on, edition.ends_on]
    companies = round(rows / ROWS_PER_COMPANY)
    lines = supplier_rows(Random(seed), edition_dates=days, companies=companies)[:rows]
    content = spreadsheet(ImportKind.EXHIBITORS, lines, language="vi")
    figures: dict[str, Any] = {"rows": len(lines), "companies": companies}

    def check() -> Any:
        upload = services.Upload(
            kind=ImportKind.EXHIBITORS, file=ContentFile(content, name="exhibitors.xlsx")
        )
        return services.run_here(services.keep_upload(edition, upload=upload, actor=None))

    def take_in(checked: Any) -> None:
        services.queue_take_in(checked)
        services.run_here(checked)

    runs: list[Any] = []
    figures["check_seconds"], figures["check_cpu_seconds"] = measure(lambda: runs.append(check()))
    figures["errors"] = runs[0].figures["errors"]
    for name in ("take_in", "again"):
        checked = runs.pop()
        seconds = measure(lambda checked=checked: take_in(checked))
        figures[f"{name}_seconds"], figures[f"{name}_cpu_seconds"] = seconds
        runs.append(check())
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with fresh_site():
        print(json.dumps(run(rows=options.rows, seed=options.seed)))


if __name__ == "__main__":
    main()
