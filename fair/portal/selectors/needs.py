"""The needs of an edition as the visitor may see them."""

import unicodedata
from typing import Any

from django.db.models import Q, QuerySet

from fair.editions.models import Edition
from fair.portal.selectors.exhibitors import MAX_WORDS, as_text
from fair.sourcing.models import ComponentNeed


def needs_in(edition: Edition, *, user: Any) -> "QuerySet[ComponentNeed]":
    """Return the published needs of which `user` may know, newest first; two queries in all."""
    return (
        ComponentNeed.objects.published()
        .visible_to(user)
        .filter(participation__edition=edition)
        .select_related("participation__organisation", "participation__edition", "sector")
        .prefetch_related("processes")
        .order_by("-published_at", "-id")
    )


def needs_saying(needs: "QuerySet[ComponentNeed]", *, text: str) -> "QuerySet[ComponentNeed]":
    """Keep needs in whose teaser every word of `text` is found, without regard to diacritics.

    Descriptions are not searched: a hit would tell what only some may read.
    """
    found = needs.alias(
        titles=as_text("title"),
        families=as_text("part_family__labels"),
        names=as_text("participation__organisation__names"),
    )
    for word in unicodedata.normalize("NFC", text).split()[:MAX_WORDS]:
        found = found.filter(
            Q(titles__unaccent__icontains=word)
            | Q(families__unaccent__icontains=word)
            | Q(names__unaccent__icontains=word)
            | Q(participation__organisation__legal_name__unaccent__icontains=word)
        )
    return found
