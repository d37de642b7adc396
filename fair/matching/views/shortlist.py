"""What a buyer keeps of the suppliers that match a need: some side by side, and the shortlist."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.views.generic import TemplateView, View

from fair.common.spreadsheets import XLSX
from fair.matching import selectors, words
from fair.matching.models import Match
from fair.matching.views.found import OwnNeedMixin
from fair.matching.workbooks import shortlist_workbook

MOST_COMPARED = 4


class CompareView(OwnNeedMixin, TemplateView):
    """Up to four suppliers of a need side by side; `?lines=` names each by its public id."""

    template_name = "matching/compare.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = _identifiers(self.request.GET.getlist("lines"))
        matches = self.compared(asked)
        terms = selectors.match_terms()
        return super().get_context_data(
            owner=self.owner,
            matches=matches,
            comparison=words.compare(matches, labels=terms.labels) if matches else None,
            has_more=len(asked) > MOST_COMPARED,
            most=MOST_COMPARED,
            **kwargs,
        )

    def compared(self, asked: list[UUID]) -> list[Match]:
        """Return the matches of the first lines asked for, in the order of the ranking."""
        return list(self.matches.filter(line__public_id__in=asked[:MOST_COMPARED]))


class ShortlistView(OwnNeedMixin, TemplateView):
    """The suppliers that the buyer must or would like to meet about a need."""

    template_name = "matching/shortlist.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        terms = selectors.match_terms()
        return super().get_context_data(
            owner=self.owner,
            entries=selectors.shortlist_of(self.owner, user=self.request.user),
            labels=terms.labels,
            now=timezone.now(),
            **kwargs,
        )


class ShortlistWorkbookView(OwnNeedMixin, View):
    """The shortlist as a spreadsheet."""

    def get(self, request: Any, **_: Any) -> HttpResponse:
        content = shortlist_workbook(
            selectors.shortlist_of(self.owner, user=request.user),
            labels=selectors.match_terms().labels,
        )
        name = slugify(str(self.owner)) or "need"
        return HttpResponse(
            content,
            content_type=XLSX,
            headers={"Content-Disposition": f'attachment; filename="shortlist-{name}.xlsx"'},
        )


def _identifiers(values: list[str]) -> list[UUID]:
    """Read public ids, each once; what is none is passed over."""
    found: dict[UUID, None] = {}
    for value in values:
        try:
            found[UUID(value)] = None
        except ValueError:
            continue
    return list(found)
