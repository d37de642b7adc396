"""Who is asking, and who may do what with an organisation."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.choices import Role
from accounts.models import Membership, Organisation, User


def signed_in(request: HttpRequest) -> User:
    """Return who is asking, on pages that only people who are signed in reach.

    Raise PermissionDenied for anybody else: the page has let them in by mistake.
    """
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def role_of(user: Any, organisation: Organisation) -> Role | None:
    """Return the role in which `user` acts for `organisation`, or None; one query."""
    membership = Membership.objects.filter(
        user_id=user.pk or 0, organisation=organisation, user__is_active=True
    ).first()
    return Role(membership.role) if membership else None


def can_edit_organisation(user: Any, organisation: Organisation) -> bool:
    """Owners and managers may change what the organisation states of itself."""
    return role_of(user, organisation) in {Role.OWNER, Role.MANAGER}


def can_manage_members(user: Any, organisation: Organisation) -> bool:
    """Only owners may invite, promote and remove people."""
    return role_of(user, organisation) == Role.OWNER
