"""Runs, matches, verdicts and text models in the administration: to read, not to change."""

from functools import partial
from typing import ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import signed_in
from fair.common.admin import ActingModelAdmin, ScopedModelAdmin
from fair.matching import services
from fair.matching.models import Match, MatchRun, MatchVerdict, TextModelVersion


class ReadOnlyAdmin(ScopedModelAdmin):
    """A page whose rows only the matcher and the participants write."""

    organiser_may: ClassVar[frozenset[str]] = frozenset({"view"})


@admin.register(MatchRun)
class MatchRunAdmin(ReadOnlyAdmin):
    edition_lookup = "edition"
    list_display = ("__str__", "state", "is_current", "created_at", "finished_at", "attempts")
    list_filter = ("state", "is_current")
    list_select_related = ("edition",)


@admin.register(Match)
class MatchAdmin(ReadOnlyAdmin):
    edition_lookup = "run__edition"
    list_display = ("need", "line", "eligible", "mutual_points")
    list_filter = ("eligible",)
    list_select_related = ("need", "line")
    search_fields = ("need__title", "line__title")
    ordering = ("-mutual_points", "id")


@admin.register(MatchVerdict)
class MatchVerdictAdmin(ReadOnlyAdmin):
    edition_lookup = "need__participation__edition"
    list_display = ("need", "line", "side", "verdict", "reason", "decided_at")
    list_filter = ("side", "verdict", "reason")
    list_select_related = ("need", "line")


@admin.register(TextModelVersion)
class TextModelVersionAdmin(ActingModelAdmin):
    """Candidates come from `refit_text_model`; whether one counts is the organisers' decision."""

    organiser_may: ClassVar[frozenset[str]] = frozenset({"view"})
    edition_lookup = "edition"
    list_display = ("__str__", "edition", "is_active", "made_at", "activated_at", "activated_by")
    list_filter = ("is_active",)
    list_select_related = ("edition", "activated_by")
    actions = ("use",)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[TextModelVersion]":
        return super().get_queryset(request).defer("content")  # megabytes, shown nowhere

    @admin.action(description=_("Judge texts by this model from the next run on"))
    def use(self, request: HttpRequest, rows: "QuerySet[TextModelVersion]") -> None:
        use = partial(services.use_text_model, actor=signed_in(request), now=timezone.now())
        self.act_on_each(request, rows, use)
