"""Make, renew and revoke the secret addresses of calendar feeds, and read one."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from fair.editions.models import Edition, Participation
from fair.meetings.ical import feed_file
from fair.meetings.models import CalendarFeed
from fair.meetings.selectors.calendars import meetings_of_feed, organisations_of_feed

TOKEN_BYTES = 32
# Programs look every few minutes; a row is not written that often.
NOTED_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class FeedFile:
    """What a calendar program gets, and since when it is as it is."""

    content: bytes
    etag: str
    changed_at: datetime


@transaction.atomic
def renew_feed(
    user: User, *, edition: Edition, participation: Participation | None, now: datetime
) -> str:
    """Make the feed's secret, or a new one in place of the old, and return it.

    It is not kept: whoever loses it makes a new one.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    CalendarFeed.objects.update_or_create(
        user=user,
        edition=edition,
        participation=participation,
        defaults={
            "token_hash": _hash(token),
            "renewed_at": now,
            "revoked_at": None,
            "last_used_at": None,
        },
    )
    return token


def revoke_feed(feed: CalendarFeed, *, now: datetime) -> None:
    """Close the feed's address for good; revoking it twice changes nothing."""
    CalendarFeed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=now, updated_at=now)


def find_feed(token: str, *, edition_slug: str) -> CalendarFeed | None:
    """Return the open feed that a secret belongs to; one query."""
    feeds = CalendarFeed.objects.open().filter(edition__slug=edition_slug)
    related = ("user", "edition", "participation__organisation")
    return feeds.select_related(*related).filter(token_hash=_hash(token)).first()


def read_feed(feed: CalendarFeed, *, now: datetime) -> FeedFile:
    """Write the feed's calendar in its person's language, and note that it was read."""
    with translation.override(feed.user.language):
        content = feed_file(
            meetings_of_feed(feed),
            name=_name_of(feed),
            seen_by=organisations_of_feed(feed),
        )
    digest = hashlib.sha256(content).hexdigest()
    changed_at = feed.changed_at
    if changed_at is None or digest != feed.content_hash:
        changed_at = now.replace(microsecond=0)  # HTTP knows whole seconds
    _note(feed, digest=digest, changed_at=changed_at, now=now)
    return FeedFile(content, f'"{digest[:32]}"', changed_at)


def _note(feed: CalendarFeed, *, digest: str, changed_at: datetime, now: datetime) -> None:
    is_noted = feed.last_used_at is not None and now - feed.last_used_at < NOTED_EVERY
    if is_noted and digest == feed.content_hash:
        return
    CalendarFeed.objects.filter(pk=feed.pk).update(
        content_hash=digest, changed_at=changed_at, last_used_at=now
    )


def _name_of(feed: CalendarFeed) -> str:
    if feed.participation is None:
        return _("%(fair)s: my meetings") % {"fair": feed.edition}
    return f"{feed.edition}: {feed.participation}"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
