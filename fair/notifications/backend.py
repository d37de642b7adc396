"""The site's e-mail backend: every message of every library goes through the outbox."""

from collections.abc import Sequence

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from fair.notifications.services import queue_notice


class OutboxEmailBackend(BaseEmailBackend):
    """Queue messages as notices, one per recipient, in the transaction that sends them.

    Raise ValueError for a message with attachments: the outbox carries text and HTML only.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            if message.attachments:
                raise ValueError("the outbox carries no attachments")
            for address in message.recipients():
                queue_notice(
                    address,
                    kind="library",
                    subject=str(message.subject),
                    body_text=str(message.body),
                    body_html=_html_of(message),
                )
        return len(email_messages)


def _html_of(message: EmailMessage) -> str:
    if not isinstance(message, EmailMultiAlternatives):
        return ""
    html = [content for content, kind in message.alternatives if kind == "text/html"]
    return str(html[0]) if html else ""
