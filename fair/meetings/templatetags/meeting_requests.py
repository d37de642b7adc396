"""A button on any page about a company, a need or a match: ask for a meeting."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse

from fair.editions.access import standing_of
from fair.editions.models import Participation
from fair.meetings.models import other_side
from fair.meetings.selectors.requests import request_between

register = template.Library()


@register.inclusion_tag("meetings/_ask_button.html", takes_context=True)
def ask_for_meeting(
    context: template.Context, partner: Participation, need: Any = None, line: Any = None
) -> dict[str, Any]:
    """Offer to ask `partner` for a meeting, or lead to the request that there is; one query.

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
    }
