"""What a person was told, and how they want to be told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import segno
from django.db.models import QuerySet

from fair.notifications.channels.line import talk_address
from fair.notifications.models import ChannelAddress, Notice, Preferences, line_code_of

# Light modules around a drawn code, as its standard asks for.
QUIET_ZONE = 4


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


@dataclass(frozen=True, slots=True)
class LineCode:
    """A code to send from LINE, the address that opens the talk with it, and that as an image."""

    code: str
    address: str
    image: str


def line_code_for(own: ChannelAddress | None, *, now: datetime) -> LineCode | None:
    """Return the code that counts for a person at the moment; None where they asked for none."""
    if own is None or not own.is_code(line_code_of(own), now=now):
        return None
    code = line_code_of(own)
    address = talk_address(code)
    image = segno.make(address, error="m").svg_data_uri(border=QUIET_ZONE)
    return LineCode(code, address, image)


def addresses_of(user: Any) -> dict[str, ChannelAddress]:
    """Return the person's addresses with other channels, by channel."""
    return {row.channel: row for row in ChannelAddress.objects.visible_to(user)}
