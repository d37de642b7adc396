"""Who may do what with meetings and requests."""

from typing import Any

from accounts.choices import Role
from accounts.models import Membership
from fair.editions.choices import Side
from fair.editions.models import Participation
from fair.editions.permissions import can_edit_participation
from fair.meetings.choices import MeetingState
from fair.meetings.models import Meeting, MeetingRequest


def can_change_meeting(user: Any, meeting: Meeting) -> bool:
    """Tell whether `user` may call `meeting` off, move or swap it: as `can_cancel_meeting`."""
    return can_cancel_meeting(user, meeting)


def can_cancel_meeting(user: Any, meeting: Meeting) -> bool:
    """Tell whether `user` may call `meeting` off: owners and managers of a side, organisers."""
    if meeting.state != MeetingState.CONFIRMED:
        return False
    return any(can_edit_participation(user, side) for side in (meeting.buyer, meeting.supplier))


def can_ask(user: Any, own: Participation) -> bool:
    """Tell whether `user` may ask for meetings in the name of `own`; one query.

    Whoever acts for the company may, as long as it takes part.
    """
    return own.is_approved and role_in(user, own) is not None


def sides_spoken_for(user: Any, request: MeetingRequest) -> list[Side]:
    """Return the sides of a request for which `user` may answer, buyer first; one query.

    Whoever acts for the company may; once it has named a person for the request, only that person
    and its owners and managers.
    """
    sides = {request.on_side(side).organisation_id: side for side in (Side.BUYER, Side.SUPPLIER)}
    rows = Membership.objects.filter(
        user_id=user.pk or 0, user__is_active=True, organisation__in=sides
    )
    found = []
    for organisation_id, role in rows.values_list("organisation", "role"):
        is_named = request.person_of(sides[organisation_id]) in {None, user.pk}
        if is_named or role in {Role.OWNER, Role.MANAGER}:
            found.append(sides[organisation_id])
    return sorted(found)


def role_in(user: Any, own: Participation) -> Role | None:
    """Return the role in which `user` acts for a participant, or None; one query."""
    rows = Membership.objects.filter(
        user_id=user.pk or 0, user__is_active=True, organisation=own.organisation_id
    )
    role = rows.values_list("role", flat=True).first()
    return Role(role) if role else None
