"""A participant's own pages: apply, say how one attends, send delegates, withdraw."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.messages.views import SuccessMessageMixin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import FormView, UpdateView

from accounts.models import Organisation
from accounts.permissions import signed_in
from accounts.refusals import Refusal
from fair.editions.access import MemberMixin
from fair.editions.forms import ApplyForm, DelegateForm, ParticipationForm, ReasonForm
from fair.editions.models import Delegate, Participation
from fair.editions.permissions import can_edit_participation
from fair.editions.services import participation as services


class ApplyView(MemberMixin, FormView):
    """Ask to take part; who acts for no organisation yet is sent to register one."""

    form_class = ApplyForm
    template_name = "editions/participation_apply.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not Organisation.objects.of_member(request.user).exists():
            messages.info(request, _("Register your organisation first; then you can apply."))
            return redirect(f"{reverse('accounts:organisation-create')}?next={request.path}")
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            participation = services.apply(self.edition, **form.cleaned_data)
        except services.CannotApply as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(
            self.request,
            _(
                "Your application has reached the organiser. Say below how you attend; “Home” "
                "shows what comes next."
            ),
        )
        return redirect(participation_url(participation))


class ParticipationView(MemberMixin, SuccessMessageMixin, UpdateView):
    """What the participant states of itself, and its delegates."""

    form_class = ParticipationForm
    template_name = "editions/participation_edit.html"
    slug_field = "public_id"
    slug_url_kwarg = "public_id"
    context_object_name = "participation"

    def get_queryset(self) -> QuerySet[Participation]:
        return (
            Participation.objects.managed_by(self.request.user)
            .filter(edition=self.edition)
            .select_related("edition", "organisation")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            delegates=self.object.delegates.order_by("full_name", "id"),
            can_edit=can_edit_participation(self.request.user, self.object),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not can_edit_participation(request.user, self.get_object()):
            raise Http404
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        services.change_participation(self.object, fields=form.cleaned_data)
        messages.success(self.request, _("Saved."))
        return redirect(participation_url(self.object))


class DelegateCreateView(MemberMixin, FormView):
    """Send one more person."""

    form_class = DelegateForm
    template_name = "editions/delegate_create.html"

    def check_access(self) -> None:
        super().check_access()
        self.participation = _editable(self.request, self.edition.slug, self.kwargs["public_id"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            participation=self.participation,
            cancel_url=participation_url(self.participation),
            **kwargs,
        )

    def form_valid(self, form: Any) -> HttpResponse:
        values = form.cleaned_data
        key = values.pop("submission_key")
        try:
            delegate = services.send_delegate(self.participation, submission_key=key, values=values)
        except services.CannotSendDelegate as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("%(name)s is added.") % {"name": delegate})
        return redirect(participation_url(self.participation))


@login_required
@require_POST
def remove_delegate(
    request: HttpRequest, edition_slug: str, public_id: UUID, delegate_id: UUID
) -> HttpResponse:
    """Do not send a person after all."""
    participation = _editable(request, edition_slug, public_id)
    get_object_or_404(Delegate, public_id=delegate_id, participation=participation).delete()
    messages.success(request, _("The person is removed."))
    return redirect(participation_url(participation))


@login_required
@require_POST
def withdraw(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Take the participation back."""
    participation = _editable(request, edition_slug, public_id)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        actor = signed_in(request)
        services.withdraw(participation, actor=actor, reason=reason, now=timezone.now())
        messages.success(request, _("You have withdrawn. You can apply again at any time."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(participation_url(participation))


def participation_url(participation: Participation) -> str:
    return reverse(
        "editions:participation", args=[participation.edition.slug, participation.public_id]
    )


def _editable(request: HttpRequest, edition_slug: str, public_id: UUID) -> Participation:
    participation = get_object_or_404(
        Participation.objects.managed_by(request.user).select_related("edition", "organisation"),
        edition__slug=edition_slug,
        public_id=public_id,
    )
    if not can_edit_participation(request.user, participation):
        raise Http404
    return participation
