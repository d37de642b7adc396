"""What changed since the matches were made."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fair.editions.choices import Side
from fair.editions.models import Edition
from fair.matching.models.run import MatchRun


class ChangeQuerySet(models.QuerySet["Change"]):
    """Sets of changes."""

    def visible_to(self, user: Any) -> Self:
        """Keep those of editions that `user` organises."""
        return self.filter(edition__in=Edition.objects.organised_by(user).values("pk"))

    def pending(self, edition_id: int) -> Self:
        """Keep those of an edition that its matches do not know of yet."""
        return self.filter(edition=edition_id, applied_at=None)

    def of_everything(self) -> Self:
        """Keep those that only a whole run can take in."""
        return self.filter(participation_id=None, row_id=None)


class Change(models.Model):
    """A need, a line, all of one participant, or all of the edition: no longer what was matched.

    `row_id` is a need's or a line's, by `side`; without it, all rows of `participation_id` are
    meant; without that too, everything, which only a whole run can take in. Ids instead of
    foreign keys: what is deleted has changed as well.
    """

    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="+", verbose_name=_("edition")
    )
    side = models.CharField(_("side"), max_length=10, choices=Side.choices, blank=True)
    participation_id = models.BigIntegerField(null=True, blank=True)
    row_id = models.BigIntegerField(null=True, blank=True)
    changed_at = models.DateTimeField(_("changed"))
    # The run that read the edition after this change; its end applies it.
    run = models.ForeignKey(
        MatchRun, on_delete=models.SET_NULL, null=True, blank=True, related_name="changes"
    )
    applied_at = models.DateTimeField(_("taken in"), null=True, blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        constraints = [
            models.CheckConstraint(
                condition=Q(side__in=["", *Side.values]), name="change_side_known"
            ),
            models.CheckConstraint(
                condition=Q(row_id=None) | ~Q(side=""), name="change_of_a_row_has_a_side"
            ),
        ]
        indexes = [
            models.Index(fields=["edition"], condition=Q(applied_at=None), name="change_pending"),
            models.Index(fields=["edition", "changed_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.side or '*'} {self.row_id or self.participation_id or '*'}"

    @property
    def is_of_everything(self) -> bool:
        return self.participation_id is None and self.row_id is None
