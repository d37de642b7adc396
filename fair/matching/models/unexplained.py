"""Which lists wait for their reasons."""

from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from fair.editions.choices import Side
from fair.editions.models import Edition
from fair.matching.models.run import MatchRun


class UnexplainedListQuerySet(models.QuerySet["UnexplainedList"]):
    """Sets of lists that wait for their reasons."""

    def visible_to(self, user: Any) -> Self:
        """Keep those of editions that `user` organises."""
        return self.filter(run__edition__in=Edition.objects.organised_by(user).values("pk"))

    def note(self, run: MatchRun, side: Side, ids: Iterable[int]) -> None:
        """Note that pairs of some needs or lines wait for their reasons."""
        noted = [self.model(run=run, side=side, row_id=row_id) for row_id in sorted(set(ids))]
        self.bulk_create(noted, ignore_conflicts=True)


class UnexplainedList(models.Model):
    """A need or a line of whose pairs some may not be explained: their points came first.

    An index of such pairs would have whoever stores points write all other indexes as well.
    """

    run = models.ForeignKey(
        MatchRun,
        on_delete=models.CASCADE,
        related_name="unexplained_lists",
        verbose_name=_("run"),
        db_index=False,
    )
    side = models.CharField(_("side"), max_length=10, choices=Side.choices)
    row_id = models.BigIntegerField()

    objects = UnexplainedListQuerySet.as_manager()

    class Meta:
        verbose_name = _("list without reasons")
        verbose_name_plural = _("lists without reasons")
        constraints = [
            models.UniqueConstraint("run", "side", "row_id", name="unexplained_list_unique"),
            models.CheckConstraint(
                condition=models.Q(side__in=Side.values), name="unexplained_list_side_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.row_id}"
