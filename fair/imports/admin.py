"""Imports in the administration: read only; files are uploaded on the organisers' desk."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from fair.common.admin import ScopedModelAdmin
from fair.imports.models import ImportRun


@admin.register(ImportRun)
class ImportRunAdmin(ScopedModelAdmin):
    edition_lookup = "edition"
    organiser_may = frozenset({"view"})
    list_display = ("filename", "kind", "edition", "state", "requested_by", "created_at")
    list_filter = ("state", "kind", "edition")
    list_select_related = ("edition", "requested_by")
    exclude = ("file",)
    readonly_fields = ("page",)

    @admin.display(description=_("what was found"))
    def page(self, run: ImportRun) -> str:
        url = reverse("imports:run-detail", args=[run.edition.slug, run.public_id])
        return format_html('<a href="{}">{}</a>', url, run.filename)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
