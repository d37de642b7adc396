"""Home: what awaits the user in an edition, by the sides on which they take part."""

from typing import Any

from django.utils import timezone
from django.views.generic import TemplateView

from fair.editions.access import MemberMixin
from fair.editions.choices import EditionState
from fair.editions.models import Edition
from fair.editions.services import lifecycle
from fair.portal.selectors.desk import desk_figures
from fair.portal.selectors.home import home_of
from fair.portal.selectors.waiting import waiting_at_desk
from fair.portal.views.checklists import checklist_of


class HomeView(MemberMixin, TemplateView):
    """The desk for organisers, a section for each participation, or how to take part."""

    template_name = "portal/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        homes = [
            home_of(participation, user=self.request.user, now=timezone.now())
            for participation in self.standing.participations
        ]
        context = super().get_context_data(
            homes=[(home, checklist_of(home)) for home in homes],
            is_organiser=self.standing.is_organiser,
            **kwargs,
        )
        if self.standing.is_organiser:
            context |= desk_context(self.edition)
        return context


def desk_context(edition: Edition) -> dict[str, Any]:
    """Return what the desk shows: figures, and what is missing for the next state."""
    state = EditionState(edition.state)
    missing = lifecycle.what_is_missing(edition, state=state.following) if state.following else []
    return {
        "figures": desk_figures(edition),
        "waiting": waiting_at_desk(edition, now=timezone.now()),
        "states": [(each, each == state) for each in EditionState],
        "following": state.following,
        "preceding": state.preceding,
        "missing": [lifecycle.CannotMoveEdition(code) for code in missing],
    }
