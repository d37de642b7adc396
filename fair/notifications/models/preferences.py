"""How a person wants to be told."""

from datetime import time
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fair.common.models import Timestamped
from fair.notifications.choices import BundlingChoice, Channel
from fair.notifications.engine.leaving import Bundling, Habits
from fair.notifications.topics import ALWAYS_MAILED, TOPIC_OF, Topic, topic_of

MAX_REMINDER_MINUTES = 120


class PreferencesQuerySet(models.QuerySet["Preferences"]):
    """Sets of preferences."""

    def visible_to(self, user: Any) -> Self:
        """Keep the person's own."""
        return self.filter(user_id=user.pk or 0)


class Preferences(Timestamped):
    """One person's choices; who made none has those that a new row has."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notice_preferences",
        verbose_name=_("person"),
    )
    # "<channel>:<topic>" of everything that is switched off.
    refused = ArrayField(
        models.CharField(max_length=40), verbose_name=_("switched off"), default=list, blank=True
    )
    quiet_from = models.TimeField(_("quiet from"), default=time(21))
    quiet_until = models.TimeField(_("quiet until"), default=time(7))
    bundling = models.CharField(
        _("when there is much to tell"),
        max_length=10,
        choices=BundlingChoice.choices,
        default=BundlingChoice.HOURLY,
    )
    # 0: no reminder.
    reminder_minutes = models.PositiveSmallIntegerField(
        _("minutes before a meeting"),
        default=15,
        validators=[MaxValueValidator(MAX_REMINDER_MINUTES)],
    )

    objects = PreferencesQuerySet.as_manager()

    class Meta:
        verbose_name = _("preferences about messages")
        verbose_name_plural = _("preferences about messages")
        constraints = [
            models.CheckConstraint(
                condition=Q(bundling__in=BundlingChoice.values), name="preferences_bundling_known"
            ),
            models.CheckConstraint(
                condition=Q(reminder_minutes__lte=MAX_REMINDER_MINUTES),
                name="preferences_reminder_in_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def habits(self) -> Habits:
        """What decides when a message leaves; reads the person, so select them along."""
        return Habits(
            zone=ZoneInfo(self.user.time_zone),
            quiet_from=self.quiet_from,
            quiet_until=self.quiet_until,
            bundling=Bundling(self.bundling),
        )

    def wants(self, topic: Topic, channel: str) -> bool:
        """Whether messages about `topic` may come by `channel`."""
        is_always = channel == Channel.EMAIL and topic in ALWAYS_MAILED
        return is_always or choice_of(topic, channel) not in self.refused

    def wants_kind(self, kind: str, channel: str) -> bool:
        """Whether messages of the `kind` may come by `channel`; those without a topic always do."""
        topic = topic_of(kind)
        return topic is None or self.wants(topic, channel)

    def unwanted_kinds(self, channel: str) -> list[str]:
        """Return the kinds that may not come by `channel`, in alphabetical order."""
        return sorted(kind for kind in TOPIC_OF if not self.wants_kind(kind, channel))


def choice_of(topic: str, channel: str) -> str:
    """Return the word for one box of the table of topics and channels."""
    return f"{channel}:{topic}"
