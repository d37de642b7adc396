"""What somebody has to do on which day."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView

from fair.editions.access import MemberMixin
from fair.editions.models import Participation
from fair.meetings.selectors import agenda_of


class AgendaView(MemberMixin, TemplateView):
    """The user's own agenda: the meetings of all companies they act for."""

    template_name = "meetings/agenda.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = self.standing.participations
        return super().get_context_data(
            participations=own, days=agenda_of(own, user=self.request.user), **kwargs
        )


class ParticipationAgendaView(MemberMixin, TemplateView):
    """One company's agenda, for its members and the organisers."""

    template_name = "meetings/agenda.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        participation = get_object_or_404(
            Participation.objects.managed_by(self.request.user)
            .filter(edition=self.edition)
            .select_related("organisation", "edition"),
            public_id=self.kwargs["public_id"],
        )
        return super().get_context_data(
            participations=[participation],
            participation=participation,
            days=agenda_of([participation], user=self.request.user),
            **kwargs,
        )
