"""A part of a run that one worker does."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fair.common.runs import LEASE, MAX_ATTEMPTS
from fair.editions.models import Edition
from fair.matching.choices import ChunkKind, ChunkState
from fair.matching.models.run import MatchRun


class RunChunkQuerySet(models.QuerySet["RunChunk"]):
    """Sets of chunks."""

    def visible_to(self, user: Any) -> Self:
        """Keep those of editions that `user` organises."""
        return self.filter(run__edition__in=Edition.objects.organised_by(user).values("pk"))

    def claimable(self, now: datetime) -> Self:
        """Keep those that a worker may take: queued, or left behind by one that died."""
        return self.filter(attempts__lt=MAX_ATTEMPTS).filter(
            Q(state=ChunkState.QUEUED) | Q(state=ChunkState.RUNNING, beat_at__lt=now - LEASE)
        )

    def claim_next(self, run_id: int, *, now: datetime) -> "RunChunk | None":
        """Take the first chunk of a run that is to be had; None where there is none.

        Two workers may look at the same one; the conditional update gives it to one of them.
        """
        waiting = self.claimable(now).filter(run=run_id).order_by("number")
        for pk in waiting.values_list("pk", flat=True):
            taken = (
                waiting.order_by()
                .filter(pk=pk)
                .update(
                    state=ChunkState.RUNNING,
                    claimed_at=now,
                    beat_at=now,
                    attempts=F("attempts") + 1,
                    done=0,
                )
            )
            if taken:
                return self.get(pk=pk)
        return None


class RunChunk(models.Model):
    """A range of a run's lines, by id, to be scored against all needs by one worker.

    Its matches are stored in one transaction with its end, so a killed worker leaves nothing of
    it and everything of the chunks before. One more chunk is what the fair lacks, looked for among
    all lines.
    """

    run = models.ForeignKey(
        MatchRun, on_delete=models.CASCADE, related_name="chunks", verbose_name=_("run")
    )
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(
        _("kind"), max_length=10, choices=ChunkKind.choices, default=ChunkKind.PAIRS
    )
    first_line_id = models.BigIntegerField()
    last_line_id = models.BigIntegerField()
    state = models.CharField(
        _("state"), max_length=10, choices=ChunkState.choices, default=ChunkState.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claimed_at = models.DateTimeField(_("begun"), null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), default=0)
    figures = models.JSONField(_("figures"), default=dict, blank=True)

    objects = RunChunkQuerySet.as_manager()

    class Meta:
        verbose_name = _("part of a run")
        verbose_name_plural = _("parts of a run")
        constraints = [
            models.UniqueConstraint("run", "number", name="run_chunk_unique"),
            models.CheckConstraint(
                condition=Q(state__in=ChunkState.values), name="run_chunk_state_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ChunkKind.values), name="run_chunk_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run} {self.number}"

    @property
    def line_ids(self) -> range:
        """The ids that its lines may have."""
        return range(self.first_line_id, self.last_line_id + 1)

    def beat(self, *, done: int, now: datetime) -> bool:
        """Show that its worker lives; False where another worker has the chunk by now."""
        return self._own().update(done=done, beat_at=now) == 1

    def finish(self, *, figures: dict[str, Any], now: datetime) -> bool:
        """Note its end; False where another worker has the chunk by now."""
        return (
            self._own().update(
                state=ChunkState.FINISHED, done=self.total, figures=figures, beat_at=now
            )
            == 1
        )

    def _own(self) -> "models.QuerySet[RunChunk]":
        return RunChunk.objects.filter(
            pk=self.pk, state=ChunkState.RUNNING, claimed_at=self.claimed_at
        )
