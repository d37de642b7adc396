"""What is done to one step: correct, take back, bring back, confirm, dispute, open the evidence."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import FormView

from accounts.permissions import signed_in
from accounts.refusals import Refusal
from fair.common.undo import done_with_undo
from fair.common.uploads import attachment
from fair.editions.access import MemberMixin
from fair.editions.choices import Side
from fair.outcomes.access import step_at_hand
from fair.outcomes.choices import Verdict
from fair.outcomes.forms import RemarkForm, StepForm
from fair.outcomes.models import DealStep
from fair.outcomes.permissions import sides_of
from fair.outcomes.services import ledger
from fair.outcomes.views.follow_up import pair_url


class StepCorrectView(MemberMixin, FormView):
    """Correct a step: the new row replaces the old one, and both are kept."""

    template_name = "outcomes/step_correct.html"
    form_class = StepForm

    @cached_property
    def step(self) -> DealStep:
        address = self.kwargs
        return _own_step(self.request, address["edition_slug"], address["public_id"])

    def check_access(self) -> None:
        super().check_access()
        self.step  # noqa: B018 - raises Http404 for strangers

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            "buyer": self.step.buyer,
            "supplier": self.step.supplier,
            "user": self.request.user,
            "today": timezone.localdate(timezone=self.edition.zone),
        }

    def get_initial(self) -> dict[str, Any]:
        return StepForm.initial_of(self.step)

    def form_valid(self, form: StepForm) -> HttpResponse:
        try:
            ledger.correct_step(
                self.step,
                entry=ledger.Entry(**form.entry_fields()),
                submission_key=form.cleaned_data["submission_key"],
                actor=signed_in(self.request),
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("Corrected; the other side can confirm it."))
        return redirect(pair_url(self.step, side=self.step.reported_side))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = pair_url(self.step, side=self.step.reported_side)
        return super().get_context_data(step=self.step, back=back, **kwargs)


@login_required
@require_POST
def take_back(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Take a step back; the page offers to bring it back."""
    step = _own_step(request, edition_slug, public_id)
    try:
        ledger.take_back_step(step, actor=signed_in(request), now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        undo = reverse("outcomes:step-bring-back", args=[edition_slug, public_id])
        done_with_undo(request, _("Taken back."), undo_url=undo)
    return redirect(pair_url(step, side=step.reported_side))


@login_required
@require_POST
def bring_back(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Undo that a step was taken back."""
    step = _own_step(request, edition_slug, public_id)
    try:
        ledger.bring_back_step(step, actor=signed_in(request), now=timezone.now())
        messages.success(request, _("It is back; the other side can confirm it."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(pair_url(step, side=step.reported_side))


@login_required
@require_POST
def confirm(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Confirm what the other side reported."""
    return _reply(request, edition_slug, public_id, verdict=Verdict.CONFIRMED, remark="")


@login_required
@require_POST
def dispute(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Dispute what the other side reported, and say why."""
    form = RemarkForm(request.POST)
    if form.is_valid():
        remark = form.cleaned_data["remark"]
        return _reply(request, edition_slug, public_id, verdict=Verdict.DISPUTED, remark=remark)
    step, side = _others_step(request, edition_slug, public_id)
    messages.error(request, _("Say what is not right: the other side reads it."))
    return redirect(pair_url(step, side=side))


@login_required
@require_safe
def evidence(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponseBase:
    """Give the evidence of a step out to the two sides and the organiser."""
    step = step_at_hand(request, slug=edition_slug, public_id=public_id)
    if not step.evidence:
        raise Http404
    return attachment(step.evidence, filename=step.evidence_name)


def _reply(
    request: HttpRequest, slug: str, public_id: UUID, *, verdict: Verdict, remark: str
) -> HttpResponse:
    step, side = _others_step(request, slug, public_id)
    try:
        ledger.reply_to_step(
            step,
            side=side,
            verdict=verdict,
            remark=remark,
            actor=signed_in(request),
            now=timezone.now(),
        )
        is_confirmed = verdict == Verdict.CONFIRMED
        done = _("Confirmed.") if is_confirmed else _("Disputed; the other side sees why.")
        messages.success(request, done)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(pair_url(step, side=side))


def _own_step(request: HttpRequest, slug: str, public_id: UUID) -> DealStep:
    """Return a step that the user's own side reported; Http404 for everybody else."""
    step = step_at_hand(request, slug=slug, public_id=public_id)
    if step.reported_side not in sides_of(request.user, step.buyer, step.supplier):
        raise Http404
    return step


def _others_step(request: HttpRequest, slug: str, public_id: UUID) -> tuple[DealStep, Side]:
    """Return a step of the other side, and the user's own; Http404 for everybody else."""
    step = step_at_hand(request, slug=slug, public_id=public_id)
    sides = sides_of(request.user, step.buyer, step.supplier)
    side = next((each for each in sides if each != step.reported_side), None)
    if side is None:
        raise Http404
    return step, side
