"""What can be done to a request: each action takes a form, and shows it again where it fails."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import View

from accounts.permissions import signed_in
from accounts.refusals import Refusal
from fair.common.sections import OnceForm
from fair.editions.access import MemberMixin, edition_of, standing_of
from fair.editions.choices import Side
from fair.meetings.choices import BookingKind, DeclineReason, RequestAct
from fair.meetings.forms import (
    AcceptForm,
    AnswerForm,
    CounterForm,
    DeclineForm,
    DelegateForm,
    TimeForm,
)
from fair.meetings.models import MeetingRequest
from fair.meetings.permissions import sides_spoken_for
from fair.meetings.selectors import requests as selectors
from fair.meetings.selectors.free import FreeTime, free_times
from fair.meetings.selectors.rules import rules_of
from fair.meetings.services import answering, requesting

# What a page offers to do, in this order.
FORMS: dict[RequestAct, type[OnceForm]] = {
    RequestAct.ACCEPT: AcceptForm,
    RequestAct.BOOK: TimeForm,
    RequestAct.COUNTER: CounterForm,
    RequestAct.DECLINE: DeclineForm,
    RequestAct.DELEGATE: DelegateForm,
    RequestAct.WITHDRAW: AnswerForm,
    RequestAct.ASK_AGAIN: AnswerForm,
}


# Those in which a time is chosen.
TIMED = frozenset({RequestAct.ACCEPT, RequestAct.BOOK, RequestAct.COUNTER})


def form_for(
    act: RequestAct,
    asked: MeetingRequest,
    *,
    side: Side,
    user: Any,
    times: Sequence[FreeTime],
    posted: Any = None,
) -> OnceForm:
    """Make the form of one action; each has ids of its own, as they share a page.

    `times` are those at which the two are free.
    """
    zone = asked.edition.zone
    fields: dict[str, Any] = {"auto_id": f"{act.value}_%s"}
    if act in {RequestAct.ACCEPT, RequestAct.BOOK}:
        may_book = rules_of(asked.edition).may_book(timezone.now())
        found = selectors.in_ways(times, asked.modes) if may_book else []
        fields |= {"times": found, "wished": asked.times, "zone": zone}
    if act == RequestAct.ACCEPT:
        fields["must_choose"] = selectors.must_choose_time(asked, now=timezone.now())
    if act == RequestAct.COUNTER:
        ways = selectors.ways_to_meet(asked.buyer, asked.supplier)
        fields |= {"ways": ways, "times": selectors.in_ways(times, ()), "zone": zone}
    if act == RequestAct.DELEGATE:
        fields["colleagues"] = selectors.colleagues_of(asked.on_side(side), user=user)
    return FORMS[act](posted, **fields)


def times_for(acts: Iterable[RequestAct], asked: MeetingRequest) -> Sequence[FreeTime]:
    """Return when the two are free, if one of the actions asks for a time."""
    if not TIMED.intersection(acts):
        return ()
    return free_times(asked.buyer, asked.supplier, now=timezone.now())


def answer_context(
    request: HttpRequest,
    asked: MeetingRequest,
    *,
    failed: tuple[RequestAct, OnceForm] | None = None,
) -> dict[str, Any]:
    """Return what the page of a request shows to whoever asks for it.

    `failed` is the action that did not succeed, with its form as it was sent.
    """
    user = request.user
    (seen,) = selectors.as_seen_by([asked], standing_of(request).participations)
    offered = dict(_offered(user, asked, has_meeting=seen.meeting is not None))
    times = times_for(offered, asked)
    forms = {
        act.value: failed[1]
        if failed and failed[0] == act
        else form_for(act, asked, side=side, user=user, times=times)
        for act, side in offered.items()
    }
    return {
        "asked": asked,
        "seen": seen,
        "steps": selectors.thread_of(asked),
        "plan_follows": rules_of(asked.edition).kind != BookingKind.BOOKING,
        "forms": forms,
        "failed_act": failed[0].value if failed else "",
    }


def _offered(
    user: Any, asked: MeetingRequest, *, has_meeting: bool
) -> Iterator[tuple[RequestAct, Side]]:
    """Yield what `user` may do now, each with the side for which."""
    may_book = rules_of(asked.edition).may_book(timezone.now()) and not has_meeting
    sides = sides_spoken_for(user, asked)
    for act in FORMS:
        side = next((each for each in sides if asked.may(act, side=each)), None)
        if side is not None and (may_book or act != RequestAct.BOOK):
            yield act, side


class AnswerView(MemberMixin, View):
    """Do one thing to a request. Who reads it but speaks for neither side gets 404."""

    http_method_names = ["post"]
    act: ClassVar[RequestAct]
    done: ClassVar[Any]
    kwargs: dict[str, Any]

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        asked = visible_request(request, self.edition.slug, self.kwargs["public_id"])
        sides = sides_spoken_for(request.user, asked)
        if not sides:
            raise Http404
        side = next((each for each in sides if asked.may(self.act, side=each)), sides[0])
        times = times_for([self.act], asked)
        form = form_for(
            self.act, asked, side=side, user=request.user, times=times, posted=request.POST
        )
        if not form.is_valid():
            return self._again(asked, form)
        try:
            actor = signed_in(request)
            self.answer(asked, form=form, side=side, actor=actor, now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self._again(asked, form)
        messages.success(request, self.done)
        return redirect(asked)

    def answer(self, asked: MeetingRequest, *, form: Any, **who: Any) -> None:
        """Call the one service; `who` says for which side, by whom and when."""
        raise NotImplementedError

    def _again(self, asked: MeetingRequest, form: OnceForm) -> HttpResponse:
        """Show the request as it stands now, with the form as it was sent if it is still asked."""
        fresh = visible_request(self.request, self.edition.slug, asked.public_id)
        context = answer_context(self.request, fresh, failed=(self.act, form))
        if self.act.value not in context["forms"]:
            for text in form.non_field_errors() or [answering.CannotAnswerRequest("not_now")]:
                messages.error(self.request, str(text))
            return redirect(fresh)
        return render(
            self.request, "meetings/request_detail.html", {"edition": self.edition, **context}
        )


class AcceptView(AnswerView):
    act = RequestAct.ACCEPT
    done = gettext_lazy("You agree to meet; they are told.")

    def answer(self, asked: MeetingRequest, *, form: Any, **who: Any) -> None:
        chosen = form.cleaned_data
        answering.accept_request(
            asked,
            at=answering.Spot(*chosen["time"]) if chosen.get("time") else None,
            note=chosen["note"],
            key=chosen["submission_key"],
            **who,
        )


class ChooseTimeView(AnswerView):
    act = RequestAct.BOOK
    done = gettext_lazy("The meeting is booked; both sides are told.")

    def answer(self, asked: MeetingRequest, *, form: Any, **who: Any) -> None:
        chosen = form.cleaned_data
        at = answering.Spot(*chosen["time"])
        answering.choose_time(asked, at=at, key=chosen["submission_key"], **who)


class DeclineView(AnswerView):
    act = RequestAct.DECLINE
    done = gettext_lazy("Declined; they are told, with your reason.")

    def answer(self, asked: MeetingRequest, *, form: Any, **who: Any) -> None:
        chosen = form.cleaned_data
        answering.decline_request(
            asked,
            reason=DeclineReason(chosen["reason"]),
            note=chosen["note"],
            key=chosen["submission_key"],
            **who,
        )


class CounterView(AnswerView):
    act = RequestAct.COUNTER
    done = gettext_lazy("They are told what you propose, and answer here.")

    def answer(self, asked: MeetingRequest, *, form: Any, **who: Any) -> None:
        chosen = form.cleaned_data
        answering.counter_request(
            asked,
            modes=form.chosen_modes,
            times=form.chosen_times,
            note=chosen["note"],
            key=chosen["submission_key"],
            **who,
        )


class DelegateView(AnswerView):
    act = RequestAct.DELEGATE
    done = gettext_lazy("Your colleague is told, and answers for you.")

    def answer(self, asked: MeetingRequest, *, form: Any, **who: Any) -> None:
        chosen = form.cleaned_data
        answering.delegate_request(
            asked, to=chosen["to"], note=chosen["note"], key=chosen["submission_key"], **who
        )


class WithdrawView(AnswerView):
    act = RequestAct.WITHDRAW
    done = gettext_lazy("Your request is withdrawn; they are told.")

    def answer(self, asked: MeetingRequest, *, form: Any, **who: Any) -> None:
        chosen = form.cleaned_data
        answering.withdraw_request(asked, note=chosen["note"], key=chosen["submission_key"], **who)


class AskAgainView(AnswerView):
    act = RequestAct.ASK_AGAIN
    done = gettext_lazy("Asked again; they are told.")

    def answer(self, asked: MeetingRequest, *, form: Any, **who: Any) -> None:
        chosen = form.cleaned_data
        answering.ask_again(asked, note=chosen["note"], key=chosen["submission_key"], **who)


@login_required
@require_POST
def discard(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Throw a draft away."""
    asked = visible_request(request, edition_slug, public_id)
    if asked.asked_by not in sides_spoken_for(request.user, asked):
        raise Http404
    try:
        requesting.discard_draft(asked)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(asked)
    messages.success(request, _("The draft is deleted."))
    return redirect("meetings:request-list", edition_slug)


def visible_request(request: HttpRequest, edition_slug: str, public_id: UUID) -> MeetingRequest:
    """Return the request that an address names. Raise Http404 for those who may not read it."""
    edition = edition_of(request, slug=edition_slug)
    rows = MeetingRequest.objects.visible_to(request.user).filter(edition=edition)
    with_all = rows.with_sides().with_subjects_for(request.user)
    return get_object_or_404(with_all, public_id=public_id)
