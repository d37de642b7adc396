"""The outbox in the administration: read it, send failed messages again."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from fair.notifications.choices import NoticeState
from fair.notifications.models import Notice
from fair.notifications.services import send_again


@admin.register(Notice)
class NoticeAdmin(ModelAdmin):
    list_display = ("subject", "to_email", "kind", "state", "attempts", "created_at", "sent_at")
    list_filter = ("state", "kind")
    search_fields = ("to_email", "subject")
    date_hierarchy = "created_at"
    actions = ("retry",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        return False

    @admin.action(description=_("Send failed notices again"), permissions=["view"])
    def retry(self, request: HttpRequest, queryset: QuerySet[Notice]) -> None:
        failed = list(queryset.filter(state=NoticeState.FAILED))
        for notice in failed:
            send_again(notice, now=timezone.now())
        self.message_user(request, _("%(count)d notices are sent again.") % {"count": len(failed)})
