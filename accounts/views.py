"""Pages about oneself, one's organisations and one's colleagues."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.messages.views import SuccessMessageMixin
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import CreateView, DetailView, UpdateView

from accounts import services
from accounts.choices import Role
from accounts.forms import (
    InvitationForm,
    NewOrganisationForm,
    OrganisationForm,
    ProfileForm,
    RoleForm,
)
from accounts.models import Invitation, Membership, Organisation, User
from accounts.permissions import can_edit_organisation, can_manage_members, signed_in
from accounts.refusals import Refusal


class ProfileView(LoginRequiredMixin, SuccessMessageMixin, UpdateView):
    """The person's own name, language and time zone."""

    form_class = ProfileForm
    template_name = "accounts/profile_edit.html"
    success_url = reverse_lazy("accounts:profile")
    success_message = gettext_lazy("Your profile is saved.")

    def get_object(self, queryset: QuerySet[User] | None = None) -> User:
        return signed_in(self.request)

    def get_form_kwargs(self) -> dict[str, Any]:
        # A form changes its instance while it validates: keep the page's own user as it was.
        return {**super().get_form_kwargs(), "instance": User.objects.get(pk=self.object.pk)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        memberships = Membership.objects.filter(user=self.object)
        return super().get_context_data(
            memberships=memberships.select_related("organisation").order_by("id"), **kwargs
        )

    def form_valid(self, form: Any) -> HttpResponse:
        translation.activate(form.cleaned_data["language"])
        response = super().form_valid(form)
        # What was chosen in this browser before would hide the new choice.
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
        return response


class OrganisationCreateView(LoginRequiredMixin, CreateView):
    """Register an organisation; whoever does owns it."""

    model = Organisation
    form_class = NewOrganisationForm
    template_name = "accounts/organisation_edit.html"

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            organisation = services.found_organisation(
                form.save(commit=False),
                owner=signed_in(self.request),
                submission_key=form.cleaned_data["submission_key"],
            )
        except services.CannotFound as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("Your organisation is registered."))
        return redirect(self._next_page() or organisation_url(organisation))

    def _next_page(self) -> str | None:
        """Where the person came from, if that is a page of this site."""
        wanted = self.request.GET.get("next")
        return (
            wanted
            if url_has_allowed_host_and_scheme(
                wanted,
                allowed_hosts={self.request.get_host()},
                require_https=self.request.is_secure(),
            )
            else None
        )


class OwnOrganisationMixin(LoginRequiredMixin):
    """Reach only organisations that the user acts for; strangers get 404."""

    request: HttpRequest
    slug_field = "public_id"
    slug_url_kwarg = "public_id"

    def get_queryset(self) -> QuerySet[Organisation]:
        return Organisation.objects.of_member(self.request.user)


class OrganisationDetailView(OwnOrganisationMixin, DetailView):
    """The organisation with its members and open invitations."""

    template_name = "accounts/organisation_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        members = self.object.memberships.select_related("user").order_by("created_at", "id")
        return super().get_context_data(
            memberships=members,
            invitations=self.object.invitations.open_at(timezone.now()).order_by("created_at"),
            invitation_form=kwargs.pop("invitation_form", InvitationForm()),
            roles=Role.choices,
            can_edit=can_edit_organisation(self.request.user, self.object),
            can_manage_members=can_manage_members(self.request.user, self.object),
            **kwargs,
        )


class OrganisationUpdateView(
    OwnOrganisationMixin,
    UpdateView,
):
    """Change what the organisation states of itself."""

    form_class = OrganisationForm
    template_name = "accounts/organisation_edit.html"
    success_message = gettext_lazy("The organisation is saved.")

    def get_object(self, queryset: QuerySet[Organisation] | None = None) -> Organisation:
        organisation = super().get_object(queryset)
        if not can_edit_organisation(self.request.user, organisation):
            raise Http404
        return organisation

    def form_valid(self, form: Any) -> HttpResponse:
        services.change_organisation(form.save(commit=False))
        messages.success(self.request, self.success_message)
        return redirect(organisation_url(self.object))


@login_required
@require_POST
def invite(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Invite a colleague."""
    organisation = _managed_organisation(request, public_id)
    form = InvitationForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Check the e-mail address: it is not complete."))
        return redirect(organisation_url(organisation))
    try:
        invitation = services.invite_colleague(
            organisation,
            **form.cleaned_data,
            actor=signed_in(request),
            now=timezone.now(),
        )
    except services.CannotInvite as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("An invitation is on its way to %(email)s.") % {"email": invitation.email}
        )
    return redirect(organisation_url(organisation))


@login_required
@require_POST
def withdraw_invitation(request: HttpRequest, public_id: UUID, pk: int) -> HttpResponse:
    """Make an invitation void."""
    organisation = _managed_organisation(request, public_id)
    invitation = get_object_or_404(Invitation, pk=pk, organisation=organisation)
    services.withdraw_invitation(invitation, now=timezone.now())
    messages.success(request, _("The invitation is withdrawn."))
    return redirect(organisation_url(organisation))


@login_required
@require_POST
def change_role(request: HttpRequest, public_id: UUID, pk: int) -> HttpResponse:
    """Give a member another role."""
    organisation = _managed_organisation(request, public_id)
    membership = get_object_or_404(Membership, pk=pk, organisation=organisation)
    form = RoleForm(request.POST)
    if form.is_valid():
        try:
            services.change_role(membership, role=Role(form.cleaned_data["role"]))
            messages.success(request, _("The role is changed."))
        except Refusal as refusal:
            messages.error(request, str(refusal))
    return redirect(organisation_url(organisation))


@login_required
@require_POST
def remove_member(request: HttpRequest, public_id: UUID, pk: int) -> HttpResponse:
    """End a membership: another's as owner, or one's own."""
    organisation = get_object_or_404(
        Organisation.objects.of_member(request.user), public_id=public_id
    )
    membership = get_object_or_404(Membership, pk=pk, organisation=organisation)
    is_own = membership.user_id == request.user.pk
    if not (is_own or can_manage_members(request.user, organisation)):
        raise Http404
    try:
        services.remove_member(membership)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(organisation_url(organisation))
    messages.success(request, _("The person does not act for the organisation any more."))
    return redirect("accounts:profile" if is_own else organisation_url(organisation))


@login_required
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation; accept it by POST, so that a mail scanner following links does not."""
    try:
        invitation = services.find_invitation(token, now=timezone.now())
        if request.method == "POST":
            services.accept_invitation(token, user=signed_in(request), now=timezone.now())
            messages.success(request, _("Welcome! You can act for your organisation now."))
            return redirect(organisation_url(invitation.organisation))
    except services.CannotAcceptInvitation as refusal:
        messages.error(request, str(refusal))
        return redirect("accounts:profile")
    return render(request, "accounts/invitation_accept.html", {"invitation": invitation})


@require_GET
def organisation_logo(request: HttpRequest, public_id: UUID) -> FileResponse:
    """Give out an organisation's logo; logos are public."""
    organisation = get_object_or_404(Organisation.objects.exclude(logo=""), public_id=public_id)
    response = FileResponse(organisation.logo.open())
    response["Cache-Control"] = "public, max-age=3600"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def organisation_url(organisation: Organisation) -> str:
    return reverse("accounts:organisation-detail", args=[organisation.public_id])


def _managed_organisation(request: HttpRequest, public_id: UUID) -> Organisation:
    organisation = get_object_or_404(
        Organisation.objects.of_member(request.user), public_id=public_id
    )
    if not can_manage_members(request.user, organisation):
        raise Http404
    return organisation
