"""Big screens in the halls, and what an edition lets them show."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fair.common.models import PubliclyIdentified, Timestamped
from fair.editions.choices import EditionState
from fair.editions.models import Edition, Hall


class DayRules(Timestamped):
    """What an edition's organisers decided about the day; without a row, the defaults hold."""

    edition = models.OneToOneField(
        Edition, on_delete=models.CASCADE, related_name="day_rules", verbose_name=_("edition")
    )
    screens_name_companies = models.BooleanField(
        _("screens name the companies"),
        default=False,
        help_text=_("Otherwise they show only when and where meetings are."),
    )
    offers_freed_time = models.BooleanField(
        _("offer time that comes free"),
        default=True,
        help_text=_("To companies that wait for a meeting with whoever has time again."),
    )

    class Meta:
        verbose_name = _("rules of the day")
        verbose_name_plural = _("rules of the day")

    def __str__(self) -> str:
        return str(self.edition)


class ScreenQuerySet(models.QuerySet["Screen"]):
    """Sets of screens."""

    def showing(self) -> Self:
        """Keep those that anybody who knows the address may look at."""
        return self.filter(revoked_at=None).exclude(edition__state=EditionState.DRAFT)

    def visible_to(self, user: Any) -> Self:
        """Keep those of editions that `user` organises."""
        return self.filter(edition__in=Edition.objects.organised_by(user).values("pk"))


class Screen(PubliclyIdentified, Timestamped):
    """A big screen: whoever has its address sees it, without signing in, until it is revoked."""

    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="screens", verbose_name=_("edition")
    )
    hall = models.ForeignKey(
        Hall,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="screens",
        verbose_name=_("hall"),
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("made by"),
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)

    objects = ScreenQuerySet.as_manager()

    class Meta:
        verbose_name = _("screen")
        verbose_name_plural = _("screens")

    def __str__(self) -> str:
        return str(self.hall or self.edition)

    def get_absolute_url(self) -> str:
        return reverse("attendance:screen", args=[self.edition.slug, self.public_id])
