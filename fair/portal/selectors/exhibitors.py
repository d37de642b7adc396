"""The exhibitors of an edition as everybody may see them."""

from datetime import date

from django.contrib.postgres.lookups import Unaccent
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Lower

from fair.common.search import with_words
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
    for word in words_of(text):
        named = with_words(
            Participation.objects.all(),
            word,
            texts=("organisation__names",),
            plain=("organisation__legal_name",),
        )
        offers = _lines_saying(word).filter(participation=OuterRef("pk"))
        exhibitors = exhibitors.filter(Q(pk__in=named.values("pk")) | Exists(offers))
    return exhibitors


def words_of(text: str) -> list[str]:
    """Return the words to search for."""
    return text.split()[:MAX_WORDS]


def _lines_saying(word: str) -> "QuerySet[ProductLine]":
    lines = ProductLine.objects.published()
    said = with_words(lines, word, texts=("title", "description"))
    meant = with_words(Process.objects.all(), word, texts=("labels", "synonyms"))
    return lines.filter(Q(pk__in=said.values("pk")) | Q(processes__in=meant.values("pk")))
