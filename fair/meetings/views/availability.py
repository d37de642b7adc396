"""When a participant can meet."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from fair.editions.access import MemberMixin, edition_of
from fair.editions.models import Participation
from fair.editions.permissions import can_edit_participation
from fair.meetings.forms import WindowForm
from fair.meetings.models import AvailabilityWindow


class AvailabilityView(MemberMixin, FormView):
    """The participant's windows, and a form for one more; times are the edition's."""

    form_class = WindowForm
    template_name = "meetings/availability_edit.html"
    participation: Participation
    kwargs: dict[str, Any]

    def check_access(self) -> None:
        super().check_access()
        self.participation = managed(self.request, self.edition.slug, self.kwargs["public_id"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        edition = edition_of(request, slug=kwargs["edition_slug"])
        with timezone.override(edition.zone):
            response = super().dispatch(request, *args, **kwargs)
            # Rendered here, where the edition's zone is active.
            return response.render() if hasattr(response, "render") else response

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "participation": self.participation}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        windows = self.participation.availability_windows.order_by("starts_at", "id")
        return super().get_context_data(
            participation=self.participation,
            windows=windows,
            can_edit=can_edit_participation(self.request.user, self.participation),
            **kwargs,
        )

    def form_valid(self, form: WindowForm) -> HttpResponse:
        if not can_edit_participation(self.request.user, self.participation):
            raise Http404
        form.save()
        messages.success(self.request, _("Saved; the next plan keeps to it."))
        return redirect(self.request.path)


@login_required
@require_POST
def remove(request: HttpRequest, edition_slug: str, public_id: UUID, pk: int) -> HttpResponse:
    """Take a window back."""
    participation = managed(request, edition_slug, public_id)
    if not can_edit_participation(request.user, participation):
        raise Http404
    get_object_or_404(AvailabilityWindow, participation=participation, pk=pk).delete()
    messages.success(request, _("Removed; the next plan keeps to it."))
    return redirect("meetings:availability", edition_slug, public_id)


def managed(request: HttpRequest, edition_slug: str, public_id: UUID) -> Participation:
    """Return the participation. Raise Http404 for those who may not see its private side."""
    rows = Participation.objects.managed_by(request.user).filter(edition__slug=edition_slug)
    return get_object_or_404(rows.select_related("organisation", "edition"), public_id=public_id)
