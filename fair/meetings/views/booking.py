"""Book a meeting for two companies, and give one another time: live."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from accounts.permissions import signed_in
from accounts.refusals import Refusal
from fair.editions.access import MemberMixin
from fair.editions.choices import Side
from fair.editions.models import Participation
from fair.editions.permissions import can_edit_participation
from fair.meetings.forms import BookForm, HandOverForm, SwapForm
from fair.meetings.models import Meeting
from fair.meetings.permissions import can_change_meeting
from fair.meetings.selectors.offers import Offer, meeting_ahead, offer_of, swappable_with
from fair.meetings.selectors.rules import rules_of
from fair.meetings.services import booking
from fair.meetings.views.meetings import visible_meeting

TAKEN = 409


class TimesView(MemberMixin, TemplateView):
    """The free times of two companies, and a form that takes one; htmx refreshes the times."""

    page = ""
    buyer: Participation
    supplier: Participation
    meeting: Meeting | None = None
    kwargs: dict[str, Any]

    def get_template_names(self) -> list[str]:
        return ["meetings/_times.html" if self.request.headers.get("HX-Request") else self.page]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        taken: booking.SlotTaken | None = kwargs.get("taken")
        # Where many want one time, most see others near it; looking through the whole fair for
        # each of them would hold up those who choose next.
        offer = None if taken and taken.alternatives else self._offer()
        rules, is_organiser = rules_of(self.edition), self.standing.is_organiser
        # After those of the base class, which hand on what the address names.
        return {"form": BookForm(), **super().get_context_data(**kwargs)} | {
            "buyer": self.buyer,
            "supplier": self.supplier,
            "meeting": self.meeting,
            "offer": offer,
            "rules": rules,
            "may_book": is_organiser or rules.may_book(timezone.now()),
            "goes_beyond": self.goes_beyond,
            "is_organiser": is_organiser,
        }

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Take a time; where somebody was quicker, offer others and lose nothing."""
        form = BookForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Choose a time."))
            return self.render_to_response(self.get_context_data(form=form))
        try:
            meeting = self.take(form.cleaned_data)
        except booking.SlotTaken as taken:
            return self.render_to_response(
                self.get_context_data(form=form, taken=taken), status=TAKEN
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return self.render_to_response(self.get_context_data(form=form), status=TAKEN)
        return redirect(meeting)

    def take(self, chosen: dict[str, Any]) -> Meeting:
        """Do what the page is for. Raise SlotTaken or another Refusal."""
        raise NotImplementedError

    def _offer(self) -> Offer:
        asked = self.request.GET
        return offer_of(
            self.buyer,
            self.supplier,
            now=timezone.now(),
            day=asked.get("day", ""),
            mode=asked.get("mode", ""),
            chosen=asked.get("time", ""),
            without=self.meeting,
            is_limited=not self.goes_beyond,
        )

    @property
    def goes_beyond(self) -> bool:
        """Whether an organiser looks beyond the two sides' limits."""
        return self.standing.is_organiser and "beyond" in self.request.GET

    @property
    def side(self) -> Side | None:
        """The side for which the person acts; None for organisers."""
        if self.standing.is_organiser:
            return None
        own = {each.pk for each in self.standing.participations}
        return Side.BUYER if self.buyer.pk in own else Side.SUPPLIER

    def why(self, chosen: dict[str, Any]) -> str:
        """The reason for going beyond limits; nothing where nobody asked to."""
        return chosen["why"].strip() if self.goes_beyond else ""


class BookView(TimesView):
    """Choose a time for a first meeting of two companies."""

    page = "meetings/meeting_book.html"

    def check_access(self) -> None:
        super().check_access()
        self.buyer, self.supplier = self._sides()
        user = self.request.user
        if not any(can_edit_participation(user, side) for side in (self.buyer, self.supplier)):
            raise Http404

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        standing = meeting_ahead(self.buyer, self.supplier)
        return super().get_context_data(standing_meeting=standing, **kwargs)

    def take(self, chosen: dict[str, Any]) -> Meeting:
        meeting = booking.book_meeting(
            self.buyer,
            self.supplier,
            starts_at=chosen["time"],
            mode=chosen["mode"],
            actor=signed_in(self.request),
            now=timezone.now(),
            side=self.side,
            key=chosen["submission_key"],
            override=self.why(chosen),
        )
        messages.success(self.request, _("The meeting is booked; both sides are told."))
        return meeting

    def _sides(self) -> tuple[Participation, Participation]:
        """Load the two whom the address names; strangers get 404."""
        wanted = [(side, self.kwargs[side.value]) for side in (Side.BUYER, Side.SUPPLIER)]
        rows = Participation.objects.visible_to(self.request.user).approved()
        rows = rows.filter(edition=self.edition, public_id__in=[key for _side, key in wanted])
        rows = rows.select_related("organisation", "edition__booking_rules")
        found = {(row.side, row.public_id): row for row in rows}
        try:
            buyer, supplier = (found[side.value, key] for side, key in wanted)
        except KeyError:
            raise Http404 from None
        return buyer, supplier


class MoveView(TimesView):
    """Choose another time for a meeting, or another of one's meetings to change times with."""

    page = "meetings/meeting_move.html"
    meeting: Meeting

    def check_access(self) -> None:
        super().check_access()
        self.meeting = visible_meeting(
            self.request, self.kwargs["edition_slug"], self.kwargs["public_id"]
        )
        self.buyer, self.supplier = self.meeting.buyer, self.meeting.supplier
        if self.meeting.is_ahead and not can_change_meeting(self.request.user, self.meeting):
            raise Http404
        if not self.meeting.is_ahead and self.request.method == "GET":
            raise Http404

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = self.standing.participations
        if self.standing.is_organiser:
            own = (self.buyer, self.supplier)
        return super().get_context_data(others=swappable_with(self.meeting, own), **kwargs)

    def take(self, chosen: dict[str, Any]) -> Meeting:
        meeting = booking.move_meeting(
            self.meeting,
            starts_at=chosen["time"],
            mode=chosen["mode"],
            actor=signed_in(self.request),
            now=timezone.now(),
            side=self.side,
            override=self.why(chosen),
        )
        messages.success(self.request, _("The meeting is moved; both sides are told."))
        return meeting


@login_required
@require_POST
def swap(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Let two meetings of one company change times."""
    meeting = _changeable(request, edition_slug, public_id)
    form = SwapForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a meeting."))
        return redirect("meetings:meeting-move", edition_slug, public_id)
    other_id, began = form.cleaned_data["swap"]
    other = _changeable(request, edition_slug, other_id)
    seen = (form.cleaned_data["seen"], began)
    side = side_of(request, meeting)
    return _done(
        request,
        meeting,
        lambda now: booking.swap_meetings(
            meeting, other, actor=signed_in(request), now=now, seen=seen, side=side
        ),
        _("The two meetings have changed times; everybody is told."),
    )


@login_required
@require_POST
def hand_over(
    request: HttpRequest, edition_slug: str, public_id: UUID, *, side: str
) -> HttpResponse:
    """Let a colleague come to a meeting instead."""
    meeting = visible_meeting(request, edition_slug, public_id)
    own = meeting.buyer if side == Side.BUYER else meeting.supplier
    if not can_edit_participation(request.user, own):
        raise Http404
    form = HandOverForm(request.POST, side=own)
    if not form.is_valid():
        messages.error(request, _("Choose a colleague."))
        return redirect(meeting)
    to = form.cleaned_data["to"]
    return _done(
        request,
        meeting,
        lambda now: booking.transfer_meeting(
            meeting, side=own, to=to, actor=signed_in(request), now=now
        ),
        _("%(person)s comes to this meeting; everybody concerned is told.") % {"person": to},
    )


def side_of(request: HttpRequest, meeting: Meeting) -> Side | None:
    """Return for which side of a meeting the person acts; None for organisers."""
    edition: Any = request.edition  # type: ignore[attr-defined]
    if edition.is_organised:
        return None
    is_buyer = can_edit_participation(request.user, meeting.buyer)
    return Side.BUYER if is_buyer else Side.SUPPLIER


def _changeable(request: HttpRequest, edition_slug: str, public_id: UUID) -> Meeting:
    meeting = visible_meeting(request, edition_slug, public_id)
    if meeting.is_ahead and not can_change_meeting(request.user, meeting):
        raise Http404
    return meeting


def _done(
    request: HttpRequest, meeting: Meeting, act: Callable[[datetime], object], words: str
) -> HttpResponse:
    try:
        act(timezone.now())
        messages.success(request, words)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(meeting)
