"""The organisers' administration of the demand side."""

from functools import partial
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from fair.common.admin import ActingModelAdmin, ScopedModelAdmin, ScopedTabularInline
from fair.sourcing.models import ComponentNeed, NdaAcceptance, NeedCertification, NeedDocument
from fair.sourcing.services import needs


class NeedCertificationInline(ScopedTabularInline):
    model = NeedCertification


class NeedDocumentInline(ScopedTabularInline):
    """Documents are read and removed here; buyers add them on the need's page."""

    model = NeedDocument
    organiser_may: ClassVar[frozenset[str]] = frozenset({"view", "delete"})
    fields = ("title", "link", "created_at")
    readonly_fields = ("title", "link", "created_at")

    @admin.display(description=_("file"))
    def link(self, document: NeedDocument) -> str:
        slug = document.need.participation.edition.slug
        url = reverse("sourcing:document", args=[slug, document.public_id])
        return format_html('<a href="{}">{}</a>', url, document.filename)


@admin.register(ComponentNeed)
class ComponentNeedAdmin(ActingModelAdmin):
    edition_lookup = "participation__edition"
    list_display = ("__str__", "participation", "state", "visibility", "priority", "updated_at")
    list_filter = ("state", "visibility", "priority", "participation__edition")
    list_select_related = ("participation__organisation",)
    search_fields = ("title", "external_key", "participation__organisation__legal_name")
    readonly_fields = ("state", "published_at")
    filter_horizontal = ("processes", "materials")
    autocomplete_fields = ("invited_organisations", "blocked_organisations")
    inlines: ClassVar = [NeedCertificationInline, NeedDocumentInline]
    actions = ("publish", "pause", "close", "reopen")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        need = form.instance
        needs.announce_needs_changed(need.participation, need_id=need.pk)

    @admin.action(description=_("Publish"))
    def publish(self, request: HttpRequest, rows: "QuerySet[ComponentNeed]") -> None:
        self.act_on_each(request, rows, partial(needs.publish_need, now=timezone.now()))

    @admin.action(description=_("Pause"))
    def pause(self, request: HttpRequest, rows: "QuerySet[ComponentNeed]") -> None:
        self.act_on_each(request, rows, needs.pause_need)

    @admin.action(description=_("Close"))
    def close(self, request: HttpRequest, rows: "QuerySet[ComponentNeed]") -> None:
        self.act_on_each(request, rows, needs.close_need)

    @admin.action(description=_("Reopen"))
    def reopen(self, request: HttpRequest, rows: "QuerySet[ComponentNeed]") -> None:
        self.act_on_each(request, rows, needs.reopen_need)


@admin.register(NdaAcceptance)
class NdaAcceptanceAdmin(ScopedModelAdmin):
    """What was signed is read, never changed."""

    edition_lookup = "need__participation__edition"
    organiser_may: ClassVar[frozenset[str]] = frozenset({"view"})
    list_display = ("organisation", "need", "signed_name", "accepted_at")
    list_filter = ("need__participation__edition",)
    list_select_related = ("organisation", "need")
    search_fields = ("organisation__legal_name", "signed_name", "need__title")
