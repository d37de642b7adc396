"""Who comes to a meeting."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from fair.editions.models import Participation
from fair.meetings.models.meeting import Meeting


class MeetingAttendee(models.Model):
    """A person was named to come to a meeting for one side.

    A side without any is represented by the people its participation names, else by all its
    members: `selectors.attendees` is the one place that says so.
    """

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="attendees", verbose_name=_("meeting")
    )
    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="+", verbose_name=_("side")
    )
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="attendances", verbose_name=_("person")
    )

    class Meta:
        verbose_name = _("attendee")
        verbose_name_plural = _("attendees")
        constraints = [
            models.UniqueConstraint(
                "meeting", "participation", "user", name="meeting_attendee_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.meeting}"
