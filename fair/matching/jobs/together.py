"""Work in parts that several workers do together, each part by one of them."""

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import connection

# While others do the last parts.
PAUSE_SECONDS = 0.02

Part = TypeVar("Part")


def do_together(
    parts: Sequence[Part], *, do: Callable[[Part], bool], beat: Callable[[], None]
) -> None:
    """Do parts, beside other workers who do the same, until all are done by anybody.

    `do` is false where another worker is at a part, which is then asked for again. `beat` is called
    between parts; it may raise to stop.
    """
    waiting = list(parts)
    while waiting:
        left = []
        for part in waiting:
            if not do(part):
                left.append(part)
            beat()
        if len(left) == len(waiting):
            time.sleep(PAUSE_SECONDS)
        waiting = left


def try_lock(kind: int, key: int) -> bool:
    """Take a part until the transaction ends; false where another has it.

    The lock of a worker that was killed goes with its connection.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [kind, key])
        is_taken: bool = cursor.fetchone()[0]
        return is_taken
