"""What the memory of a worker at a run needs."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """Make many objects that stay without looking through them for rings again and again.

    Rings are found as soon as it is over. A tenth of the CPU time of a run, measured.
    """
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_collecting:
            gc.enable()
