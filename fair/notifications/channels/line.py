"""LINE: push messages of an official account (Messaging API).

developers.line.biz/en/docs/messaging-api/retrying-api-request: with a retry key a message is taken
once, and 409 says that it was taken before.
"""

from uuid import UUID

from django.conf import settings

from fair.notifications.channels.sending import post, raise_for

TAKEN_BEFORE = 409


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
