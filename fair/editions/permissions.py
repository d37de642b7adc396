"""Who may do what with an edition and its participations."""

from typing import Any

from accounts.choices import Role
from fair.editions.models import Edition, Participation


def is_organiser(user: Any, edition: Edition) -> bool:
    """Tell whether `user` organises `edition`; one query."""
    return Edition.objects.organised_by(user).filter(pk=edition.pk).exists()


def is_member(user: Any, participation: Participation) -> bool:
    """Tell whether `user` acts for the participating organisation; one query."""
    return Participation.objects.of_member(user).filter(pk=participation.pk).exists()


def can_edit_participation(user: Any, participation: Participation) -> bool:
    """Tell whether `user` may change what the participant states of itself; up to two queries.

    Owners and managers of the organisation may, and the edition's organisers.
    """
    return participation.organisation.memberships.filter(
        user_id=user.pk or 0, role__in=[Role.OWNER, Role.MANAGER]
    ).exists() or is_organiser(user, participation.edition)
