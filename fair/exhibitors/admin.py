"""The organisers' administration of the supply side."""

from functools import partial
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from fair.common.admin import ActingModelAdmin, ScopedTabularInline
from fair.exhibitors.choices import Verification
from fair.exhibitors.models import BoothRegistration, HeldCertificate, LinePhoto, ProductLine
from fair.exhibitors.services import booths, certificates, lines


@admin.register(BoothRegistration)
class BoothRegistrationAdmin(ActingModelAdmin):
    """Wishes can be corrected here; booths are allotted by actions or at the booth desk."""

    edition_lookup = "participation__edition"
    list_display = ("participation", "booth_type", "hall_wish", "booth", "allotted_at")
    list_filter = (("booth", admin.EmptyFieldListFilter), "booth_type", "participation__edition")
    list_select_related = ("participation__organisation", "hall_wish", "booth")
    search_fields = (
        "participation__organisation__legal_name",
        "participation__organisation__names",
        "booth__code",
    )
    readonly_fields = ("booth", "allotted_at")
    actions = ("allot_by_wish", "release")

    @admin.action(description=_("Allot by wish"))
    def allot_by_wish(self, request: HttpRequest, rows: "QuerySet[BoothRegistration]") -> None:
        waiting = rows.select_related("participation").order_by("created_at", "id")
        self.act_on_each(request, waiting, partial(booths.allot_by_wish, now=timezone.now()))

    @admin.action(description=_("Release the booths"))
    def release(self, request: HttpRequest, rows: "QuerySet[BoothRegistration]") -> None:
        self.act_on_each(request, rows.select_related("participation"), booths.release_booth)


class LinePhotoInline(ScopedTabularInline):
    """Photos are looked at and removed here; suppliers add them on the line's page."""

    model = LinePhoto
    organiser_may: ClassVar[frozenset[str]] = frozenset({"view", "delete"})
    fields = ("link", "caption", "position")
    readonly_fields = ("link", "caption", "position")

    @admin.display(description=_("photo"))
    def link(self, photo: LinePhoto) -> str:
        slug = photo.line.participation.edition.slug
        url = reverse("exhibitors:photo", args=[slug, photo.public_id])
        return format_html('<a href="{}">{}</a>', url, _("Download"))


@admin.register(ProductLine)
class ProductLineAdmin(ActingModelAdmin):
    edition_lookup = "participation__edition"
    list_display = ("__str__", "participation", "state", "published_at", "updated_at")
    list_filter = ("state", "participation__edition")
    list_select_related = ("participation__organisation",)
    search_fields = ("title", "external_key", "participation__organisation__legal_name")
    readonly_fields = ("state", "published_at")
    filter_horizontal = ("processes", "materials", "part_families", "sectors")
    inlines: ClassVar = [LinePhotoInline]
    actions = ("publish", "withdraw")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        line = form.instance
        lines.announce_lines_changed(line.participation, line_id=line.pk)

    @admin.action(description=_("Publish"))
    def publish(self, request: HttpRequest, rows: "QuerySet[ProductLine]") -> None:
        self.act_on_each(request, rows, partial(lines.publish_product_line, now=timezone.now()))

    @admin.action(description=_("Withdraw"))
    def withdraw(self, request: HttpRequest, rows: "QuerySet[ProductLine]") -> None:
        self.act_on_each(request, rows, lines.withdraw_product_line)


@admin.register(HeldCertificate)
class HeldCertificateAdmin(ActingModelAdmin):
    """Organisers look at the evidence and note what they have seen by an action."""

    edition_lookup = "participation__edition"
    list_display = ("certification", "participation", "state", "expires_on", "verification", "link")
    list_filter = ("verification", "state", "certification", "participation__edition")
    list_select_related = ("participation__organisation", "participation__edition", "certification")
    search_fields = ("number", "registrar", "participation__organisation__legal_name")
    exclude = ("evidence",)
    readonly_fields = ("verification", "link")
    filter_horizontal = ("product_lines",)
    actions = ("note_evidence_seen", "note_registrar_checked", "note_declared_only")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        lines.announce_lines_changed(form.instance.participation)

    @admin.display(description=_("evidence"))
    def link(self, certificate: HeldCertificate) -> str:
        if not certificate.evidence:
            return "–"
        slug = certificate.participation.edition.slug
        url = reverse("exhibitors:certificate-evidence", args=[slug, certificate.public_id])
        return format_html('<a href="{}">{}</a>', url, _("Download"))

    @admin.action(description=_("Note: evidence seen"))
    def note_evidence_seen(self, request: HttpRequest, rows: "QuerySet[HeldCertificate]") -> None:
        self._note(request, rows, Verification.EVIDENCE_SEEN)

    @admin.action(description=_("Note: checked with the registrar"))
    def note_registrar_checked(
        self, request: HttpRequest, rows: "QuerySet[HeldCertificate]"
    ) -> None:
        self._note(request, rows, Verification.REGISTRAR_CHECKED)

    @admin.action(description=_("Note: declared only"))
    def note_declared_only(self, request: HttpRequest, rows: "QuerySet[HeldCertificate]") -> None:
        self._note(request, rows, Verification.DECLARED)

    def _note(
        self, request: HttpRequest, rows: "QuerySet[HeldCertificate]", seen: Verification
    ) -> None:
        self.act_on_each(request, rows, partial(certificates.verify_certificate, verification=seen))
