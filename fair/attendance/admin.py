"""What happened on the day, in the administration: to read; the board is where one acts."""

from django.contrib import admin

from fair.attendance.models import CheckIn, DayRules, FreedTime, Lateness, Screen, TimeOffer
from fair.common.admin import ScopedModelAdmin


class ReadOnlyAdmin(ScopedModelAdmin):
    organiser_may = frozenset({"view"})

    def has_add_permission(self, request: object, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False


@admin.register(CheckIn)
class CheckInAdmin(ReadOnlyAdmin):
    edition_lookup = "meeting__edition"
    list_display = ("__str__", "how", "checked_at", "undone_at")
    list_filter = ("how",)
    list_select_related = ("meeting__buyer__organisation", "meeting__supplier__organisation")
    ordering = ("-checked_at", "-id")


@admin.register(Lateness)
class LatenessAdmin(ReadOnlyAdmin):
    edition_lookup = "meeting__edition"
    list_display = ("__str__", "minutes", "said_at")
    list_select_related = ("meeting__buyer__organisation", "meeting__supplier__organisation")
    ordering = ("-said_at", "-id")


@admin.register(FreedTime)
class FreedTimeAdmin(ReadOnlyAdmin):
    edition_lookup = "participation__edition"
    list_display = ("__str__", "state", "expires_at")
    list_filter = ("state",)
    list_select_related = ("participation__organisation",)
    ordering = ("-starts_at", "-id")


@admin.register(TimeOffer)
class TimeOfferAdmin(ReadOnlyAdmin):
    edition_lookup = "partner__edition"
    list_display = ("__str__", "reason", "state", "answered_at")
    list_filter = ("state", "reason")
    list_select_related = ("freed__participation__organisation", "partner__organisation")
    ordering = ("-created_at", "-id")


@admin.register(Screen)
class ScreenAdmin(ReadOnlyAdmin):
    edition_lookup = "edition"
    list_display = ("__str__", "edition", "created_at", "revoked_at")
    list_select_related = ("edition", "hall")
    ordering = ("-created_at", "-id")


@admin.register(DayRules)
class DayRulesAdmin(ReadOnlyAdmin):
    edition_lookup = "edition"
    list_display = ("__str__", "screens_name_companies", "offers_freed_time")
    list_select_related = ("edition",)
    ordering = ("-id",)
