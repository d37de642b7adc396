"""The organisers' administration of online meetings; rooms and links are read there."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from fair.common.admin import ScopedModelAdmin
from fair.conferencing.forms import OnlineSettingsForm
from fair.conferencing.models import OnlineRoom, OnlineSettings


@admin.register(OnlineSettings)
class OnlineSettingsAdmin(ScopedModelAdmin):
    edition_lookup = "edition"
    form = OnlineSettingsForm
    list_display = ("edition", "provider", "fallback")
    list_filter = ("edition",)
    list_select_related = ("edition",)


@admin.register(OnlineRoom)
class OnlineRoomAdmin(ScopedModelAdmin):
    """To look up what became of a room; its name on the server opens it, so it is not shown."""

    edition_lookup = "meeting__edition"
    organiser_may: ClassVar[frozenset[str]] = frozenset({"view"})
    list_display = ("meeting", "provider", "fell_back_at", "ended_at")
    list_filter = ("meeting__edition", "provider")
    list_select_related = (
        "meeting__edition",
        "meeting__buyer__organisation",
        "meeting__supplier__organisation",
    )
    exclude = ("name", "link")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
