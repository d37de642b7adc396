"""Editions, venue, organisations and participations in the administration."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import action

from accounts.models import Membership, Organisation
from accounts.permissions import signed_in
from accounts.refusals import Refusal
from accounts.services import change_organisation
from fair.common.admin import ScopedModelAdmin, ScopedTabularInline
from fair.editions.forms import SessionFormSet
from fair.editions.models import (
    Booth,
    Delegate,
    Edition,
    FairDay,
    Hall,
    MeetingTable,
    Participation,
    Session,
)
from fair.editions.services import lifecycle, participation


class FairDayInline(ScopedTabularInline):
    model = FairDay
    show_change_link = True


class HallInline(ScopedTabularInline):
    model = Hall
    show_change_link = True


@admin.register(Edition)
class EditionAdmin(ScopedModelAdmin):
    edition_lookup = ""
    list_display = ("__str__", "year", "city", "starts_on", "ends_on", "state")
    list_filter = ("state", "year")
    search_fields = ("slug", "title")
    readonly_fields = ("state",)
    inlines: ClassVar = [FairDayInline, HallInline]
    actions = ("lay_out_days", "advance", "step_back")
    actions_detail = ("open_venue",)

    @action(description=_("Days and venue"), url_path="venue")
    def open_venue(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Lead to the page on which days and halls are laid out."""
        edition = get_object_or_404(self.get_queryset(request), pk=object_id)
        return redirect("editions:venue", edition.slug)

    @admin.action(description=_("Lay out the fair days with the usual sessions"))
    def lay_out_days(self, request: HttpRequest, queryset: QuerySet[Edition]) -> None:
        count = sum(lifecycle.lay_out_days(edition) for edition in queryset)
        text = ngettext("%(count)d day was added.", "%(count)d days were added.", count)
        self.message_user(request, text % {"count": count})

    @admin.action(description=_("Move on to the next state"))
    def advance(self, request: HttpRequest, queryset: QuerySet[Edition]) -> None:
        self._move(request, queryset, lifecycle.advance_edition)

    @admin.action(description=_("Go back to the state before"))
    def step_back(self, request: HttpRequest, queryset: QuerySet[Edition]) -> None:
        self._move(request, queryset, lifecycle.step_back_edition)

    def _move(self, request: HttpRequest, queryset: QuerySet[Edition], move: Any) -> None:
        for edition in queryset:
            try:
                state = move(edition)
            except lifecycle.CannotMoveEdition as refusal:
                self.message_user(request, f"{edition}: {refusal}", messages.ERROR)
            else:
                self.message_user(request, f"{edition}: {state.label}")


class SessionInline(ScopedTabularInline):
    model = Session
    formset = SessionFormSet


@admin.register(FairDay)
class FairDayAdmin(ScopedModelAdmin):
    edition_lookup = "edition"
    list_display = ("date", "edition")
    list_filter = ("edition",)
    inlines: ClassVar = [SessionInline]


class BoothInline(ScopedTabularInline):
    model = Booth


@admin.register(Hall)
class HallAdmin(ScopedModelAdmin):
    edition_lookup = "edition"
    list_display = ("code", "edition", "width_m", "depth_m", "booth_count")
    list_filter = ("edition",)
    search_fields = ("code",)
    inlines: ClassVar = [BoothInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Hall]:
        return super().get_queryset(request).annotate(booth_count=Count("booths"))

    @admin.display(description=_("booths"), ordering="booth_count")
    def booth_count(self, hall: Any) -> int:
        return int(hall.booth_count)


@admin.register(Booth)
class BoothAdmin(ScopedModelAdmin):
    edition_lookup = "hall__edition"
    list_display = ("code", "hall", "booth_type", "is_active")
    list_filter = ("hall", "booth_type", "is_active")
    list_select_related = ("hall",)
    search_fields = ("code",)


@admin.register(MeetingTable)
class MeetingTableAdmin(ScopedModelAdmin):
    edition_lookup = "edition"
    list_display = ("code", "hall", "edition", "is_active")
    list_filter = ("edition", "hall", "is_active")
    list_select_related = ("hall", "edition")
    search_fields = ("code",)


class MembershipInline(ScopedTabularInline):
    """Who acts for an organisation.

    Who takes part in another organiser's edition as well keeps its own people there: whoever
    is put among them would read what they wrote for that edition.
    """

    model = Membership
    raw_id_fields = ("user",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and _is_ours_alone(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _is_ours_alone(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and _is_ours_alone(request, obj)


def _is_ours_alone(request: HttpRequest, organisation: Organisation | None) -> bool:
    """Tell whether nobody else's edition depends on who acts for it; two queries."""
    if organisation is None:
        return True
    own = Edition.objects.organised_by(request.user).values("pk")
    takes_part = Participation.objects.filter(organisation=organisation)
    return not (
        takes_part.exclude(edition__in=own).exists()
        or organisation.editions.exclude(pk__in=own).exists()
    )


@admin.register(Organisation)
class OrganisationAdmin(ScopedModelAdmin):
    """Organisers see those in their editions, their own, and companies in no edition.

    Other organisers' organisations stay hidden: who acts for them organises their editions.
    """

    edition_lookup = "participations__edition"
    list_display = ("__str__", "country", "province", "is_supplier", "is_buyer", "is_organiser")
    list_filter = ("is_supplier", "is_buyer", "is_organiser", "country", "ownership")
    search_fields = ("legal_name", "names", "tax_code")
    ordering = ("legal_name", "id")
    inlines: ClassVar = [MembershipInline]

    def save_model(self, request: HttpRequest, obj: Organisation, *_: Any) -> None:
        change_organisation(obj)

    @admin.display(description=_("logo today"))
    def logo_link(self, organisation: Organisation) -> str:
        if not organisation.logo:
            return "–"
        url = reverse("accounts:organisation-logo", args=[organisation.public_id])
        return format_html('<a href="{}">{}</a>', url, _("Download"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        rows = Organisation.objects.order_by(*self.ordering)
        if request.user.is_superuser:
            return rows
        scoped = super().get_queryset(request).values("pk")
        own = Organisation.objects.of_member(request.user).values("pk")
        in_none = rows.filter(participations=None, is_organiser=False).values("pk")
        return rows.filter(Q(pk__in=scoped) | Q(pk__in=own) | Q(pk__in=in_none))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Who organises fairs is for superusers to say."""
        return ["logo_link", *([] if request.user.is_superuser else ["is_organiser"])]


class DelegateInline(ScopedTabularInline):
    model = Delegate
    raw_id_fields = ("user",)


@admin.register(Participation)
class ParticipationAdmin(ScopedModelAdmin):
    edition_lookup = "edition"
    list_display = ("organisation", "edition", "side", "status", "attendance", "created_at")
    list_filter = ("status", "side", "attendance", "edition")
    list_select_related = ("organisation", "edition")
    search_fields = ("organisation__legal_name", "organisation__names", "external_key")
    ordering = ("organisation__legal_name", "side", "id")
    readonly_fields = ("status", "status_reason", "decided_by", "decided_at")
    autocomplete_fields = ("organisation",)
    inlines: ClassVar = [DelegateInline]
    actions = ("approve", "reject")

    @admin.action(description=_("Approve"))
    def approve(self, request: HttpRequest, queryset: QuerySet[Participation]) -> None:
        count = 0
        for applicant in queryset:
            try:
                participation.approve(applicant, actor=signed_in(request), now=timezone.now())
                count += 1
            except Refusal as refusal:
                self.message_user(request, f"{applicant}: {refusal}", messages.ERROR)
        text = ngettext(
            "%(count)d participation is approved.", "%(count)d participations are approved.", count
        )
        self.message_user(request, text % {"count": count})

    @admin.action(description=_("Reject…"))
    def reject(
        self, request: HttpRequest, queryset: QuerySet[Participation]
    ) -> HttpResponse | None:
        """Ask for the reason first, then reject."""
        reason = request.POST.get("reason", "")
        if "confirmed" not in request.POST:
            return self._ask_reason(request, queryset)
        for applicant in queryset:
            try:
                participation.reject(
                    applicant,
                    actor=signed_in(request),
                    reason=reason,
                    now=timezone.now(),
                )
            except Refusal as refusal:
                self.message_user(request, f"{applicant}: {refusal}", messages.ERROR)
                if refusal.code == "no_reason":
                    return self._ask_reason(request, queryset)
            else:
                self.message_user(request, _("%(name)s is rejected.") % {"name": applicant})
        return None

    def _ask_reason(self, request: HttpRequest, queryset: QuerySet[Participation]) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Reject applications"),
            "applicants": queryset,
        }
        return render(request, "admin/editions/reject_participations.html", context)
