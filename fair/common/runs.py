"""Long work done by workers: a row that one worker at a time claims, and that tells how it goes.

A worker claims a queued run by a conditional update and then shows that it lives by heartbeats. A
run whose heartbeat is older than the lease belongs to a worker that died and may be claimed again;
what the dead worker did not commit never happened.
"""

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fair.common.models import PubliclyIdentified, Timestamped

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 5

QUEUED = "queued"
RUNNING = "running"
FAILED = "failed"


class RunQuerySet(models.QuerySet[Any]):
    """Sets of runs."""

    def claimable(self, now: datetime) -> Self:
        """Keep those that a worker may take: queued, or left behind by one that died."""
        return self.filter(
            Q(state=QUEUED) | Q(state=RUNNING, heartbeat_at__lt=now - LEASE),
        )

    def claim(self, pk: int, *, now: datetime) -> Any | None:
        """Take the run for one attempt and return it; None where another worker has it.

        A run that was begun MAX_ATTEMPTS times is marked failed instead: it kills its workers.
        """
        rows = self.claimable(now).filter(pk=pk)
        rows.filter(attempts__gte=MAX_ATTEMPTS).update(
            state=FAILED, error_code="gave_up", finished_at=now
        )
        taken = rows.filter(attempts__lt=MAX_ATTEMPTS).update(
            state=RUNNING,
            claimed_at=now,
            heartbeat_at=now,
            attempts=F("attempts") + 1,
            error_code="",
            error_text="",
        )
        return self.get(pk=pk) if taken == 1 else None


class Run(PubliclyIdentified, Timestamped):
    """Long work, its state, its progress and what went wrong. Rooms add their own states."""

    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, editable=False)
    claimed_at = models.DateTimeField(_("begun"), null=True, blank=True, editable=False)
    heartbeat_at = models.DateTimeField(null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True, editable=False)
    progress_done = models.PositiveIntegerField(_("done"), default=0, editable=False)
    progress_total = models.PositiveIntegerField(_("of"), default=0, editable=False)
    error_code = models.CharField(_("error"), max_length=30, blank=True, editable=False)
    error_text = models.TextField(_("error in detail"), blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def progress_percent(self) -> int:
        """How far the run has come, 0 to 100."""
        return 100 * self.progress_done // self.progress_total if self.progress_total else 0

    def beat(self, *, done: int, total: int, now: datetime, **fields: Any) -> bool:
        """Show that this attempt lives and how far it is; False when the run was taken away."""
        self.progress_done, self.progress_total = done, total
        progress = {"progress_done": done, "progress_total": total, **fields}
        return self._own_row().update(heartbeat_at=now, **progress) == 1

    def finish(self, *, now: datetime, **fields: Any) -> bool:
        """Store the end of this attempt; False, and nothing stored, when it was taken away."""
        return self._own_row().update(finished_at=now, updated_at=now, **fields) == 1

    def fail(self, *, code: str, text: str, now: datetime) -> bool:
        """Store that this attempt ended in an error that another attempt would meet again."""
        return self.finish(state=FAILED, error_code=code, error_text=text, now=now)

    def _own_row(self) -> models.QuerySet[Any]:
        # `state` is the rooms' own field: they add states to queued, running and failed.
        mine = {"pk": self.pk, "state": RUNNING, "claimed_at": self.claimed_at}
        return type(self)._default_manager.filter(**mine)  # noqa: SLF001 - Django's documented API
