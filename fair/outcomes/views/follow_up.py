"""Partners after the fair, and one partner with the ledger of next steps."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from accounts.permissions import signed_in
from accounts.refusals import Refusal
from fair.editions.access import MemberMixin
from fair.editions.choices import Side
from fair.editions.models import Participation
from fair.outcomes.access import PairAtHand, pair_at_hand
from fair.outcomes.choices import Stage, ToDo
from fair.outcomes.forms import FollowUpForm, RemarkForm, StepForm
from fair.outcomes.selectors import contacts, follow_up
from fair.outcomes.selectors.met import meetings_that_took_place
from fair.outcomes.services.ledger import Entry, report_step


class FollowUpView(MemberMixin, TemplateView):
    """Whom one's company met, by stage, and what to do next."""

    template_name = "outcomes/follow_up.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        form = FollowUpForm(self.request.GET or None)
        boards = [self._board(own, form, now) for own in self.standing.participations]
        return super().get_context_data(form=form, boards=boards, **kwargs)

    def _board(self, own: Participation, form: FollowUpForm, now: datetime) -> dict[str, Any]:
        everybody = follow_up.partners_of(own, now=now)
        wanted = form.cleaned_data if form.is_valid() else {}
        shown = follow_up.narrowed(
            everybody,
            words=wanted.get("search", ""),
            stage=wanted.get("stage", ""),
            to_do=wanted.get("to_do", ""),
        )
        return {
            "own": own,
            "count": len(everybody),
            "waiting": sum(each.to_do != ToDo.NOTHING for each in everybody),
            "won": sum(each.stage == Stage.WON for each in everybody),
            "cards": sum(each.card_count for each in everybody),
            "stages": follow_up.by_stage(shown),
            "is_shared": contacts.is_shared(own, person=self.request.user),
        }


class PairView(MemberMixin, FormView):
    """One partner: where the two stand, every step, and a form for the next."""

    template_name = "outcomes/pair.html"
    form_class = StepForm

    @cached_property
    def now(self) -> datetime:
        return timezone.now()

    @cached_property
    def pair(self) -> PairAtHand:
        address = self.kwargs
        return pair_at_hand(
            self.request,
            slug=address["edition_slug"],
            buyer=address["buyer"],
            supplier=address["supplier"],
            now=self.now,
        )

    def check_access(self) -> None:
        super().check_access()
        self.pair  # noqa: B018 - raises Http404 for strangers

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.pair.side is None:
            return self.http_method_not_allowed(request)
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            "buyer": self.pair.buyer,
            "supplier": self.pair.supplier,
            "user": self.request.user,
            "today": self.now.astimezone(self.edition.zone).date(),
        }

    def form_valid(self, form: StepForm) -> HttpResponse:
        try:
            step = report_step(
                self.pair.buyer,
                self.pair.supplier,
                side=Side(self.pair.side or ""),
                entry=Entry(**form.entry_fields()),
                submission_key=form.cleaned_data["submission_key"],
                actor=signed_in(self.request),
                now=self.now,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        is_ours = step.reported_side == self.pair.side
        done = _("Noted; the other side can confirm it.") if is_ours else _("Confirmed.")
        messages.success(self.request, done)
        return redirect(self.request.get_full_path())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pair = self.pair
        rows = follow_up.history_of(pair.buyer, pair.supplier)
        met = meetings_that_took_place(self.now).filter(buyer=pair.buyer, supplier=pair.supplier)
        return super().get_context_data(
            pair=pair,
            rows=rows,
            summary=follow_up.summary_of(rows),
            meetings=met.order_by("starts_at", "id"),
            cards=contacts.cards_of(pair.partner) if pair.side else [],
            is_shared=contacts.is_shared(pair.own, person=self.request.user),
            remark_form=RemarkForm(auto_id=False),
            as_query=f"?as={pair.side}" if pair.side else "",
            **kwargs,
        )


def pair_url(step: Any, *, side: str) -> str:
    """Return the page of a step's pair, as `side` sees it."""
    args = [step.edition.slug, step.buyer.public_id, step.supplier.public_id]
    return f"{reverse('outcomes:pair', args=args)}?as={side}"
