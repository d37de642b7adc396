"""What the two sides of a meeting report, to read.

Notes, drafts and ratings are not here: they belong to the side that wrote them, and the
administration shows them to nobody, superusers included.
"""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from fair.common.admin import ScopedModelAdmin, ScopedTabularInline
from fair.outcomes.models import AskedPair, DealStep, Prompt, StepReply


class ReadOnly(ScopedModelAdmin):
    """Rows that only services write."""

    organiser_may = frozenset({"view"})

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReplyInline(ScopedTabularInline):
    model = StepReply
    organiser_may = frozenset({"view"})
    fields = ("verdict", "side", "remark", "replied_at")
    readonly_fields = fields
    ordering = ("id",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(DealStep)
class DealStepAdmin(ReadOnly):
    """The ledger, row by row; nobody changes it, here least of all."""

    edition_lookup = "edition"
    list_display = ("__str__", "reported_side", "happened_on", "value", "currency", "is_void")
    list_filter = ("edition", "kind", "currency", "reported_side")
    list_select_related = ("buyer__organisation", "supplier__organisation")
    search_fields = ("buyer__organisation__legal_name", "supplier__organisation__legal_name")
    exclude = ("evidence",)
    ordering = ("-id",)
    inlines: ClassVar = [ReplyInline]


class AskedInline(ScopedTabularInline):
    model = AskedPair
    organiser_may = frozenset({"view"})
    fields = ("buyer", "supplier", "answer", "answered_at")
    readonly_fields = fields
    ordering = ("id",)


@admin.register(Prompt)
class PromptAdmin(ReadOnly):
    """Who was written to after the fair, and what was answered by a link."""

    edition_lookup = "edition"
    list_display = ("user", "edition", "wave", "sent_at")
    list_filter = ("edition", "wave")
    list_select_related = ("user", "edition")
    search_fields = ("user__email", "user__full_name")
    ordering = ("-id",)
    inlines: ClassVar = [AskedInline]
