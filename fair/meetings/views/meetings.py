"""The list of meetings, one meeting, and what can be done to it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import DetailView
from django_filters.views import FilterView

from accounts.permissions import signed_in
from accounts.refusals import Refusal
from fair.common.spreadsheets import XLSX
from fair.editions.access import MemberMixin, edition_of
from fair.editions.choices import Side
from fair.editions.permissions import can_edit_participation, is_organiser
from fair.meetings.filters import MeetingFilter
from fair.meetings.forms import CancelForm, HandOverForm
from fair.meetings.ical import calendar_links
from fair.meetings.models import Meeting
from fair.meetings.permissions import can_cancel_meeting
from fair.meetings.selectors.attendees import interpreter_of, named_attendees
from fair.meetings.selectors.calendars import organisations_of
from fair.meetings.services import changing
from fair.meetings.workbooks import meetings_workbook


class MeetingListView(MemberMixin, FilterView):
    """The meetings that the user may see: an organiser all, others their own."""

    filterset_class = MeetingFilter
    template_name = "meetings/meeting_list.html"
    context_object_name = "meetings"
    paginate_by: int | None = 50
    strict = False

    def get_queryset(self) -> QuerySet[Meeting]:
        return (
            Meeting.objects.visible_to(self.request.user)
            .filter(edition=self.edition)
            .with_sides_and_places()
            .order_by("starts_at", "id")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(is_organiser=self.standing.is_organiser, **kwargs)


class MeetingWorkbookView(MeetingListView):
    """The same meetings as a spreadsheet, all pages of them."""

    paginate_by = None

    def render_to_response(self, context: dict[str, Any], **_: Any) -> HttpResponse:
        name = f"{self.edition.slug}-{timezone.localdate():%Y-%m-%d}"
        return HttpResponse(
            meetings_workbook(self.object_list),
            content_type=XLSX,
            headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"'},
        )


class MeetingDetailView(MemberMixin, DetailView):
    """One meeting: who, when, where, about what."""

    template_name = "meetings/meeting_detail.html"
    slug_field = "public_id"
    slug_url_kwarg = "public_id"
    context_object_name = "meeting"

    def get_queryset(self) -> QuerySet[Meeting]:
        user = self.request.user
        return (
            Meeting.objects.visible_to(user)
            .filter(edition=self.edition)
            .with_sides_and_places()
            .with_subjects_for(user)
            .prefetch_related("buyer__delegates", "supplier__delegates", "attendees__user")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        named = named_attendees(self.object)
        own = {each.pk: each for each in self.standing.participations}
        mine = own.get(self.object.buyer_id) or own.get(self.object.supplier_id)
        return super().get_context_data(
            can_cancel=can_cancel_meeting(self.request.user, self.object),
            is_organiser=self.standing.is_organiser,
            can_tell=mine is not None and self.object.took_place(timezone.now()),
            own_zone=mine.zone if mine and mine.attends_online else None,
            cancel_form=CancelForm(),
            calendar=calendar_links(self.object, seen_by=organisations_of(self.request.user)),
            hand_overs=self._hand_overs(),
            buyer_people=named.get(self.object.buyer_id),
            supplier_people=named.get(self.object.supplier_id),
            interpreter=interpreter_of(self.object),
            **kwargs,
        )

    def _hand_overs(self) -> list[tuple[str, Any, HandOverForm]]:
        """Return the sides for which the user says who comes, with a form for each."""
        if not self.object.is_ahead:
            return []
        sides = [(Side.BUYER, self.object.buyer), (Side.SUPPLIER, self.object.supplier)]
        return [
            (f"meetings:meeting-hand-over-{name}", side, HandOverForm(side=side))
            for name, side in sides
            if can_edit_participation(self.request.user, side)
        ]


@login_required
@require_POST
def cancel(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Call a meeting off."""
    meeting = visible_meeting(request, edition_slug, public_id)
    form = CancelForm(request.POST)
    if not can_cancel_meeting(request.user, meeting) and meeting.is_standing:
        raise Http404
    try:
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        actor = signed_in(request)
        changing.cancel_meeting(meeting, actor=actor, now=timezone.now(), reason=reason)
        messages.success(request, _("The meeting is called off; both sides are told."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(meeting)


@login_required
@require_POST
def pin(
    request: HttpRequest, edition_slug: str, public_id: UUID, *, is_pinned: bool
) -> HttpResponse:
    """Pin a meeting, so that no plan touches it, or let it go."""
    meeting = visible_meeting(request, edition_slug, public_id)
    if not is_organiser(request.user, meeting.edition):
        raise Http404
    try:
        changing.pin_meeting(meeting, is_pinned=is_pinned, actor=signed_in(request))
        done = _("Pinned: no plan moves this meeting.") if is_pinned else _("Not pinned any more.")
        messages.success(request, done)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(meeting)


def visible_meeting(request: HttpRequest, edition_slug: str, public_id: UUID) -> Meeting:
    edition = edition_of(request, slug=edition_slug)
    meetings = Meeting.objects.visible_to(request.user).filter(edition=edition)
    related = ("edition", "buyer__organisation", "buyer__edition", "supplier__organisation")
    rows = meetings.select_related(*related, "supplier__edition")
    return get_object_or_404(rows, public_id=public_id)
