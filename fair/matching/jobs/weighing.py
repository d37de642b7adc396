"""Between the reading of texts and the scoring of pairs: what each text is worth.

A model weighs a text once, by whatever worker; all others fetch it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from django.db import transaction

from fair.matching.embeddings.readings import text_reader
from fair.matching.embeddings.weighings import adopt_kept, weigh_and_keep
from fair.matching.engine.text.model import TextModel
from fair.matching.engine.text.types import TextProfile, TextSide
from fair.matching.engine.types import Need, Offer
from fair.matching.jobs.together import do_together, try_lock
from fair.matching.snapshots import Inputs

# A batch takes some tenths of a second.
TEXTS_PER_BATCH = 500
# The first key of the advisory locks; the second says which batch of which model.
WEIGHINGS = 471_102


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts of one side that the model does not know yet, of owners from `first_id` on."""

    side: TextSide
    first_id: int
    texts: list[TextProfile]

    def lock_key(self, model: TextModel) -> int:
        return crc32(f"{model.version}/{self.side}/{self.first_id}".encode()) % 2**31


def weigh_together(inputs: Inputs, *, now: datetime, beat: Callable[[], None]) -> None:
    """Have the model of `inputs` know all their texts, beside other workers who do the same.

    A model of another make knows nothing that could be kept. `beat` may raise to stop.
    """
    model = inputs.rules.text
    if not isinstance(model, TextModel):
        return
    version = text_reader().version

    def do(batch: Batch) -> bool:
        return _weigh_alone(batch, model=model, version=version, now=now)

    do_together(list(_unknown(inputs, model=model)), do=do, beat=beat)


def adopt_texts(inputs: Inputs) -> None:
    """Have the model of `inputs` know all texts that anybody has weighed."""
    model = inputs.rules.text
    if isinstance(model, TextModel):
        for side, owners in _sides(inputs):
            adopt_kept(_texts(owners), side=side, model=model)


def _unknown(inputs: Inputs, *, model: TextModel) -> Iterator[Batch]:
    for side, owners in _sides(inputs):
        missing = {id(text) for text in adopt_kept(_texts(owners), side=side, model=model)}
        for start in range(0, len(owners), TEXTS_PER_BATCH):
            part = owners[start : start + TEXTS_PER_BATCH]
            texts = [text for text in _texts(part) if id(text) in missing]
            if texts:
                yield Batch(side, part[0].id, texts)


def _sides(inputs: Inputs) -> Iterator[tuple[TextSide, Sequence[Need | Offer]]]:
    yield TextSide.NEED, inputs.needs
    yield TextSide.LINE, inputs.offers


def _texts(owners: Sequence[Need | Offer]) -> list[TextProfile]:
    return [owner.text for owner in owners if isinstance(owner.text, TextProfile)]


@transaction.atomic
def _weigh_alone(batch: Batch, *, model: TextModel, version: str, now: datetime) -> bool:
    """Weigh what nobody has weighed of a batch; False where another worker is at it."""
    if not try_lock(WEIGHINGS, batch.lock_key(model)):
        return False
    missing = adopt_kept(batch.texts, side=batch.side, model=model)
    weigh_and_keep(missing, side=batch.side, model=model, version=version, now=now)
    return True
