"""Who may do what with a need."""

from typing import Any

from accounts.models import Organisation
from fair.editions.permissions import can_edit_participation, is_member
from fair.sourcing.choices import Visibility
from fair.sourcing.models import ComponentNeed


def can_edit_need(user: Any, need: ComponentNeed) -> bool:
    """Tell whether `user` may change `need`: owners and managers of the buyer, organisers."""
    return can_edit_participation(user, need.participation)


def can_read_details(user: Any, need: ComponentNeed) -> bool:
    """Tell whether a user to whom `need` is visible may read more than its teaser; one query."""
    return ComponentNeed.objects.readable_by(user).filter(pk=need.pk).exists()


def is_revoked(user: Any, need: ComponentNeed) -> bool:
    """Tell whether the buyer took the access of an organisation of the user's; one query."""
    mine = Organisation.objects.of_member(user).values("pk")
    return need.revocations.filter(organisation__in=mine, restored_at=None).exists()


def is_confidential(need: ComponentNeed) -> bool:
    """Tell whether copies of the need's documents are marked and noted: not where all may read."""
    return need.visibility != Visibility.PUBLIC


def is_own(user: Any, need: ComponentNeed) -> bool:
    """Tell whether `user` acts for the buyer itself; one query."""
    return is_member(user, need.participation)


def can_read_price(user: Any, need: ComponentNeed) -> bool:
    """Tell whether a user who may read the details may also read the target price."""
    return need.price_is_shown or ComponentNeed.objects.managed_by(user).filter(pk=need.pk).exists()
