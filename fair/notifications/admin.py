"""The outbox in the administration: read it, send failed messages again."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fair.common.admin import ScopedModelAdmin
from fair.notifications.choices import NoticeState
from fair.notifications.models import Notice, ShortMessage
from fair.notifications.services import send_again

ORGANISERS_SEE = ("to_email", "recipient", "kind", "attempts", "created_at", "error")
ORGANISERS_ASK = frozenset({"state", "kind", "created_at"})


@admin.register(Notice)
class NoticeAdmin(ScopedModelAdmin):
    """Superusers read every message; organisers learn whom among their participants none reaches.

    What a message says is between the site and its recipient, who may go to other fairs too;
    "library" are those that carry secrets, such as links to a new password.
    """

    edition_lookup = "recipient__memberships__organisation__participations__edition"
    organiser_may = frozenset({"view"})
    list_display = ("subject", "to_email", "kind", "state", "attempts", "created_at", "sent_at")
    list_filter = ("state", "kind")
    list_select_related = ("recipient",)
    search_fields = ("to_email", "subject")
    ordering = ("-created_at", "-id")
    date_hierarchy = "created_at"
    actions = ("retry",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        rows: QuerySet[Notice] = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        return rows.filter(state=NoticeState.FAILED).exclude(kind="library")

    def get_list_display(self, request: HttpRequest) -> Sequence[Any]:
        return self.list_display if request.user.is_superuser else ORGANISERS_SEE

    def get_fields(self, request: HttpRequest, obj: Notice | None = None) -> Sequence[Any]:
        if request.user.is_superuser:
            return super().get_fields(request, obj)
        return ORGANISERS_SEE

    def get_search_fields(self, request: HttpRequest) -> Sequence[str]:
        return self.search_fields if request.user.is_superuser else ("to_email",)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Let organisers not ask what a message says by way of the address of the page."""
        may_ask = request.user.is_superuser or lookup.split("__", maxsplit=1)[0] in ORGANISERS_ASK
        return may_ask and super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        return False

    @admin.action(description=_("Send failed notices again"), permissions=["view"])
    def retry(self, request: HttpRequest, queryset: QuerySet[Notice]) -> None:
        failed = list(queryset.filter(state=NoticeState.FAILED))
        for notice in failed:
            send_again(notice, now=timezone.now())
        self.message_user(request, _("%(count)d notices are sent again.") % {"count": len(failed)})


@admin.register(ShortMessage)
class ShortMessageAdmin(ScopedModelAdmin):
    """What went to other channels; organisers learn where nothing arrives and why, not the text."""

    edition_lookup = "to__user__memberships__organisation__participations__edition"
    organiser_may = frozenset({"view"})
    list_display = ("to", "state", "attempts", "created_at", "sent_at", "error")
    list_filter = ("state",)
    list_select_related = ("to__user",)
    fields = list_display
    ordering = ("-created_at", "-id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ShortMessage]:
        rows: QuerySet[ShortMessage] = super().get_queryset(request)
        return rows if request.user.is_superuser else rows.filter(state=NoticeState.FAILED)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Let organisers not ask what a message says by way of the address of the page."""
        may_ask = request.user.is_superuser or lookup.split("__", maxsplit=1)[0] == "state"
        return may_ask and super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ShortMessage | None = None) -> bool:
        return False
