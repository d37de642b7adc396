"""Runs, matches and verdicts in the administration: to read, not to change."""

from typing import ClassVar

from django.contrib import admin

from fair.common.admin import ScopedModelAdmin
from fair.matching.models import Match, MatchRun, MatchVerdict


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
    list_display = ("need", "line", "eligible", "mutual_points", "rank_for_need", "rank_for_line")
    list_filter = ("eligible",)
    list_select_related = ("need", "line")
    search_fields = ("need__title", "line__title")


@admin.register(MatchVerdict)
class MatchVerdictAdmin(ReadOnlyAdmin):
    edition_lookup = "need__participation__edition"
    list_display = ("need", "line", "side", "verdict", "reason", "decided_at")
    list_filter = ("side", "verdict", "reason")
    list_select_related = ("need", "line")
