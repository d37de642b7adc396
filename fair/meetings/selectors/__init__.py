"""What is asked of meetings and plans."""

from fair.meetings.selectors.plans import (
    AgendaDay,
    AgendaEntry,
    SlotLoad,
    agenda_of,
    buyers_of_plan,
    planned_meetings,
    slot_loads,
    unplaced_wishes,
)

__all__ = [
    "AgendaDay",
    "AgendaEntry",
    "SlotLoad",
    "agenda_of",
    "buyers_of_plan",
    "planned_meetings",
    "slot_loads",
    "unplaced_wishes",
]
