"""Editions, venue, organisations and participations in the administration."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import Membership, Organisation
from accounts.refusals import Refusal
from fair.common.admin import ScopedModelAdmin, ScopedTabularInline
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
    readonly_fields = ("state", "schedule_version")
    inlines: ClassVar = [FairDayInline, HallInline]
    actions = ("lay_out_days", "advance", "step_back")

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
    model = Membership
    raw_id_fields = ("user",)


@admin.register(Organisation)
class OrganisationAdmin(ScopedModelAdmin):
    """Organisers see those that take part in their editions, and those that take part in none."""

    edition_lookup = "participations__edition"
    list_display = ("__str__", "country", "province", "is_supplier", "is_buyer", "is_organiser")
    list_filter = ("is_supplier", "is_buyer", "is_organiser", "country", "ownership")
    search_fields = ("legal_name", "names", "tax_code")
    inlines: ClassVar = [MembershipInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        scoped = super().get_queryset(request).values("pk")
        unattached = Organisation.objects.filter(participations=None).values("pk")
        return Organisation.objects.filter(pk__in=scoped.union(unattached))


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
    readonly_fields = ("status", "status_reason", "decided_by", "decided_at")
    autocomplete_fields = ("organisation",)
    inlines: ClassVar = [DelegateInline]
    actions = ("approve", "reject")

    @admin.action(description=_("Approve"))
    def approve(self, request: HttpRequest, queryset: QuerySet[Participation]) -> None:
        count = 0
        for applicant in queryset:
            try:
                participation.approve(applicant, actor=request.user, now=timezone.now())  # type: ignore[arg-type]
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
                    actor=request.user,  # type: ignore[arg-type]
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
