"""The booking rules of an edition, for its organisers."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView

from fair.editions.access import OrganiserMixin, edition_of
from fair.meetings.forms import RulesForm
from fair.meetings.models import BookingRules, Interpreter


class RulesView(OrganiserMixin, FormView):
    """Who may ask for and book what, and when; times are the edition's."""

    form_class = RulesForm
    template_name = "meetings/rules_edit.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        edition = edition_of(request, slug=kwargs["edition_slug"])
        with timezone.override(edition.zone):
            response = super().dispatch(request, *args, **kwargs)
            # Rendered here, where the edition's zone is active.
            return response.render() if hasattr(response, "render") else response

    def get_form_kwargs(self) -> dict[str, Any]:
        rules = BookingRules.objects.filter(edition=self.edition).first()
        instance = rules or BookingRules(edition=self.edition)
        return {**super().get_form_kwargs(), "instance": instance}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        interpreters = Interpreter.objects.filter(edition=self.edition, is_active=True)
        return super().get_context_data(
            interpreters=interpreters.order_by("full_name", "id"), **kwargs
        )

    def form_valid(self, form: RulesForm) -> HttpResponse:
        form.save()
        messages.success(self.request, _("Saved; it holds from now on."))
        return redirect(self.request.path)
