"""Sets of needs, and who may know of them."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation
from fair.editions.models import Participation
from fair.sourcing.choices import NeedState, Visibility
from fair.sourcing.texts import standard_nda


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
        shown until the NDA is accepted: `readable_by`.
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

    def readable_by(self, user: Any) -> Self:
        """Keep those of which `user` may read more than the teaser, if they see them at all.

        Those they manage. Of others, not those from which the buyer took an organisation of
        theirs away; under "after NDA" an organisation of theirs must have accepted the terms as
        they stand today.
        """
        mine = Organisation.objects.of_member(user).values("pk")
        needs = self.model.objects
        signed = needs.filter(
            Q(nda_acceptances__version__source__gt="")
            | Q(nda_acceptances__version__text=standard_nda()),
            nda_acceptances__organisation__in=mine,
            nda_acceptances__version__source=F("nda_text"),
        )
        taken = needs.filter(revocations__organisation__in=mine, revocations__restored_at=None)
        opened = ~Q(visibility=Visibility.NDA) | Q(pk__in=signed.values("pk"))
        managed = Q(pk__in=needs.managed_by(user).values("pk"))
        return self.filter(managed | (opened & ~Q(pk__in=taken.values("pk"))))
