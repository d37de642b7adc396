"""What people's own calendars know of their meetings."""

from typing import Any, Self

from django.conf import settings
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from fair.common.models import Timestamped
from fair.editions.models import Edition, Participation
from fair.meetings.models.meeting import Meeting

# The first key of the lock for telling; the second is an edition's id.
TELLING = 471_004


class CalendarEntryManager(models.Manager["CalendarEntry"]):
    """What calendars know."""

    def await_turn(self, edition_id: int) -> None:
        """Wait until nobody else tells people of an edition's meetings; ends with the transaction.

        Two that told at once would count alike what one calendar hears.
        """
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [TELLING, edition_id % 2**31])


class CalendarEntry(Timestamped):
    """What one person's calendar was last told of a meeting.

    Without it nobody could tell who has to hear that a meeting is off, nor count up what they hear.
    """

    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.CASCADE,
        related_name="calendar_entries",
        verbose_name=_("meeting"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="calendar_entries",
        verbose_name=_("person"),
    )
    sequence = models.PositiveIntegerField()
    is_cancelled = models.BooleanField(_("called off"), default=False)
    # Time and place as told, as `ical.facts_of` words them.
    facts = models.CharField(max_length=200)

    objects = CalendarEntryManager()

    class Meta:
        verbose_name = _("calendar entry")
        verbose_name_plural = _("calendar entries")
        constraints = [models.UniqueConstraint("meeting", "user", name="calendar_entry_unique")]

    def __str__(self) -> str:
        return f"{self.user}: {self.meeting}"


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    """Sets of feeds."""

    def visible_to(self, user: Any) -> Self:
        """Keep those that `user` made for themselves."""
        return self.filter(user_id=user.pk or 0)

    def open(self) -> Self:
        """Keep those that can be read."""
        return self.filter(revoked_at=None, user__is_active=True)


class CalendarFeed(Timestamped):
    """A person's secret address under which calendar programs find meetings of an edition.

    Without a participation they are the person's own meetings, with one all of the company's. Who
    no longer acts for the company reads nothing under it.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="calendar_feeds",
        verbose_name=_("person"),
    )
    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="calendar_feeds", verbose_name=_("edition")
    )
    participation = models.ForeignKey(
        Participation,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="calendar_feeds",
        verbose_name=_("participation"),
    )
    # Only the hash is kept: who reads the table cannot read the feed.
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    renewed_at = models.DateTimeField(_("address made"), editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)
    # What was read last, so that programs hear truly since when it is different.
    content_hash = models.CharField(max_length=64, blank=True, editable=False)
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_used_at = models.DateTimeField(_("last read"), null=True, blank=True, editable=False)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        constraints = [
            models.UniqueConstraint(
                "user",
                "edition",
                "participation",
                name="calendar_feed_unique",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.participation or self.user}: {self.edition}"

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None
