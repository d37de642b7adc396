"""Tables of the outbox, and how people want to be told."""

from fair.notifications.models.attachment import NoticeAttachment
from fair.notifications.models.channel import (
    CODE_LIVES,
    ChannelAddress,
    ShortMessage,
    hash_of,
    line_code_of,
)
from fair.notifications.models.notice import BUNDLE_KIND, LEASE, MAX_ATTEMPTS, Notice
from fair.notifications.models.preferences import MAX_REMINDER_MINUTES, Preferences, choice_of

__all__ = [
    "BUNDLE_KIND",
    "CODE_LIVES",
    "LEASE",
    "MAX_ATTEMPTS",
    "MAX_REMINDER_MINUTES",
    "ChannelAddress",
    "Notice",
    "NoticeAttachment",
    "Preferences",
    "ShortMessage",
    "choice_of",
    "hash_of",
    "line_code_of",
]
