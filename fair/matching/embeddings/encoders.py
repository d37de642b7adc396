"""Which encoder there is. Without one, texts are compared by what was read in them alone."""

from functools import lru_cache

from django.conf import settings

from fair.matching.embeddings import nano
from fair.matching.engine.text.types import TextEncoder


class EncoderFailed(Exception):
    """The encoder is not installed, does not load, or gives nonsense."""


def is_wanted() -> bool:
    """Tell whether the settings ask for an encoder at all."""
    return settings.TEXT_ENCODER != "off"


def encoder_version() -> str:
    """Return the version whose vectors are read, "" where there is none; loads nothing."""
    return nano.installed_version() if is_wanted() else ""


@lru_cache(maxsize=1)
def loaded_encoder() -> TextEncoder:
    """Return the encoder, loaded once for each process; raise EncoderFailed.

    For workers: it takes memory that a web process has better use for.
    """
    try:
        return nano.NanoEncoder()
    except (ImportError, OSError, RuntimeError) as error:
        raise EncoderFailed(str(error)) from error
