"""What booth a supplier wishes for, and which one the organiser allots."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from fair.common.models import Timestamped
from fair.editions.choices import BoothType, Side
from fair.editions.models import Booth, Hall, Participation


class BoothRegistrationQuerySet(models.QuerySet["BoothRegistration"]):
    """Sets of booth registrations."""

    def visible_to(self, user: Any) -> Self:
        """Keep those of participations that `user` manages."""
        return self.filter(participation__in=Participation.objects.managed_by(user).values("pk"))

    def unallotted(self) -> Self:
        """Keep those still without a booth."""
        return self.filter(booth=None)


class BoothRegistration(Timestamped):
    """A supplier registers for a booth; `booth` is filled when the organiser allots one."""

    participation = models.OneToOneField(
        Participation,
        on_delete=models.CASCADE,
        related_name="booth_registration",
        limit_choices_to={"side": Side.SUPPLIER},
        verbose_name=_("participation"),
    )
    booth_type = models.CharField(
        _("type wished for"), max_length=20, choices=BoothType.choices, default=BoothType.STANDARD
    )
    hall_wish = models.ForeignKey(
        Hall,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("hall wished for"),
    )
    remarks = models.TextField(_("remarks"), blank=True, max_length=1000)
    booth = models.OneToOneField(
        Booth,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="registration",
        verbose_name=_("allotted booth"),
    )
    allotted_at = models.DateTimeField(_("allotted"), null=True, blank=True, editable=False)

    objects = BoothRegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("booth registration")
        verbose_name_plural = _("booth registrations")

    def __str__(self) -> str:
        return f"{self.participation}: {self.booth or self.get_booth_type_display()}"
