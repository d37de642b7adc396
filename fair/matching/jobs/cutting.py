"""Cut a run into parts that workers share."""

from itertools import islice

from django.db import transaction

from fair.exhibitors.models import ProductLine
from fair.matching.choices import ChunkKind, ChunkState, RunError
from fair.matching.jobs.chunks import RunRefused
from fair.matching.models import MatchRun, RunChunk
from fair.sourcing.models import ComponentNeed

# A fair of the usual size has one chunk of lines. Of a larger one each chunk takes this share of
# the lines that are left: what comes last to a worker is little, so all end at about the same time.
# What a chunk begins with, the needs' tables, would be much beside fewer lines; more would be much
# to lose.
PAIRS_OF_ONE_CHUNK = 200_000
SHARE = 4
FEWEST_LINES, MOST_LINES = 250, 1000


def make_chunks(run: MatchRun) -> None:
    """Cut the run into ranges of lines, unless an earlier attempt has; raise RunRefused if empty.

    What the fair lacks is one chunk more, the first: it can be the longest.
    """
    of_edition = {"participation__edition": run.edition_id}
    needs = ComponentNeed.objects.published().filter(**of_edition).count()
    lines = ProductLine.objects.published().filter(**of_edition).order_by("id")
    ids = list(lines.values_list("pk", flat=True))
    if not needs:
        raise RunRefused(RunError.NO_NEEDS)
    if not ids:
        raise RunRefused(RunError.NO_LINES)
    chunks = [_chunk(run, 0, ids, kind=ChunkKind.GAPS, total=0)]
    left = iter(ids)
    for number, size in enumerate(chunk_sizes(len(ids), needs=needs), start=1):
        part = list(islice(left, size))
        chunks.append(_chunk(run, number, part, kind=ChunkKind.PAIRS, total=size))
    with transaction.atomic():
        MatchRun.objects.select_for_update(no_key=True).get(pk=run.pk)
        if not run.chunks.exists():
            RunChunk.objects.bulk_create(chunks)
    run.progress_total = len(ids)
    run.save(update_fields=["progress_total"])


def _chunk(run: MatchRun, number: int, ids: list[int], *, kind: ChunkKind, total: int) -> RunChunk:
    ends = {"first_line_id": ids[0], "last_line_id": ids[-1]}
    return RunChunk(run=run, number=number, kind=kind, total=total, **ends)


def chunk_sizes(lines: int, *, needs: int) -> list[int]:
    """Return how many lines each chunk has, the most first."""
    if lines * needs <= PAIRS_OF_ONE_CHUNK:
        return [lines]
    sizes: list[int] = []
    while left := lines - sum(sizes):
        share = max(FEWEST_LINES, -(-left // SHARE))
        sizes.append(min(left, MOST_LINES, share))
    return sizes


def chunks_to_share(run_id: int) -> int:
    """Return how many chunks of a run wait for a worker."""
    return RunChunk.objects.filter(run=run_id, state=ChunkState.QUEUED).count()
