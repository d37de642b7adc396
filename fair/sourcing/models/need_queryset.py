"""Sets of needs, and who may know of them."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from accounts.models import Organisation
from fair.editions.models import Participation
from fair.sourcing.choices import NeedState, Visibility


class ComponentNeedQuerySet(models.QuerySet[Any]):
    """Sets of needs."""

    def published(self) -> Self:
        """Keep the published ones of approved buyers."""
        return self.filter(
            state=NeedState.PUBLISHED,
            participation__in=Participation.objects.approved().values("pk"),
        )

    def managed_by(self, user: Any) -> Self:
        """Keep those of participations that `user` manages, in every state."""
        return self.filter(participation__in=Participation.objects.managed_by(user).values("pk"))

    def visible_to(self, user: Any) -> Self:
        """Keep those of which `user` may know that they exist.

        Their own and those of editions they organise, in every state; of the published ones the
        public ones, those for participants when they take part in the same edition with an
        approved participation, and those to which their organisation is invited. Needs of buyers
        who block an organisation of theirs stay hidden. Under "after NDA" only the teaser may be
        shown until the NDA is accepted: `permissions.can_read_details`.
        """
        mine = Organisation.objects.of_member(user).values("pk")
        taking_part = Participation.objects.approved().of_member(user).values("edition_id")
        listed = self.model.objects.filter(
            state=NeedState.PUBLISHED, participation__in=Participation.objects.listed().values("pk")
        ).exclude(blocked_organisations__in=mine)
        readable = listed.filter(
            Q(visibility=Visibility.PUBLIC)
            | Q(
                visibility__in=[Visibility.REGISTERED, Visibility.NDA],
                participation__edition__in=taking_part,
            )
            | Q(visibility=Visibility.INVITED, invited_organisations__in=mine)
        )
        managed = self.model.objects.managed_by(user)
        return self.filter(Q(pk__in=readable.values("pk")) | Q(pk__in=managed.values("pk")))
