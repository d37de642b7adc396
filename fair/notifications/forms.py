"""The form in which people say how they want to be told."""

from collections.abc import Sequence
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

    def __init__(
        self, *args: Any, preferences: Preferences, channels: Sequence[Channel] = (), **kwargs: Any
    ) -> None:
        self.preferences = preferences
        usual = ("reminder_minutes", "quiet_from", "quiet_until", "bundling")
        initial = {name: getattr(preferences, name) for name in usual}
        kwargs["initial"] = {**initial, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.drawn: list[Channel] = [Channel.EMAIL, *channels]
        for channel in channels:
            self.fields[channel.value] = forms.MultipleChoiceField(
                label=_("By %(channel)s, tell me of") % {"channel": channel.label},
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        for channel in self.drawn:
            self._offer_topics(channel)
        others = [name for name in self.fields if name not in Channel.values]
        self.order_fields([*(channel.value for channel in self.drawn), *others])

    def _offer_topics(self, channel: Channel) -> None:
        topics = topics_of(channel)
        field: Any = self.fields[channel.value]
        field.choices = [(topic.value, topic.label) for topic in topics]
        wanted = [topic for topic in topics if self.preferences.wants(topic, channel)]
        self.initial.setdefault(channel.value, wanted)

    @property
    def choices(self) -> dict[str, Any]:
        """What was chosen, as save_preferences takes it; boxes that were not drawn stay."""
        boxes = {
            choice_of(topic, channel): topic in self.cleaned_data[channel.value]
            for channel in self.drawn
            for topic in topics_of(channel)
        }
        kept = {choice for choice in self.preferences.refused if choice not in boxes}
        others = ("quiet_from", "quiet_until", "bundling", "reminder_minutes")
        return {
            "refused": kept | {choice for choice, is_wanted in boxes.items() if not is_wanted},
            **{name: self.cleaned_data[name] for name in others},
        }


def topics_of(channel: Channel) -> list[Topic]:
    """Return what may be switched off by a channel."""
    is_mail = channel is Channel.EMAIL
    return [topic for topic in Topic if not (is_mail and topic in ALWAYS_MAILED)]
