"""Who may do what with matches."""

from typing import Any

from fair.editions.choices import Side
from fair.editions.permissions import is_member
from fair.exhibitors.models import ProductLine
from fair.sourcing.models import ComponentNeed


def can_give_verdict(user: Any, need: ComponentNeed, line: ProductLine, *, side: Side) -> bool:
    """Tell whether `user` may speak for `side`: anybody who acts for that participant."""
    participation = need.participation if side == Side.BUYER else line.participation
    return participation.is_approved and is_member(user, participation)
