"""People link a channel's address and confirm by a code that it is theirs."""

import re
import secrets
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.refusals import Refusal
from fair.common import after_commit
from fair.notifications.choices import Channel
from fair.notifications.models import ChannelAddress, ShortMessage, hash_of
from fair.notifications.tasks import deliver_short_message

PATTERNS = {
    Channel.ZALO: re.compile(r"\+[1-9]\d{7,14}"),
    Channel.SMS: re.compile(r"\+[1-9]\d{7,14}"),
}
BETWEEN_CODES = timedelta(minutes=1)


class CannotLink(Refusal):
    """The address cannot be linked or confirmed."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "not_an_address": gettext_lazy("Write a phone number with its country, like +84912345678."),
        "too_soon": gettext_lazy("A code was sent a moment ago; wait a minute for another."),
        "wrong_code": gettext_lazy("That is not the code, or it is too old: ask for a new one."),
    }


@transaction.atomic
def link_address(user: Any, *, channel: Channel, address: str, now: datetime) -> ChannelAddress:
    """Send a code to an address; nothing else goes there before it is confirmed.

    It takes the place of the address that the person had. Raise CannotLink.
    """
    address = re.sub(r"[\s().-]", "", address)
    pattern = PATTERNS.get(channel)  # LINE is linked from LINE, see line.py
    if pattern is None or not pattern.fullmatch(address):
        raise CannotLink("not_an_address")
    ChannelAddress.objects.get_or_create(user=user, channel=channel)
    row = ChannelAddress.objects.select_for_update(no_key=True).get(user=user, channel=channel)
    if row.code_sent_at is not None and now < row.code_sent_at + BETWEEN_CODES:
        raise CannotLink("too_soon")
    code = f"{secrets.randbelow(10**6):06}"
    row.address, row.code_hash, row.code_sent_at = address, hash_of(code), now
    row.tries, row.confirmed_at, row.refused_at = 0, None, None
    row.save()
    _send_code(row, code)
    return row


def confirm_address(user: Any, *, channel: Channel, code: str, now: datetime) -> None:
    """Confirm by its code that the address is the person's. Raise CannotLink.

    Five wrong codes, and a new one is needed.
    """
    is_typed = channel in PATTERNS
    if not (is_typed and _try_code(user, channel=channel, code=code.strip(), now=now)):
        raise CannotLink("wrong_code")


@transaction.atomic
def _try_code(user: Any, *, channel: Channel, code: str, now: datetime) -> bool:
    """Compare a code and count the try; the count stays where the code is wrong."""
    row = _locked(user, channel)
    if row is None:
        return False
    is_right = row.is_code(code, now=now)
    if is_right:
        row.confirmed_at, row.code_hash = now, ""
    else:
        row.tries += 1
    row.save(update_fields=["confirmed_at", "code_hash", "tries", "updated_at"])
    return is_right


def unlink_address(user: Any, *, channel: Channel) -> None:
    """Forget a person's address with a channel."""
    ChannelAddress.objects.filter(user=user, channel=channel).delete()


def _locked(user: Any, channel: Channel) -> ChannelAddress | None:
    rows = ChannelAddress.objects.select_for_update(no_key=True)
    return rows.filter(user=user, channel=channel).first()


def _send_code(row: ChannelAddress, code: str) -> None:
    with translation.override(row.user.language):
        text = _("%(code)s is your code for messages of the fair.") % {"code": code}
    message = ShortMessage.objects.create(to=row, text=text)
    after_commit.enqueue(deliver_short_message, message_id=message.pk)
