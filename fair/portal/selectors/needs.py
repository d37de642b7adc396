"""The needs of an edition as the visitor may see them."""

from typing import Any

from django.db.models import QuerySet

from fair.common.search import with_words
from fair.editions.models import Edition
from fair.portal.selectors.exhibitors import words_of
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
    return with_words(
        needs,
        " ".join(words_of(text)),
        texts=("title", "part_family__labels", "participation__organisation__names"),
        plain=("participation__organisation__legal_name",),
    )
