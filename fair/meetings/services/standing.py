"""Who is in a meeting at a time already: the first question under the locks, and the cheapest."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from fair.common.compiled import CompiledQuery
from fair.meetings.choices import Clash, MeetingState
from fair.meetings.models import Meeting
from fair.meetings.services.openings import Clashing

Pair = tuple[int, int]

NAMES = ("pk", "buyer", "supplier", "state", "starts_at", "mode", "booking_key")
TEAMS = ("buyer__parallel_meetings", "supplier__parallel_meetings")


class Standing(NamedTuple):
    """A meeting, as far as it matters to others who want its time."""

    pk: int
    buyer: int
    supplier: int
    state: str
    starts_at: datetime
    mode: str
    key: UUID | None
    buyer_teams: int
    supplier_teams: int

    def takes_time_at(self, starts_at: datetime) -> bool:
        """Tell whether it begins then, and no side is known to have stayed away."""
        is_seated = self.state in {MeetingState.CONFIRMED, MeetingState.HELD}
        return is_seated and self.starts_at == starts_at


def standing_at(pair: Pair, starts_at: datetime) -> list[Standing]:
    """Return what a buyer and a supplier have with each other, and either has then; one query."""
    rows = _STANDING(buyer=pair[0], supplier=pair[1], starts_at=starts_at)
    return [Standing(*row) for row in rows]


def _standing(buyer: int, supplier: int, starts_at: datetime) -> QuerySet[Meeting, Any]:
    then = Meeting.objects.of_participations([buyer, supplier]).filter(starts_at=starts_at)
    rows = then | Meeting.objects.filter(buyer=buyer, supplier=supplier)
    return rows.order_by("id").values_list(*NAMES, *TEAMS)


_STANDING = CompiledQuery(_standing)


def refuse_busy(
    standing: Iterable[Standing], pair: Pair, starts_at: datetime, *, without: Collection[int] = ()
) -> None:
    """Raise Clashing where all teams of a side are in meetings that begin then.

    The rules would say so too, after eight more queries: most of those who want a popular time at
    the same moment end here, and others wait for their locks. `without` give up their time.
    """
    begun = [each for each in standing if each.takes_time_at(starts_at) and each.pk not in without]
    both = (
        (Clash.BUYER_BUSY, [each.buyer_teams for each in begun if each.buyer == pair[0]]),
        (Clash.SUPPLIER_BUSY, [each.supplier_teams for each in begun if each.supplier == pair[1]]),
    )
    if clashes := tuple(clash for clash, teams in both if teams and len(teams) >= teams[0]):
        raise Clashing(clashes)
