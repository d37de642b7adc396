"""Where else a person can be reached, and the short messages that go there."""

from base64 import b32encode
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from fair.common.models import PubliclyIdentified, Timestamped
from fair.notifications.choices import Channel, NoticeState
from fair.notifications.models import notice
from fair.notifications.models.notice import Notice

LINE_CODE_LETTERS = 8
CODE_LIVES = timedelta(minutes=15)
MAX_TRIES = 5


class ChannelAddressQuerySet(models.QuerySet["ChannelAddress"]):
    """Sets of addresses."""

    def visible_to(self, user: Any) -> Self:
        """Keep the person's own."""
        return self.filter(user_id=user.pk or 0)

    def reachable(self) -> Self:
        """Keep those that their person confirmed and no service refused since."""
        return self.filter(confirmed_at__isnull=False, refused_at=None)


class ChannelAddress(Timestamped):
    """A person's phone number or account with a channel; told to nobody until it is confirmed."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="channel_addresses",
        verbose_name=_("person"),
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    address = models.CharField(_("address"), max_length=64)
    # Only the hash is kept: who reads the table cannot confirm in another's name.
    code_hash = models.CharField(max_length=64, blank=True, editable=False)
    code_sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    refused_at = models.DateTimeField(_("refused"), null=True, blank=True)

    objects = ChannelAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("address of a channel")
        verbose_name_plural = _("addresses of channels")
        constraints = [
            models.UniqueConstraint("user", "channel", name="channel_address_unique"),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="channel_address_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}: {self.user}"

    def is_code(self, code: str, *, now: datetime) -> bool:
        """Whether `code` is the one that was sent and still counts."""
        is_fresh = self.code_sent_at is not None and now < self.code_sent_at + CODE_LIVES
        return (
            is_fresh
            and self.tries < MAX_TRIES
            and bool(self.code_hash)
            and constant_time_compare(hash_of(code), self.code_hash)
        )


class ShortMessageQuerySet(models.QuerySet["ShortMessage"]):
    """Sets of short messages."""

    def due(self, now: datetime) -> Self:
        """Keep those to be sent now: queued and due, or claimed by a worker that died."""
        return self.filter(
            Q(state=NoticeState.QUEUED, due_at__lte=now)
            | Q(state=NoticeState.SENDING, claimed_at__lt=now - notice.LEASE)
        )


class ShortMessage(PubliclyIdentified, Timestamped):
    """A notice in a few words on its way to a channel, or the code that confirms an address."""

    to = models.ForeignKey(
        ChannelAddress, on_delete=models.CASCADE, related_name="messages", verbose_name=_("to")
    )
    # None: the code that confirms the address.
    notice = models.ForeignKey(
        Notice,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="short_messages",
        verbose_name=_("notice"),
    )
    text = models.CharField(_("text"), max_length=500)
    state = models.CharField(
        _("state"), max_length=10, choices=NoticeState.choices, default=NoticeState.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    claimed_at = models.DateTimeField(_("claimed"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)

    objects = ShortMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("short message")
        verbose_name_plural = _("short messages")
        constraints = [
            models.UniqueConstraint("to", "notice", name="short_message_unique"),
            models.CheckConstraint(
                condition=Q(state__in=NoticeState.values), name="short_message_state_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=[NoticeState.QUEUED, NoticeState.SENDING]),
                name="short_message_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.to} #{self.pk}"


def hash_of(code: str) -> str:
    """Return what is kept of a code."""
    return salted_hmac("fair.notifications.code", code, algorithm="sha256").hexdigest()


def line_code_of(row: ChannelAddress) -> str:
    """Return the code that a person sends from LINE: eight letters that nobody else can make up.

    It is made of the site's key and the moment it was asked for, so that it can be shown again
    while only its hash is kept.
    """
    asked = f"{row.user_id}:{row.code_sent_at.timestamp() if row.code_sent_at else 0}"
    sealed = salted_hmac("fair.notifications.line", asked, algorithm="sha256").digest()
    return b32encode(sealed).decode()[:LINE_CODE_LETTERS]
