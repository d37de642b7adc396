"""The secret key of an installation that was not given one."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from matchmaking.embedded.directory import make_data_directory


def kept_secret_key(data: Path, *, may_make_one: bool) -> str:
    """Return the key kept in the data directory, made there once; readable to its owner only.

    In production a key must be given: several machines may have to share it.
    """
    if not may_make_one:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. In production give a long random text in SECRET_KEY, or the "
            "path of a file that holds it in SECRET_KEY_FILE."
        )
    path = data / "secret_key"
    try:
        make_data_directory(data)
        if not path.exists():
            _write_once(path, get_random_secret_key())
        return path.read_text(encoding="ascii")
    except OSError as error:
        raise ImproperlyConfigured(
            f"The data directory {data} cannot be used: {error.strerror}. It may have been made by "
            "another user of this machine; choose another one with FAIRMATCH_DATA."
        ) from error


def _write_once(path: Path, key: str) -> None:
    """Create the file with its whole content; keep the one that another process made first."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(key, encoding="ascii")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
