"""Agendas to print: one's own, a company's, and those of places and of a whole edition."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import TemplateView

from accounts.permissions import signed_in
from accounts.refusals import Refusal
from fair.common.documents import PDF
from fair.editions.access import OrganiserMixin, edition_of, organised_edition, standing_of
from fair.editions.models import BY_CODE, Booth, Edition, MeetingTable, Participation
from fair.meetings.choices import PaperKind, PaperState
from fair.meetings.models import PaperRun
from fair.meetings.papers import papers_of
from fair.meetings.selectors import sheets
from fair.meetings.selectors.sheets import Sheet
from fair.meetings.services import printing


class PaperListView(OrganiserMixin, TemplateView):
    """What an organiser can print, and the sets that are ready."""

    template_name = "meetings/paper_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        runs = PaperRun.objects.visible_to(self.request.user).filter(edition=self.edition)
        places = {"edition": self.edition, "is_active": True}
        return super().get_context_data(
            kinds=PaperKind.choices,
            runs=runs.select_related("edition").order_by("-created_at", "-id"),
            halls=self.edition.halls.order_by("code", "id"),
            tables=MeetingTable.objects.filter(**places).order_by(*BY_CODE),
            booths=Booth.objects.filter(hall__edition=self.edition, is_active=True).order_by(
                "hall__code", *BY_CODE
            ),
            **kwargs,
        )


@login_required
@require_GET
def agenda(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Give the user their own agenda as a file to print."""
    edition = edition_of(request, slug=edition_slug)
    own = standing_of(request).participations
    sheet = sheets.sheet_of_person(signed_in(request), edition=edition, participations=own)
    return _file(edition, [sheet])


@login_required
@require_GET
def company(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Give a company's agenda as a file to print, to its members and the organisers."""
    edition = edition_of(request, slug=edition_slug)
    managed = Participation.objects.managed_by(request.user).filter(edition=edition)
    participation = get_object_or_404(
        managed.select_related("organisation", "edition"), public_id=public_id
    )
    return _file(edition, [sheets.sheet_of_company(participation, user=request.user)])


@login_required
@require_GET
def place(request: HttpRequest, edition_slug: str, kind: str, pk: int) -> HttpResponse:
    """Give an organiser the sheet of one hall, booth or table."""
    edition = organised_edition(request, slug=edition_slug)
    if kind not in PLACES:
        raise Http404
    rows, sheets_of = PLACES[kind]
    return _file(edition, sheets_of(edition, [get_object_or_404(rows(edition), pk=pk)]))


@login_required
@require_POST
def start(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Have the sheets of a whole edition set, in the organiser's language."""
    edition = organised_edition(request, slug=edition_slug)
    try:
        printing.request_papers(
            edition,
            kind=request.POST.get("kind", ""),
            language=get_language() or "en",
            actor=signed_in(request),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("meetings:paper-list", edition_slug)


@login_required
@require_GET
def progress(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Answer how far a set is; a finished one makes the page load itself anew."""
    run = _run(request, edition_slug, public_id)
    response = render(request, "meetings/_paper_progress.html", {"run": run})
    if not run.is_active:
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_GET
def file(request: HttpRequest, edition_slug: str, public_id: UUID) -> FileResponse:
    """Give out a finished set."""
    run = _run(request, edition_slug, public_id)
    if run.state != PaperState.DONE:
        raise Http404
    name = f"{run.edition.slug}-{run.kind}-{run.language}.pdf"
    return FileResponse(run.file.open("rb"), filename=name, content_type=PDF)


def _run(request: HttpRequest, edition_slug: str, public_id: UUID) -> PaperRun:
    edition = organised_edition(request, slug=edition_slug)
    rows = PaperRun.objects.visible_to(request.user).filter(edition=edition)
    return get_object_or_404(rows.select_related("edition"), public_id=public_id)


def _file(edition: Any, found: Sequence[Sheet]) -> HttpResponse:
    name = slugify(found[0].owner) or "agenda"
    return HttpResponse(
        papers_of(edition, found, now=timezone.now()),
        content_type=PDF,
        headers={"Content-Disposition": f'inline; filename="{edition.slug}-{name}.pdf"'},
    )


def _booths(edition: Edition) -> Any:
    return Booth.objects.filter(hall__edition=edition)


PLACES: dict[str, tuple[Callable[[Edition], Any], Callable[..., list[Sheet]]]] = {
    "halls": (lambda edition: edition.halls, sheets.sheets_of_halls),
    "tables": (lambda edition: edition.tables, sheets.sheets_of_tables),
    "booths": (_booths, sheets.sheets_of_booths),
}
