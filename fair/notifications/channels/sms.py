"""SMS through whatever gateway the operator rents: JSON {"to", "text"} by HTTP POST."""

from uuid import UUID

from django.conf import settings

from fair.notifications.channels.sending import post, raise_for


def send(address: str, text: str, key: UUID) -> None:
    """Send `text` to the phone number `address`, written like +84912345678."""
    own = settings.CHANNELS["sms"]
    answer = post(
        own["url"],
        headers={"Authorization": f"Bearer {own['token']}", "Idempotency-Key": str(key)},
        payload={"to": address, "text": text},
    )
    raise_for(answer)
