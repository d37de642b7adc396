"""Run a module on bytes of which we expect the worst: in a process of its own, with limits."""

import os
import subprocess
import sys
import threading
from collections.abc import Sequence

from django.conf import settings

TIMEOUT_SECONDS = 15
# Each takes a core; more at once would only make all of them late.
AT_ONCE = 2
_places = threading.BoundedSemaphore(AT_ONCE)


class IsolatedFailure(Exception):
    """The other process refused, broke down, or took too long."""


def isolated(module: str, parts: Sequence[bytes], *, timeout: float = TIMEOUT_SECONDS) -> bytes:
    """Give `parts` to `module` and return what it writes; it knows nothing of our environment.

    Raise IsolatedFailure at the latest after twice `timeout` seconds.
    """
    if not _places.acquire(timeout=timeout):
        raise IsolatedFailure("too many at once")
    try:
        done = subprocess.run(
            [sys.executable, "-E", "-s", "-W", "ignore", "-m", module],
            input=b"".join(len(part).to_bytes(4, "big") + part for part in parts),
            capture_output=True,
            cwd=settings.BASE_DIR,
            env={"PATH": os.defpath},
            timeout=timeout,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError) as error:
        raise IsolatedFailure(type(error).__name__) from error
    finally:
        _places.release()
    if done.returncode != 0:
        raise IsolatedFailure(f"exit {done.returncode}")
    return done.stdout
