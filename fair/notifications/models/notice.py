"""The outbox: one row per message and recipient."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fair.common.models import PubliclyIdentified, Timestamped
from fair.notifications.choices import NoticeState

# A claim older than this belongs to a worker that died; another may take the notice.
LEASE = timedelta(minutes=2)
MAX_ATTEMPTS = 8
BUNDLE_KIND = "notifications/bundle"


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Sets of notices."""

    def visible_to(self, user: Any) -> Self:
        """Keep those addressed to `user`."""
        return self.filter(recipient_id=user.pk or 0)

    def on_site(self) -> Self:
        """Keep what a person finds on the site: messages, not the bundles made of them."""
        return self.exclude(kind=BUNDLE_KIND)

    def unread(self) -> Self:
        """Keep those that their recipients have not opened on the site."""
        return self.filter(read_at=None)

    def due(self, now: datetime) -> Self:
        """Keep those to be sent now: queued and due, or claimed by a worker that died."""
        return self.filter(
            Q(state=NoticeState.QUEUED, due_at__lte=now)
            | Q(state=NoticeState.SENDING, claimed_at__lt=now - LEASE)
        )


class Notice(PubliclyIdentified, Timestamped):
    """A message, written in the transaction that causes it and delivered afterwards."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="notices",
        verbose_name=_("recipient"),
    )
    to_email = models.EmailField(_("to"), max_length=254)
    kind = models.CharField(_("kind"), max_length=60)
    # Asking twice for the same message makes one: null for messages that may repeat.
    dedupe_key = models.CharField(
        max_length=200, null=True, blank=True, unique=True, editable=False
    )
    subject = models.CharField(_("subject"), max_length=250)
    body_text = models.TextField(_("text"))
    body_html = models.TextField(_("HTML"), blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=NoticeState.choices, default=NoticeState.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    # Neither the night nor a heap of other messages holds it up.
    is_urgent = models.BooleanField(_("urgent"), default=False)
    # Neither the night nor a bundle holds it up beyond, e.g. the start of the meeting it tells of.
    needed_by = models.DateTimeField(_("to be read by"), null=True, blank=True)
    # From then on it is of no use, e.g. a reminder once the meeting has begun.
    expires_at = models.DateTimeField(_("of use until"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    claimed_at = models.DateTimeField(_("claimed"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    # The message that it went out with, if it was one of many.
    bundle = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="bundled",
        verbose_name=_("bundle"),
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=NoticeState.values), name="notice_state_known"
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=[NoticeState.QUEUED, NoticeState.SENDING]),
                name="notice_due",
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(state=NoticeState.GATHERED),
                name="notice_gathered",
            ),
            models.Index(fields=["recipient", "-created_at"], name="notice_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.to_email}"

    @property
    def message_id(self) -> str:
        """The same for every attempt, so that a receiver can tell a second copy."""
        return f"<{self.public_id}@{settings.MAIL_DOMAIN}>"

    @property
    def page(self) -> str:
        """The path of the page that the message leads to; "" where it names none of this site."""
        lines = (line.strip() for line in self.body_text.splitlines())
        found = next((line for line in lines if line.startswith(f"{settings.SITE_URL}/")), "")
        return found.removeprefix(settings.SITE_URL)
