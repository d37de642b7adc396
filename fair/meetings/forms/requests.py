"""Forms about requests for meetings."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from fair.common.sections import OnceForm
from fair.common.templatetags.fair_ui import clock, day
from fair.exhibitors.models import ProductLine
from fair.meetings.choices import DeclineReason, MeetingMode
from fair.meetings.models.request import LONGEST_MESSAGE
from fair.meetings.selectors.free import FreeTime
from fair.sourcing.models import ComponentNeed

# How many times a request proposes at most: each is a list to choose from.
TIME_FIELDS = {
    "first_time": _("A time that suits"),
    "second_time": _("Another one"),
    "third_time": _("A third one"),
}


def note_field(label: Any, *, help_text: Any = "", required: bool = False) -> forms.CharField:
    """Make a field for some words that both sides read."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea({"rows": 3}),
        help_text=help_text or _("Both sides and the organiser read it."),
    )


def modes_field() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("How to meet"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Leave it open where all of them suit."),
    )


def time_choices(times: Iterable[FreeTime], zone: ZoneInfo) -> list[tuple[str, Any]]:
    """Return times to choose from, in groups by day of the fair."""
    by_day: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for time in times:
        value = time.starts_at.isoformat()
        label = f"{clock(time.starts_at, zone)}–{clock(time.ends_at, zone)}"
        by_day[day(time.starts_at.astimezone(zone).date())].append((value, label))
    return [("", _("Whenever it suits")), *by_day.items()]


def time_field(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, required=False, coerce=datetime.fromisoformat, empty_value=None
    )


class ProposalForm(OnceForm):
    """How and when to meet: ways of meeting, and up to three times."""

    modes = modes_field()
    first_time = time_field(TIME_FIELDS["first_time"])
    second_time = time_field(TIME_FIELDS["second_time"])
    third_time = time_field(TIME_FIELDS["third_time"])

    def __init__(
        self,
        *args: Any,
        ways: Sequence[MeetingMode],
        times: Sequence[FreeTime],
        zone: ZoneInfo,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        modes: Any = self.fields["modes"]
        modes.choices = [(way.value, way.label) for way in ways]
        choices = time_choices(times, zone)
        for name in TIME_FIELDS:
            field: Any = self.fields[name]
            field.choices = choices

    @property
    def chosen_modes(self) -> tuple[MeetingMode, ...]:
        return tuple(MeetingMode(mode) for mode in self.cleaned_data["modes"])

    @property
    def chosen_times(self) -> tuple[datetime, ...]:
        """The times chosen, each once, in order."""
        return tuple(sorted({self.cleaned_data[name] for name in TIME_FIELDS} - {None}))


class AskForm(ProposalForm):
    """What one wants to meet about, how and when."""

    message = note_field(
        _("Your message"),
        help_text=_("What you would like to talk about. Both sides and the organiser read it."),
    )
    needs = forms.ModelMultipleChoiceField(
        label=_("Needs to talk about"),
        queryset=ComponentNeed.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    lines = forms.ModelMultipleChoiceField(
        label=_("Product lines to talk about"),
        queryset=ProductLine.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ["message", "needs", "lines", "modes", *TIME_FIELDS]

    def __init__(self, *args: Any, needs: Any, lines: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("needs", needs), ("lines", lines)):
            field: Any = self.fields[name]
            field.queryset = rows
            if not rows:
                del self.fields[name]


class AnswerForm(OnceForm):
    """A word along with an answer: nothing else is asked."""

    note = note_field(_("Note"))


class SpotField(forms.TypedChoiceField):
    """A free time of a pair: when and how; `offer` says which there are."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            coerce=_spot,
            empty_value=None,
            error_messages={
                "invalid_choice": _("That time was taken meanwhile: choose another one.")
            },
            **kwargs,
        )

    def offer(
        self, times: Sequence[FreeTime], *, wished: Sequence[datetime], zone: ZoneInfo, blank: Any
    ) -> None:
        """Let people choose from `times`; the first of those that were proposed is chosen already.

        `blank` is no time.
        """
        groups: dict[Any, list[tuple[str, str]]] = {}
        for time in sorted(times, key=lambda time: (time.starts_at not in wished, time.starts_at)):
            local = day(time.starts_at.astimezone(zone).date())
            span = f"{clock(time.starts_at, zone)}–{clock(time.ends_at, zone)}"
            is_wished = time.starts_at in wished
            group = _("As proposed") if is_wished else local
            label = f"{local}, {span}" if is_wished else span
            value = f"{time.starts_at.isoformat()}/{time.mode.value}"
            groups.setdefault(group, []).append((value, f"{label} · {time.mode.label}"))
            if is_wished and self.initial is None:
                self.initial = value
        self.choices = [("", blank), *groups.items()]


def _spot(value: str) -> tuple[datetime, MeetingMode]:
    starts_at, _slash, mode = value.partition("/")
    return datetime.fromisoformat(starts_at), MeetingMode(mode)


class TimeForm(OnceForm):
    """When to meet, where times can be booked."""

    time = SpotField(label=_("Time of the meeting"))

    def __init__(
        self,
        *args: Any,
        times: Sequence[FreeTime],
        wished: Sequence[datetime],
        zone: ZoneInfo,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        time: Any = self.fields["time"]
        time.offer(times, wished=wished, zone=zone, blank=_("Choose a time"))


class AcceptForm(AnswerForm):
    """A word along with it, and a time where one can be booked.

    Where a plan follows, the time may be left to it.
    """

    time = SpotField(label=_("Time of the meeting"))
    field_order = ["time", "note"]

    def __init__(
        self,
        *args: Any,
        times: Sequence[FreeTime],
        wished: Sequence[datetime],
        zone: ZoneInfo,
        must_choose: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if not (times or must_choose):
            del self.fields["time"]
            return
        time: Any = self.fields["time"]
        time.required = must_choose
        blank = _("Choose a time") if must_choose else _("Leave it to the next plan")
        time.offer(times, wished=wished, zone=zone, blank=blank)


class DeclineForm(OnceForm):
    """Why not."""

    reason = forms.ChoiceField(
        label=_("Reason"), choices=DeclineReason.choices, widget=forms.RadioSelect
    )
    note = note_field(_("Note"))


class CounterForm(ProposalForm):
    """What one proposes instead."""

    note = note_field(_("Note"))


class DelegateForm(OnceForm):
    """Which colleague answers."""

    to = forms.ModelChoiceField(
        label=_("Colleague"), queryset=User.objects.none(), empty_label=_("Choose somebody")
    )
    note = note_field(_("Note"))

    def __init__(self, *args: Any, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.queryset = colleagues
