"""Write messages into the outbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from fair.common import after_commit
from fair.notifications.channels import enabled
from fair.notifications.choices import Attachment, CalendarPart, NoticeState
from fair.notifications.mails import one_line, short_text_of, wording_of
from fair.notifications.models import ChannelAddress, Notice, NoticeAttachment, ShortMessage
from fair.notifications.tasks import deliver_notice, deliver_short_message
from fair.notifications.topics import URGENT_KINDS, topic_of


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
    is_urgent: bool = False,
    needed_by: datetime | None = None,
    expires_at: datetime | None = None,
) -> Notice:
    """Put a message into the outbox; it leaves after the surrounding transaction commits.

    With a `dedupe_key` that was used before, return the earlier notice and send nothing more.
    One that is urgent, by its kind or this time, waits neither for the morning nor for a bundle,
    and no other does beyond `needed_by`; one that expires is not sent from then on.
    """
    fields = {
        "to_email": to_email,
        "recipient": recipient,
        "kind": kind,
        "subject": one_line(subject),
        "body_text": body_text,
        "body_html": body_html,
        "is_urgent": is_urgent or kind in URGENT_KINDS,
        "needed_by": needed_by,
        "expires_at": expires_at,
    }
    if dedupe_key is None:
        notice, is_new = Notice.objects.create(**fields), True
    else:
        notice, is_new = Notice.objects.get_or_create(dedupe_key=dedupe_key, defaults=fields)
    if is_new:
        _keep_files(notice, attachments=attachments, calendar=calendar)
        _write_short(notice)
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
    is_urgent: bool = False,
    needed_by: datetime | None = None,
    expires_at: datetime | None = None,
) -> Notice:
    """Queue the message `kind` for a person, in that person's language.

    `kind` is "<room>/<name>" and names the templates emails/<room>/<name>.subject.txt and .txt;
    they see `context`, `recipient` and `site_url`.
    """
    context = {"recipient": recipient, "site_url": settings.SITE_URL, **context}
    subject, text = wording_of(kind, recipient=recipient, context=context)
    return queue_notice(
        recipient.email,
        kind=kind,
        subject=subject,
        body_text=text,
        recipient=recipient,
        dedupe_key=dedupe_key,
        attachments=attachments,
        calendar=calendar,
        is_urgent=is_urgent,
        needed_by=needed_by,
        expires_at=expires_at,
    )


@transaction.atomic
def send_again(notice: Notice, *, now: datetime) -> None:
    """Give a failed notice a new set of attempts; somebody wants it to arrive now."""
    changed = Notice.objects.filter(pk=notice.pk, state=NoticeState.FAILED).update(
        state=NoticeState.QUEUED, attempts=0, due_at=now, error="", is_urgent=True
    )
    if changed:
        after_commit.enqueue(deliver_notice, notice_id=notice.pk)


def take_back(prefix: str, *, but: str) -> int:
    """Let messages whose key begins with `prefix`, but not with `but`, not leave any more.

    Return how many those are; one that may be on its way already is left alone.
    """
    waiting = Notice.objects.filter(
        dedupe_key__startswith=prefix,
        state__in=[NoticeState.QUEUED, NoticeState.GATHERED],
        attempts=0,
    )
    return waiting.exclude(dedupe_key__startswith=but).update(state=NoticeState.EXPIRED)


def _keep_files(
    notice: Notice, *, attachments: Sequence[Attachment], calendar: CalendarPart | None
) -> None:
    rows = [NoticeAttachment.of_file(notice, file) for file in attachments]
    if calendar is not None:
        rows.append(NoticeAttachment.of_calendar(notice, calendar))
    NoticeAttachment.objects.bulk_create(rows)


def _write_short(notice: Notice) -> None:
    """Write the notice in a few words for each other channel; what has no topic is e-mail only."""
    channels = enabled()
    if not channels or notice.recipient is None or topic_of(notice.kind) is None:
        return
    addresses = ChannelAddress.objects.visible_to(notice.recipient).reachable()
    for address in addresses.filter(channel__in=channels).order_by("id"):
        message = ShortMessage.objects.create(to=address, notice=notice, text=short_text_of(notice))
        after_commit.enqueue(deliver_short_message, message_id=message.pk)
