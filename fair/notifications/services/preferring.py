"""People say how they want to be told."""

from collections.abc import Iterable
from datetime import time
from typing import Any

from django.db import transaction

from fair.notifications.choices import Channel
from fair.notifications.models import Preferences, choice_of
from fair.notifications.topics import Topic


@transaction.atomic
def save_preferences(
    user: Any,
    *,
    refused: Iterable[str],
    quiet_from: time,
    quiet_until: time,
    bundling: str,
    reminder_minutes: int,
) -> Preferences:
    """Store all choices of a person at once."""
    preferences, _is_new = Preferences.objects.update_or_create(
        user=user,
        defaults={
            "refused": sorted(set(refused)),
            "quiet_from": quiet_from,
            "quiet_until": quiet_until,
            "bundling": bundling,
            "reminder_minutes": reminder_minutes,
        },
    )
    return preferences


@transaction.atomic
def refuse_topic(user: Any, *, topic: Topic) -> None:
    """Switch a topic off in e-mails; what else the person chose stays."""
    Preferences.objects.get_or_create(user=user)
    preferences = Preferences.objects.select_for_update(no_key=True).get(user=user)
    choice = choice_of(topic, Channel.EMAIL)
    if choice not in preferences.refused:
        preferences.refused = sorted({*preferences.refused, choice})
        preferences.save(update_fields=["refused", "updated_at"])
