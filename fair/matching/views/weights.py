"""The organiser's page of weights: what counts how much, what would change, what counted before."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from accounts.permissions import signed_in
from fair.editions.access import OrganiserMixin, organised_edition
from fair.editions.models import Edition
from fair.matching import jobs, selectors, services
from fair.matching.forms import WeightsForm
from fair.matching.models import WeightSet


class WeightsView(OrganiserMixin, FormView):
    """The weights in force to change, and the earlier ones to go back to."""

    form_class = WeightsForm
    template_name = "matching/weights.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "edition": self.edition}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**_history(self.edition), **kwargs)

    def form_valid(self, form: WeightsForm) -> HttpResponse:
        try:
            made = services.change_weights(
                self.edition,
                buyer=form.buyer,
                supplier=form.supplier,
                based_on=form.cleaned_data["based_on"],
                actor=signed_in(self.request),
                now=timezone.now(),
            )
        except services.CannotChangeWeights as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, made_text(made))
        return redirect("matching:weights", self.edition.slug)


@login_required
@require_POST
def preview_weights(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Show what the entered weights would change; nothing is stored."""
    edition = organised_edition(request, slug=edition_slug)
    form = WeightsForm(request.POST, edition=edition)
    preview = None
    if form.is_valid():
        preview = jobs.preview_weights(edition, weights=form.weights)
    context = {"edition": edition, "form": form, "preview": preview}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "matching/_weights_preview.html", context)
    return render(request, "matching/weights.html", {**context, **_history(edition)})


@login_required
@require_POST
def restore_weights(request: HttpRequest, edition_slug: str, number: int) -> HttpResponse:
    """Let an earlier version of the weights count again."""
    edition = organised_edition(request, slug=edition_slug)
    chosen = None
    if number != selectors.STANDARD_NUMBER:
        chosen = get_object_or_404(WeightSet, edition=edition, number=number)
    try:
        made = services.restore_weights(
            chosen,
            edition=edition,
            based_on=selectors.weight_number(edition),
            actor=signed_in(request),
            now=timezone.now(),
        )
    except services.CannotChangeWeights as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, made_text(made))
    return redirect("matching:weights", edition.slug)


def made_text(number: int) -> str:
    """Say what happens next."""
    text = _("Version %(number)d of the weights counts from the next run on.")
    return text % {"number": number}


def _history(edition: Edition) -> dict[str, Any]:
    return {
        "versions": selectors.weight_sets(edition),
        "number": selectors.weight_number(edition),
        "run": selectors.current_run(edition),
    }
