"""The organisers' live board."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET
from django.views.generic import TemplateView

from fair.attendance import selectors
from fair.attendance.forms import BoardForm
from fair.editions.access import OrganiserMixin, organised_edition
from fair.editions.models import Edition


class BoardView(OrganiserMixin, TemplateView):
    """Now, next, late, to settle: the day at a glance, kept fresh by itself."""

    template_name = "attendance/board.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = BoardForm(self.request.GET, edition=self.edition)
        return super().get_context_data(
            form=form, **_board(self.request, self.edition, form), **kwargs
        )


@login_required
@require_GET
def part(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Answer with the board alone, or 304 where the reader has it as it is."""
    edition = organised_edition(request, slug=edition_slug)
    form = BoardForm(request.GET, edition=edition)
    signature = _signature(request, edition, form)
    if request.headers.get("If-None-Match") == signature:
        response: HttpResponse = HttpResponseNotModified()
    else:
        context = {"edition": edition, **_board(request, edition, form)}
        response = render(request, "attendance/_board.html", context)
    response["ETag"] = signature
    response["Cache-Control"] = "private, no-store"
    return response


def _board(request: HttpRequest, edition: Edition, form: BoardForm) -> dict[str, Any]:
    # The signature first: what changes in between is then shown once more, not never.
    signature = _signature(request, edition, form)
    return {
        "signature": signature,
        "board": selectors.board_of(edition, now=timezone.now(), **form.wanted()),
        "query": request.GET.urlencode(),
    }


def _signature(request: HttpRequest, edition: Edition, form: BoardForm) -> str:
    view = f"{get_language()} {sorted(form.wanted().items())}"
    return selectors.board_signature(edition, now=timezone.now(), view=view)
