"""Run one phase of an import: claim it, read the file, store what came of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from fair.imports.choices import ImportKind, ImportPhase, ImportState
from fair.imports.jobs.storing import store
from fair.imports.models import ImportIssue, ImportRun
from fair.imports.snapshots import EditionLookups, Known, contradictions, known_rows
from fair.imports.workbooks.reading import (
    MAX_ROWS,
    Issue,
    NotAWorkbook,
    Sheet,
    SheetReader,
    rows_of,
)

HEARTBEAT_ROWS = 200
# Nobody mends more in one go, and the page stays readable.
MAX_ISSUES = 1000


class TakenAway(Exception):
    """Another worker has the run, or it was discarded."""


def execute_import(run_id: int, *, now: Callable[[], datetime] = timezone.now) -> None:
    """Check or take in the file of the run, as its phase says.

    Nothing is half taken in: all rows and the run's new state are stored in one transaction. A
    second worker, or a second call, finds nothing to claim.
    """
    run = ImportRun.objects.select_related("edition", "requested_by").claim(run_id, now=now())
    if run is None:
        return
    try:
        sheet, known = _read(run, now=now)
        if run.phase == ImportPhase.TAKE_IN and not sheet.has_errors:
            _take_in(run, sheet, now=now())
        else:
            _store_check(run, sheet, known, now=now())
    except TakenAway:
        return
    except Exception as error:
        run.fail(code="unexpected", text=f"{type(error).__name__}: {error}", now=now())
        raise


def _read(run: ImportRun, *, now: Callable[[], datetime]) -> tuple[Sheet, Known]:
    kind = ImportKind(run.kind)
    reader = SheetReader(kind, lookups=EditionLookups(run.edition))
    try:
        with run.file.open("rb") as file:
            rows = list(_limited(rows_of(file, filename=str(run.file.name))))
    except NotAWorkbook:
        return Sheet(issues=[Issue("not_a_workbook")]), Known({}, {}, {})
    if len(rows) > MAX_ROWS:
        issue = Issue("too_many_rows", params={"limit": MAX_ROWS})
        return Sheet(issues=[issue]), Known({}, {}, {})
    for number, row in enumerate(rows, start=1):
        if number == 1:
            reader.read_headings(row)
        else:
            reader.read_row(number, row)
        if number % HEARTBEAT_ROWS == 0 and not run.beat(done=number, total=len(rows), now=now()):
            raise TakenAway
    sheet = reader.finish()
    known = known_rows(sheet, edition=run.edition, kind=kind)
    sheet.issues.extend(contradictions(sheet, known))
    return sheet, known


def _limited(rows: Any) -> Any:
    for number, row in enumerate(rows):
        if number > MAX_ROWS:
            return
        yield row


@transaction.atomic
def _store_check(run: ImportRun, sheet: Sheet, known: Known, *, now: datetime) -> None:
    finished = run.finish(
        state=ImportState.CHECKED,
        phase=ImportPhase.CHECK,
        figures={**known.figures(sheet), "errors": sum(i.is_error for i in sheet.issues)},
        progress_done=sheet.rows,
        progress_total=sheet.rows,
        now=now,
    )
    if not finished:
        raise TakenAway
    ImportIssue.objects.filter(run=run).delete()
    in_order = sorted(sheet.issues, key=lambda issue: (not issue.is_error, issue.row or 0))
    ImportIssue.objects.bulk_create(
        ImportIssue(
            run=run,
            row=issue.row,
            column=issue.column,
            heading=issue.heading[:120],
            code=issue.code,
            params=issue.params,
            is_error=issue.is_error,
        )
        for issue in in_order[:MAX_ISSUES]
    )


@transaction.atomic
def _take_in(run: ImportRun, sheet: Sheet, *, now: datetime) -> None:
    known = known_rows(sheet, edition=run.edition, kind=ImportKind(run.kind))
    figures = known.figures(sheet)
    store(run, sheet, known, now=now)
    finished = run.finish(
        state=ImportState.IMPORTED,
        figures=figures,
        progress_done=sheet.rows,
        progress_total=sheet.rows,
        now=now,
    )
    if not finished:
        raise TakenAway
