"""What the pages of needs share: for whom they are, and how a need is loaded."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from fair.editions.access import WorkspaceEditMixin, WorkspaceMixin, edition_of
from fair.editions.choices import Side
from fair.sourcing.models import ComponentNeed
from fair.sourcing.permissions import can_edit_need
from fair.sourcing.selectors import with_details


class BuyerMixin(WorkspaceMixin):
    """As WorkspaceMixin, for buyers."""

    side = Side.BUYER


class BuyerEditMixin(WorkspaceEditMixin):
    """As WorkspaceEditMixin, for buyers."""

    side = Side.BUYER


def visible_need(request: HttpRequest, *, slug: str, public_id: UUID) -> ComponentNeed:
    """Return a need with what its page shows. Raise Http404 where the user may not know of it."""
    edition = edition_of(request, slug=slug)
    needs = with_details(ComponentNeed.objects.visible_to(request.user))
    return get_object_or_404(needs, participation__edition=edition, public_id=public_id)


def editable_need(request: HttpRequest, *, slug: str, public_id: UUID) -> ComponentNeed:
    """Return a need that the user may change. Raise Http404 otherwise."""
    need = visible_need(request, slug=slug, public_id=public_id)
    if not can_edit_need(request.user, need):
        raise Http404
    return need
