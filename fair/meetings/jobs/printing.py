"""Claim a printing run, set its sheets in parts, keep the file."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import QuerySet
from django.utils import timezone, translation
from pypdf import PdfWriter

from fair.editions.models import BY_CODE, Booth, Edition, MeetingTable
from fair.meetings.choices import PaperKind, PaperState
from fair.meetings.models import PaperRun
from fair.meetings.papers import papers_of
from fair.meetings.selectors import sheets
from fair.meetings.selectors.sheets import Sheet

# Sheets set at once: few enough to show that the worker lives, many enough to share their fonts.
PART = 25
# A queued run that nobody took for so long has lost its message.
QUEUE_PATIENCE = timedelta(minutes=1)


def print_papers(run_id: int, *, now: datetime) -> bool:
    """Set the run's sheets if it waits for a worker; tell whether a file was stored.

    Safe to call twice and after a worker was killed. The file replaces those of earlier runs, which
    are out of date.
    """
    run = PaperRun.objects.select_related("edition").claim(run_id, now=now)
    if run is None:
        return False
    try:
        with translation.override(run.language):
            return _print(run, now=now)
    except Exception as error:
        text = f"{type(error).__name__}: {error}"
        run.fail(code="unexpected", text=text, now=timezone.now())
        raise


def waiting_paper_ids(*, now: datetime) -> list[int]:
    """Return the ids of runs whose worker died or whose message was lost, oldest first."""
    rows = PaperRun.objects.claimable(now).exclude(
        state=PaperState.QUEUED, created_at__gte=now - QUEUE_PATIENCE
    )
    return list(rows.order_by("id").values_list("id", flat=True))


def _print(run: PaperRun, *, now: datetime) -> bool:
    whole = PdfWriter()
    count, sheets_in = SOURCES[PaperKind(run.kind)](run.edition)
    for begin in range(0, count, PART):
        if not run.beat(done=begin, total=count, now=timezone.now()):
            return False
        part = sheets_in(slice(begin, begin + PART))
        whole.append(BytesIO(papers_of(run.edition, part, now=now)))
    return _keep(run, whole, count=count)


def _keep(run: PaperRun, whole: PdfWriter, *, count: int) -> bool:
    written = BytesIO()
    whole.write(written)
    run.file.save(f"{run.kind}.pdf", ContentFile(written.getvalue()), save=False)
    kept = run.finish(
        now=timezone.now(),
        state=PaperState.DONE,
        file=run.file.name,
        page_count=len(whole.pages),
        progress_done=count,
        progress_total=count,
    )
    stale = [run] if not kept else _replaced_by(run)
    for each in stale:
        each.file.delete(save=False)
    if kept:
        PaperRun.objects.filter(pk__in=[each.pk for each in stale]).delete()
    return kept


def _replaced_by(run: PaperRun) -> list[PaperRun]:
    same = PaperRun.objects.filter(edition=run.edition, kind=run.kind, language=run.language)
    return list(same.filter(state__in=[PaperState.DONE, PaperState.FAILED]).exclude(pk=run.pk))


Part = Callable[[slice], Sequence[Sheet]]


def _companies(edition: Edition) -> tuple[int, Part]:
    count = sheets.companies_with_meetings(edition).count()
    return count, lambda part: sheets.sheets_of_companies(edition, part=part)


def _booths(edition: Edition) -> tuple[int, Part]:
    rows = Booth.objects.filter(hall__edition=edition, is_active=True)
    return _cut(
        rows.order_by("hall__code", *BY_CODE).select_related("hall"),
        lambda found: sheets.sheets_of_booths(edition, found),
    )


def _tables(edition: Edition) -> tuple[int, Part]:
    rows = MeetingTable.objects.filter(edition=edition, is_active=True)
    return _cut(
        rows.order_by("hall__code", *BY_CODE).select_related("hall"),
        lambda found: sheets.sheets_of_tables(edition, found),
    )


def _halls(edition: Edition) -> tuple[int, Part]:
    rows = edition.halls.order_by("code", "id")
    return _cut(rows, lambda found: sheets.sheets_of_halls(edition, found))


def _cut(
    rows: "QuerySet[Any]", sheets_of: Callable[[Sequence[Any]], Sequence[Sheet]]
) -> tuple[int, Part]:
    return rows.count(), lambda part: sheets_of(list(rows[part]))


SOURCES: dict[PaperKind, Callable[[Edition], tuple[int, Part]]] = {
    PaperKind.COMPANIES: _companies,
    PaperKind.BOOTHS: _booths,
    PaperKind.TABLES: _tables,
    PaperKind.HALLS: _halls,
}
