"""The vectors that are kept: found by what a text is, made where they are missing."""

import logging
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import numpy as np

from fair.matching.choices import EncoderNotice
from fair.matching.embeddings.encoders import (
    EncoderFailed,
    encoder_version,
    is_wanted,
    loaded_encoder,
)
from fair.matching.engine.text.types import VECTOR_TYPE, Floats, TextEncoder, TextSide
from fair.matching.models import TextEmbedding
from fair.matching.models.text import DIMENSIONS

logger = logging.getLogger(__name__)

CHUNK = 32
# Vectors are read by so many keys at a time.
LOOK_UP = 5_000
# A matching run waits no longer for vectors that are missing; the next run has them.
PATIENCE_SECONDS = 240.0
# Vectors of texts that nobody has any more go after a while; a text still there gets its own anew.
KEPT_FOR = timedelta(days=180)

SidedText = tuple[TextSide, str]
Beat = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many vectors were missing, how many of them were made, and what the organiser reads."""

    missing: int = 0
    made: int = 0
    notice: EncoderNotice | None = None


def digest_of(text: str, *, side: TextSide, encoder: str) -> str:
    """Return the key of a text's vector."""
    content = f"{encoder}\0{side.value}\0{text}"
    return sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def vectors_of(texts: Collection[SidedText]) -> dict[SidedText, bytes]:
    """Return the vectors that are kept of `texts`; a query for every LOOK_UP of them."""
    return dict(_kept(texts, "vector"))


def _kept(texts: Collection[SidedText], column: str) -> Iterator[tuple[SidedText, Any]]:
    """Yield those of `texts` whose vectors are kept, with a column of their rows."""
    encoder = encoder_version()
    if not encoder:
        return
    keys = {digest_of(text, side=side, encoder=encoder): (side, text) for side, text in texts}
    digests = list(keys)
    for at in range(0, len(digests), LOOK_UP):
        rows = TextEmbedding.objects.filter(digest__in=digests[at : at + LOOK_UP])
        for digest, value in rows.values_list("digest", column):
            yield keys[digest], value


def embed_missing(
    texts: Iterable[SidedText],
    *,
    now: datetime,
    beat: Beat,
    patience_seconds: float = PATIENCE_SECONDS,
) -> Outcome:
    """Make the vectors that are missing; whatever goes wrong, matching goes on without them.

    `beat` is told how many of how many are done after each chunk; it may raise to stop.
    """
    if not is_wanted():
        return Outcome()
    wanted = [text for text in dict.fromkeys(texts) if text[1].strip()]
    known = {text for text, _id in _kept(wanted, "pk")}
    missing = [text for text in wanted if text not in known]
    if not missing:
        return Outcome()
    try:
        made = _embed(missing, now=now, beat=beat, until=time.monotonic() + patience_seconds)
    except EncoderFailed as failure:
        logger.warning("The text encoder failed: %s", failure)
        return Outcome(len(missing), 0, EncoderNotice.FAILED)
    notice = EncoderNotice.SLOW if made < len(missing) else None
    return Outcome(len(missing), made, notice)


def forget_old(*, now: datetime) -> int:
    """Delete vectors made long ago; return how many."""
    deleted, _by_model = TextEmbedding.objects.filter(made_at__lt=now - KEPT_FOR).delete()
    return deleted


def _embed(missing: Sequence[SidedText], *, now: datetime, beat: Beat, until: float) -> int:
    """Encode and keep chunk by chunk until the time is over; return how many were made."""
    encoder = loaded_encoder()
    done = 0
    for side in TextSide:
        texts = [text for of, text in missing if of is side]
        for at in range(0, len(texts), CHUNK):
            if time.monotonic() > until:
                return done
            chunk = texts[at : at + CHUNK]
            _keep(chunk, side=side, vectors=_encode(encoder, chunk, side), encoder=encoder, now=now)
            done += len(chunk)
            beat(done, len(missing))
    return done


def _encode(encoder: TextEncoder, texts: Sequence[str], side: TextSide) -> Floats:
    try:
        vectors = encoder.encode(texts, side=side)
    except (OSError, RuntimeError, ValueError) as error:
        raise EncoderFailed(str(error)) from error
    if vectors.shape != (len(texts), DIMENSIONS) or not np.isfinite(vectors).all():
        raise EncoderFailed(f"vectors of shape {vectors.shape} or without a finite length")
    return vectors


def _keep(
    texts: Sequence[str], *, side: TextSide, vectors: Floats, encoder: TextEncoder, now: datetime
) -> None:
    # Another worker may have kept the same text meanwhile: its vector is the same.
    TextEmbedding.objects.bulk_create(
        [
            TextEmbedding(
                digest=digest_of(text, side=side, encoder=encoder.version),
                encoder=encoder.version,
                vector=vector.astype(VECTOR_TYPE).tobytes(),
                made_at=now,
            )
            for text, vector in zip(texts, vectors, strict=True)
        ],
        ignore_conflicts=True,
    )
