"""Plans, meetings and availability in the administration.

Plans and meetings are read here; what changes them goes through the services, which keep seats,
versions and messages right.
"""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.permissions import signed_in
from accounts.refusals import Refusal
from fair.common.admin import ScopedModelAdmin, ScopedTabularInline
from fair.common.templatetags.fair_ui import clock, moment
from fair.meetings.choices import RequestState
from fair.meetings.models import (
    AvailabilityWindow,
    BookingRules,
    Interpreter,
    InterpreterWindow,
    Meeting,
    MeetingRequest,
    MeetingSeat,
    PlanRun,
    RequestStep,
)
from fair.meetings.services import changing


class SeatInline(ScopedTabularInline):
    model = MeetingSeat
    organiser_may = frozenset({"view"})
    fields = ("party", "time", "live")
    readonly_fields = fields
    hide_title = True

    @admin.display(description=_("Time at the fair"))
    def time(self, seat: MeetingSeat) -> str:
        zone = seat.meeting.edition.zone
        begins, ends = seat.period.lower, seat.period.upper
        return format_html("{} – {}", moment(begins, zone), clock(ends, zone))


@admin.register(Meeting)
class MeetingAdmin(ScopedModelAdmin):
    edition_lookup = "edition"
    organiser_may = frozenset({"view"})
    list_display = ("__str__", "time", "mode", "state", "is_pinned")
    list_filter = ("edition", "state", "mode", "is_pinned")
    list_select_related = ("edition", "buyer__organisation", "supplier__organisation")
    ordering = ("starts_at", "id")
    exclude = ("starts_at", "ends_at")
    readonly_fields = ("time",)
    search_fields = ("buyer__organisation__legal_name", "supplier__organisation__legal_name")
    inlines: ClassVar = [SeatInline]
    actions = ("call_off", "pin", "let_go")

    def has_change_permission(self, request: HttpRequest, obj: Meeting | None = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest, obj: Meeting | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Meeting | None = None) -> bool:
        return False

    @admin.display(description=_("Time at the fair"), ordering="starts_at")
    def time(self, meeting: Meeting) -> str:
        return moment(meeting.starts_at, meeting.edition.zone)

    @admin.action(description=_("Call off and tell both sides"))
    def call_off(self, request: HttpRequest, queryset: QuerySet[Meeting]) -> None:
        actor = signed_in(request)
        for meeting in queryset:
            try:
                changing.cancel_meeting(meeting, actor=actor, now=timezone.now())
            except Refusal as refusal:
                self.message_user(request, f"{meeting}: {refusal}", messages.ERROR)

    @admin.action(description=_("Pin, so that no plan moves it"))
    def pin(self, request: HttpRequest, queryset: QuerySet[Meeting]) -> None:
        self._pin(request, queryset, is_pinned=True)

    @admin.action(description=_("Let go, so that plans may move it"))
    def let_go(self, request: HttpRequest, queryset: QuerySet[Meeting]) -> None:
        self._pin(request, queryset, is_pinned=False)

    def _pin(self, request: HttpRequest, queryset: QuerySet[Meeting], *, is_pinned: bool) -> None:
        count = 0
        for meeting in queryset:
            try:
                changing.pin_meeting(meeting, is_pinned=is_pinned, actor=signed_in(request))
                count += 1
            except Refusal as refusal:
                self.message_user(request, f"{meeting}: {refusal}", messages.ERROR)
        done = ngettext("%(count)d meeting changed.", "%(count)d meetings changed.", count)
        self.message_user(request, done % {"count": count})


@admin.register(PlanRun)
class PlanRunAdmin(ScopedModelAdmin):
    edition_lookup = "edition"
    list_display = ("__str__", "state", "created_at", "requested_by", "published_at")
    list_filter = ("edition", "state")
    list_select_related = ("edition", "requested_by")

    def has_change_permission(self, request: HttpRequest, obj: PlanRun | None = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest, obj: PlanRun | None = None) -> bool:
        return False


@admin.register(AvailabilityWindow)
class AvailabilityWindowAdmin(ScopedModelAdmin):
    """To look things up; hours are entered on the participant's own page, in the fair's time."""

    edition_lookup = "participation__edition"
    organiser_may = frozenset({"view", "delete"})
    list_display = ("participation", "kind", "begins", "ends")
    fields = list_display
    readonly_fields = list_display
    list_filter = ("participation__edition", "kind")
    list_select_related = ("participation__organisation", "participation__edition")
    search_fields = ("participation__organisation__legal_name",)

    @admin.display(description=_("from"), ordering="starts_at")
    def begins(self, window: AvailabilityWindow) -> str:
        return moment(window.starts_at, window.participation.edition.zone)

    @admin.display(description=_("until"), ordering="ends_at")
    def ends(self, window: AvailabilityWindow) -> str:
        return moment(window.ends_at, window.participation.edition.zone)


class StepInline(ScopedTabularInline):
    model = RequestStep
    organiser_may = frozenset({"view"})
    fields = ("number", "act", "side", "actor", "at", "reason", "note", "person")
    readonly_fields = fields
    ordering = ("number",)


@admin.register(MeetingRequest)
class MeetingRequestAdmin(ScopedModelAdmin):
    """Who asked whom, and what became of it; to read. A draft is its writer's own."""

    edition_lookup = "edition"
    organiser_may = frozenset({"view"})
    list_display = ("__str__", "asked_by", "state", "awaits", "sent_at", "answer_by")
    list_filter = ("edition", "state", "asked_by", "awaits", "is_mutual")
    list_select_related = ("edition", "buyer__organisation", "supplier__organisation")
    search_fields = ("buyer__organisation__legal_name", "supplier__organisation__legal_name")
    ordering = ("-sent_at", "id")
    inlines: ClassVar = [StepInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[MeetingRequest]:
        return super().get_queryset(request).exclude(state=RequestState.DRAFT)

    def has_change_permission(
        self, request: HttpRequest, obj: MeetingRequest | None = None
    ) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest, obj: MeetingRequest | None = None) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: MeetingRequest | None = None
    ) -> bool:
        return False


class InZoneOfEdition:
    """Show and read times in the edition's zone; an edition must be saved with the row first."""

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        rows = self.get_queryset(request).select_related("edition")  # type: ignore[attr-defined]
        row = rows.filter(pk=object_id).first() if (object_id or "").isdigit() else None
        with timezone.override(row.edition.zone if row else None):
            view = super().changeform_view  # type: ignore[misc]
            response: Any = view(request, object_id, *args, **kwargs)
            # Rendered here, where the edition's zone is active.
            return response.render() if hasattr(response, "render") else response


class InterpreterWindowInline(ScopedTabularInline):
    model = InterpreterWindow


@admin.register(Interpreter)
class InterpreterAdmin(InZoneOfEdition, ScopedModelAdmin):
    """Who interprets; their hours are entered once they are there, in the fair's time."""

    edition_lookup = "edition"
    list_display = ("full_name", "edition", "spoken", "is_active")
    list_filter = ("edition", "is_active")
    list_select_related = ("edition",)
    search_fields = ("full_name",)
    raw_id_fields = ("user",)
    inlines: ClassVar = [InterpreterWindowInline]

    def get_inlines(self, request: HttpRequest, obj: Interpreter | None) -> Any:
        return self.inlines if obj else []

    @admin.display(description=_("languages"))
    def spoken(self, interpreter: Interpreter) -> str:
        return ", ".join(interpreter.language_names)


@admin.register(BookingRules)
class BookingRulesAdmin(ScopedModelAdmin):
    """To look them up; organisers change them on a page of the edition, in the fair's time."""

    edition_lookup = "edition"
    organiser_may = frozenset({"view"})
    list_display = ("edition", "kind", "created_at", "updated_at")
    list_filter = ("kind",)
    list_select_related = ("edition",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
