"""What in a problem cannot be as it is said, each with a reason: for people to mend beforehand.

A problem with faults can be planned all the same: what is impossible stays out of the plan.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from fair.meetings.engine.diary import Diary, Hours, slots_in
from fair.meetings.engine.types import Problem


class FaultCode(StrEnum):
    """What is wrong."""

    NO_SLOTS = "no_slots"
    PIN_CLASHES = "pin_clashes"
    PIN_OVER_LIMIT = "pin_over_limit"
    PIN_PLACE_TWICE = "pin_place_twice"
    PIN_AT_WRONG_PLACE = "pin_at_wrong_place"
    NEVER_THERE = "never_there"
    NO_MEETING_ALLOWED = "no_meeting_allowed"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """A fault of a party or pin, by its id, and the first slot in which it shows, if one."""

    code: FaultCode
    subject: int
    slot: int | None = None


def faults(problem: Problem) -> tuple[Fault, ...]:
    """List every fault; an empty answer promises nothing about how many wishes fit."""
    if not problem.slots:
        return (Fault(FaultCode.NO_SLOTS, 0),)
    diary = Diary(problem)
    found = [*_pin_faults(problem, diary)]
    for hours in (*diary.buyers.values(), *diary.suppliers.values()):
        found += _party_faults(diary, hours)
    return tuple(found)


def _party_faults(diary: Diary, hours: Hours) -> Iterator[Fault]:
    party = hours.party
    clash = next((n for n, count in sorted(hours.counts.items()) if count > party.capacity), None)
    if clash is not None:
        yield Fault(FaultCode.PIN_CLASHES, party.id, clash)
    over_day = party.limit_day is not None and any(
        count > party.limit_day for count in hours.meetings_by_day.values()
    )
    over_total = party.limit_total is not None and hours.total > party.limit_total
    if over_day or over_total:
        yield Fault(FaultCode.PIN_OVER_LIMIT, party.id)
    if not (hours.onsite | hours.online) & diary.all_slots:
        yield Fault(FaultCode.NEVER_THERE, party.id)
    elif party.capacity <= 0 or 0 in (party.limit_day, party.limit_total):
        yield Fault(FaultCode.NO_MEETING_ALLOWED, party.id)


def _pin_faults(problem: Problem, diary: Diary) -> Iterator[Fault]:
    taken: dict[int, int] = {}
    for pin in problem.pins:
        if pin.place not in diary.places:
            continue
        place = diary.places[pin.place]
        mask = sum(1 << slot for slot in pin.slots)
        twice = mask & taken.get(place.id, 0)
        taken[place.id] = taken.get(place.id, 0) | mask
        if twice:
            yield Fault(FaultCode.PIN_PLACE_TWICE, pin.id, next(slots_in(twice)))
        if place.owner not in (None, pin.buyer, pin.supplier):
            yield Fault(FaultCode.PIN_AT_WRONG_PLACE, pin.id)
