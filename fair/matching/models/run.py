"""A run of the matcher over one edition."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from fair.editions.models import Edition
from fair.matching.choices import OPEN_STATES, RunError, RunState

# A worker that has shown no sign of life for so long is taken for dead.
LEASE = timedelta(minutes=2)
MAX_ATTEMPTS = 3
# A queued run that nobody took for so long has lost its message.
QUEUE_PATIENCE = timedelta(minutes=1)


class MatchRunQuerySet(models.QuerySet["MatchRun"]):
    """Sets of runs."""

    def visible_to(self, user: Any) -> Self:
        """Keep those of editions that `user` organises."""
        return self.filter(edition__in=Edition.objects.organised_by(user).values("pk"))

    def open(self) -> Self:
        """Keep those that wait or run."""
        return self.filter(state__in=OPEN_STATES)

    def claimable(self, now: datetime) -> Self:
        """Keep those that a worker may take: waiting, or left by a dead worker."""
        return self.filter(
            Q(state=RunState.QUEUED) | Q(state=RunState.RUNNING, heartbeat_at__lt=now - LEASE)
        )

    def forgotten(self, now: datetime) -> Self:
        """Keep those that should be running but are not."""
        return self.claimable(now).filter(
            Q(state=RunState.RUNNING) | Q(requested_at__lt=now - QUEUE_PATIENCE)
        )


class MatchRun(models.Model):
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
    requested_by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("started by"),
    )
    requested_at = models.DateTimeField(_("started"))
    claimed_at = models.DateTimeField(_("taken by a worker"), null=True, blank=True)
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    progress_done = models.PositiveIntegerField(_("needs done"), default=0)
    progress_total = models.PositiveIntegerField(_("needs in total"), default=0)
    error_code = models.CharField(_("error"), max_length=12, choices=RunError.choices, blank=True)
    error_text = models.TextField(_("technical detail"), blank=True)
    # Set when a need or line changed after the run had read them.
    stale_since = models.DateTimeField(_("out of date since"), null=True, blank=True)

    # What the scores were made from: the same again gives the same scores.
    seed = models.PositiveBigIntegerField(_("seed"))
    weights = models.JSONField(_("weights"))
    engine_version = models.CharField(_("version of the engine"), max_length=20)
    taxonomy_version = models.PositiveIntegerField(_("version of the vocabulary"), default=0)
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
        indexes = [models.Index(fields=["edition", "-requested_at"])]

    def __str__(self) -> str:
        return f"{self.edition} #{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES
