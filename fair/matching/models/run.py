"""A run of the matcher over one edition."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fair.common.runs import Run, RunQuerySet
from fair.editions.models import Edition
from fair.matching.choices import OPEN_STATES, EncoderNotice, RunError, RunState

# A queued run that nobody took for so long has lost its message.
QUEUE_PATIENCE = timedelta(minutes=1)


class MatchRunQuerySet(RunQuerySet):
    """Sets of runs."""

    def visible_to(self, user: Any) -> Self:
        """Keep those of editions that `user` organises."""
        return self.filter(edition__in=Edition.objects.organised_by(user).values("pk"))

    def open(self) -> Self:
        """Keep those that wait or run."""
        return self.filter(state__in=OPEN_STATES)

    def forgotten(self, now: datetime) -> Self:
        """Keep those that should be running but are not."""
        return self.claimable(now).filter(
            Q(state=RunState.RUNNING) | Q(created_at__lt=now - QUEUE_PATIENCE)
        )


class MatchRun(Run):
    """One scoring of all needs against all product lines, with what it was made from.

    The current run of an edition is the one whose matches people see; it stays so until the next
    one is stored.
    """

    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="match_runs", verbose_name=_("edition")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=RunState.choices, default=RunState.QUEUED
    )
    is_current = models.BooleanField(_("current"), default=False)
    # Set when a need or line changed after the run had read them.
    stale_since = models.DateTimeField(_("out of date since"), null=True, blank=True)

    # Before pairs are scored, new texts get their vectors, which may take the longest.
    texts_done = models.PositiveIntegerField(_("new texts done"), default=0, editable=False)
    texts_total = models.PositiveIntegerField(_("new texts"), default=0, editable=False)

    # What the scores were made from: the same again gives the same scores.
    seed = models.PositiveBigIntegerField(_("seed"))
    weights = models.JSONField(_("weights"))
    engine_version = models.CharField(_("version of the engine"), max_length=20)
    taxonomy_version = models.PositiveIntegerField(_("version of the vocabulary"), default=0)
    text_version = models.CharField(_("version of the text model"), max_length=60, blank=True)
    input_hash = models.CharField(_("fingerprint of the input"), max_length=64, blank=True)
    figures = models.JSONField(_("figures"), default=dict, blank=True)

    objects = MatchRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("matching run")
        verbose_name_plural = _("matching runs")
        constraints = [
            models.UniqueConstraint(
                "edition", condition=Q(is_current=True), name="match_run_one_current"
            ),
            models.UniqueConstraint(
                "edition", condition=Q(state__in=OPEN_STATES), name="match_run_one_open"
            ),
            models.CheckConstraint(
                condition=Q(is_current=False) | Q(state=RunState.FINISHED),
                name="match_run_current_is_finished",
            ),
            models.CheckConstraint(
                condition=Q(state__in=RunState.values), name="match_run_state_known"
            ),
        ]
        indexes = [models.Index(fields=["edition", "-created_at"])]

    def __str__(self) -> str:
        return f"{self.edition} #{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_preparing(self) -> bool:
        """Whether texts are being made ready; how far, say `texts_done` and `texts_total`."""
        return self.is_open and self.texts_total > 0 and self.progress_total == 0

    @property
    def error(self) -> str:
        """Why the run failed and what to do, in words; "" if it did not."""
        return str(RunError(self.error_code).label) if self.error_code else ""

    @property
    def text_notice(self) -> str:
        """Why texts were compared by their words only, in words; "" if they were not."""
        code = self.figures.get("text_notice")
        return str(EncoderNotice(code).label) if code else ""
