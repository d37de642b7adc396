"""The messages of the editions room."""

from accounts.choices import Role
from accounts.models import User
from fair.editions.models import Participation
from fair.notifications.services import notify


def people_to_tell(participation: Participation) -> list[User]:
    """Return the active owners and managers of the organisation, in order of id."""
    return list(
        User.objects.filter(
            is_active=True,
            memberships__organisation_id=participation.organisation_id,
            memberships__role__in=[Role.OWNER, Role.MANAGER],
        ).order_by("id")
    )


def tell_decision(participation: Participation) -> None:
    """Tell the organisation that it was approved or rejected."""
    name = "participation_approved" if participation.is_approved else "participation_rejected"
    for person in people_to_tell(participation):
        notify(
            person,
            kind=f"editions/{name}",
            context={"participation": participation, "edition": participation.edition},
        )
