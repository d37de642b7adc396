"""Filters of the public lists."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from fair.editions.models import Edition, Participation
from fair.exhibitors.models import HeldCertificate, ProductLine
from fair.portal.selectors.exhibitors import matching_words
from fair.portal.selectors.needs import needs_saying
from fair.sourcing.models import ComponentNeed
from fair.taxonomy.models import Certification, Process, Sector
from fair.taxonomy.selectors import read_terms, terms_within

MAX_SEARCH_LENGTH = 100
ANY = _("Any")

Choices = list[tuple[str, str]]


class EditionFilterSet(django_filters.FilterSet):
    """A filter of one edition's list; `choices_of` fills the choices, once for each page."""

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition
        for name, choices in self.choices_of(edition).items():
            self.filters[name].extra["choices"] = choices

    def choices_of(self, edition: Edition) -> dict[str, Choices]:
        raise NotImplementedError


class ExhibitorFilter(EditionFilterSet):
    """By words, process, sector, certificate, country and hall."""

    search = django_filters.CharFilter(
        label=_("Company, product or process"), method="by_words", max_length=MAX_SEARCH_LENGTH
    )
    process = django_filters.ChoiceFilter(empty_label=ANY, label=_("Process"), method="by_term")
    sector = django_filters.ChoiceFilter(empty_label=ANY, label=_("Sector"), method="by_term")
    certificate = django_filters.ChoiceFilter(
        empty_label=ANY, label=_("Certificate"), method="by_certificate"
    )
    country = django_filters.ChoiceFilter(
        empty_label=ANY, label=_("Country"), field_name="organisation__country"
    )
    hall = django_filters.ChoiceFilter(
        empty_label=ANY, label=_("Hall"), field_name="booth_registration__booth__hall__code"
    )

    class Meta:
        model = Participation
        fields = ("search", "process", "sector", "certificate", "country", "hall")

    def choices_of(self, edition: Edition) -> dict[str, Choices]:
        codes = self.queryset.order_by().values_list("organisation__country", flat=True).distinct()
        halls = edition.halls.order_by("code", "id")
        processes, sectors, certifications = read_terms(Process, Sector, Certification).choices
        return {
            "process": processes,
            "sector": sectors,
            "certificate": certifications,
            "country": sorted(
                ((code, countries.name(code)) for code in codes), key=lambda each: each[1]
            ),
            "hall": [(hall.code, str(hall)) for hall in halls],
        }

    def by_words(
        self, exhibitors: QuerySet[Participation], name: str, value: str
    ) -> QuerySet[Participation]:
        return matching_words(exhibitors, text=value)

    def by_term(
        self, exhibitors: QuerySet[Participation], name: str, value: str
    ) -> QuerySet[Participation]:
        """Keep those with a published line of that process or sector, or one below it."""
        field, model = {"process": ("processes", Process), "sector": ("sectors", Sector)}[name]
        lines = ProductLine.objects.published().filter(
            participation=OuterRef("pk"), **{f"{field}__in": terms_within(model, code=value)}
        )
        return exhibitors.filter(Exists(lines))

    def by_certificate(
        self, exhibitors: QuerySet[Participation], name: str, value: str
    ) -> QuerySet[Participation]:
        """Keep those who hold it, in date on the fair's first day."""
        held = HeldCertificate.objects.filter(
            participation=OuterRef("pk"), certification__code=value
        )
        return exhibitors.filter(Exists(held.in_date(self.edition.starts_on)))


class NeedFilter(EditionFilterSet):
    """By words, process, sector and the buyer's country."""

    search = django_filters.CharFilter(
        label=_("Part or buyer"), method="by_words", max_length=MAX_SEARCH_LENGTH
    )
    process = django_filters.ChoiceFilter(empty_label=ANY, label=_("Process"), method="by_process")
    sector = django_filters.ChoiceFilter(empty_label=ANY, label=_("Sector"), method="by_sector")
    country = django_filters.ChoiceFilter(
        empty_label=ANY,
        label=_("Buyer's country"),
        field_name="participation__organisation__country",
    )

    class Meta:
        model = ComponentNeed
        fields = ("search", "process", "sector", "country")

    def choices_of(self, edition: Edition) -> dict[str, Choices]:
        codes = self.queryset.order_by().values_list(
            "participation__organisation__country", flat=True
        )
        processes, sectors = read_terms(Process, Sector).choices
        return {
            "process": processes,
            "sector": sectors,
            "country": sorted(
                ((code, countries.name(code)) for code in codes.distinct()),
                key=lambda each: each[1],
            ),
        }

    def by_words(
        self, needs: QuerySet[ComponentNeed], name: str, value: str
    ) -> QuerySet[ComponentNeed]:
        return needs_saying(needs, text=value)

    def by_process(
        self, needs: QuerySet[ComponentNeed], name: str, value: str
    ) -> QuerySet[ComponentNeed]:
        wanted = ComponentNeed.objects.filter(processes__in=terms_within(Process, code=value))
        return needs.filter(pk__in=wanted.values("pk"))

    def by_sector(
        self, needs: QuerySet[ComponentNeed], name: str, value: str
    ) -> QuerySet[ComponentNeed]:
        return needs.filter(sector__in=terms_within(Sector, code=value))
