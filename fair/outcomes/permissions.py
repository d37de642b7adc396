"""Who may do what with what came of a meeting."""

from typing import Any

from fair.editions.choices import Side
from fair.editions.models import Participation


def sides_of(user: Any, buyer: Participation, supplier: Participation) -> list[Side]:
    """Return the sides of a pair for which `user` acts; one query.

    Everybody who acts for a company may write for it: those who met are often its delegates.
    """
    pair = {buyer.pk: Side.BUYER, supplier.pk: Side.SUPPLIER}
    own = Participation.objects.of_member(user).filter(pk__in=pair).order_by("side")
    return [pair[each.pk] for each in own]
