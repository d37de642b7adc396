"""What a run found lacking: for suppliers by line, for organisers over the whole fair."""

from collections.abc import Sequence
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from fair.editions.models import Edition
from fair.matching.choices import Verdict
from fair.matching.models.run import MatchRun
from fair.matching.models.verdict import MatchVerdict
from fair.sourcing.models import ComponentNeed


def ids(label: Any) -> "ArrayField[Any, Any]":
    """Make a field for ids of product lines; what is deleted later stays in it."""
    return ArrayField(models.BigIntegerField(), verbose_name=label, default=list)


class ObstacleQuerySet(models.QuerySet["Obstacle"]):
    """Sets of obstacles."""

    def current(self) -> Self:
        """Keep those of the runs that people see."""
        return self.filter(run__is_current=True)

    def visible_to(self, user: Any) -> Self:
        """Keep those of needs that `user` may know of, and all in editions they organise.

        Each says whether it `is_secret`: the need's demands may not be read, as its terms are not
        accepted yet or the buyer took the access.
        """
        needs = ComponentNeed.objects.published().visible_to(user)
        editions = Edition.objects.organised_by(user).values("pk")
        readable = ComponentNeed.objects.readable_by(user).filter(pk=OuterRef("need"))
        return self.filter(Q(need__in=needs.values("pk")) | Q(run__edition__in=editions)).annotate(
            is_secret=~Exists(readable)
        )

    def not_declined(self, *, lines: Any) -> Self:
        """Leave out needs with which one of `lines` is declined since, by either side."""
        declined = MatchVerdict.objects.filter(
            need=OuterRef("need"), line__in=lines, verdict=Verdict.NO
        )
        return self.exclude(Exists(declined))

    def before(self, line_ids: Sequence[int]) -> Self:
        """Keep those that stand before one of these product lines."""
        return self.filter(line_ids__overlap=list(line_ids))


class Obstacle(models.Model):
    """The one thing that keeps a need and some product lines apart.

    `opening_ids` are those of `line_ids` whose supplier has no other line that the need accepts.
    """

    run = models.ForeignKey(
        MatchRun, on_delete=models.CASCADE, related_name="obstacles", verbose_name=_("run")
    )
    need = models.ForeignKey(
        ComponentNeed, on_delete=models.CASCADE, related_name="+", verbose_name=_("need")
    )
    reason = models.CharField(_("reason"), max_length=30)
    subjects = ArrayField(
        models.CharField(max_length=40), verbose_name=_("about"), default=list, blank=True
    )
    line_ids = ids(_("product lines"))
    opening_ids = ids(_("product lines it would open"))

    objects = ObstacleQuerySet.as_manager()

    class Meta:
        verbose_name = _("obstacle")
        verbose_name_plural = _("obstacles")
        constraints = [
            models.UniqueConstraint(
                "run", "need", "reason", "subjects", name="match_obstacle_unique"
            )
        ]
        indexes = [GinIndex(fields=["line_ids"], name="match_obstacle_lines")]

    def __str__(self) -> str:
        return f"{self.need}: {self.reason} {', '.join(self.subjects)}".strip()


class GapReport(models.Model):
    """What organisers read of the gaps of a fair; lists of plain entries, codes and ids."""

    run = models.OneToOneField(
        MatchRun, on_delete=models.CASCADE, related_name="gap_report", verbose_name=_("run")
    )
    # engine.gaps.DemandCell and engine.gaps.Unserved, as they are.
    cells = models.JSONField(_("demand"), default=list)
    unserved = models.JSONField(_("needs nobody serves"), default=list)

    class Meta:
        verbose_name = _("gap report")
        verbose_name_plural = _("gap reports")

    def __str__(self) -> str:
        return str(self.run)
