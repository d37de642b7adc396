"""What somebody has to do on which day."""

from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET
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
            participations=own,
            days=agenda_of(own, user=self.request.user),
            now=timezone.now(),
            **kwargs,
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
            now=timezone.now(),
            **kwargs,
        )


@require_GET
def worker(request: HttpRequest, edition_slug: str) -> FileResponse:
    """Give out the script that keeps agendas; it may look after the addresses below its own.

    It holds nothing of anybody, and browsers ask for it without regard to who is logged in.
    """
    path = settings.BASE_DIR / "static" / "js" / "agenda_worker.js"
    headers = {"Cache-Control": "no-cache"}
    return FileResponse(path.open("rb"), content_type="text/javascript", headers=headers)
