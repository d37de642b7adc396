"""Who may do what with matches and runs."""

from typing import Any

from fair.editions.choices import Side
from fair.editions.models import Edition
from fair.editions.permissions import is_member, is_organiser
from fair.exhibitors.models import ProductLine
from fair.sourcing.models import ComponentNeed


def can_manage_runs(user: Any, edition: Edition) -> bool:
    """Tell whether `user` may start and cancel runs: the edition's organisers; one query."""
    return is_organiser(user, edition)


def can_give_verdict(user: Any, need: ComponentNeed, line: ProductLine, *, side: Side) -> bool:
    """Tell whether `user` may speak for `side`: anybody who acts for that participant."""
    participation = need.participation if side == Side.BUYER else line.participation
    return participation.is_approved and is_member(user, participation)
