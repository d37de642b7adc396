"""Who may do what with a need."""

from typing import Any

from fair.editions.permissions import can_edit_participation
from fair.sourcing.choices import Visibility
from fair.sourcing.models import ComponentNeed, NdaAcceptance


def can_edit_need(user: Any, need: ComponentNeed) -> bool:
    """Tell whether `user` may change `need`: owners and managers of the buyer, organisers."""
    return can_edit_participation(user, need.participation)


def can_read_details(user: Any, need: ComponentNeed) -> bool:
    """Tell whether a user to whom `need` is visible may read more than its teaser.

    Up to two queries. Under "after NDA" the user's organisation must have accepted the terms,
    unless the user manages the need.
    """
    if need.visibility != Visibility.NDA:
        return True
    return (
        ComponentNeed.objects.managed_by(user).filter(pk=need.pk).exists()
        or NdaAcceptance.objects.of_member(user).filter(need=need).exists()
    )


def can_read_price(user: Any, need: ComponentNeed) -> bool:
    """Tell whether a user who may read the details may also read the target price."""
    return need.price_is_shown or ComponentNeed.objects.managed_by(user).filter(pk=need.pk).exists()
