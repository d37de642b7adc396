"""The editions, and the fair at a glance."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import ListView, TemplateView

from fair.editions.access import EditionMixin
from fair.editions.models import Edition
from fair.portal.selectors.fair import figures_of, sectors_of, sessions_by_day


class EditionListView(ListView):
    """Every edition the visitor may see; with only one, that one or one's own page in it."""

    template_name = "portal/edition_list.html"
    context_object_name = "editions"
    paginate_by = 24

    def get_queryset(self) -> QuerySet[Edition]:
        return Edition.objects.visible_to(self.request.user).order_by("-starts_on", "id")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        editions = list(self.get_queryset()[:2])
        if len(editions) == 1:
            page = "portal:home" if request.user.is_authenticated else "portal:fair"
            return redirect(page, editions[0].slug)
        return super().get(request, *args, **kwargs)


class FairView(EditionMixin, TemplateView):
    """What the fair is, when and where, who comes, and how to take part."""

    template_name = "portal/fair_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            figures=figures_of(self.edition, user=self.request.user),
            sectors=sectors_of(self.edition),
            days=sessions_by_day(self.edition),
            takes_part=bool(self.standing.participations),
            **kwargs,
        )
