"""Ask the rules whether a notice leaves now."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q

from fair.notifications.choices import Channel, NoticeState
from fair.notifications.engine.leaving import Decision, Load, Message, Step, decide
from fair.notifications.models import BUNDLE_KIND, Notice, NoticeAttachment, Preferences
from fair.notifications.selectors import preferences_of


def decision_on(notice: Notice, *, now: datetime) -> Decision:
    """Say what becomes of a notice that is due; the recipient is read, so select them along.

    A message to an address only, such as a log-in code, leaves at once.
    """
    if notice.recipient is None:
        return Decision(Step.SEND)
    preferences = preferences_of(notice.recipient)
    message = _message_of(notice, preferences)
    habits = preferences.habits
    load = Load()
    if message.may_be_bundled and not message.is_urgent:
        load = _load_on(notice.recipient, window=habits.bundling.window, now=now)
    return decide(message, habits=habits, load=load, now=now)


def _message_of(notice: Notice, preferences: Preferences) -> Message:
    # What a relay may have accepted before must not come again inside another message.
    was_tried = notice.attempts > 0
    has_files = NoticeAttachment.objects.filter(notice=notice).exists()
    return Message(
        is_urgent=notice.is_urgent,
        is_wanted=preferences.wants_kind(notice.kind, Channel.EMAIL),
        may_be_bundled=not (was_tried or has_files or notice.kind == BUNDLE_KIND),
        needed_by=notice.needed_by,
        expires_at=notice.expires_at,
    )


def _load_on(recipient: Any, *, window: timedelta, now: datetime) -> Load:
    """Count what could have been bundled; one query."""
    files = NoticeAttachment.objects.filter(notice=OuterRef("pk"))
    single = Q(is_urgent=False) & ~Q(kind=BUNDLE_KIND)
    counts = Notice.objects.visible_to(recipient).aggregate(
        sent=Count("pk", Q(state=NoticeState.SENT, sent_at__gt=now - window) & single),
        due=Count(
            "pk",
            Q(state=NoticeState.QUEUED, due_at__lte=now, attempts=0) & single & ~Q(Exists(files)),
        ),
        gathered=Count("pk", Q(state=NoticeState.GATHERED)),
        bundled_at=Max("created_at", filter=Q(kind=BUNDLE_KIND)),
    )
    return Load(
        sent=counts["sent"],
        due=counts["due"],
        is_gathering=counts["gathered"] > 0,
        bundled_at=counts["bundled_at"],
    )
