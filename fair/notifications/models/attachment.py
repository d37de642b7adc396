"""Files that go out with a message; kept with it, never on a page."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fair.notifications.choices import Attachment, CalendarPart
from fair.notifications.models.notice import Notice


class NoticeAttachmentQuerySet(models.QuerySet["NoticeAttachment"]):
    """Sets of attachments."""

    def visible_to(self, user: Any) -> Self:
        """Keep those of messages addressed to `user`."""
        return self.filter(notice__in=Notice.objects.visible_to(user).values("pk"))


class NoticeAttachment(models.Model):
    """A file of one message, or the calendar entry that it brings.

    The content is in the table, not in the file store: it commits and goes with its message.
    """

    notice = models.ForeignKey(
        Notice, on_delete=models.CASCADE, related_name="attachments", verbose_name=_("notice")
    )
    name = models.CharField(_("name"), max_length=100)
    content_type = models.CharField(_("content type"), max_length=100)
    # Of a calendar entry: REQUEST, CANCEL, …; "" for every other file.
    calendar_method = models.CharField(_("calendar method"), max_length=20, blank=True)
    content = models.BinaryField()

    objects = NoticeAttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [
            models.UniqueConstraint(
                "notice", condition=~Q(calendar_method=""), name="notice_calendar_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of_file(cls, notice: Notice, file: Attachment) -> "NoticeAttachment":
        """Return the row, not yet saved, that keeps `file`."""
        return cls(
            notice=notice, name=file.name, content_type=file.content_type, content=file.content
        )

    @classmethod
    def of_calendar(cls, notice: Notice, calendar: CalendarPart) -> "NoticeAttachment":
        """Return the row, not yet saved, that keeps `calendar`."""
        return cls(
            notice=notice,
            name="invite.ics",
            content_type="application/ics",
            calendar_method=calendar.method,
            content=calendar.content,
        )
