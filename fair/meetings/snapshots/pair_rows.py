"""What is read of one pair for live booking, by queries that are written once.

Others wait for the pair's locks meanwhile, and most who come at once for a popular time are only
offered others.
"""

from functools import cache
from typing import Any

from django.db.models import Q, QuerySet

from fair.common.compiled import CompiledQuery
from fair.editions.models import Participation
from fair.meetings.choices import PartyKind
from fair.meetings.engine import types
from fair.meetings.models import Meeting, MeetingSeat, Party
from fair.meetings.snapshots.parties import with_what_is_asked

# What of parties is read: the rest takes longer to load than all the judging.
READ = (
    *("edition_id", "kind", "number", "participation_id", "table_id", "booth_id"),
    *("table__hall_id", "table__is_active", "booth__hall_id", "booth__is_active"),
    *("booth__registration__participation_id", "booth__registration__booth_id"),
    *("interpreter__is_active", "interpreter__languages"),
)


def sides_of(buyer_id: int, supplier_id: int) -> tuple[Participation, Participation]:
    """Load a buyer and a supplier with all that the rules ask about them; two queries."""
    found = {row.pk: row for row in _SIDES(sides=(buyer_id, supplier_id))}
    return found[buyer_id], found[supplier_id]


_SIDES = CompiledQuery(
    lambda sides: (
        Participation.objects.filter(pk__in=sides)
        .select_related("edition__booking_rules", "organisation", "booth_registration__booth")
        .prefetch_related("availability_windows")
    )
)


@cache
def parties_for(modes: frozenset[types.Mode], *, is_spoken: bool) -> CompiledQuery[Party]:
    """Write what selects two sides' teams, places of some modes and, where asked, interpreters."""

    def build(edition: int, pair: tuple[int, int]) -> QuerySet[Party]:
        wanted = Q(kind=PartyKind.TEAM, participation__in=pair)
        if types.Mode.BOOTH in modes:
            wanted |= Q(kind=PartyKind.BOOTH, booth__registration__participation__in=pair)
        if types.Mode.TABLE in modes:
            wanted |= Q(kind=PartyKind.TABLE, table__is_active=True)
        if types.Mode.ONLINE in modes:
            wanted |= Q(kind=PartyKind.ONLINE_ROOM)
        if is_spoken:
            wanted |= Q(kind=PartyKind.INTERPRETER)
        rows = with_what_is_asked(Party.objects.filter(wanted, edition=edition)).only(*READ)
        return rows.prefetch_related("interpreter__windows") if is_spoken else rows

    return CompiledQuery(build)


def _own_seats(edition: int, pair: tuple[int, int]) -> QuerySet[Meeting, Any]:
    rows = Meeting.objects.seated().of_participations(pair).filter(edition=edition)
    names = ("pk", "buyer_id", "supplier_id", "starts_at", "ends_at")
    return rows.order_by("pk").values_list(*names, "seats__party_id", "seats__party__kind")


own_seats = CompiledQuery(_own_seats)


seats_at = CompiledQuery(
    lambda parties, span: MeetingSeat.objects.filter(
        party__in=parties, live=True, period__overlap=span
    ).values_list("pk", "meeting_id", "party_id", "period")
)
