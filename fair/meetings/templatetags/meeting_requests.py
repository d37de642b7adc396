"""A button on any page about a company, a need or a match: ask for a meeting."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse

from fair.editions.access import standing_of
from fair.editions.choices import Side
from fair.editions.models import Participation
from fair.editions.permissions import can_edit_participation
from fair.meetings.models import other_side
from fair.meetings.selectors.requests import request_between

register = template.Library()


@register.inclusion_tag("meetings/_ask_button.html", takes_context=True)
def ask_for_meeting(
    context: template.Context, partner: Participation, need: Any = None, line: Any = None
) -> dict[str, Any]:
    """Offer to ask `partner` for a meeting, or lead to the request there is; up to two queries.

    Who may decide for their company is offered to book at once as well.

    Nothing is shown to those who take part on the same side, or not at all.
    """
    request = context["request"]
    own = [
        each
        for each in standing_of(request).participations
        if each.is_approved and each.side == other_side(partner.side)
    ]
    if not own or not partner.is_approved:
        return {}
    edition = own[0].edition
    subjects = {"needs": need and need.pk, "lines": line and line.pk}
    query = urlencode({name: pk for name, pk in subjects.items() if pk})
    url = reverse("meetings:request-create", args=[edition.slug, partner.public_id])
    return {
        "asked": request_between(own, partner, user=request.user),
        "ask_url": f"{url}?{query}" if query else url,
        "book_url": _book_url(own[0], partner, user=request.user),
    }


def _book_url(own: Participation, partner: Participation, *, user: Any) -> str:
    if not can_edit_participation(user, own):
        return ""
    buyer, supplier = (own, partner) if own.side == Side.BUYER else (partner, own)
    pair = [buyer.public_id, supplier.public_id]
    return reverse("meetings:meeting-book", args=[own.edition.slug, *pair])
