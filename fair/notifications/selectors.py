"""What a person was told, and how they want to be told."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from fair.notifications.models import ChannelAddress, Notice, Preferences


def preferences_of(user: Any) -> Preferences:
    """Return the person's choices; those of a person who made none are not stored."""
    stored = Preferences.objects.filter(user=user).first()
    preferences = stored or Preferences()
    preferences.user = user
    return preferences


def reminder_minutes_of(user_ids: Iterable[int]) -> dict[int, int]:
    """Return for each person how many minutes before a meeting they want to be told; 0: never."""
    ids = list(user_ids)
    chosen = dict(
        Preferences.objects.filter(user__in=ids).values_list("user_id", "reminder_minutes")
    )
    usual = Preferences().reminder_minutes
    return {user_id: chosen.get(user_id, usual) for user_id in ids}


def notices_of(user: Any) -> QuerySet[Notice]:
    """Return what the person finds on the site, the newest first."""
    return Notice.objects.visible_to(user).on_site().order_by("-created_at", "-id")


def unread_count(user: Any) -> int:
    """Return how many messages the person has not opened on the site."""
    return Notice.objects.visible_to(user).on_site().unread().count()


def keys_used(keys: Iterable[str]) -> set[str]:
    """Return those of the keys under which a message was written already."""
    rows = Notice.objects.filter(dedupe_key__in=list(keys))
    return {str(key) for key in rows.values_list("dedupe_key", flat=True)}


def addresses_of(user: Any) -> dict[str, ChannelAddress]:
    """Return the person's addresses with other channels, by channel."""
    return {row.channel: row for row in ChannelAddress.objects.visible_to(user)}
