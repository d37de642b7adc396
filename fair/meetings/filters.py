"""Filters of the lists of meetings."""

from datetime import datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from fair.common.search import with_words
from fair.common.templatetags.fair_ui import day
from fair.editions.choices import Side
from fair.editions.models import FairDay, Participation
from fair.meetings.choices import MeetingMode, MeetingState, RequestState, RequestTab, UnplacedCode
from fair.meetings.models import Meeting, MeetingRequest, PlannedMeeting, UnplacedWish


def days(request: HttpRequest) -> QuerySet[FairDay]:
    """Return the days of the edition that is asked about."""
    return FairDay.objects.filter(edition=request.edition).order_by("date")  # type: ignore[attr-defined]


def buyers(request: HttpRequest) -> QuerySet[Participation]:
    """Return the edition's buyers of whom the user may know."""
    return _side(request, Side.BUYER)


def suppliers(request: HttpRequest) -> QuerySet[Participation]:
    """Return the edition's suppliers of whom the user may know."""
    return _side(request, Side.SUPPLIER)


class DayField(django_filters.fields.ModelChoiceField):
    """A day of the fair, written as elsewhere on the pages."""

    def label_from_instance(self, obj: FairDay) -> str:
        return day(obj.date)


class DayFilter(django_filters.ModelChoiceFilter):
    """Choose one day of the fair."""

    field_class = DayField


def _side(request: HttpRequest, side: Side) -> QuerySet[Participation]:
    return (
        Participation.objects.visible_to(request.user)
        .filter(edition=request.edition, side=side)  # type: ignore[attr-defined]
        .select_related("organisation")
        .order_by("organisation__legal_name", "id")
    )


class PairFilter(django_filters.FilterSet):
    """By the name of either side."""

    search = django_filters.CharFilter(label=_("Company"), method="by_company")

    def by_company(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Find by legal name or by name in any language, without regard to diacritics."""
        return with_words(
            rows,
            value,
            texts=("buyer__organisation__names", "supplier__organisation__names"),
            plain=("buyer__organisation__legal_name", "supplier__organisation__legal_name"),
        )


class MeetingFilter(PairFilter):
    """By company, day, mode, state and side."""

    day = DayFilter(label=_("Day"), queryset=days, method="on_day")
    mode = django_filters.ChoiceFilter(label=_("Mode"), choices=MeetingMode.choices)
    state = django_filters.ChoiceFilter(label=_("State"), choices=MeetingState.choices)
    buyer = django_filters.ModelChoiceFilter(label=_("Buyer"), queryset=buyers)
    supplier = django_filters.ModelChoiceFilter(label=_("Supplier"), queryset=suppliers)

    class Meta:
        model = Meeting
        fields = ("search", "day", "mode", "state", "buyer", "supplier")

    def on_day(self, rows: QuerySet[Meeting], _name: str, value: FairDay) -> QuerySet[Meeting]:
        """Keep what begins on that day of the edition's own calendar."""
        zone = self.request.edition.zone
        begins = datetime.combine(value.date, time(), tzinfo=zone)
        ends = datetime.combine(value.date + timedelta(days=1), time(), tzinfo=zone)
        return rows.filter(starts_at__gte=begins, starts_at__lt=ends)


class PlannedMeetingFilter(PairFilter):
    """By company, mode and side."""

    mode = django_filters.ChoiceFilter(label=_("Mode"), choices=MeetingMode.choices)
    buyer = django_filters.ModelChoiceFilter(label=_("Buyer"), queryset=buyers)
    supplier = django_filters.ModelChoiceFilter(label=_("Supplier"), queryset=suppliers)

    class Meta:
        model = PlannedMeeting
        fields = ("search", "mode", "buyer", "supplier")


class UnplacedWishFilter(PairFilter):
    """By company, reason and side."""

    code = django_filters.ChoiceFilter(label=_("Reason"), choices=UnplacedCode.choices)
    buyer = django_filters.ModelChoiceFilter(label=_("Buyer"), queryset=buyers)
    supplier = django_filters.ModelChoiceFilter(label=_("Supplier"), queryset=suppliers)

    class Meta:
        model = UnplacedWish
        fields = ("search", "code", "buyer", "supplier")


class InboxFilter(PairFilter):
    """By company and state; the tab that one is in stays."""

    show = django_filters.ChoiceFilter(
        choices=RequestTab.choices, method="in_tab", widget=forms.HiddenInput
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[(state.value, state.label) for state in RequestState.settled()],
    )
    asked_by = django_filters.ChoiceFilter(label=_("Asked by"), choices=Side.choices)

    class Meta:
        model = MeetingRequest
        fields = ("search", "state", "asked_by")

    def in_tab(
        self, rows: QuerySet[MeetingRequest], _name: str, _value: str
    ) -> QuerySet[MeetingRequest]:
        """Keep all: the page has chosen by tab already."""
        return rows


class RequestFilter(PairFilter):
    """By company, state, side that asked, and who has to answer."""

    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[each for each in RequestState.choices if each[0] != RequestState.DRAFT],
    )
    asked_by = django_filters.ChoiceFilter(label=_("Asked by"), choices=Side.choices)
    awaits = django_filters.ChoiceFilter(label=_("Waits for"), choices=Side.choices)
    buyer = django_filters.ModelChoiceFilter(label=_("Buyer"), queryset=buyers)
    supplier = django_filters.ModelChoiceFilter(label=_("Supplier"), queryset=suppliers)

    class Meta:
        model = MeetingRequest
        fields = ("search", "state", "asked_by", "awaits", "buyer", "supplier")
