"""The site's e-mail backend: every message of every library goes through the outbox."""

from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailAttachment, EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.encoding import force_bytes

from fair.notifications.choices import Attachment
from fair.notifications.services import queue_notice


class OutboxEmailBackend(BaseEmailBackend):
    """Queue messages as notices, one per recipient, in the transaction that sends them.

    Raise ValueError for an attachment without a name or made by hand of MIME parts.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            files = [_file_of(attachment) for attachment in message.attachments]
            for address in message.recipients():
                queue_notice(
                    address,
                    kind="library",
                    subject=str(message.subject),
                    body_text=str(message.body),
                    body_html=_html_of(message),
                    attachments=files,
                )
        return len(email_messages)


def _html_of(message: EmailMessage) -> str:
    if not isinstance(message, EmailMultiAlternatives):
        return ""
    html = [content for content, kind in message.alternatives if kind == "text/html"]
    return str(html[0]) if html else ""


def _file_of(attachment: Any) -> Attachment:
    if not isinstance(attachment, EmailAttachment):
        raise ValueError("the outbox carries files, not MIME parts")  # noqa: TRY004 - the caller's error, as below
    return Attachment(
        name=attachment.filename or "",
        content_type=attachment.mimetype,
        content=force_bytes(attachment.content),
    )
