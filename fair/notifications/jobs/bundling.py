"""Make one message of those that were too many to come one by one."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from fair.notifications.choices import Channel, NoticeState
from fair.notifications.mails import wording_of
from fair.notifications.models import BUNDLE_KIND, Notice
from fair.notifications.selectors import preferences_of


def bundle_due(*, now: datetime, limit: int) -> int:
    """Bundle what is gathered for people whose time has come, at most `limit`; return for how many.

    The bundle and the mark on what it holds are one transaction: a worker killed anywhere in it
    has bundled nothing.
    """
    due = Notice.objects.filter(state=NoticeState.GATHERED, due_at__lte=now)
    people = due.order_by("recipient_id").values_list("recipient_id", flat=True).distinct()
    return sum(_bundle_for(recipient_id, now=now) for recipient_id in list(people[:limit]))


@transaction.atomic
def _bundle_for(recipient_id: int, *, now: datetime) -> bool:
    """Put all that a person has waiting into one message; False if another worker did."""
    gathered = Notice.objects.filter(recipient=recipient_id, state=NoticeState.GATHERED)
    rows = list(
        gathered.select_related("recipient")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("created_at", "id")
    )
    if not rows:
        return False
    rows = _without_useless(rows, now=now)
    if rows:
        bundle = _bundle_of(rows, recipient=rows[0].recipient, now=now)
        gathered.filter(pk__in=[row.pk for row in rows]).update(
            state=NoticeState.BUNDLED, bundle=bundle
        )
    return bool(rows)


def _without_useless(rows: list[Notice], *, now: datetime) -> list[Notice]:
    """Put aside what came to be too late or unwanted while it waited; return the others."""
    late = {row.pk for row in rows if row.expires_at is not None and row.expires_at <= now}
    unwanted_kinds = set(preferences_of(rows[0].recipient).unwanted_kinds(Channel.EMAIL))
    unwanted = {row.pk for row in rows if row.kind in unwanted_kinds} - late
    Notice.objects.filter(pk__in=late).update(state=NoticeState.EXPIRED)
    Notice.objects.filter(pk__in=unwanted).update(state=NoticeState.KEPT)
    return [row for row in rows if row.pk not in late | unwanted]


def _bundle_of(rows: list[Notice], *, recipient: Any, now: datetime) -> Notice:
    context = {"recipient": recipient, "site_url": settings.SITE_URL, "notices": rows}
    subject, text = wording_of(BUNDLE_KIND, recipient=recipient, context=context)
    return Notice.objects.create(
        recipient=recipient,
        to_email=recipient.email,
        kind=BUNDLE_KIND,
        subject=subject,
        body_text=text,
        due_at=now,
    )
