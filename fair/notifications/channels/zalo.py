"""Zalo: template messages of an official account to a phone number (ZNS).

zalo.cloud/zns/guidelines/handle-error-code: errors come with HTTP 200, in the answer's "error".
"""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from fair.notifications.channels.sending import Refused, TokenExpired, TryLater, post, raise_for

TOKEN_INVALID = -124
UNKNOWN_ERROR = -100
# The account's own limits and its balance: others' addresses are not at fault.
NOT_NOW = frozenset({UNKNOWN_ERROR, -115, -144, -147})
NOT_NOW_WAIT = timedelta(minutes=30)


def send(address: str, text: str, key: UUID) -> None:
    """Send `text` in the operator's template to the phone number `address`."""
    own = settings.CHANNELS["zalo"]
    answer = post(
        f"{own['origin']}/message/template",
        headers={"access_token": _token(own["token_file"])},
        payload={
            "phone": address.removeprefix("+"),
            "template_id": own["template"],
            "template_data": {"text": text},
            "tracking_id": str(key),
        },
    )
    raise_for(answer)
    error = answer.body.get("error")
    if error == TOKEN_INVALID:
        raise TokenExpired(f"Zalo {error}")
    if error is None or error in NOT_NOW:
        raise TryLater(f"Zalo {error}", after=NOT_NOW_WAIT)
    if error != 0:
        raise Refused(f"Zalo {error}")


def _token(path: str) -> str:
    """Read the token for each message: it lives for a day and is renewed outside of the site."""
    try:
        return Path(path).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        raise TokenExpired("the file of the Zalo token cannot be read") from None
