"""Business cards: share one's own, take along those of partners."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import signed_in
from fair.common.undo import done_with_undo
from fair.editions.access import edition_of
from fair.editions.models import Participation
from fair.outcomes.access import own_pair_at_hand
from fair.outcomes.selectors import contacts
from fair.outcomes.services import contacts as sharing


@login_required
@require_POST
def share(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Share one's card with the partners of a company for which one acts."""
    own = _own(request, edition_slug, public_id)
    sharing.share_contact(own, person=signed_in(request), now=timezone.now())
    undo = reverse("outcomes:stop-sharing", args=[edition_slug, public_id])
    done_with_undo(request, _("Whom you met can now take your business card along."), undo_url=undo)
    return redirect("outcomes:follow-up", edition_slug)


@login_required
@require_POST
def stop_sharing(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Share one's card no more."""
    own = _own(request, edition_slug, public_id)
    sharing.stop_sharing(own, person=signed_in(request), now=timezone.now())
    messages.success(request, _("Your business card is not shared any more."))
    return redirect("outcomes:follow-up", edition_slug)


@login_required
@require_safe
def all_cards(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Give the cards of all partners out in one file."""
    own = _own(request, edition_slug, public_id)
    cards = contacts.cards_for(own, now=timezone.now())
    return _file(contacts.as_file(cards), name=f"contacts-{edition_slug}")


@login_required
@require_safe
def pair_cards(
    request: HttpRequest, edition_slug: str, buyer: UUID, supplier: UUID
) -> HttpResponse:
    """Give the cards of one partner out."""
    pair, _side = own_pair_at_hand(
        request, slug=edition_slug, buyer=buyer, supplier=supplier, now=timezone.now()
    )
    cards = contacts.cards_of(pair.partner)
    return _file(contacts.as_file(cards), name=f"contact-{pair.partner.public_id}")


def _own(request: HttpRequest, slug: str, public_id: UUID) -> Participation:
    edition = edition_of(request, slug=slug)
    rows = Participation.objects.of_member(request.user).filter(edition=edition)
    return get_object_or_404(rows.select_related("edition"), public_id=public_id)


def _file(content: bytes, *, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=contacts.VCARD,
        headers={
            "Content-Disposition": f'attachment; filename="{name}.vcf"',
            "Cache-Control": "private, no-store",
        },
    )
