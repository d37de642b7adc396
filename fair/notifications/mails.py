"""Notices as e-mails."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from fair.notifications.models import Notice, NoticeAttachment


def mail_of(notice: Notice) -> EmailMultiAlternatives:
    """Return the e-mail of a notice, with the same Message-ID each time."""
    mail = EmailMultiAlternatives(
        subject=notice.subject,
        body=notice.body_text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[notice.to_email],
        headers={"Message-ID": notice.message_id},
        connection=get_connection(settings.DELIVERY_EMAIL_BACKEND),
    )
    if notice.body_html:
        mail.attach_alternative(notice.body_html, "text/html")
    for attachment in notice.attachments.order_by("id"):
        _attach(mail, attachment)
    return mail


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
