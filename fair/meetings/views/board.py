"""A plan as a board, and its meetings changed by hand one by one."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import ListView, TemplateView

from accounts.permissions import signed_in
from accounts.refusals import Refusal
from fair.common.undo import done_with_undo
from fair.editions.models import Participation
from fair.meetings import selectors
from fair.meetings.choices import BoardRows, BoardShow, EditKind, PlanState
from fair.meetings.forms import BoardForm, SpotForm
from fair.meetings.models import HandEdit, PlanRun
from fair.meetings.services import by_hand, telling
from fair.meetings.views.plans import PlanMixin, plan_of

ROWS_PER_PAGE = 60
WISHES_SHOWN = 40
CONFLICT = 409


class PlanBoardView(PlanMixin, TemplateView):
    """One day of a plan: who sits where when, what clashes, and what has no meeting."""

    tab = "plan-board"
    template_name = "meetings/plan_board.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sittings = selectors.sittings_of(self.run)
        days = selectors.days_with(sittings, self.run)
        form = BoardForm(self.request.GET, edition=self.edition, days=days)
        wanted = form.wanted(days)
        board = selectors.board_of(self.run, sittings, wanted=wanted)
        wishes = selectors.wishes_matching(self.run, words=wanted.words)
        page = Paginator(board.rows, ROWS_PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            form=form,
            wanted=wanted,
            days=days,
            board=board,
            page_obj=page,
            wishes=wishes[:WISHES_SHOWN],
            wish_count=len(wishes),
            only_wishes=form.cleaned_data.get("show") == BoardShow.LEFT_OUT,
            heading=BoardRows(wanted.rows).label,
            untold=selectors.untold_count(self.run),
            **kwargs,
        )


class PlanPairView(PlanMixin, TemplateView):
    """A buyer and a supplier in a plan: when they meet, and when else they could."""

    tab = "plan-board"
    template_name = "meetings/plan_pair.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        buyer, supplier = pair_of(self.run, self.kwargs)
        context = super().get_context_data(**kwargs)
        return context | {
            "buyer": buyer,
            "supplier": supplier,
            "desk": selectors.pair_at_desk(self.run, buyer, supplier),
            "live": "?live" if self.run.state == PlanState.PUBLISHED else "",
        }


class PlanEditsView(PlanMixin, ListView):
    """Everything that was changed by hand in a plan, the latest first."""

    tab = "plan-edits"
    template_name = "meetings/plan_edits.html"
    context_object_name = "edits"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[HandEdit]:
        return selectors.edits_of(self.run)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            is_live=self.run.state == PlanState.PUBLISHED,
            untold=selectors.untold_count(self.run),
            **kwargs,
        )


@login_required
@require_GET
def free(
    request: HttpRequest, edition_slug: str, public_id: UUID, buyer: UUID, supplier: UUID
) -> HttpResponse:
    """Answer a script with the times, and the places at each, that a meeting could move to."""
    run = plan_of(request, edition_slug, public_id)
    sides = pair_of(run, {"buyer": buyer, "supplier": supplier})
    spots = selectors.pair_at_desk(run, *sides).spots
    found: dict[str, list[int]] = {}
    for spot in spots:
        found.setdefault(f"{spot.starts_at:%Y-%m-%dT%H:%MZ}", []).append(spot.place)
    return JsonResponse({"free": found})


@login_required
@require_POST
def seat(
    request: HttpRequest, edition_slug: str, public_id: UUID, buyer: UUID, supplier: UUID
) -> HttpResponse:
    """Move a meeting, or give a pair one."""
    form = SpotForm(request.POST)
    run = plan_of(request, edition_slug, public_id)
    sides = pair_of(run, {"buyer": buyer, "supplier": supplier})
    if not form.is_valid():
        return _answer(request, run, refusal=_("Choose a time."))
    spot = form.cleaned_data
    return _edited(
        request,
        run,
        lambda: by_hand.seat_pair(
            run,
            _pair(sides),
            starts_at=spot["starts_at"],
            place_id=spot["place"],
            is_live=_is_live(request),
            actor=signed_in(request),
            now=timezone.now(),
        ),
    )


@login_required
@require_POST
def take_out(
    request: HttpRequest, edition_slug: str, public_id: UUID, buyer: UUID, supplier: UUID
) -> HttpResponse:
    """Take a meeting out of the plan."""
    run = plan_of(request, edition_slug, public_id)
    pair = _pair(pair_of(run, {"buyer": buyer, "supplier": supplier}))
    actor, is_live = signed_in(request), _is_live(request)
    return _edited(
        request,
        run,
        lambda: by_hand.take_out(run, pair, is_live=is_live, actor=actor, now=timezone.now()),
    )


@login_required
@require_POST
def pin(
    request: HttpRequest,
    edition_slug: str,
    public_id: UUID,
    buyer: UUID,
    supplier: UUID,
    *,
    is_pinned: bool,
) -> HttpResponse:
    """Pin a meeting of the plan, or let it go."""
    run = plan_of(request, edition_slug, public_id)
    pair = _pair(pair_of(run, {"buyer": buyer, "supplier": supplier}))
    return _edited(
        request,
        run,
        lambda: by_hand.pin_pair(
            run,
            pair,
            is_pinned=is_pinned,
            is_live=_is_live(request),
            actor=signed_in(request),
            now=timezone.now(),
        ),
    )


@login_required
@require_POST
def undo(request: HttpRequest, edition_slug: str, public_id: UUID, pk: int) -> HttpResponse:
    """Take a change by hand back."""
    run = plan_of(request, edition_slug, public_id)
    edit = get_object_or_404(run.hand_edits.select_related("run"), pk=pk)
    try:
        by_hand.undo(edit, actor=signed_in(request), now=timezone.now())
        messages.success(request, _("Taken back: the meeting is as it was before."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return _back(request, run)


@login_required
@require_POST
def tell(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Tell everybody concerned of what was changed by hand in the timetable."""
    run = plan_of(request, edition_slug, public_id)
    count = telling.tell_now(run.edition, now=timezone.now())
    told = ngettext("%(count)d person is told.", "%(count)d people are told.", count)
    messages.success(request, told % {"count": count})
    return _back(request, run)


def pair_of(run: PlanRun, ids: dict[str, Any]) -> tuple[Participation, Participation]:
    """Return the buyer and the supplier that an address names. Raise Http404 for others."""
    rows = Participation.objects.filter(
        edition=run.edition_id, public_id__in=[ids["buyer"], ids["supplier"]]
    ).select_related("organisation", "edition")
    found = {row.public_id: row for row in rows}
    try:
        return found[ids["buyer"]], found[ids["supplier"]]
    except KeyError as error:
        raise Http404 from error


def _pair(sides: tuple[Participation, Participation]) -> tuple[int, int]:
    return sides[0].pk, sides[1].pk


def _is_live(request: HttpRequest) -> bool:
    """Tell whether the sender saw the published plan, not a draft."""
    return "live" in request.GET


def _edited(
    request: HttpRequest, run: PlanRun, change: Callable[[], HandEdit | None]
) -> HttpResponse:
    try:
        edit = change()
    except Refusal as refusal:
        return _answer(request, run, refusal=str(refusal))
    if edit is None:
        return _answer(request, run)
    words = {
        EditKind.MOVED: _("%(pair)s is moved and pinned."),
        EditKind.ADDED: _("%(pair)s has a meeting, and it is pinned."),
        EditKind.TAKEN_OUT: _("%(pair)s is taken out."),
        EditKind.PINNED: _("%(pair)s is pinned: no plan moves it."),
        EditKind.LET_GO: _("%(pair)s is not pinned any more."),
    }
    text = words[EditKind(edit.kind)] % {"pair": f"{edit.buyer} – {edit.supplier}"}
    undo_url = reverse("meetings:plan-undo", args=[run.edition.slug, run.public_id, edit.pk])
    done_with_undo(request, text, undo_url=undo_url)
    return _answer(request, run)


def _answer(request: HttpRequest, run: PlanRun, *, refusal: str = "") -> HttpResponse:
    """Answer the board's script in JSON, a form with the page it came from."""
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"refusal": refusal}, status=CONFLICT if refusal else 200)
    if refusal:
        messages.error(request, refusal)
    return _back(request, run)


def _back(request: HttpRequest, run: PlanRun) -> HttpResponse:
    """Lead back to the page that the sender saw."""
    back = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = reverse("meetings:plan-board", args=[run.edition.slug, run.public_id])
    return redirect(back)
