"""The first part of a run: what nobody has read yet is read, by all workers together.

Texts are dealt out in batches, each a range of ids. Who has the lock of a batch reads it and keeps
what was read, in one transaction: a killed worker leaves no trace of its batch, and no lock.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fair.matching.embeddings.readings import TextReader, keep_readings, unread
from fair.matching.embeddings.texts import Owned, OwnText
from fair.matching.engine.text.types import TextSide
from fair.matching.jobs.together import do_together, try_lock

# A batch takes some tenths of a second: enough for several workers to have something to do.
ROWS_PER_BATCH = 200
# The first key of the advisory locks; the second says which batch.
READINGS = 471_101

Texts = dict[UUID, list[OwnText]]


@dataclass(slots=True)
class Batch:
    """The unread texts of some needs or lines; `number` is the range of their ids."""

    side: TextSide
    number: int
    texts: Texts = field(default_factory=dict)

    @property
    def lock_key(self) -> int:
        return (2 * self.number + (self.side is TextSide.LINE)) % 2**31


def unread_batches(owners: Iterable[Owned], *, reader: TextReader) -> list[Batch]:
    """Return those texts, in the order of sides and ids, that nobody has read yet; the look-ups."""
    ranges: dict[tuple[TextSide, int], Texts] = defaultdict(dict)
    for owner in owners:
        digest = reader.digest_of(owner.texts, side=owner.side)
        ranges[owner.side, owner.row_id // ROWS_PER_BATCH][digest] = owner.texts
    missing = unread({digest for texts in ranges.values() for digest in texts})
    batches = []
    for (side, number), texts in ranges.items():
        left = {digest: own for digest, own in texts.items() if digest in missing}
        if left:
            batches.append(Batch(side, number, left))
    return batches


def worth_sharing(batches: list[Batch]) -> int:
    """Return how many whole batches' work there is: who reads a few texts needs no help."""
    return sum(len(batch.texts) for batch in batches) // ROWS_PER_BATCH


def read_together(
    batches: list[Batch], *, reader: TextReader, now: datetime, beat: Callable[[], None]
) -> None:
    """Read batches, beside other workers who do the same, until all are read by anybody."""
    do_together(batches, do=lambda batch: _read_alone(batch, reader=reader, now=now), beat=beat)


@transaction.atomic
def _read_alone(batch: Batch, *, reader: TextReader, now: datetime) -> bool:
    """Read what is still unread of a batch; False where another worker is at it."""
    if not try_lock(READINGS, batch.lock_key):
        return False
    missing = unread(batch.texts)
    texts = {digest: own for digest, own in batch.texts.items() if digest in missing}
    keep_readings(texts, side=batch.side, reader=reader, now=now)
    return True
