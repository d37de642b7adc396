"""What was read in texts: kept, so that each is read once, by whatever worker comes first.

A reading depends on the texts of one need or line and on who reads them, on no other text. Both
are in its fingerprint: other words, another vocabulary or other code finds nothing and reads anew.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from fair.common.sources import code_version
from fair.matching.embeddings.texts import OwnText
from fair.matching.engine.text.keeping import kept_form, kept_profile
from fair.matching.engine.text.profiles import NO_VECTORS, ReadText, Vectors, profile_of
from fair.matching.engine.text.types import TextProfile, TextSide
from fair.matching.models import TextReading
from fair.reading.selectors import CurrentVocabulary, current_vocabulary

# All that a profile is made by, from signs to weights.
CODE = ("fair.reading.engine", "fair.matching.engine.text", "fair.matching.embeddings")
# Readings are looked up by so many keys at a time.
LOOK_UP = 5_000
# Readings by other versions go after a day: while a site is renewed, both may be at work.
OTHERS_KEPT_FOR = timedelta(days=1)
# What nobody has written any more goes after a while; a text still there is read anew.
KEPT_FOR = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class TextReader:
    """Who reads texts; two of equal `version` read the same in them."""

    vocabulary: CurrentVocabulary
    version: str

    def digest_of(self, texts: Sequence[OwnText], *, side: TextSide) -> UUID:
        """Return the key of a reading."""
        parts = [(text.language, text.title, text.description) for text in texts]
        content = repr((self.version, side.value, parts))
        return UUID(bytes=sha256(content.encode()).digest()[:16])

    def profile(self, texts: Sequence[OwnText], *, side: TextSide) -> TextProfile:
        """Read the texts of one owner. Cost: one or two milliseconds."""
        read = self.vocabulary.reader.read
        found = [
            ReadText(
                text.whole,
                text.language,
                read(text.whole, language=text.language),
                title_length=len(text.title),
            )
            for text in texts
        ]
        return profile_of(found, side=side)


def text_reader() -> TextReader:
    """Return who reads in the words of the vocabulary as it is; one query."""
    vocabulary = current_vocabulary()
    content = f"{vocabulary.version} {code_version(*CODE)}"
    return TextReader(vocabulary, sha256(content.encode()).hexdigest())


def readings_of(digests: Collection[UUID]) -> dict[UUID, bytes]:
    """Return what is kept, by key; a query for every LOOK_UP of them."""
    found: dict[UUID, bytes] = {}
    for part in _parts(digests):
        rows = TextReading.objects.filter(digest__in=part)
        found |= {digest: bytes(kept) for digest, kept in rows.values_list("digest", "content")}
    return found


def unread(digests: Collection[UUID]) -> set[UUID]:
    """Return the keys of which nothing is kept; a query for every LOOK_UP of them."""
    missing = set(digests)
    for part in _parts(digests):
        rows = TextReading.objects.filter(digest__in=part)
        missing.difference_update(rows.values_list("digest", flat=True))
    return missing


def keep_readings(
    texts: Mapping[UUID, list[OwnText]], *, side: TextSide, reader: TextReader, now: datetime
) -> None:
    """Read texts and keep what was read."""
    contents = {
        digest: kept_form(reader.profile(own, side=side), text=_joined(own))
        for digest, own in texts.items()
    }
    keep(contents, version=reader.version, now=now)


def keep(contents: Mapping[UUID, bytes], *, version: str, now: datetime) -> None:
    """Keep what was worked out by a version; what others have kept meanwhile is the same.

    In the order of keys: two who keep some of the same wait for each other, never in a circle.
    """
    rows = [
        TextReading(digest=digest, version=version, content=contents[digest], made_at=now)
        for digest in sorted(contents)
    ]
    TextReading.objects.bulk_create(rows, ignore_conflicts=True)


def profile_with(
    texts: Sequence[OwnText],
    *,
    side: TextSide,
    reader: TextReader,
    key: UUID,
    kept: bytes | None,
    vectors: Vectors = NO_VECTORS,
) -> TextProfile:
    """Return the profile of an owner's texts: from what is kept, else by reading them."""
    if kept is None:
        found = reader.profile(texts, side=side)
        return replace(found, vector=vectors.whole, subject=vectors.subject, key=key.bytes)
    return kept_profile(kept, text=_joined(texts), key=key.bytes, vectors=vectors)


def forget_other_versions(version: str, *, now: datetime) -> int:
    """Delete what other versions read at least a day ago; return how many."""
    others = TextReading.objects.filter(made_at__lt=now - OTHERS_KEPT_FOR).exclude(version=version)
    return others.delete()[0]


def forget_old_readings(*, now: datetime) -> int:
    """Delete readings made long ago; return how many."""
    return TextReading.objects.filter(made_at__lt=now - KEPT_FOR).delete()[0]


def _joined(texts: Iterable[OwnText]) -> str:
    return "\n".join(text.whole for text in texts)


def _parts(digests: Collection[UUID]) -> Iterable[list[UUID]]:
    keys = list(digests)
    return (keys[at : at + LOOK_UP] for at in range(0, len(keys), LOOK_UP))
