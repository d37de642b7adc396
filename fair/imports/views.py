"""The organisers' pages for spreadsheets: upload, look at the check, take in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import DetailView, FormView, ListView

from accounts.permissions import signed_in
from accounts.refusals import Refusal
from accounts.texts import LANGUAGE_CODES
from fair.common.uploads import XLSX
from fair.editions.access import OrganiserMixin, organised_edition
from fair.imports import services
from fair.imports.choices import ImportKind
from fair.imports.forms import UploadForm
from fair.imports.models import ImportRun
from fair.imports.selectors import code_lists
from fair.imports.workbooks.templates import template

ISSUES_SHOWN = 200


class ImportListView(OrganiserMixin, ListView):
    """Every file uploaded for the edition, the newest first."""

    template_name = "imports/run_list.html"
    context_object_name = "runs"
    paginate_by = 25

    def get_queryset(self) -> QuerySet[ImportRun]:
        return (
            ImportRun.objects.visible_to(self.request.user)
            .filter(edition=self.edition)
            .select_related("edition", "requested_by")
            .order_by("-created_at", "-id")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(form=UploadForm(), kinds=ImportKind, **kwargs)


class UploadView(OrganiserMixin, FormView):
    """Take a file and have it checked; nothing of it is stored in the fair yet."""

    form_class = UploadForm
    template_name = "imports/run_create.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(kinds=ImportKind, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        values = form.cleaned_data
        key = values.pop("submission_key")
        run = services.request_check(
            self.edition,
            upload=services.Upload(**values),
            actor=signed_in(self.request),
            submission_key=key,
        )
        return redirect(run.get_absolute_url())


class ImportDetailView(OrganiserMixin, DetailView):
    """What the check found; htmx asks for the part that changes while a worker is at it."""

    context_object_name = "run"
    slug_field = "public_id"
    slug_url_kwarg = "public_id"

    def get_queryset(self) -> QuerySet[ImportRun]:
        runs = ImportRun.objects.visible_to(self.request.user).filter(edition=self.edition)
        return runs.select_related("edition", "requested_by")

    def get_template_names(self) -> list[str]:
        is_part = self.request.headers.get("HX-Request") == "true"
        return ["imports/_run.html" if is_part else "imports/run_detail.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        issues = self.object.issues.order_by("-is_error", "row", "id")[:ISSUES_SHOWN]
        return super().get_context_data(issues=issues, **kwargs)


@login_required
@require_POST
def take_in(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Take a checked file in."""
    run = _run(request, edition_slug, public_id)
    try:
        services.request_take_in(run)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(run.get_absolute_url())


@login_required
@require_POST
def discard(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Throw a checked file away."""
    services.discard(_run(request, edition_slug, public_id))
    messages.success(request, _("The file is discarded; nothing of it was taken in."))
    return redirect("imports:run-list", edition_slug)


@login_required
@require_GET
def download_template(request: HttpRequest, edition_slug: str, kind: str) -> HttpResponse:
    """Give out the spreadsheet to fill in: in the language asked for, else the reader's."""
    organised_edition(request, slug=edition_slug)
    language = request.GET.get("language", "")
    if language not in LANGUAGE_CODES:
        language = get_language() or "en"
    import_kind = ImportKind(kind)
    codes = code_lists(import_kind, language=language)
    response = HttpResponse(
        template(import_kind, language=language, codes=codes), content_type=XLSX.content_type
    )
    response["Content-Disposition"] = f'attachment; filename="{kind}-{language}.xlsx"'
    return response


def _run(request: HttpRequest, edition_slug: str, public_id: UUID) -> ImportRun:
    return get_object_or_404(
        ImportRun.objects.visible_to(request.user).select_related("edition"),
        edition__slug=edition_slug,
        public_id=public_id,
    )
