"""Who needs an interpreter, and which interpreters there are, as the engine takes them.

The engine knows one language of a wish. A pair without a common one may speak several, so what
stands there names both sides' languages, and an interpreter "speaks" it who speaks one of each.
"""

from collections.abc import Iterable, Iterator, Sequence

from fair.common.intervals import Interval
from fair.editions.models import Participation
from fair.meetings.choices import PartyKind
from fair.meetings.engine import types
from fair.meetings.models import Interpreter, Meeting, Party

BETWEEN = "/"
AND = "+"


def tongue_of(buyer: Participation, supplier: Participation) -> str | None:
    """Return what an interpreter of the two must speak; None where they understand each other.

    Whoever states no languages is taken to get along.
    """
    sides = (set(buyer.languages), set(supplier.languages))
    if not all(sides) or sides[0] & sides[1]:
        return None
    return BETWEEN.join(sorted(AND.join(sorted(side)) for side in sides))


def tongue_served(tongue: str | None, interpreters: Iterable[types.Interpreter]) -> str | None:
    """Return the tongue where somebody at the fair speaks it; else the two meet without."""
    return tongue if any(tongue in each.languages for each in interpreters) else None


def languages_of(tongue: str) -> list[list[str]]:
    """Return the languages of both sides of which an interpreter must speak one each."""
    return [side.split(AND) for side in tongue.split(BETWEEN)]


def interpreter_at(meeting: Meeting) -> int | None:
    """Return the Party of who interprets a meeting; reads its seats, so load them along."""
    kinds = ((seat.party_id, seat.party.kind) for seat in meeting.seats.all())
    return next((party for party, kind in kinds if kind == PartyKind.INTERPRETER), None)


def interpreters_among(
    parties: Iterable[Party], *, tongues: Iterable[str], slots: Sequence[Interval]
) -> Iterator[types.Interpreter]:
    """Yield the interpreters among usable parties, under the ids of their Party rows.

    Reads each interpreter with its windows, so load them along.
    """
    wanted = sorted(set(tongues))
    for party in parties:
        if party.kind == PartyKind.INTERPRETER and party.interpreter is not None:
            spoken = frozenset(each for each in wanted if _speaks(party.interpreter, each))
            yield types.Interpreter(party.pk, spoken, _open_slots(party.interpreter, slots))


def _speaks(interpreter: Interpreter, tongue: str) -> bool:
    return all(set(side) & set(interpreter.languages) for side in languages_of(tongue))


def _open_slots(interpreter: Interpreter, slots: Sequence[Interval]) -> frozenset[int]:
    spans = [Interval(each.starts_at, each.ends_at) for each in interpreter.windows.all()]
    return frozenset(
        number
        for number, slot in enumerate(slots)
        if not spans or any(span.contains(slot) for span in spans)
    )
