"""The booking rules of an edition, for its organisers."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from fair.editions.access import OrganiserMixin, edition_of, organised_edition
from fair.editions.models import Edition
from fair.meetings.forms import RulesForm
from fair.meetings.models import BookingRules, Interpreter
from fair.meetings.selectors.outlook import outlook_of


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
        return {**super().get_form_kwargs(), "instance": _saved(self.edition)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        interpreters = Interpreter.objects.filter(edition=self.edition, is_active=True)
        return super().get_context_data(
            interpreters=interpreters.order_by("full_name", "id"),
            outlook=outlook_of(self.edition, _saved(self.edition), now=timezone.now()),
            **kwargs,
        )

    def form_valid(self, form: RulesForm) -> HttpResponse:
        form.save()
        messages.success(self.request, _("Saved; it holds from now on."))
        return redirect(self.request.path)


@login_required
@require_POST
def preview(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Show what participants could do by the rules as entered; nothing is stored."""
    edition = organised_edition(request, slug=edition_slug)
    with timezone.override(edition.zone):
        form = RulesForm(request.POST, instance=_saved(edition))
        context: dict[str, Any] = {"edition": edition, "is_tried": True}
        if form.is_valid():
            context["outlook"] = outlook_of(edition, form.instance, now=timezone.now())
        return render(request, "meetings/_outlook.html", context)


def _saved(edition: Edition) -> BookingRules:
    row = BookingRules.objects.filter(edition=edition).first()
    return row or BookingRules(edition=edition)
