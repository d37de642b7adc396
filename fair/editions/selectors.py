"""What is asked of editions: the slot grid, and who takes part for whom."""

from typing import Any

from fair.common.intervals import Interval, slots
from fair.editions.models import Edition, Participation, Session


def slots_of(edition: Edition) -> list[Interval]:
    """Return the slots of every session in order of time; one query."""
    sessions = Session.objects.filter(day__edition=edition).select_related("day__edition")
    return sorted(
        slot
        for session in sessions
        for slot in slots(session.interval, length=edition.slot_length, pause=edition.pause_length)
    )


def participations_of(user: Any, *, edition: Edition) -> list[Participation]:
    """Return the participations in `edition` that `user` acts for, suppliers last."""
    return list(
        Participation.objects.of_member(user)
        .filter(edition=edition)
        .select_related("organisation", "edition")
        .order_by("side", "organisation__legal_name", "id")
    )
