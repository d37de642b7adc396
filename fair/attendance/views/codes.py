"""What a scanned code leads to: a place, or a person before the organiser's staff."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts.permissions import signed_in
from accounts.refusals import Refusal
from fair.attendance import selectors
from fair.attendance.choices import CheckInWay, PlaceKind
from fair.attendance.forms import SideForm
from fair.attendance.selectors import Place, TodayEntry
from fair.attendance.services import checking_in
from fair.editions.access import MemberMixin, OrganiserMixin
from fair.editions.models import Participation


class ScannedMixin:
    """A page that checks in for one of its `entries` when a form names it."""

    request: HttpRequest
    edition: Any
    how: CheckInWay

    def entries(self) -> list[TodayEntry]:
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check the chosen side in; only what the page offers can be chosen."""
        form = SideForm(request.POST)
        if form.is_valid():
            entry = self._chosen(form.cleaned_data["meeting"], form.cleaned_data["side"])
            try:
                actor, now = signed_in(request), timezone.now()
                checking_in.check_in(
                    entry.meeting, side=entry.own.side, how=self.how, actor=actor, now=now
                )
                messages.success(request, _("Checked in. Have a good meeting!"))
            except Refusal as refusal:
                messages.error(request, str(refusal))
        return self.get(request, *args, **kwargs)  # type: ignore[attr-defined]

    def _chosen(self, public_id: UUID, side: str) -> TodayEntry:
        found = (
            entry
            for entry in self.entries()
            if entry.meeting.public_id == public_id and entry.own.side == side
        )
        entry = next(found, None)
        if entry is None:
            raise Http404
        return entry


class PlaceView(ScannedMixin, MemberMixin, TemplateView):
    """A person has scanned the code at a table, at a booth or at the entrance."""

    template_name = "attendance/place.html"
    how = CheckInWay.PLACE_CODE
    place: Place

    def check_access(self) -> None:
        super().check_access()
        place = selectors.place_of_code(self.edition, self.kwargs["code"])
        if place is None:
            raise Http404
        self.place = place

    def entries(self) -> list[TodayEntry]:
        own, user = self.standing.participations, self.request.user
        return selectors.encounters_at(self.place, own, user=user, now=timezone.now())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = [each for each in self.standing.participations if each.is_approved]
        user, now = self.request.user, timezone.now()
        return super().get_context_data(
            place=self.place,
            entries=self.entries(),
            today=selectors.today_of(own, edition=self.edition, user=user, now=now),
            **kwargs,
        )


class PersonView(ScannedMixin, OrganiserMixin, TemplateView):
    """The organiser's staff has scanned the code that a person shows."""

    template_name = "attendance/person.html"
    how = CheckInWay.PERSON_CODE

    def check_access(self) -> None:
        super().check_access()
        person = selectors.person_of_code(self.edition, self.kwargs["code"])
        if person is None:
            raise Http404
        self.person = person

    def entries(self) -> list[TodayEntry]:
        anywhere = Place(PlaceKind.ENTRANCE, None, None)
        now = timezone.now()
        return selectors.encounters_at(
            anywhere, self._participations(), user=self.request.user, now=now
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            person=self.person,
            participations=self._participations(),
            entries=self.entries(),
            **kwargs,
        )

    def _participations(self) -> list[Participation]:
        rows = Participation.objects.approved().of_member(self.person)
        return list(rows.filter(edition=self.edition).select_related("organisation", "edition"))
