"""The portal's pages: each composes what the rooms below offer."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import ListView, TemplateView

from fair.common.access import EditionMixin
from fair.editions.models import Edition


class EditionListView(ListView):
    """Every edition the visitor may see; with only one, that one."""

    template_name = "portal/edition_list.html"
    context_object_name = "editions"

    def get_queryset(self) -> QuerySet[Edition]:
        return Edition.objects.visible_to(self.request.user).order_by("-starts_on", "id")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        editions = list(self.get_queryset()[:2])
        if len(editions) == 1:
            return redirect(editions[0])
        return super().get(request, *args, **kwargs)


class FairView(EditionMixin, TemplateView):
    """What the fair is, when and where."""

    template_name = "portal/fair_detail.html"
