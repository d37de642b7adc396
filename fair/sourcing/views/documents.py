"""Documents of needs: read by those who may read the details, changed by the buyer."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.files.base import ContentFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.refusals import Refusal
from fair.common.uploads import attachment
from fair.editions.access import edition_of
from fair.sourcing.choices import RefusalReason
from fair.sourcing.forms import DocumentForm
from fair.sourcing.models import ComponentNeed, NeedDocument
from fair.sourcing.permissions import can_edit_need
from fair.sourcing.services import documents, handing_out
from fair.sourcing.views.workspace import editable_need

GONE = 410


@require_GET
def document(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponseBase:
    """Give a document out to those who may read the need's details, marked with their names."""
    try:
        found = _visible_document(request, edition_slug, public_id)
    except Http404:
        if request.user.is_authenticated:
            raise
        return redirect_to_login(request.get_full_path())
    try:
        file = handing_out.hand_out(found, user=request.user, now=timezone.now())
    except handing_out.CannotHandOut as refusal:
        if refusal.code != RefusalReason.REVOKED:
            raise Http404 from refusal
        context = {"need": found.need, "refusal": refusal}
        return render(request, "sourcing/access_taken.html", context, status=GONE)
    return attachment(ContentFile(file.content), filename=file.filename)


@login_required
@require_POST
def add(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Add a document to a need."""
    need = editable_need(request, slug=edition_slug, public_id=public_id)
    form = DocumentForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            documents.add_document(need, **form.cleaned_data)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The document is added."))
    for errors in form.errors.values():
        messages.error(request, " ".join(map(str, errors)))
    return redirect(f"{need.get_absolute_url()}#documents")


@login_required
@require_POST
def remove(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Remove a document."""
    found = _visible_document(request, edition_slug, public_id)
    if not can_edit_need(request.user, found.need):
        raise Http404
    documents.remove_document(found)
    messages.success(request, _("The document is removed."))
    return redirect(f"{found.need.get_absolute_url()}#documents")


def _visible_document(request: HttpRequest, slug: str, public_id: UUID) -> NeedDocument:
    return get_object_or_404(
        NeedDocument.objects.select_related(
            "need__participation__edition", "need__participation__organisation"
        ),
        need__in=ComponentNeed.objects.visible_to(request.user),
        need__participation__edition=edition_of(request, slug=slug),
        public_id=public_id,
    )
