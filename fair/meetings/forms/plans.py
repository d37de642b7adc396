"""Forms about meetings and when somebody can meet."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from fair.common.pickers import Picker
from fair.common.templatetags.fair_ui import day
from fair.editions.choices import Side
from fair.editions.models import Edition, Hall, Participation
from fair.meetings.choices import BoardRows, BoardShow
from fair.meetings.models import AvailabilityWindow
from fair.meetings.selectors import Wanted
from fair.meetings.snapshots import Scenario


def moment_field(label: Any, *, required: bool = True) -> forms.DateTimeField:
    """Make a field for a date and time of the active time zone."""
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, required=required)


class BoardForm(forms.Form):
    """What of a plan its board shows; all of it has a default."""

    search = forms.CharField(label=_("Company"), required=False)
    side = forms.ChoiceField(
        label=_("Search among"),
        choices=[("", _("Both sides")), *Side.choices],
        required=False,
    )
    rows = forms.ChoiceField(
        label=_("Rows of the board"), choices=BoardRows.choices, required=False
    )
    day = forms.TypedChoiceField(
        label=_("Day"), coerce=date.fromisoformat, empty_value=None, required=False
    )
    hall = forms.ModelChoiceField(
        label=_("Hall"), queryset=Hall.objects.none(), required=False, empty_label=_("All halls")
    )
    show = forms.ChoiceField(label=_("Show"), choices=BoardShow.choices, required=False)

    def __init__(self, *args: Any, edition: Edition, days: Sequence[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day_field: Any = self.fields["day"]
        day_field.choices = [(each.isoformat(), day(each)) for each in days]
        hall: Any = self.fields["hall"]
        hall.queryset = edition.halls.order_by("code", "id")

    def wanted(self, days: Sequence[date]) -> Wanted:
        """Return what is to be shown; what makes no sense counts as not asked for."""
        self.full_clean()
        chosen = self.cleaned_data
        hall = chosen.get("hall")
        return Wanted(
            rows=chosen.get("rows") or BoardRows.BUYERS,
            day=chosen.get("day") or next(iter(days), None),
            hall=hall.pk if hall else None,
            words=chosen.get("search") or "",
            side=chosen.get("side") or "",
            only_troubled=chosen.get("show") == BoardShow.TROUBLED,
        )


class SpotForm(forms.Form):
    """Where a meeting goes: the beginning of a slot and, where it matters, a place."""

    starts_at = forms.DateTimeField(input_formats=["%Y-%m-%dT%H:%M%z"])
    place = forms.IntegerField(required=False)


class WhatIfForm(forms.Form):
    """What would be different from the fair as it is."""

    more_tables = forms.IntegerField(
        label=_("More meeting tables"), min_value=0, max_value=500, initial=0, required=False
    )
    more_rooms = forms.IntegerField(
        label=_("More online meetings at the same time"),
        min_value=0,
        max_value=500,
        initial=0,
        required=False,
    )
    more_slots = forms.IntegerField(
        label=_("More meeting times at the end of a day"),
        min_value=0,
        max_value=20,
        initial=0,
        required=False,
    )
    day = forms.TypedChoiceField(
        label=_("On which day"), coerce=date.fromisoformat, empty_value=None, required=False
    )
    first_meeting = forms.IntegerField(
        label=_("What a supplier's first meeting is worth, in points"),
        min_value=0,
        max_value=100_000,
        required=False,
        help_text=_(
            "The fairness dial: 1,000 as usual. The more, the more suppliers get a meeting, and the"
            " less the meetings are worth together."
        ),
    )
    without = forms.ModelMultipleChoiceField(
        label=_("Without these companies"),
        queryset=Participation.objects.none(),
        required=False,
        widget=Picker,
    )

    def __init__(self, *args: Any, edition: Edition, days: Sequence[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day_field: Any = self.fields["day"]
        every_day = ("", _("Every day"))
        day_field.choices = [every_day, *((each.isoformat(), day(each)) for each in days)]
        without: Any = self.fields["without"]
        without.queryset = (
            Participation.objects.approved()
            .filter(edition=edition)
            .select_related("organisation")
            .order_by("side", "organisation__legal_name", "id")
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a question in which nothing is different."""
        cleaned = super().clean() or {}
        if not self.errors and not self.scenario().as_json():
            raise ValidationError(_("Change something: this is the fair as it is."), code="same")
        return cleaned

    def scenario(self) -> Scenario:
        """Return what is different."""
        chosen = self.cleaned_data
        return Scenario(
            more_tables=chosen.get("more_tables") or 0,
            more_rooms=chosen.get("more_rooms") or 0,
            more_slots=chosen.get("more_slots") or 0,
            day=chosen.get("day") if chosen.get("more_slots") else None,
            first_meeting=chosen.get("first_meeting"),
            without=tuple(sorted(row.pk for row in chosen.get("without") or ())),
        )


class OverForm(forms.Form):
    """The schedule version whose changes the sender has seen and publishes over."""

    over = forms.IntegerField(required=False)


class CancelForm(forms.Form):
    """Why a meeting is called off; both sides read it."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Both sides read it."),
    )


class WindowForm(forms.ModelForm):
    """A stretch of time in which a participant can or cannot meet, in the active time zone."""

    starts_at = moment_field(_("From"))
    ends_at = moment_field(_("Until"))

    class Meta:
        model = AvailabilityWindow
        fields = ("kind", "starts_at", "ends_at")

    def __init__(self, *args: Any, participation: Participation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.participation = participation
        edition = participation.edition
        for name in ("starts_at", "ends_at"):
            # Calendars open on the fair's days and offer no others.
            self.fields[name].widget.attrs |= {
                "min": f"{edition.starts_on:%Y-%m-%d}T00:00",
                "max": f"{edition.ends_on:%Y-%m-%d}T23:59",
            }

    def clean(self) -> dict[str, Any]:
        """Refuse times outside the fair: they would mean nothing."""
        cleaned = super().clean() or {}
        edition = self.instance.participation.edition
        for name in ("starts_at", "ends_at"):
            moment = cleaned.get(name)
            if moment and not edition.starts_on <= moment.astimezone(edition.zone).date() <= (
                edition.ends_on
            ):
                self.add_error(
                    name, ValidationError(_("The fair is not open then."), code="outside")
                )
        windows = self.instance.participation.availability_windows
        if not self.errors and windows.filter(**cleaned).exists():
            raise ValidationError(_("These hours are entered already."), code="twice")
        return cleaned
