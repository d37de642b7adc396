"""Write messages into the outbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from fair.common import after_commit
from fair.notifications.choices import Attachment, CalendarPart, NoticeState
from fair.notifications.models import Notice, NoticeAttachment
from fair.notifications.tasks import deliver_notice


@transaction.atomic
def queue_notice(
    to_email: str,
    *,
    kind: str,
    subject: str,
    body_text: str,
    body_html: str = "",
    recipient: Any = None,
    dedupe_key: str | None = None,
    attachments: Sequence[Attachment] = (),
    calendar: CalendarPart | None = None,
) -> Notice:
    """Put a message into the outbox; it leaves after the surrounding transaction commits.

    With a `dedupe_key` that was used before, return the earlier notice and send nothing more.
    """
    # A subject is one line: a line break in a name must not become a header of its own.
    fields = {
        "to_email": to_email,
        "recipient": recipient,
        "kind": kind,
        "subject": " ".join(subject.split())[:250],
        "body_text": body_text,
        "body_html": body_html,
    }
    if dedupe_key is None:
        notice, is_new = Notice.objects.create(**fields), True
    else:
        notice, is_new = Notice.objects.get_or_create(dedupe_key=dedupe_key, defaults=fields)
    if is_new:
        _keep_files(notice, attachments=attachments, calendar=calendar)
        after_commit.enqueue(deliver_notice, notice_id=notice.pk)
    return notice


def notify(
    recipient: Any,
    *,
    kind: str,
    context: dict[str, Any],
    dedupe_key: str | None = None,
    attachments: Sequence[Attachment] = (),
    calendar: CalendarPart | None = None,
) -> Notice:
    """Queue the message `kind` for a person, in that person's language.

    `kind` is "<room>/<name>" and names the templates emails/<room>/<name>.subject.txt and .txt;
    they see `context`, `recipient` and `site_url`.
    """
    context = {"recipient": recipient, "site_url": settings.SITE_URL, **context}
    with translation.override(recipient.language):
        return queue_notice(
            recipient.email,
            kind=kind,
            subject=render_to_string(f"emails/{kind}.subject.txt", context),
            body_text=render_to_string(f"emails/{kind}.txt", context),
            recipient=recipient,
            dedupe_key=dedupe_key,
            attachments=attachments,
            calendar=calendar,
        )


@transaction.atomic
def send_again(notice: Notice, *, now: datetime) -> None:
    """Give a failed notice a new set of attempts."""
    changed = Notice.objects.filter(pk=notice.pk, state=NoticeState.FAILED).update(
        state=NoticeState.QUEUED, attempts=0, due_at=now, error=""
    )
    if changed:
        after_commit.enqueue(deliver_notice, notice_id=notice.pk)


def _keep_files(
    notice: Notice, *, attachments: Sequence[Attachment], calendar: CalendarPart | None
) -> None:
    rows = [NoticeAttachment.of_file(notice, file) for file in attachments]
    if calendar is not None:
        rows.append(NoticeAttachment.of_calendar(notice, calendar))
    NoticeAttachment.objects.bulk_create(rows)
