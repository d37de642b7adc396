"""What each criterion counts in an edition, version after version."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from fair.editions.models import Edition


class WeightSetQuerySet(models.QuerySet["WeightSet"]):
    """Sets of versions."""

    def visible_to(self, user: Any) -> Self:
        """Keep those of editions that `user` organises."""
        return self.filter(edition__in=Edition.objects.organised_by(user).values("pk"))


class WeightSet(models.Model):
    """One version of an edition's weights; it is never changed, the next one replaces it.

    The newest version counts. Going back to an earlier one makes a new version of its weights, so
    that the history tells what counted when.
    """

    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="weight_sets", verbose_name=_("edition")
    )
    number = models.PositiveIntegerField(_("number"))
    buyer = models.JSONField(_("weights of the fit"))
    supplier = models.JSONField(_("weights of the interest"))
    copied_from = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("restored from"),
    )
    made_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made"))

    objects = WeightSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("set of weights")
        verbose_name_plural = _("sets of weights")
        constraints = [
            models.UniqueConstraint("edition", "number", name="weight_set_unique"),
            models.CheckConstraint(condition=Q(number__gt=0), name="weight_set_number_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.edition} w{self.number}"
