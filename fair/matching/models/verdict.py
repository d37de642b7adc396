"""What people think of a match."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from fair.editions.choices import Side
from fair.editions.models import Edition, Participation
from fair.exhibitors.models import ProductLine
from fair.matching.choices import Verdict, VerdictReason
from fair.sourcing.models import ComponentNeed


class MatchVerdictQuerySet(models.QuerySet["MatchVerdict"]):
    """Sets of verdicts."""

    def visible_to(self, user: Any) -> Self:
        """Keep those of the user's own side, and all in editions that `user` organises."""
        if user.is_superuser:
            return self.all()
        own = Participation.objects.of_member(user).values("pk")
        editions = Edition.objects.organised_by(user).values("pk")
        return self.filter(
            Q(side=Side.BUYER, need__participation__in=own)
            | Q(side=Side.SUPPLIER, line__participation__in=own)
            | Q(need__participation__edition__in=editions)
        )


class MatchVerdict(models.Model):
    """One side's word on a need and a product line; it outlives the run that proposed them."""

    need = models.ForeignKey(
        ComponentNeed, on_delete=models.CASCADE, related_name="verdicts", verbose_name=_("need")
    )
    line = models.ForeignKey(
        ProductLine,
        on_delete=models.CASCADE,
        related_name="verdicts",
        verbose_name=_("product line"),
    )
    side = models.CharField(_("side"), max_length=10, choices=Side.choices)
    verdict = models.CharField(_("verdict"), max_length=4, choices=Verdict.choices)
    reason = models.CharField(_("reason"), max_length=12, choices=VerdictReason.choices, blank=True)
    note = models.CharField(
        _("note"),
        max_length=300,
        blank=True,
        help_text=_("Only your side and the organiser read it."),
    )
    decided_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("given by")
    )
    decided_at = models.DateTimeField(_("given"))

    objects = MatchVerdictQuerySet.as_manager()

    class Meta:
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        constraints = [
            models.UniqueConstraint("need", "line", "side", name="match_verdict_unique"),
            models.CheckConstraint(
                condition=Q(side__in=Side.values), name="match_verdict_side_known"
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=Verdict.values), name="match_verdict_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()}: {self.get_verdict_display()}"
