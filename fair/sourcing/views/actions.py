"""What is done to needs: publish, pause, close, reopen, copy, delete, accept the terms."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid5

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import signed_in
from accounts.refusals import Refusal
from fair.common.undo import done_with_undo
from fair.sourcing.forms import NdaForm
from fair.sourcing.models import ComponentNeed
from fair.sourcing.selectors import may_sign_for
from fair.sourcing.services import confidentiality, needs
from fair.sourcing.views.workspace import editable_need, visible_need


@login_required
@require_POST
def publish(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Show the need to those it is for."""
    need = editable_need(request, slug=edition_slug, public_id=public_id)
    text = _("“%(title)s” is published.") % {"title": need}
    return _moved(
        request,
        need,
        lambda: needs.publish_need(need, now=timezone.now()),
        text=text,
        undo="sourcing:need-pause",
    )


@login_required
@require_POST
def pause(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Hide the need for a while."""
    need = editable_need(request, slug=edition_slug, public_id=public_id)
    text = _("“%(title)s” is paused; suppliers no longer see it.") % {"title": need}
    return _moved(
        request, need, lambda: needs.pause_need(need), text=text, undo="sourcing:need-publish"
    )


@login_required
@require_POST
def close(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """End the need."""
    need = editable_need(request, slug=edition_slug, public_id=public_id)
    text = _("“%(title)s” is closed.") % {"title": need}
    return _moved(
        request, need, lambda: needs.close_need(need), text=text, undo="sourcing:need-reopen"
    )


@login_required
@require_POST
def reopen(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Take a closed need up again, paused."""
    need = editable_need(request, slug=edition_slug, public_id=public_id)
    text = _("“%(title)s” is open again, paused. Publish it when it is right.") % {"title": need}
    return _moved(
        request, need, lambda: needs.reopen_need(need), text=text, undo="sourcing:need-close"
    )


@login_required
@require_POST
def copy(request: HttpRequest, edition_slug: str, public_id: UUID, key: UUID) -> HttpResponse:
    """Make a draft from a need; a page's button makes one copy of each need."""
    need = editable_need(request, slug=edition_slug, public_id=public_id)
    try:
        draft = needs.copy_need(need, submission_key=uuid5(key, str(public_id)))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(need)
    messages.success(request, _("This is the copy, a draft. Change what differs."))
    return redirect("sourcing:need-edit", edition_slug, draft.public_id)


@login_required
@require_POST
def delete(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Delete a draft."""
    need = editable_need(request, slug=edition_slug, public_id=public_id)
    try:
        needs.delete_need(need)
    except needs.CannotMoveNeed as refusal:
        messages.error(request, str(refusal))
        return redirect(need)
    messages.success(request, _("The draft is deleted."))
    url = reverse("sourcing:own-list", args=[edition_slug])
    return redirect(f"{url}?for={need.participation.public_id}")


@login_required
@require_POST
def accept(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Accept the confidentiality terms."""
    need = visible_need(request, slug=edition_slug, public_id=public_id)
    organisations = may_sign_for(request.user, edition=need.participation.edition)
    form = NdaForm(request.POST, organisations=organisations)
    if not form.is_valid():
        messages.error(request, _("Write your name and tick that you accept the terms."))
        return redirect(need)
    signed = {name: form.cleaned_data[name] for name in ("organisation", "signed_name", "text")}
    try:
        actor = signed_in(request)
        confidentiality.accept_nda(need, actor=actor, now=timezone.now(), **signed)
    except confidentiality.CannotAcceptNda as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The terms are accepted. You can read the details now."))
    return redirect(need)


def _moved(
    request: HttpRequest, need: ComponentNeed, move: Callable[[], Any], *, text: str, undo: str
) -> HttpResponse:
    """Make the move, tell so with a way back, or say why not."""
    try:
        move()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        slug = need.participation.edition.slug
        done_with_undo(request, text, undo_url=reverse(undo, args=[slug, need.public_id]))
    return redirect(need)
