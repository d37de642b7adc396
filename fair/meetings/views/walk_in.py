"""Meet now: what somebody sees who scans the code at a booth, and the codes to print."""

from io import BytesIO
from typing import Any
from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django.views.generic import TemplateView

from accounts.permissions import signed_in
from accounts.refusals import Refusal
from fair.editions.access import MemberMixin, edition_of
from fair.editions.choices import Side
from fair.editions.models import Participation
from fair.meetings.forms import BookForm
from fair.meetings.models import Meeting
from fair.meetings.selectors.offers import meeting_ahead, next_times, place_names
from fair.meetings.services import booking
from fair.meetings.services.attempts import WALK_IN_GRACE
from fair.meetings.views.booking import TAKEN

TIMES_SHOWN = 4


class MeetNowView(MemberMixin, TemplateView):
    """The next times at which one's company and the host of a booth could sit down."""

    template_name = "meetings/meet_now.html"
    host: Participation
    kwargs: dict[str, Any]

    def check_access(self) -> None:
        super().check_access()
        rows = Participation.objects.visible_to(self.request.user).approved()
        self.host = get_object_or_404(
            rows.filter(edition=self.edition).select_related("organisation", "edition"),
            public_id=self.kwargs["public_id"],
        )

    @property
    def guest(self) -> Participation | None:
        """One's own company on the other side, if it takes part there."""
        other_side = Side.SUPPLIER if self.host.side == Side.BUYER else Side.BUYER
        own = self.standing.on_side(other_side)
        if own is None or own.organisation_id == self.host.organisation_id:
            return None
        return own if own.is_approved else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(host=self.host, guest=self.guest, **kwargs)
        if self.guest is None:
            return context
        pair, now = self._pair(self.guest), timezone.now()
        times = next_times(*pair, now=now, grace=WALK_IN_GRACE, count=TIMES_SHOWN)
        names = place_names(time.place for time in times)
        return context | {
            "meeting": meeting_ahead(*pair),
            "times": [(time, names.get(time.place, "")) for time in times],
            "form": BookForm(),
        }

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Book the time that was tapped."""
        form, guest = BookForm(request.POST), self.guest
        if guest is None:
            raise Http404
        if not form.is_valid():
            return self.render_to_response(self.get_context_data())
        try:
            return redirect(self._book(guest, form.cleaned_data))
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return self.render_to_response(self.get_context_data(), status=TAKEN)

    def _book(self, guest: Participation, chosen: dict[str, Any]) -> Meeting:
        buyer, supplier = self._pair(guest)
        meeting = booking.book_meeting(
            buyer,
            supplier,
            starts_at=chosen["time"],
            mode=chosen["mode"],
            actor=signed_in(self.request),
            now=timezone.now(),
            side=Side(guest.side),
            key=chosen["submission_key"],
            is_walk_in=True,
        )
        messages.success(self.request, _("You have a meeting; both sides are told."))
        return meeting

    def _pair(self, guest: Participation) -> tuple[Participation, Participation]:
        return (guest, self.host) if guest.side == Side.BUYER else (self.host, guest)


class BoothCodeView(MemberMixin, TemplateView):
    """A page to print and put up at a booth."""

    template_name = "meetings/booth_code.html"
    kwargs: dict[str, Any]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        host = managed_host(self.request, self.edition, self.kwargs["public_id"])
        return super().get_context_data(host=host, address=address_of(host), **kwargs)


@login_required
@require_GET
def code(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Draw the code of a booth as SVG."""
    host = managed_host(request, edition_of(request, slug=edition_slug), public_id)
    drawn = BytesIO()
    segno.make(address_of(host), error="m").save(drawn, kind="svg", scale=8, border=2)
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")


def managed_host(request: HttpRequest, edition: Any, public_id: UUID) -> Participation:
    """Return the participation whose code is asked for. Raise Http404 for strangers."""
    rows = Participation.objects.managed_by(request.user).approved().filter(edition=edition)
    related = ("organisation", "edition", "booth_registration__booth__hall")
    return get_object_or_404(rows.select_related(*related), public_id=public_id)


def address_of(host: Participation) -> str:
    """Return the address that the code stands for."""
    path = reverse("meetings:meet-now", args=[host.edition.slug, host.public_id])
    return f"{settings.SITE_URL}{path}"
