"""Sets of requests for meetings, and who may read them."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from fair.editions.choices import Side
from fair.editions.models import Edition, Participation
from fair.exhibitors.models import ProductLine
from fair.meetings.choices import RequestState
from fair.sourcing.models import ComponentNeed


class MeetingRequestQuerySet(models.QuerySet[Any]):
    """Sets of requests."""

    def visible_to(self, user: Any) -> Self:
        """Keep those of the user's own sides and of editions they organise.

        A draft is seen by the side that writes it, and by nobody else.
        """
        own = Participation.objects.of_member(user).values("pk")
        told = Q(buyer__in=own) | Q(supplier__in=own)
        if user.is_superuser:
            told = Q()
        else:
            told |= Q(edition__in=Edition.objects.organised_by(user).values("pk"))
        written = self.model.objects.written_by(own).values("pk")
        return self.filter(Q(pk__in=written) | (told & ~Q(state=RequestState.DRAFT)))

    def of_participations(self, participations: Any) -> Self:
        """Keep those in which one of the participations is a side."""
        return self.filter(Q(buyer__in=participations) | Q(supplier__in=participations))

    def written_by(self, participations: Any) -> Self:
        """Keep the drafts that one of the participations writes."""
        return self.filter(
            Q(asked_by=Side.BUYER, buyer__in=participations)
            | Q(asked_by=Side.SUPPLIER, supplier__in=participations),
            state=RequestState.DRAFT,
        )

    def awaiting(self, participations: Any) -> Self:
        """Keep those that one of the participations has to answer."""
        return self.filter(
            Q(awaits=Side.BUYER, buyer__in=participations)
            | Q(awaits=Side.SUPPLIER, supplier__in=participations)
        )

    def open(self) -> Self:
        """Keep those that a side has to answer."""
        return self.filter(state__in=RequestState.open())

    def with_sides(self) -> Self:
        """Load along who asks whom."""
        return self.select_related(
            *("edition__booking_rules", "buyer__organisation", "supplier__organisation"),
            *("buyer_person", "supplier_person"),
        )

    def with_subjects_for(self, user: Any) -> Self:
        """Load along the needs and lines of which `user` may know; two more queries."""
        needs = ComponentNeed.objects.visible_to(user).order_by("id")
        lines = ProductLine.objects.visible_to(user).order_by("id")
        return self.prefetch_related(
            models.Prefetch("needs", needs, to_attr="visible_needs"),
            models.Prefetch("lines", lines, to_attr="visible_lines"),
        )
