"""What people may switch off, and which messages belong to it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Topic(models.TextChoices):
    """A group of messages that a person wants or does not want."""

    MATCHES = "matches", _("New matches")
    REQUESTS = "requests", _("Requests for meetings")
    REMINDERS = "reminders", _("Reminders of meetings")
    FOLLOW_UP = "follow_up", _("Notes and next steps after meetings")


# A kind that is not named here is always sent: passwords, decisions, meetings set or cancelled.
TOPIC_OF: dict[str, Topic] = {
    "matching/match": Topic.MATCHES,
}


def topic_of(kind: str) -> Topic | None:
    """Return the topic of messages of the `kind`; None for one that is always sent."""
    return TOPIC_OF.get(kind)
