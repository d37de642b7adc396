"""Who is asking, in which edition, on which side: mixins for views, and the same as functions."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import redirect_to_login
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from fair.editions.models import Edition, Participation
from fair.editions.permissions import can_edit_participation


@dataclass(frozen=True, slots=True)
class Standing:
    """What the user is in an edition."""

    participations: tuple[Participation, ...] = ()
    is_organiser: bool = False

    def on_side(self, side: str) -> Participation | None:
        """Return the first participation on `side`, or None."""
        return next((own for own in self.participations if own.side == side), None)


def edition_of(request: HttpRequest, *, slug: str) -> Any:
    """Return the edition that an address names and keep it on the request; one query.

    It says by `is_organised` whether the user organises it. Raise Http404 where the user may not
    know of it.
    """
    edition = getattr(request, "edition", None)
    if edition is None or edition.slug != slug:
        organised = Edition.objects.organised_by(request.user).filter(pk=OuterRef("pk"))
        visible = Edition.objects.visible_to(request.user).annotate(is_organised=Exists(organised))
        edition = get_object_or_404(visible, slug=slug)
        request.edition = edition  # type: ignore[attr-defined]
    return edition


def organised_edition(request: HttpRequest, *, slug: str) -> Edition:
    """Return the edition that an address names; one query.

    Raise Http404 unless the user organises it.
    """
    edition = edition_of(request, slug=slug)
    if not edition.is_organised:
        raise Http404
    organised: Edition = edition
    return organised


def standing_of(request: HttpRequest) -> Standing:
    """Return what the user is in the request's edition; one query, once in a request."""
    edition = getattr(request, "edition", None)
    if edition is None or not request.user.is_authenticated:
        return Standing()
    known: tuple[int, Standing] | None = getattr(request, "standing", None)
    if known is None or known[0] != edition.pk:
        known = (edition.pk, _standing(request.user, edition))
        request.standing = known  # type: ignore[attr-defined]
    return known[1]


def _standing(user: Any, edition: Any) -> Standing:
    return Standing(
        participations=tuple(
            Participation.objects.of_member(user)
            .filter(edition=edition)
            .select_related("organisation", "edition")
            .order_by("side", "organisation__legal_name", "id")
        ),
        is_organiser=edition.is_organised,
    )


class EditionMixin:
    """Load the edition that the address names; a stranger to a draft gets 404."""

    request: HttpRequest
    edition: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.edition = edition_of(request, slug=kwargs["edition_slug"])
        self.check_access()
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def check_access(self) -> None:
        """Raise Http404 where the user may not see the page."""

    @property
    def standing(self) -> Standing:
        return standing_of(self.request)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {"edition": self.edition, **context}


class VisitorMixin(EditionMixin):
    """As EditionMixin; who finds nothing and is not signed in, is asked to sign in."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except Http404:
            if request.user.is_authenticated:
                raise
            return redirect_to_login(request.get_full_path())


class MemberMixin(LoginRequiredMixin, EditionMixin):
    """As EditionMixin, for people who are signed in; others get the login page."""


class ParticipantMixin(MemberMixin):
    """As MemberMixin, for those who act for a participant; `side` narrows it to one side."""

    side: str | None = None
    participation: Participation

    def check_access(self) -> None:
        super().check_access()
        own = self.standing.participations
        found = self.standing.on_side(self.side) if self.side else next(iter(own), None)
        if found is None:
            raise Http404
        self.participation = found


class WorkspaceMixin(MemberMixin):
    """As MemberMixin, for those who act for a participant on `side`; strangers get 404.

    Who acts for several, and organisers, name one by its public id in `?for=`.
    """

    side: str
    participation: Participation

    def check_access(self) -> None:
        super().check_access()
        wanted = self.request.GET.get("for")
        found = self._managed(wanted) if wanted else self.standing.on_side(self.side)
        if found is None:
            raise Http404
        self.participation = found

    @cached_property
    def can_edit(self) -> bool:
        return can_edit_participation(self.request.user, self.participation)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        on_side = [own for own in self.standing.participations if own.side == self.side]
        return super().get_context_data(
            participation=self.participation,
            can_edit=self.can_edit,
            others=[own for own in on_side if own.pk != self.participation.pk],
            for_query=f"?for={self.participation.public_id}",
            **kwargs,
        )

    def _managed(self, public_id: str) -> Participation | None:
        try:
            wanted = UUID(public_id)
        except ValueError:
            return None
        return (
            Participation.objects.managed_by(self.request.user)
            .filter(edition=self.edition, side=self.side, public_id=wanted)
            .select_related("organisation", "edition")
            .first()
        )


class WorkspaceEditMixin(WorkspaceMixin):
    """As WorkspaceMixin, for those who may change things; delegates get 404."""

    def check_access(self) -> None:
        super().check_access()
        if not self.can_edit:
            raise Http404


class OrganiserMixin(MemberMixin):
    """As MemberMixin, for the edition's organisers; everybody else gets 404."""

    def check_access(self) -> None:
        super().check_access()
        if not self.standing.is_organiser:
            raise Http404
