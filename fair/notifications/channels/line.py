"""LINE: push messages of an official account (Messaging API), and hear what people write to it.

developers.line.biz/en/docs/messaging-api/retrying-api-request: with a retry key a message is taken
once, and 409 says that it was taken before. …/verify-webhook-signature: what comes from LINE bears
the HMAC of its bytes under the channel secret. …/using-line-url-scheme: an address opens the talk
with an account, a message written already.
"""

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from hmac import digest
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare

from fair.notifications.channels.sending import post, raise_for

TAKEN_BEFORE = 409
SIGNATURE_HEADER = "X-Line-Signature"


@dataclass(frozen=True, slots=True)
class Heard:
    """What LINE told: who wrote what to the account, and who does not want to hear of it any more.

    People are named by their LINE user ids.
    """

    said: tuple[tuple[str, str], ...] = ()
    left: tuple[str, ...] = ()


def send(address: str, text: str, key: UUID) -> None:
    """Push `text` to the LINE user id `address`."""
    own = settings.CHANNELS["line"]
    answer = post(
        f"{own['origin']}/v2/bot/message/push",
        headers={"Authorization": f"Bearer {own['token']}", "X-Line-Retry-Key": str(key)},
        payload={"to": address, "messages": [{"type": "text", "text": text}]},
    )
    if answer.status != TAKEN_BEFORE:
        raise_for(answer)


def talk_address(text: str) -> str:
    """Return the address that opens the talk with the account, `text` written already."""
    account = quote(settings.CHANNELS["line"]["account"], safe="")
    return f"https://line.me/R/oaMessage/{account}/?{quote(text, safe='')}"


def is_signed(content: bytes, signature: str) -> bool:
    """Tell whether the bytes come from LINE, as the signature beside them says."""
    secret = settings.CHANNELS["line"]["secret"]
    own = b64encode(digest(secret.encode(), content, sha256)).decode()
    return constant_time_compare(own, signature)


def heard(content: bytes) -> Heard:
    """Read what LINE posted; whatever else it tells, now or later, is passed over."""
    try:
        body = json.loads(content)
    except ValueError:
        return Heard()
    events = body.get("events") if isinstance(body, dict) else None
    known = [each for each in events or () if isinstance(each, dict)]
    return Heard(
        said=tuple(_texts(known)),
        left=tuple(_writer(each) for each in known if each.get("type") == "unfollow"),
    )


def _texts(events: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for event in events:
        message = event.get("message")
        if event.get("type") != "message" or not isinstance(message, dict):
            continue
        if message.get("type") == "text" and _writer(event):
            yield _writer(event), str(message.get("text") or "")


def _writer(event: dict[str, Any]) -> str:
    """Return the LINE user id of who did it by themselves, not in a group; "" for nobody."""
    source = event.get("source")
    if not isinstance(source, dict) or source.get("type") != "user":
        return ""
    return str(source.get("userId") or "")
