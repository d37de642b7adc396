"""Several connections at the same moment, what they must not bring about, and how to let them."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

from django.db import connection

from fair.meetings.models import MeetingSeat

OVERLAPS = """
    SELECT count(*) FROM meetings_meetingseat a JOIN meetings_meetingseat b
    ON a.party_id = b.party_id AND a.id < b.id AND a.period && b.period
    WHERE a.live AND b.live
"""


def overlaps() -> int:
    with connection.cursor() as cursor:
        cursor.execute(OVERLAPS)
        return cursor.fetchone()[0]


def race(*actions: Callable[[], Any]) -> list[Any]:
    """Run the actions at the same moment, each on a connection of its own; return the answers."""
    barrier = Barrier(len(actions))

    def run(action):
        try:
            barrier.wait(timeout=60)
            return action()
        except Exception as error:  # noqa: BLE001 - the test looks at what came
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


@contextmanager
def without_constraint() -> Iterator[None]:
    """Let the database forget that nobody sits in two meetings at once; seats are gone after."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE meetings_meetingseat DROP CONSTRAINT seat_never_booked_twice")
    try:
        yield
    finally:
        MeetingSeat.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE meetings_meetingseat ADD CONSTRAINT seat_never_booked_twice"
                " EXCLUDE USING gist (party_id WITH =, period WITH &&) WHERE (live)"
            )
