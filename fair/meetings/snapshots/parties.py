"""Which teams, places and interpreters of an edition may be used today."""

from collections.abc import Iterable, Iterator, Mapping

from django.db.models import QuerySet

from fair.editions.models import Edition, Participation
from fair.meetings.choices import PartyKind
from fair.meetings.engine import types
from fair.meetings.models import Party

MODE_OF = {
    PartyKind.BOOTH: types.Mode.BOOTH,
    PartyKind.TABLE: types.Mode.TABLE,
    PartyKind.ONLINE_ROOM: types.Mode.ONLINE,
}


def with_what_is_asked(rows: QuerySet[Party]) -> QuerySet[Party]:
    """Load along what `usable_parties` asks, in order of id; no more queries."""
    return rows.select_related("table", "booth__registration", "interpreter").order_by("id")


def usable_parties(
    edition: Edition, participations: Mapping[int, Participation], rows: Iterable[Party]
) -> list[Party]:
    """Keep the parties that may be used today: rows of past teams and tables stay behind.

    They are loaded `with_what_is_asked`.
    """
    seats_at = {
        each.booth_registration.booth_id: each.parallel_meetings
        for each in participations.values()
        if hasattr(each, "booth_registration")
    }

    def is_usable(party: Party) -> bool:
        match party.kind:
            case PartyKind.TEAM:
                team_of = participations.get(party.participation_id or 0)
                return team_of is not None and party.number <= team_of.parallel_meetings
            case PartyKind.TABLE:
                return party.table is not None and party.table.is_active
            case PartyKind.BOOTH:
                seats = seats_at.get(party.booth_id, 0)
                return party.booth is not None and party.booth.is_active and party.number <= seats
            case PartyKind.INTERPRETER:
                return party.interpreter is not None and party.interpreter.is_active
            case _:
                return party.number <= edition.online_rooms

    return [party for party in rows if is_usable(party)]


def teams_among(parties: Iterable[Party]) -> dict[tuple[int, int], int]:
    return {
        (party.participation_id, party.number): party.pk
        for party in parties
        if party.participation_id is not None
    }


def places_among(parties: Iterable[Party], *, slot_count: int) -> Iterator[types.Place]:
    always = frozenset(range(slot_count))
    for party in parties:
        if not party.is_place:
            continue
        spot = party.table or party.booth
        yield types.Place(
            id=party.pk,
            mode=MODE_OF[PartyKind(party.kind)],
            open_slots=always,
            owner=party.booth.registration.participation_id if party.booth else None,
            hall=spot.hall_id if spot else None,
        )
