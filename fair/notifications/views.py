"""Pages of one's own messages, and of how one wants to be told."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.generic import DetailView, FormView, ListView

from accounts.models import User
from accounts.permissions import signed_in
from fair.notifications import services
from fair.notifications.channels import enabled, line
from fair.notifications.choices import Channel
from fair.notifications.forms import PreferencesForm
from fair.notifications.links import read_unsubscribe
from fair.notifications.models import Notice
from fair.notifications.selectors import (
    addresses_of,
    line_code_for,
    notices_of,
    preferences_of,
    unread_count,
)


class NoticeListView(LoginRequiredMixin, ListView):
    """What the person was told, the newest first."""

    template_name = "notifications/notice_list.html"
    context_object_name = "notices"
    paginate_by = 25

    def get_queryset(self) -> QuerySet[Notice]:
        return notices_of(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(unread=unread_count(self.request.user), **kwargs)


class NoticeDetailView(LoginRequiredMixin, DetailView):
    """One message; strangers get 404."""

    template_name = "notifications/notice_detail.html"
    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "notice"

    def get_queryset(self) -> QuerySet[Notice]:
        return notices_of(self.request.user)


@require_GET
@never_cache
def unread(request: HttpRequest) -> HttpResponse:
    """Say beside the bell how many messages are new; nothing to visitors."""
    if not request.user.is_authenticated:
        return HttpResponse(status=204)
    count = unread_count(request.user)
    return render(request, "notifications/_unread.html", {"count": count})


@login_required
@require_POST
def read(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Mark a message as read; the page that shows it asks for it by itself."""
    notice = get_object_or_404(notices_of(request.user), public_id=public_id)
    services.mark_read(notice, now=timezone.now())
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(status=204)
    return redirect("notifications:notice-list")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    services.mark_all_read(request.user, now=timezone.now())
    return redirect("notifications:notice-list")


class PreferencesView(LoginRequiredMixin, FormView):
    """How the person wants to be told."""

    form_class = PreferencesForm
    template_name = "notifications/preferences_edit.html"
    success_url = reverse_lazy("notifications:preferences")

    def get_form_kwargs(self) -> dict[str, Any]:
        person = signed_in(self.request)
        linked = addresses_of(person)
        return {
            **super().get_form_kwargs(),
            "preferences": preferences_of(person),
            "channels": [
                each for each in enabled() if each in linked and linked[each].confirmed_at
            ],
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        linked = addresses_of(self.request.user)
        channels = {each: linked.get(each) for each in enabled()}
        return super().get_context_data(
            channels=channels.items(),
            line_code=line_code_for(channels.get(Channel.LINE), now=timezone.now()),
            **kwargs,
        )

    def form_valid(self, form: PreferencesForm) -> HttpResponse:
        services.save_preferences(self.request.user, **form.choices)
        messages.success(self.request, _("Your choices are saved."))
        return super().form_valid(form)


@login_required
@require_POST
def link(request: HttpRequest, channel: str) -> HttpResponse:
    """Send a code to the address that the person typed."""
    try:
        services.link_address(
            request.user,
            channel=_enabled_or_404(channel),
            address=request.POST.get("address", ""),
            now=timezone.now(),
        )
        messages.success(request, _("A code is on its way: type it in below."))
    except services.CannotLink as refusal:
        messages.error(request, str(refusal))
    return redirect("notifications:preferences")


@login_required
@require_POST
def ask_line_code(request: HttpRequest) -> HttpResponse:
    """Show the person a code to send from LINE."""
    _enabled_or_404(Channel.LINE)
    services.make_line_code(request.user, now=timezone.now())
    return redirect("notifications:preferences")


@csrf_exempt  # LINE posts here; the signature says that it is LINE
@require_POST
def line_hook(request: HttpRequest) -> HttpResponse:
    """Hear what people wrote to the official account; whoever is not LINE finds nothing here."""
    _enabled_or_404(Channel.LINE)
    if not line.is_signed(request.body, request.headers.get(line.SIGNATURE_HEADER, "")):
        raise Http404
    services.hear_line(line.heard(request.body), now=timezone.now())
    return HttpResponse(status=200)


@login_required
@require_POST
def confirm(request: HttpRequest, channel: str) -> HttpResponse:
    """Compare the code that the person typed."""
    code = request.POST.get("code", "")
    try:
        services.confirm_address(
            request.user, channel=_enabled_or_404(channel), code=code, now=timezone.now()
        )
        messages.success(request, _("You are told by this channel, too, from now on."))
    except services.CannotLink as refusal:
        messages.error(request, str(refusal))
    return redirect("notifications:preferences")


@login_required
@require_POST
def unlink(request: HttpRequest, channel: str) -> HttpResponse:
    """Forget the person's address with a channel."""
    services.unlink_address(request.user, channel=_enabled_or_404(channel))
    messages.success(request, _("The address is forgotten."))
    return redirect("notifications:preferences")


def _enabled_or_404(name: str) -> Channel:
    found = next((each for each in enabled() if each.value == name), None)
    if found is None:
        raise Http404
    return found


@csrf_exempt  # mail programs post here (RFC 8058); the sealed token says who and what
@require_http_methods(["GET", "POST"])
@never_cache
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Switch a topic off by POST, without signing in; by GET ask first, as mail scanners look."""
    refused = read_unsubscribe(token)
    if refused is None:
        raise Http404
    person = get_object_or_404(User, pk=refused.user_id)
    if request.method == "POST":
        services.refuse_topic(person, topic=refused.topic)
    context = {"topic": refused.topic, "is_done": request.method == "POST"}
    return render(request, "notifications/unsubscribe.html", context)
