"""Who may do what on the day."""

from typing import Any

from fair.editions.models import Participation
from fair.meetings.models import Meeting


def sides_of(user: Any, meeting: Meeting) -> frozenset[str]:
    """Return the sides of `meeting` for which `user` acts; one query.

    On the day everybody whom a company sends acts for it, not its managers only.
    """
    own = Participation.objects.of_member(user).filter(
        pk__in=[meeting.buyer_id, meeting.supplier_id]
    )
    return frozenset(own.values_list("side", flat=True))
