"""What a fair lacks, for its organisers."""

from typing import Any

from django.http import Http404, HttpResponse
from django.views.generic import TemplateView, View

from fair.common.spreadsheets import XLSX
from fair.editions.access import OrganiserMixin
from fair.matching import selectors
from fair.matching.workbooks import gaps_workbook

# The page shows the gravest of each list; the spreadsheet has all.
SHOWN = 20


class GapReportView(OrganiserMixin, TemplateView):
    """Demand against capability, needs nobody serves, certificates that would open most."""

    template_name = "matching/gap_report.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        gaps = selectors.gaps_of_fair(self.edition)
        return super().get_context_data(
            gaps=gaps,
            run=gaps.report.run if gaps else None,
            labels=selectors.match_terms().labels if gaps else {},
            most=SHOWN,
            most_slice=f":{SHOWN}",
            **kwargs,
        )


class GapWorkbookView(OrganiserMixin, View):
    """The same, whole, as a spreadsheet."""

    def get(self, request: Any, **_: Any) -> HttpResponse:
        gaps = selectors.gaps_of_fair(self.edition)
        if gaps is None:
            raise Http404
        content = gaps_workbook(gaps, labels=selectors.match_terms().labels)
        return HttpResponse(
            content,
            content_type=XLSX,
            headers={
                "Content-Disposition": f'attachment; filename="gaps-{self.edition.slug}.xlsx"'
            },
        )
