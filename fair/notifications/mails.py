"""Notices as e-mails, and the words of messages."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils import translation

from fair.notifications.links import notice_url, preferences_url, unsubscribe_url
from fair.notifications.models import BUNDLE_KIND, Notice, NoticeAttachment
from fair.notifications.topics import ALWAYS_MAILED, Topic, topic_of

MAX_SUBJECT = 250


def wording_of(kind: str, *, recipient: Any, context: dict[str, Any]) -> tuple[str, str]:
    """Return subject and text of a message of the `kind`, in the recipient's language."""
    with translation.override(recipient.language):
        subject = render_to_string(f"emails/{kind}.subject.txt", context)
        return one_line(subject), render_to_string(f"emails/{kind}.txt", context)


def one_line(subject: str) -> str:
    """Return a subject as one line: a line break in a name must not become a header of its own."""
    return " ".join(subject.split())[:MAX_SUBJECT]


def short_text_of(notice: Notice) -> str:
    """Return a notice in a few words: its subject, and where the rest is."""
    context = {"subject": notice.subject, "url": notice_url(notice.public_id)}
    return render_to_string("emails/notifications/short.txt", context).strip()


def mail_of(notice: Notice) -> EmailMultiAlternatives:
    """Return the e-mail of a notice, with the same Message-ID each time."""
    topic = _topic_to_refuse(notice)
    mail = EmailMultiAlternatives(
        subject=notice.subject,
        body=notice.body_text + _foot(notice, topic=topic),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[notice.to_email],
        headers={"Message-ID": notice.message_id, **_way_out(notice, topic=topic)},
        connection=get_connection(settings.DELIVERY_EMAIL_BACKEND),
    )
    if notice.body_html:
        mail.attach_alternative(notice.body_html, "text/html")
    for attachment in notice.attachments.order_by("id"):
        _attach(mail, attachment)
    return mail


def _topic_to_refuse(notice: Notice) -> Topic | None:
    """Return the topic that the recipient may switch off; None for what is always sent."""
    topic = topic_of(notice.kind)
    return None if notice.recipient is None or topic in ALWAYS_MAILED else topic


def _way_out(notice: Notice, *, topic: Topic | None) -> dict[str, str]:
    """Let mail programs show a button that switches the topic off (RFC 8058)."""
    if topic is None:
        return {}
    return {
        "List-Unsubscribe": f"<{unsubscribe_url(notice.recipient, topic=topic)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _foot(notice: Notice, *, topic: Topic | None) -> str:
    """Say in the recipient's language why this came and how it can be stopped."""
    if notice.recipient is None:
        return ""
    context = {
        "topic": topic,
        "is_bundle": notice.kind == BUNDLE_KIND,
        "unsubscribe_url": unsubscribe_url(notice.recipient, topic=topic) if topic else "",
        "preferences_url": preferences_url(),
    }
    with translation.override(notice.recipient.language):
        return render_to_string("emails/notifications/_foot.txt", context)


def _attach(mail: EmailMultiAlternatives, attachment: NoticeAttachment) -> None:
    """Add a file; a calendar entry twice.

    As an alternative of the text it is what mail programs offer to accept, as a file it is what
    people without such a program open. Django adds the charset, so the type names none.
    """
    content = bytes(attachment.content)
    if attachment.calendar_method:
        kind = f"text/calendar; method={attachment.calendar_method}"
        mail.attach_alternative(content.decode(), kind)
    mail.attach(attachment.name, content, attachment.content_type)
