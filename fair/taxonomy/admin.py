"""The vocabulary in the administration: to look up, and to tick outside codes as verified.

Everything else comes from the files, so that each fair can say which version it scored with.
"""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from accounts.texts import LANGUAGES
from fair.taxonomy.models import (
    Certification,
    GradeEquivalent,
    ImpliedProcess,
    Material,
    OutsideCode,
    PartFamily,
    Process,
    Sector,
    TaxonomyVersion,
)
from fair.taxonomy.models.terms import Term

LINE = "<div>{}: {}</div>"


class ReadOnlyAdmin(ModelAdmin):
    """Shows rows and changes none."""

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        return False


class TermAdmin(ReadOnlyAdmin):
    """Any vocabulary; found by code, by label or by synonym in any language."""

    list_display: ClassVar[Any] = ("code", "label", "vietnamese", "is_active")
    list_filter: ClassVar[Any] = ("is_active",)
    search_fields: ClassVar[Any] = ("code", "labels", "synonyms")
    ordering = ("code",)
    exclude = ("labels", "synonyms", "position")
    readonly_fields = ("all_labels", "all_synonyms")

    @admin.display(description=_("labels"))
    def all_labels(self, term: Term) -> str:
        return format_html_join(
            "", LINE, ((name, term.labels.get(code, "")) for code, name in LANGUAGES)
        )

    @admin.display(description=_("synonyms"))
    def all_synonyms(self, term: Term) -> str:
        return format_html_join(
            "",
            LINE,
            (
                (name, ", ".join(term.synonyms[code]))
                for code, name in LANGUAGES
                if term.synonyms.get(code)
            ),
        )

    @admin.display(description=_("label"))
    def label(self, term: Term) -> str:
        return str(term)

    @admin.display(description=_("in Vietnamese"))
    def vietnamese(self, term: Term) -> str:
        return term.label_in("vi")


class GradeEquivalentInline(TabularInline):
    model = GradeEquivalent
    extra = 0
    can_delete = False
    hide_title = True


@admin.register(Process)
class ProcessAdmin(TermAdmin):
    list_display = ("code", "label", "vietnamese", "parent", "is_active")
    list_select_related = ("parent",)


@admin.register(Material)
class MaterialAdmin(TermAdmin):
    list_display = ("code", "label", "vietnamese", "parent", "kind", "is_active")
    list_filter = ("kind", "is_active")
    list_select_related = ("parent",)
    search_fields = ("code", "labels", "synonyms", "equivalents__designation")
    inlines: ClassVar = [GradeEquivalentInline]


@admin.register(PartFamily)
class PartFamilyAdmin(TermAdmin):
    pass


@admin.register(Certification)
class CertificationAdmin(TermAdmin):
    list_display = ("code", "label", "vietnamese", "kind", "is_international", "is_active")
    list_filter = ("kind", "is_international", "is_active")


@admin.register(Sector)
class SectorAdmin(TermAdmin):
    list_display = ("code", "label", "vietnamese", "parent", "is_active")
    list_select_related = ("parent",)


@admin.register(ImpliedProcess)
class ImpliedProcessAdmin(ReadOnlyAdmin):
    list_display = ("material", "part_family", "process", "weight")
    list_select_related = ("material", "part_family", "process")
    search_fields = ("material__code", "part_family__code", "process__code", "process__labels")
    ordering = ("material__code", "part_family__code", "-weight")


@admin.register(OutsideCode)
class OutsideCodeAdmin(ModelAdmin):
    list_display = ("scheme", "edition", "code", "label", "target", "is_verified", "is_active")
    list_editable = ("is_verified",)
    list_filter = ("scheme", "edition", "is_verified", "is_active")
    list_select_related = ("sector", "process", "part_family")
    search_fields = ("code", "label")
    ordering = ("scheme", "edition", "code")
    readonly_fields = (
        "scheme", "edition", "code", "label", "sector", "process", "part_family", "is_active",
    )  # fmt: skip

    @admin.display(description=_("stands beside"))
    def target(self, code: OutsideCode) -> str:
        return str(code.sector or code.process or code.part_family)

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        return False


@admin.register(TaxonomyVersion)
class TaxonomyVersionAdmin(ReadOnlyAdmin):
    list_display = ("number", "loaded_at", "checksum")
    ordering = ("-number",)
