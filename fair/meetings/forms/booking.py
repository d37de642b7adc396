"""Forms with which people book, move and hand over meetings, and organisers state the rules."""

from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from fair.common.sections import OnceForm, SectionedForm
from fair.editions.models import Participation
from fair.meetings.choices import MeetingMode
from fair.meetings.forms.plans import moment_field
from fair.meetings.models import BookingRules

# A moment as our own pages send it.
MOMENT = "%Y-%m-%dT%H:%M:%S%z"


PHASES = (
    ("requests_open_at", "requests_close_at", _("Requests close before they open.")),
    ("booking_opens_at", "booking_closes_at", _("Booking closes before it opens.")),
)


class BookForm(OnceForm):
    """A free time that somebody chose; `why` is an organiser's reason to go beyond limits."""

    time = forms.DateTimeField(input_formats=[MOMENT])
    mode = forms.ChoiceField(choices=MeetingMode.choices)
    why = forms.CharField(
        label=_("Why beyond the limits"),
        required=False,
        max_length=300,
        help_text=_("Both sides read it."),
    )


class SwapForm(forms.Form):
    """The meeting to change times with, and when both began as the sender saw them.

    The button that was pressed names the other as "<public id>/<its beginning>".
    """

    seen = forms.DateTimeField(input_formats=[MOMENT])
    swap = forms.CharField(max_length=60)

    def clean_swap(self) -> tuple[UUID, datetime]:
        """Take the other meeting's id and beginning apart."""
        public_id, _slash, began = self.cleaned_data["swap"].partition("/")
        try:
            return UUID(public_id), datetime.fromisoformat(began).astimezone(UTC)
        except ValueError as error:
            raise ValidationError(_("Choose a meeting."), code="invalid") from error


class HandOverForm(forms.Form):
    """Who comes to a meeting instead."""

    to = forms.ModelChoiceField(
        label=_("Colleague"), queryset=User.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, side: Participation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        members = User.objects.filter(
            memberships__organisation=side.organisation_id, is_active=True
        )
        to.queryset = members.order_by("full_name", "id")


class RulesForm(SectionedForm, forms.ModelForm):
    """The booking rules of an edition, in the active time zone."""

    SECTIONS = (
        ("kind", _("Planned, booked or both"), "", ("kind",)),
        (
            "requests",
            _("Requests"),
            _("When participants may ask each other for meetings, and how many may be open."),
            (
                *("requests_open_at", "requests_close_at"),
                *("supplier_open_requests", "buyer_open_requests"),
            ),
        ),
        (
            "booking",
            _("Booking"),
            _("When participants may take, move and swap times, and how many each may book."),
            (
                *("booking_opens_at", "booking_closes_at"),
                *("supplier_booked_meetings", "buyer_booked_meetings"),
            ),
        ),
        ("outlook", _("What participants may do"), "", ()),
    )
    SECTION_TEMPLATES: ClassVar[dict[str, str]] = {"outlook": "meetings/_rules_outlook.html"}

    requests_open_at = moment_field(_("Requests from"), required=False)
    requests_close_at = moment_field(_("Requests until"), required=False)
    booking_opens_at = moment_field(_("Booking from"), required=False)
    booking_closes_at = moment_field(_("Booking until"), required=False)

    class Meta:
        model = BookingRules
        fields = (
            "kind",
            "requests_open_at",
            "requests_close_at",
            "booking_opens_at",
            "booking_closes_at",
            "supplier_open_requests",
            "buyer_open_requests",
            "supplier_booked_meetings",
            "buyer_booked_meetings",
        )
        widgets: ClassVar[dict[str, Any]] = {"kind": forms.RadioSelect}

    def clean(self) -> dict[str, Any]:
        """Refuse phases that end before they begin, or begin once the fair is over."""
        cleaned = super().clean()
        fair_ends = self.instance.edition.closes_at
        for opens, closes, message in PHASES:
            opens_at, closes_at = cleaned.get(opens), cleaned.get(closes)
            if opens_at and closes_at and closes_at <= opens_at:
                self.add_error(closes, message)
            if opens_at and opens_at >= fair_ends:
                self.add_error(opens, _("The fair is over by then."))
        return cleaned
