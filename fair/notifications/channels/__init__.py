"""Ways to a person besides e-mail. Each is off until the operator sets it up."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings

from fair.notifications.channels import line, sms, zalo
from fair.notifications.channels.sending import Refused, TokenExpired, TryLater
from fair.notifications.choices import Channel

# Takes the address, the text and a key that is the same for every attempt; raises TryLater, or
# Refused if the address will never be reached.
Send = Callable[[str, str, UUID], None]

ADAPTERS: dict[Channel, Send] = {
    Channel.ZALO: zalo.send,
    Channel.LINE: line.send,
    Channel.SMS: sms.send,
}

__all__ = ["ADAPTERS", "Refused", "Send", "TokenExpired", "TryLater", "enabled"]


def enabled() -> list[Channel]:
    """Return the channels that the operator has set up, besides e-mail."""
    return [channel for channel in ADAPTERS if channel.value in settings.CHANNELS]
