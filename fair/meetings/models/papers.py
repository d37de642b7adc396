"""Printed agendas that take a while to set."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.texts import LANGUAGES
from fair.common.runs import Run, RunQuerySet
from fair.editions.models import Edition
from fair.meetings.choices import PaperKind, PaperState


def papers_path(run: "PaperRun", filename: str) -> str:
    return f"papers/{run.public_id}/{filename}"


class PaperRunQuerySet(RunQuerySet):
    """Sets of printing runs."""

    def visible_to(self, user: Any) -> Self:
        """Keep those of editions that `user` organises."""
        return self.filter(edition__in=Edition.objects.organised_by(user).values("pk"))

    def active(self) -> Self:
        return self.filter(state__in=[PaperState.QUEUED, PaperState.RUNNING])


class PaperRun(Run):
    """The agendas of all companies, booths, tables or halls of an edition, as one PDF."""

    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="paper_runs", verbose_name=_("edition")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=PaperKind.choices)
    language = models.CharField(_("language"), max_length=10, choices=LANGUAGES)
    state = models.CharField(
        _("state"), max_length=10, choices=PaperState.choices, default=PaperState.QUEUED
    )
    file = models.FileField(_("file"), upload_to=papers_path, blank=True, editable=False)
    page_count = models.PositiveIntegerField(_("pages"), default=0, editable=False)

    objects = PaperRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("printing run")
        verbose_name_plural = _("printing runs")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PaperState.values), name="paper_state_known"
            ),
            models.CheckConstraint(condition=Q(kind__in=PaperKind.values), name="paper_kind_known"),
            models.UniqueConstraint(
                "edition",
                "kind",
                "language",
                condition=Q(state__in=[PaperState.QUEUED, PaperState.RUNNING]),
                name="paper_run_one_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["edition", "-created_at"])]

    def __str__(self) -> str:
        return f"{self.edition}: {self.get_kind_display()}"

    @property
    def is_active(self) -> bool:
        return self.state in {PaperState.QUEUED, PaperState.RUNNING}
