"""People link LINE by sending a code to the fair's official account; nobody types a user id."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from fair.common import after_commit
from fair.notifications.channels.line import Heard
from fair.notifications.choices import Channel
from fair.notifications.models import (
    CODE_LIVES,
    ChannelAddress,
    ShortMessage,
    hash_of,
    line_code_of,
)
from fair.notifications.tasks import deliver_short_message

USER_ID = re.compile(r"U[0-9a-f]{32}")
CODE = re.compile(r"[A-Z2-7]{8}")
# Asked for again so soon, the code stays what it is.
STAYS = timedelta(minutes=1)


@transaction.atomic
def make_line_code(user: Any, *, now: datetime) -> ChannelAddress:
    """Let a code count that the person sends from LINE; the address that they had stays until then.

    The one that was made before counts no more.
    """
    ChannelAddress.objects.get_or_create(user=user, channel=Channel.LINE)
    row = ChannelAddress.objects.select_for_update(no_key=True).get(user=user, channel=Channel.LINE)
    if row.code_hash and row.code_sent_at and now < row.code_sent_at + STAYS:
        return row
    row.code_sent_at = now
    row.code_hash = hash_of(line_code_of(row))
    row.save(update_fields=["code_sent_at", "code_hash", "updated_at"])
    return row


def hear_line(heard: Heard, *, now: datetime) -> None:
    """Link who sent a code, and write no more to who left; hearing it again changes nothing."""
    for address, text in heard.said:
        _link(address, text, now=now)
    rows = ChannelAddress.objects.filter(channel=Channel.LINE, address__in=heard.left)
    rows.exclude(address="").update(refused_at=now, updated_at=now)


@transaction.atomic
def _link(address: str, text: str, *, now: datetime) -> None:
    """Link `address` with the person whose code `text` is; any other text is between people."""
    code = re.sub(r"[\s-]", "", text).upper()
    if not (CODE.fullmatch(code) and USER_ID.fullmatch(address)):
        return
    rows = ChannelAddress.objects.select_for_update(no_key=True).select_related("user")
    fresh = rows.filter(channel=Channel.LINE, code_sent_at__gt=now - CODE_LIVES)
    row = fresh.filter(code_hash=hash_of(code)).first()
    if row is None:
        return
    row.address, row.confirmed_at, row.refused_at, row.code_hash = address, now, None, ""
    row.save(update_fields=["address", "confirmed_at", "refused_at", "code_hash", "updated_at"])
    with translation.override(row.user.language):
        welcome = _("Messages of the fair for %(name)s come here, too, from now on.")
        text = welcome % {"name": row.user}
    message = ShortMessage.objects.create(to=row, text=text[:500])
    after_commit.enqueue(deliver_short_message, message_id=message.pk)
