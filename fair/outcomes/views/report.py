"""What the fair brought about, for its organisers."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from accounts.permissions import signed_in
from accounts.refusals import Refusal
from fair.common.spreadsheets import XLSX
from fair.editions.access import OrganiserMixin
from fair.outcomes.forms import RulesForm
from fair.outcomes.selectors.meeting import rules_of
from fair.outcomes.selectors.report import FEWEST_RATINGS, outcomes_of, single_ratings
from fair.outcomes.services.rules import set_rules
from fair.outcomes.workbooks import outcomes_workbook

# The page shows the first of each list; the spreadsheet has all.
SHOWN = 20


class OutcomeReportView(OrganiserMixin, TemplateView):
    """Meetings held, how far the pairs are, amounts by currency, and by buyer, sector, process."""

    template_name = "outcomes/report.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            report=outcomes_of(self.edition),
            ratings=single_ratings(self.edition),
            fewest=FEWEST_RATINGS,
            most=SHOWN,
            most_slice=f":{SHOWN}",
            **kwargs,
        )


class OutcomeWorkbookView(OrganiserMixin, View):
    """The same, whole, as a spreadsheet."""

    def get(self, request: HttpRequest, **_address: Any) -> HttpResponse:
        report = outcomes_of(self.edition)
        name = f"outcomes-{self.edition.slug}.xlsx"
        return HttpResponse(
            outcomes_workbook(report, ratings=single_ratings(self.edition)),
            content_type=XLSX,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


class RulesView(OrganiserMixin, FormView):
    """Whether single ratings are shown, whether people are asked, and rates to convert at."""

    template_name = "outcomes/rules.html"
    form_class = RulesForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": rules_of(self.edition)}

    def get_initial(self) -> dict[str, Any]:
        return {"as_of": timezone.localdate(timezone=self.edition.zone)}

    def form_valid(self, form: RulesForm) -> HttpResponse:
        cleaned = form.cleaned_data
        try:
            set_rules(
                self.edition,
                shows_single_ratings=cleaned["shows_single_ratings"],
                asks_later=cleaned["asks_later"],
                reference_currency=cleaned["reference_currency"],
                rates=form.rates(),
                as_of=cleaned["as_of"],
                actor=signed_in(self.request),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("The rules are saved."))
        return redirect("outcomes:report", self.edition.slug)
