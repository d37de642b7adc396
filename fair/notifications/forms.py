"""The form in which people say how they want to be told."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fair.notifications.choices import BundlingChoice, Channel
from fair.notifications.models import Preferences, choice_of
from fair.notifications.topics import ALWAYS_MAILED, Topic

REMINDER_CHOICES = (
    (0, _("No reminder")),
    (5, _("5 minutes before")),
    (10, _("10 minutes before")),
    (15, _("15 minutes before")),
    (30, _("30 minutes before")),
    (60, _("1 hour before")),
    (120, _("2 hours before")),
)


class ClockInput(forms.TimeInput):
    """A time of day, drawn by the browser."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class PreferencesForm(forms.Form):
    """What to tell by which channel, when, and how much at once."""

    email = forms.MultipleChoiceField(
        label=_("By e-mail, tell me of"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Always sent: what concerns your account and your taking part, and meetings that are "
            "set, moved or cancelled. You find every message on this site, too."
        ),
    )
    reminder_minutes = forms.TypedChoiceField(
        label=_("Remind me of a meeting"), choices=REMINDER_CHOICES, coerce=int
    )
    quiet_from = forms.TimeField(label=_("Quiet from"), widget=ClockInput)
    quiet_until = forms.TimeField(
        label=_("Quiet until"),
        widget=ClockInput,
        help_text=_(
            "By the clock of your time zone. What is not urgent waits until then; the same time "
            "twice means no quiet hours."
        ),
    )
    bundling = forms.ChoiceField(
        label=_("When there are more than five messages at once"), choices=BundlingChoice.choices
    )

    def __init__(self, *args: Any, preferences: Preferences, **kwargs: Any) -> None:
        self.preferences = preferences
        topics = [topic for topic in Topic if topic not in ALWAYS_MAILED]
        initial = {
            "email": [topic for topic in topics if preferences.wants(topic, Channel.EMAIL)],
            "reminder_minutes": preferences.reminder_minutes,
            "quiet_from": preferences.quiet_from,
            "quiet_until": preferences.quiet_until,
            "bundling": preferences.bundling,
        }
        kwargs["initial"] = {**initial, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        boxes = [(topic.value, topic.label) for topic in topics]
        self.fields["email"].choices = boxes  # type: ignore[attr-defined]

    @property
    def choices(self) -> dict[str, Any]:
        """What was chosen, as save_preferences takes it; boxes that were not drawn stay."""
        boxes = self.fields["email"].choices  # type: ignore[attr-defined]
        drawn = {choice_of(value, Channel.EMAIL): value for value, _label in boxes}
        wanted = set(self.cleaned_data["email"])
        kept = {choice for choice in self.preferences.refused if choice not in drawn}
        others = ("quiet_from", "quiet_until", "bundling", "reminder_minutes")
        return {
            "refused": kept | {choice for choice, value in drawn.items() if value not in wanted},
            **{name: self.cleaned_data[name] for name in others},
        }
