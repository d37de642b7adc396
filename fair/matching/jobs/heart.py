"""How a worker at a run shows that it lives, and notices that the run is not its own any more."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from fair.matching.choices import RunState
from fair.matching.models import MatchRun, RunChunk

HEARTBEAT_EVERY = timedelta(seconds=1)

Clock = Callable[[], datetime]
# Told how many lines are done, of how many.
Progress = Callable[[int, int], None]


class RunLost(Exception):
    """The run was cancelled, or another worker has taken the chunk: stop without a trace."""


class Heart:
    """Beat while a worker is at a chunk."""

    def __init__(self, chunk: RunChunk, *, clock: Clock, progress: Progress | None) -> None:
        self.chunk = chunk
        self.clock = clock
        self.progress = progress
        self.last_beat_at = clock() - HEARTBEAT_EVERY

    def beat(self, done: int) -> None:
        """Record how many lines of the chunk are done, at most once a second.

        Raise RunLost where the chunk is another worker's by now, or the run was cancelled.
        """
        if self.progress:
            self.progress(done, self.chunk.total)
        now = self.clock()
        if now - self.last_beat_at < HEARTBEAT_EVERY:
            return
        self.last_beat_at = now
        if not self.chunk.beat(done=done, now=now) or not beat_run(self.chunk.run_id, now=now):
            raise RunLost


def beat_run(run_id: int, *, now: datetime) -> bool:
    """Show that somebody works at a run and how far all its chunks are; False where it ended."""
    done = (
        RunChunk.objects.filter(run=OuterRef("pk"))
        .order_by()
        .values("run")
        .annotate(sum=Sum("done"))
        .values("sum")
    )
    running = MatchRun.objects.filter(pk=run_id, state=RunState.RUNNING)
    return running.update(heartbeat_at=now, progress_done=Coalesce(Subquery(done), 0)) == 1


def beat_or_stop(run: MatchRun, *, clock: Clock) -> None:
    """Do the same; raise RunLost where the run ended."""
    if not beat_run(run.pk, now=clock()):
        raise RunLost
