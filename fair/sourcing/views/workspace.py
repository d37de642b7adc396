"""What the pages of needs share: for whom they are, and how a need is loaded."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from fair.editions.access import WorkspaceMixin, edition_of
from fair.editions.choices import Side
from fair.editions.models import Participation
from fair.editions.permissions import can_edit_participation
from fair.sourcing.models import ComponentNeed
from fair.sourcing.permissions import can_edit_need
from fair.sourcing.selectors import with_details


class BuyerMixin(WorkspaceMixin):
    """As WorkspaceMixin, for buyers."""

    side = Side.BUYER
    participation: Participation

    @cached_property
    def can_edit(self) -> bool:
        return can_edit_participation(self.request.user, self.participation)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(can_edit=self.can_edit, **kwargs)


class BuyerEditMixin(BuyerMixin):
    """As BuyerMixin, for those who may change things; delegates get 404."""

    def check_access(self) -> None:
        super().check_access()
        if not self.can_edit:
            raise Http404


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
