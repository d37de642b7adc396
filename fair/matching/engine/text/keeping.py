"""What was read in a text as bytes, to be kept beside the text's fingerprint.

The text itself is the dictionary that they are pressed with: a few hundred bytes, of use to nobody
who has not the text.
"""

import json
import zlib
from dataclasses import astuple

from fair.matching.engine.text.profiles import NO_VECTORS, Vectors
from fair.matching.engine.text.types import Mention, TextProfile

LEVEL = 6


def kept_form(profile: TextProfile, *, text: str) -> bytes:
    """Return all of a profile but its vectors, which an encoder makes and which are kept apart."""
    content = (
        profile.language,
        profile.processes,
        profile.materials,
        profile.part_families,
        profile.tokens,
        profile.sizes,
        profile.figures,
        [astuple(mention) for mention in profile.mentions],
    )
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    press = zlib.compressobj(LEVEL, zdict=_encoded(text))
    return press.compress(_encoded(plain)) + press.flush()


def kept_profile(
    kept: bytes, *, text: str, key: bytes = b"", vectors: Vectors = NO_VECTORS
) -> TextProfile:
    """Return the profile that was kept by `key`, with its vectors. Cost: some thirty microseconds.

    Raise zlib.error where it was kept of another text.
    """
    plain = zlib.decompressobj(zdict=_encoded(text)).decompress(kept)
    *content, mentions = json.loads(plain.decode("utf-8", "surrogatepass"))
    language, processes, materials, part_families, tokens, sizes, figures = content
    return TextProfile(
        language=language,
        processes=processes,
        materials=materials,
        part_families=part_families,
        tokens=tokens,
        sizes=sizes,
        figures=figures,
        vector=vectors.whole,
        subject=vectors.subject,
        mentions=tuple(Mention(*mention) for mention in mentions),
        key=key,
    )


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
