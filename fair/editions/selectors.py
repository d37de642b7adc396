"""What is asked of editions: the slot grid."""

from fair.common.intervals import Interval, slots
from fair.editions.models import Edition, Session


def slots_of(edition: Edition) -> list[Interval]:
    """Return the slots of every session in order of time; one query."""
    sessions = Session.objects.filter(day__edition=edition).select_related("day__edition")
    return sorted(
        slot
        for session in sessions
        for slot in slots(session.interval, length=edition.slot_length, pause=edition.pause_length)
    )
