"""What sides and staff say of one meeting on the day."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import signed_in
from accounts.refusals import Refusal
from fair.attendance.choices import CheckInWay
from fair.attendance.forms import FindingForm, LateForm
from fair.attendance.permissions import sides_of
from fair.attendance.services import checking_in, lateness, missing
from fair.attendance.views.back import back
from fair.common.undo import done_with_undo
from fair.editions.access import edition_of, organised_edition
from fair.editions.choices import Side
from fair.meetings.models import Meeting

RELATED = ("edition", "buyer__organisation", "supplier__organisation")


@dataclass(frozen=True, slots=True)
class Word:
    """Who says something of which meeting, for which side, and whether as staff."""

    meeting: Meeting
    side: Side
    is_staff: bool


@login_required
@require_POST
def check_in(request: HttpRequest, edition_slug: str, public_id: UUID, side: str) -> HttpResponse:
    """Note that a side is there: it says so itself, or staff sees it."""
    word = _word(request, edition_slug, public_id, side)
    how = CheckInWay.STAFF if word.is_staff else CheckInWay.BUTTON

    def act() -> str:
        actor, now = signed_in(request), timezone.now()
        checking_in.check_in(word.meeting, side=word.side, how=how, actor=actor, now=now)
        return _("%(company)s is checked in.") % {"company": _company(word)}

    return _answer(request, edition_slug, act, undo_url=_address(word, "check-in-undo"))


@login_required
@require_POST
def undo_check_in(
    request: HttpRequest, edition_slug: str, public_id: UUID, side: str
) -> HttpResponse:
    """Take a check-in back."""
    word = _word(request, edition_slug, public_id, side)

    def act() -> str:
        checking_in.undo_check_in(
            word.meeting,
            side=word.side,
            actor=signed_in(request),
            now=timezone.now(),
            is_staff=word.is_staff,
        )
        return _("Taken back: %(company)s is not checked in.") % {"company": _company(word)}

    return _answer(request, edition_slug, act)


@login_required
@require_POST
def late(request: HttpRequest, edition_slug: str, public_id: UUID, side: str) -> HttpResponse:
    """Say that a side comes late."""
    word = _word(request, edition_slug, public_id, side)
    form = LateForm(request.POST)
    if not form.is_valid():
        return back(request, edition_slug)
    minutes = form.cleaned_data["minutes"]

    def act() -> str:
        actor, now = signed_in(request), timezone.now()
        lateness.say_late(word.meeting, side=word.side, minutes=minutes, actor=actor, now=now)
        return _("The other side is told, and whoever meets either of you next.")

    return _answer(request, edition_slug, act)


@login_required
@require_POST
def absent(request: HttpRequest, edition_slug: str, public_id: UUID, side: str) -> HttpResponse:
    """Say for `side`, which is there, that the other did not come."""
    word = _word(request, edition_slug, public_id, side)

    def act() -> str:
        actor, now = signed_in(request), timezone.now()
        missing.say_absent(word.meeting, side=word.side, actor=actor, now=now)
        return _("Noted: the other side did not come. Your time is offered to those who wait.")

    return _answer(request, edition_slug, act, undo_url=_address(word, "take-back"))


@login_required
@require_POST
def settle(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Close a meeting by an organiser's word."""
    edition = organised_edition(request, slug=edition_slug)
    rows = Meeting.objects.filter(edition=edition).select_related(*RELATED)
    meeting = get_object_or_404(rows, public_id=public_id)
    form = FindingForm(request.POST)
    if not form.is_valid():
        return back(request, edition_slug)
    finding = form.cleaned_data["finding"]

    def act() -> str:
        missing.settle(meeting, finding=finding, actor=signed_in(request), now=timezone.now())
        return _("%(meeting)s: noted.") % {"meeting": meeting}

    undo_url = reverse("attendance:take-back", args=[edition_slug, public_id, Side.BUYER])
    return _answer(request, edition_slug, act, undo_url=undo_url)


@login_required
@require_POST
def take_back(request: HttpRequest, edition_slug: str, public_id: UUID, side: str) -> HttpResponse:
    """Open a closed meeting again."""
    word = _word(request, edition_slug, public_id, side)

    def act() -> str:
        missing.take_back(
            word.meeting,
            side=word.side,
            actor=signed_in(request),
            now=timezone.now(),
            is_staff=word.is_staff,
        )
        return _("Taken back: the meeting is open again.")

    return _answer(request, edition_slug, act)


def _word(request: HttpRequest, edition_slug: str, public_id: UUID, side: str) -> Word:
    """Return who says what; Http404 unless the user acts for `side` or organises the edition."""
    edition = edition_of(request, slug=edition_slug)
    rows = Meeting.objects.visible_to(request.user).filter(edition=edition)
    meeting = get_object_or_404(rows.select_related(*RELATED), public_id=public_id)
    if side not in Side.values or not (
        edition.is_organised or side in sides_of(request.user, meeting)
    ):
        raise Http404
    return Word(meeting, Side(side), is_staff=edition.is_organised)


def _company(word: Word) -> str:
    return str(word.meeting.buyer if word.side == Side.BUYER else word.meeting.supplier)


def _address(word: Word, name: str) -> str:
    meeting = word.meeting
    return reverse(
        f"attendance:{name}", args=[meeting.edition.slug, meeting.public_id, word.side.value]
    )


def _answer(
    request: HttpRequest, edition_slug: str, act: Callable[[], str], *, undo_url: str = ""
) -> HttpResponse:
    """Act, say what came of it, and lead back."""
    try:
        done = act()
        if undo_url:
            done_with_undo(request, done, undo_url=undo_url)
        else:
            messages.success(request, done)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return back(request, edition_slug)
