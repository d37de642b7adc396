"""Who has met already, at a fair before: they need no organiser to meet again."""

from fair.editions.choices import Side
from fair.editions.models import Edition, Participation
from fair.meetings.choices import MeetingState
from fair.meetings.models import Meeting

Pair = tuple[int, int]


def met_before(edition: Edition) -> frozenset[Pair]:
    """Return the pairs of an edition whose companies met at another one; two queries at most.

    Who sold then and buys now is another pair.
    """
    held = Meeting.objects.filter(state=MeetingState.HELD).exclude(edition=edition)
    met = set(held.values_list("buyer__organisation", "supplier__organisation").distinct())
    if not met:
        return frozenset()
    own = Participation.objects.filter(edition=edition).values_list("organisation", "side", "pk")
    ids = {(organisation, side): pk for organisation, side, pk in own}
    pairs = ((ids.get((one, Side.BUYER)), ids.get((other, Side.SUPPLIER))) for one, other in met)
    return frozenset((buyer, supplier) for buyer, supplier in pairs if buyer and supplier)
