"""The one order in which everybody who changes meetings takes locks.

1. the timetable of the edition: whole (publish, call off, edit by hand), or shared with others
   who book;
2. who books shares the timetable and takes the two (or more) sides, in order of id;
3. the places and interpreters that a meeting leaves, in order of id; those that it takes only
   if nobody else is at them (`try_places`): this never waits;
4. the row of the edition, at the very end, to raise its version;
5. the turn to tell people (`CalendarEntry.objects.await_turn`): those who publish and mend. Workers
   that tell of what was booked take this one alone.

Nobody waits for a lock of an earlier step while holding one of a later, and within a step all go
in one order, so nobody waits in a circle. All locks end with the transaction; nobody waits longer
than LONGEST_WAIT.
"""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db import connection
from django.db.utils import OperationalError
from django.utils.translation import gettext_lazy as _
from psycopg.errors import LockNotAvailable

from accounts.refusals import Refusal
from fair.editions.models import Edition
from fair.meetings.models import Meeting, MeetingSeat

LONGEST_WAIT = "5s"

# The first key of the advisory locks; the second is an id.
TIMETABLES, SIDES, PLACES = 471_001, 471_002, 471_003


class TimetableBusy(Refusal):
    """Others are changing the same meetings and do not come to an end."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "busy": _("Many people are booking at this moment. Nothing was changed; please try again."),
    }


def lock_timetable(edition_id: int) -> Edition:
    """Lock a whole timetable and return its edition, locked as well; waits for whoever books."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [TIMETABLES, _key(edition_id)])
    return Edition.objects.select_for_update(no_key=True).get(pk=edition_id)


def lock_sides(edition_id: int, participation_ids: Iterable[int]) -> None:
    """Lock what some participants have in the timetable; others book beside them; one query.

    Raise TimetableBusy where others keep it for long.
    """
    sides = sorted({_key(pk) for pk in participation_ids})
    locks = ", ".join(["pg_advisory_xact_lock(%s, %s)"] * len(sides))
    keys = [value for pk in sides for value in (SIDES, pk)]
    _wait_for(
        "SELECT set_config('lock_timeout', %s, true), pg_advisory_xact_lock_shared(%s, %s), "
        + locks,
        [LONGEST_WAIT, TIMETABLES, _key(edition_id), *keys],
    )


def lock_meetings(meetings: Sequence[Meeting]) -> list[Meeting]:
    """Lock meetings with all their sides and return them as they are now, in the same order.

    They come with edition and sides. Raise TimetableBusy where others keep them for long.
    """
    sides = [pk for meeting in meetings for pk in (meeting.buyer_id, meeting.supplier_id)]
    lock_sides(meetings[0].edition_id, sides)
    rows = Meeting.objects.filter(pk__in=[meeting.pk for meeting in meetings]).select_related(
        "edition", "buyer__organisation", "supplier__organisation"
    )
    found = {
        row.pk: row for row in rows.select_for_update(no_key=True, of=("self",)).order_by("id")
    }
    return [found[meeting.pk] for meeting in meetings]


def lock_seats(meetings: Iterable[Meeting]) -> list[MeetingSeat]:
    """Lock the places and interpreters that locked meetings leave; return their live seats."""
    rows = MeetingSeat.objects.filter(meeting__in=[each.pk for each in meetings], live=True)
    seats = list(rows.select_related("party").order_by("id"))
    lock_places(seat.party_id for seat in seats if not seat.party.participation_id)
    return seats


def lock_places(party_ids: Iterable[int]) -> None:
    """Lock the places and interpreters that meetings leave; before any that they take."""
    for pk in sorted({_key(pk) for pk in party_ids}):
        _wait_for("SELECT pg_advisory_xact_lock(%s, %s)", [PLACES, pk])


def try_places(party_ids: Iterable[int]) -> bool:
    """Lock places and interpreters unless somebody else is at one of them; never waits."""
    keys = [value for pk in party_ids for value in (PLACES, _key(pk))]
    locks = ", ".join(["pg_try_advisory_xact_lock(%s, %s)"] * (len(keys) // 2))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {locks}", keys)
        return all(cursor.fetchone())


def raise_version(edition_id: int) -> int:
    """Raise and return the schedule version at the end of a change under `lock_sides`.

    Older drafts are then refused. Only commit after this: all who book wait for this row.
    """
    return _wait_for(
        "UPDATE editions_edition SET schedule_version = schedule_version + 1,"
        " updated_at = statement_timestamp() WHERE id = %s RETURNING schedule_version",
        [edition_id],
    )


def _wait_for(statement: str, params: list[Any]) -> Any:
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
            return cursor.fetchone()[0]
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise TimetableBusy("busy") from error
        raise


def _key(pk: int) -> int:
    return pk % 2**31
