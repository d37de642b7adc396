"""What texts are worth with the model of an edition: kept beside their readings.

A weighing depends on a text's profile and the model's frame; both are in its fingerprint.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from fair.matching.embeddings.readings import keep, readings_of
from fair.matching.engine.text.model import TextModel
from fair.matching.engine.text.types import TextProfile, TextSide
from fair.matching.engine.text.weighed import weighed, weighed_of


def digest_of(text: TextProfile, *, model: TextModel) -> UUID:
    """Return the key of a text's weighing."""
    return UUID(bytes=sha256(text.key + model.frame.version.encode()).digest()[:16])


def adopt_kept(
    texts: Sequence[TextProfile], *, side: TextSide, model: TextModel
) -> list[TextProfile]:
    """Have the model remember what is kept of texts; return those of which nothing is.

    A query for every few thousand texts; a text takes some twenty microseconds. Texts without a
    key were never kept and count as missing.
    """
    keys = {digest_of(text, model=model): text for text in texts if text.key}
    kept = readings_of(keys)
    missing = []
    for text in texts:
        known = kept.get(digest_of(text, model=model)) if text.key else None
        if known is None:
            missing.append(text)
        else:
            model.packer.adopt(text, weighed_of(known), side=side)
    return missing


def weigh_and_keep(
    texts: Sequence[TextProfile], *, side: TextSide, model: TextModel, version: str, now: datetime
) -> None:
    """Weigh texts, have the model remember them and keep what they weigh, where they have a key.

    `version` is that of their reader: when it is gone, so are they.
    """
    contents = {}
    for text in texts:
        known = weighed(text, model.frame, side=side)
        model.packer.adopt(text, known, side=side)
        if text.key:
            contents[digest_of(text, model=model)] = known.to_bytes()
    keep(contents, version=version, now=now)
