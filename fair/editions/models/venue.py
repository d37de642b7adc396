"""The venue: halls with their floor plans, booths and meeting tables."""

from decimal import Decimal
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.texts import MultilingualField, in_language
from fair.editions.choices import BoothType
from fair.editions.models.edition import Edition

# The order of a hall's booths and tables as people walk past them: A99 comes before A100.
BY_CODE = (Length("code"), "code", "id")


def metres(label: Any, *, minimum: str = "0") -> models.DecimalField:
    """Make a field for a length on the floor plan, in metres."""
    return models.DecimalField(
        label,
        max_digits=6,
        decimal_places=2,
        default=Decimal(minimum),
        validators=[MinValueValidator(Decimal(minimum))],
    )


class Hall(models.Model):
    """A hall; its floor plan is `width` × `depth` metres with the origin at the upper left."""

    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="halls", verbose_name=_("edition")
    )
    code = models.CharField(_("code"), max_length=10)
    name = MultilingualField(_("name"), blank=True, max_length=100)
    width_m = metres(_("width, m"), minimum="1")
    depth_m = metres(_("depth, m"), minimum="1")

    class Meta:
        verbose_name = _("hall")
        verbose_name_plural = _("halls")
        constraints = [models.UniqueConstraint("edition", "code", name="hall_unique")]

    def __str__(self) -> str:
        return in_language(self.name) or gettext("Hall %(code)s") % {"code": self.code}


class Booth(models.Model):
    """A booth on the floor plan of a hall."""

    hall = models.ForeignKey(
        Hall, on_delete=models.CASCADE, related_name="booths", verbose_name=_("hall")
    )
    code = models.CharField(_("code"), max_length=10)
    booth_type = models.CharField(
        _("type"), max_length=20, choices=BoothType.choices, default=BoothType.STANDARD
    )
    x_m = metres(_("from the left, m"))
    y_m = metres(_("from the top, m"))
    width_m = metres(_("width, m"), minimum="1")
    depth_m = metres(_("depth, m"), minimum="1")
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("booth")
        verbose_name_plural = _("booths")
        constraints = [
            models.UniqueConstraint("hall", "code", name="booth_unique"),
            models.CheckConstraint(
                condition=Q(booth_type__in=BoothType.values), name="booth_type_known"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class MeetingTable(models.Model):
    """A table for meetings of those who have no booth of their own."""

    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="tables", verbose_name=_("edition")
    )
    hall = models.ForeignKey(
        Hall,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="tables",
        verbose_name=_("hall"),
    )
    code = models.CharField(_("code"), max_length=10)
    x_m = metres(_("from the left, m"))
    y_m = metres(_("from the top, m"))
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("meeting table")
        verbose_name_plural = _("meeting tables")
        constraints = [models.UniqueConstraint("edition", "code", name="meeting_table_unique")]

    def __str__(self) -> str:
        return self.code
