"""The messages of matching."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from fair.editions.choices import Side
from fair.matching.models import Match
from fair.matching.selectors import match_terms
from fair.matching.words import sheet_of
from fair.notifications.models import Notice
from fair.notifications.services import notify


def link_path(match: Match, *, side: Side) -> str:
    """Return the address of a match on this site."""
    slug = match.run.edition.slug
    page = reverse("matching:match-detail", args=[slug, match.need.public_id, match.line.public_id])
    return f"{page}?side={side.value}"


def link_to(match: Match, *, side: Side) -> str:
    """Return the same in full."""
    return f"{settings.SITE_URL}{link_path(match, side=side)}"


def send_match(match: Match, *, side: Side, to: User, now: datetime) -> Notice:
    """Send a match to a person who may read it as `side`; on one day only once.

    Once more on the day on which the need's terms were accepted. `match` is one that `selectors`
    loaded for `side`.
    """
    seen_as = "teaser" if match.is_secret else side.value  # type: ignore[attr-defined]
    with translation.override(to.language):
        sheet = sheet_of(
            match, side=side, labels=match_terms().labels, link=link_to(match, side=side)
        )
    return notify(
        to,
        kind="matching/match",
        context={"sheet": sheet, "edition": match.run.edition},
        dedupe_key=f"match:{match.need_id}:{match.line_id}:{seen_as}:{to.pk}:{now:%Y-%m-%d}",
    )
