"""Messages are read on the site."""

from datetime import datetime
from typing import Any

from fair.notifications.models import Notice


def mark_read(notice: Notice, *, now: datetime) -> None:
    """Take note that the recipient opened the message; the first time counts."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=now)


def mark_all_read(user: Any, *, now: datetime) -> int:
    """Take note that the person has seen all messages up to `now`; return how many were new."""
    unread = Notice.objects.visible_to(user).on_site().unread()
    return unread.filter(created_at__lte=now).update(read_at=now)
