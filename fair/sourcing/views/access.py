"""Who read what of a need, for the buyer; and whose access ends."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_filters.views import FilterView

from accounts.models import Organisation
from accounts.permissions import signed_in
from accounts.refusals import Refusal
from fair.common.spreadsheets import XLSX
from fair.editions.access import MemberMixin
from fair.sourcing.filters import AccessFilter
from fair.sourcing.models import AccessRecord, ComponentNeed
from fair.sourcing.permissions import can_edit_need, is_confidential
from fair.sourcing.selectors import access_records_of, readers_of
from fair.sourcing.services import access
from fair.sourcing.views.workspace import editable_need, visible_need
from fair.sourcing.workbooks import access_workbook


class AccessLogView(MemberMixin, FilterView):
    """The log of a need, for those who manage it; others get 404."""

    filterset_class = AccessFilter
    template_name = "sourcing/access_log.html"
    context_object_name = "records"
    paginate_by: int | None = 50
    strict = False

    def check_access(self) -> None:
        super().check_access()
        managed = ComponentNeed.objects.managed_by(self.request.user)
        if not managed.filter(pk=self.need.pk).exists():
            raise Http404

    @cached_property
    def need(self) -> ComponentNeed:
        public_id = self.kwargs["public_id"]
        return visible_need(self.request, slug=self.edition.slug, public_id=public_id)

    def get_queryset(self) -> "QuerySet[AccessRecord]":
        return access_records_of(self.need, user=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            need=self.need,
            readers=readers_of(self.need),
            can_edit=can_edit_need(self.request.user, self.need),
            is_confidential=is_confidential(self.need),
            **kwargs,
        )


class AccessWorkbookView(AccessLogView):
    """The same as a spreadsheet, as it is filtered."""

    paginate_by = None

    def render_to_response(self, context: dict[str, Any], **_kwargs: Any) -> HttpResponse:
        content = access_workbook(context["records"], zone=self.edition.zone)
        response = HttpResponse(content, content_type=XLSX)
        response["Content-Disposition"] = 'attachment; filename="access.xlsx"'
        response["Cache-Control"] = "private, no-store"
        return response


@login_required
@require_POST
def revoke(
    request: HttpRequest, edition_slug: str, public_id: UUID, organisation: UUID
) -> HttpResponse:
    """Take a company's access away."""
    need = editable_need(request, slug=edition_slug, public_id=public_id)
    company = _company_in_log(need, organisation)
    try:
        access.revoke_access(
            need, organisation=company, actor=signed_in(request), now=timezone.now()
        )
        messages.success(request, _("%(company)s has no access any more.") % {"company": company})
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("sourcing:access-log", edition_slug, public_id)


@login_required
@require_POST
def restore(
    request: HttpRequest, edition_slug: str, public_id: UUID, organisation: UUID
) -> HttpResponse:
    """Give a company's access back."""
    need = editable_need(request, slug=edition_slug, public_id=public_id)
    company = _company_in_log(need, organisation)
    access.restore_access(need, organisation=company, actor=signed_in(request), now=timezone.now())
    messages.success(request, _("%(company)s has access again.") % {"company": company})
    return redirect("sourcing:access-log", edition_slug, public_id)


def _company_in_log(need: ComponentNeed, public_id: UUID) -> Organisation:
    """Return a company that has something to do with the need. Raise Http404 otherwise."""
    known = need.access_records.values("organisation")
    return get_object_or_404(Organisation, public_id=public_id, pk__in=known)
