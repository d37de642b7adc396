"""What a participant has to do today, and their code."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from accounts.permissions import signed_in
from accounts.refusals import Refusal
from fair.attendance import selectors
from fair.attendance.forms import OfferChoiceForm
from fair.attendance.models import FreedTime, OfferChoice, TimeOffer
from fair.attendance.services import rescuing
from fair.attendance.views.back import back
from fair.editions.access import MemberMixin, edition_of
from fair.editions.models import Participation


class TodayView(MemberMixin, TemplateView):
    """Today's meetings of all companies that the user acts for, the next one first."""

    template_name = "attendance/today.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = [each for each in self.standing.participations if each.is_approved]
        now = timezone.now()
        return super().get_context_data(
            participations=own,
            today=selectors.today_of(own, edition=self.edition, user=self.request.user, now=now),
            refusing={
                row.participation_id
                for row in OfferChoice.objects.filter(participation__in=own, wants_offers=False)
            },
            is_organiser=self.standing.is_organiser,
            now=now,
            **kwargs,
        )


class CodeView(MemberMixin, TemplateView):
    """The code that a person shows to the organiser's staff."""

    template_name = "attendance/code.html"

    def check_access(self) -> None:
        super().check_access()
        if not self.standing.participations:
            raise Http404

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        code = selectors.code_of_person(self.edition, signed_in(self.request))
        path = reverse("attendance:person", args=[self.edition.slug, code])
        return super().get_context_data(
            image=selectors.drawn(f"{settings.SITE_URL}{path}"),
            participations=self.standing.participations,
            **kwargs,
        )


@login_required
@require_POST
def accept(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Take offered time; the first yes has it."""
    offer = _offer(request, edition_slug, public_id)
    try:
        meeting = rescuing.accept_offer(offer, actor=signed_in(request), now=timezone.now())
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect("attendance:today", edition_slug)
    messages.success(request, _("It is yours: the meeting is booked, and both sides are told."))
    return redirect(meeting)


@login_required
@require_POST
def decline(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Leave offered time to others."""
    offer = _offer(request, edition_slug, public_id)
    rescuing.decline_offer(offer, actor=signed_in(request), now=timezone.now())
    messages.success(request, _("Thank you: others are asked."))
    return back(request, edition_slug)


@login_required
@require_POST
def stop(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Offer one's own freed time no more; organisers may, too."""
    edition = edition_of(request, slug=edition_slug)
    managed = Participation.objects.managed_by(request.user).filter(edition=edition)
    rows = FreedTime.objects.filter(participation__in=managed.values("pk"), public_id=public_id)
    get_object_or_404(rows)
    rescuing.stop_offers(rows, now=timezone.now())
    messages.success(request, _("The time is not offered any more."))
    return back(request, edition_slug)


@login_required
@require_POST
def choose_offers(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Say whether a company wants to be offered time that came free."""
    edition = edition_of(request, slug=edition_slug)
    own = Participation.objects.of_member(request.user).filter(edition=edition)
    participation = get_object_or_404(own, public_id=public_id)
    form = OfferChoiceForm(request.POST)
    wants = form.is_valid() and form.cleaned_data["wants_offers"]
    rescuing.choose_offers(participation, wants_offers=wants)
    messages.success(request, _("Kept."))
    return back(request, edition_slug)


def _offer(request: HttpRequest, edition_slug: str, public_id: UUID) -> TimeOffer:
    edition = edition_of(request, slug=edition_slug)
    rows = TimeOffer.objects.visible_to(request.user).filter(partner__edition=edition)
    return get_object_or_404(rows, public_id=public_id)
