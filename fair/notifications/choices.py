"""The closed lists of the outbox, and what a message may carry."""

import re
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from fair.notifications.engine.leaving import Bundling

# RFC 5546, 1.4
CALENDAR_METHODS = frozenset(
    {"PUBLISH", "REQUEST", "REPLY", "ADD", "CANCEL", "REFRESH", "COUNTER", "DECLINECOUNTER"}
)
MAX_FILE_NAME = 100
_CONTENT_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*")


class NoticeState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    GATHERED = "gathered", _("Waiting for a bundle")
    BUNDLED = "bundled", _("Sent in a bundle")
    KEPT = "kept", _("On the site only")
    EXPIRED = "expired", _("Too late to be of use")


class BundlingChoice(models.TextChoices):
    HOURLY = Bundling.HOURLY.value, _("One message an hour")
    DAILY = Bundling.DAILY.value, _("One message each morning")
    NEVER = Bundling.NEVER.value, _("Each message by itself")


class Channel(models.TextChoices):
    EMAIL = "email", _("E-mail")
    ZALO = "zalo", _("Zalo")
    LINE = "line", _("LINE")
    SMS = "sms", _("SMS")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes out with a message, e.g. ("agenda.pdf", "application/pdf", b"…").

    Raise ValueError for a name with a folder, a line break or more than 100 characters, and for a
    content type that is not "type/subtype" in lower case without parameters.
    """

    name: str
    content_type: str
    content: bytes

    def __post_init__(self) -> None:
        is_one_name = self.name.isprintable() and not set(self.name) & set("/\\")
        if not (is_one_name and 0 < len(self.name) <= MAX_FILE_NAME):
            raise ValueError(f"not the name of a file: {self.name!r}")
        if not _CONTENT_TYPE.fullmatch(self.content_type):
            raise ValueError(f"not a content type: {self.content_type!r}")


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """A calendar entry in the words of RFC 5545, UTF-8, to be taken up by the reader's calendar.

    `method` repeats the METHOD of the content, e.g. "REQUEST"; mail programs show the answer
    buttons only where the two agree. Raise ValueError where they differ.
    """

    method: str
    content: bytes

    def __post_init__(self) -> None:
        if self.method not in CALENDAR_METHODS:
            raise ValueError(f"not a method of RFC 5546: {self.method!r}")
        lines = self.content.decode().splitlines()
        if f"METHOD:{self.method}" not in lines:
            raise ValueError(f"the content has another method than {self.method}")
