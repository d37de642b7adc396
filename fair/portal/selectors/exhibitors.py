"""The exhibitors of an edition as everybody may see them."""

import unicodedata
from datetime import date
from typing import Any

from django.contrib.postgres.lookups import Unaccent
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, TextField
from django.db.models.functions import Cast, Lower

from fair.editions.models import Edition, Participation
from fair.exhibitors.models import HeldCertificate, ProductLine
from fair.taxonomy.models import Process

# More words than this add nothing to a search but work.
MAX_WORDS = 6


def exhibitors_of(edition: Edition) -> "QuerySet[Participation]":
    """Return the approved suppliers in order of their names, without regard to diacritics."""
    return (
        Participation.objects.suppliers()
        .approved()
        .filter(edition=edition)
        .select_related("organisation", "booth_registration__booth__hall")
        .order_by(Lower(Unaccent("organisation__legal_name")), "id")
    )


def with_offers(exhibitors: "QuerySet[Participation]", *, on: date) -> "QuerySet[Participation]":
    """Load what a list of exhibitors shows as `offered` and `held`; three queries more.

    Certificates count that are held and in date on that day.
    """
    lines = ProductLine.objects.published().order_by("id").prefetch_related("processes")
    certificates = (
        HeldCertificate.objects.in_date(on)
        .select_related("certification")
        .order_by("certification__position", "id")
    )
    return exhibitors.prefetch_related(
        Prefetch("product_lines", queryset=lines, to_attr="offered"),
        Prefetch("certificates", queryset=certificates, to_attr="held"),
    )


def matching_words(
    exhibitors: "QuerySet[Participation]", *, text: str
) -> "QuerySet[Participation]":
    """Keep exhibitors of whom every word of `text` is found, without regard to diacritics.

    Names of the company, titles and descriptions of its published lines and the words for their
    processes are searched, in every language.
    """
    words = unicodedata.normalize("NFC", text).split()[:MAX_WORDS]
    found = exhibitors.alias(names=as_text("organisation__names"))
    for word in words:
        found = found.filter(
            Q(organisation__legal_name__unaccent__icontains=word)
            | Q(names__unaccent__icontains=word)
            | Exists(_lines_saying(word).filter(participation=OuterRef("pk")))
        )
    return found


def as_text(json_field: str) -> Cast:
    """Turn a field of texts by language into one text that can be searched."""
    return Cast(json_field, TextField())


def terms_within(model: Any, *, code: str) -> Any:
    """Return the term with that code and all below it; trees are three levels deep at most."""
    return model.objects.filter(
        Q(code=code) | Q(parent__code=code) | Q(parent__parent__code=code)
    ).values("pk")


def _lines_saying(word: str) -> "QuerySet[ProductLine]":
    processes = Process.objects.alias(
        words=Cast("labels", TextField()), others=Cast("synonyms", TextField())
    ).filter(Q(words__unaccent__icontains=word) | Q(others__unaccent__icontains=word))
    return (
        ProductLine.objects.published()
        .alias(titles=as_text("title"), texts=as_text("description"))
        .filter(
            Q(titles__unaccent__icontains=word)
            | Q(texts__unaccent__icontains=word)
            | Q(processes__in=processes.values("pk"))
        )
    )
