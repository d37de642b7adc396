"""What people may switch off, which messages belong to it, and which cannot wait."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Topic(models.TextChoices):
    """A group of messages that a person wants or does not want by some channel."""

    TIMETABLE = "timetable", _("Meetings set, moved or cancelled")
    REMINDERS = "reminders", _("Reminders of meetings")
    REQUESTS = "requests", _("Requests for meetings")
    FOLLOW_UP = "follow_up", _("Notes and next steps after meetings")


# A kind that is not named here is always sent: passwords, invitations, decisions about taking part.
TOPIC_OF: dict[str, Topic] = {
    "meetings/timetable_changed": Topic.TIMETABLE,
    "meetings/handed_over": Topic.TIMETABLE,
    "meetings/who_comes": Topic.TIMETABLE,
    "conferencing/link_pasted": Topic.TIMETABLE,
    "conferencing/room_opens": Topic.TIMETABLE,
    "meetings/day_ahead": Topic.REMINDERS,
    "meetings/reminder": Topic.REMINDERS,
    "outcomes/thanks": Topic.FOLLOW_UP,
    "outcomes/question": Topic.FOLLOW_UP,
    **{
        f"meetings/request_{step}": Topic.REQUESTS
        for step in (
            *("send", "ask_again", "counter", "delegate", "accept"),
            *("decline", "withdraw", "remind", "expire", "lapse"),
        )
    },
}

# Nobody may miss these: their e-mails cannot be switched off.
ALWAYS_MAILED = frozenset({Topic.TIMETABLE})

# Somebody waits for these now: neither the night nor a bundle holds them up.
URGENT_KINDS = frozenset(
    {
        *("library", "accounts/invitation", "matching/match"),
        *("conferencing/room_opens", "conferencing/link_pasted"),
    }
)


def topic_of(kind: str) -> Topic | None:
    """Return the topic of messages of the `kind`; None for one that is always sent."""
    return TOPIC_OF.get(kind)
