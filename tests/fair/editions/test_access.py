"""Who may see the pages of an edition."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.views.generic import View

from fair.editions.access import (
    EditionMixin,
    MemberMixin,
    OrganiserMixin,
    ParticipantMixin,
    edition_of,
    standing_of,
)
from fair.editions.choices import EditionState, Side
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.editions import BuyerFactory, EditionFactory, SupplierFactory

pytestmark = pytest.mark.django_db


class Page(View):
    def get(self, request, *args, **kwargs):
        return HttpResponse(str(self.edition))


class PublicPage(EditionMixin, Page):
    pass


class MemberPage(MemberMixin, Page):
    pass


class SupplierPage(ParticipantMixin, Page):
    side = Side.SUPPLIER

    def get(self, request, *args, **kwargs):
        return HttpResponse(str(self.participation.pk))


class OrganiserPage(OrganiserMixin, Page):
    pass


def member_of(organisation):
    return MembershipFactory(organisation=organisation).user


@pytest.fixture
def ask(rf):
    """Ask for a page as a user; answer its status, 404 included."""

    def ask(page, user, edition):
        request = rf.get(f"/{edition.slug}/")
        request.user = user
        try:
            return page.as_view()(request, edition_slug=edition.slug).status_code
        except Http404:
            return 404

    return ask


def test_each_page_is_open_to_those_it_is_for(ask):
    edition = EditionFactory()
    people = [
        AnonymousUser(),
        UserFactory(),
        member_of(BuyerFactory(edition=edition).organisation),
        member_of(SupplierFactory(edition=edition).organisation),
        member_of(edition.organiser),
        member_of(SupplierFactory().organisation),
    ]

    answers = {
        page.__name__: [ask(page, person, edition) for person in people]
        for page in (PublicPage, MemberPage, SupplierPage, OrganiserPage)
    }

    assert answers == {
        "PublicPage": [200, 200, 200, 200, 200, 200],
        "MemberPage": [302, 200, 200, 200, 200, 200],
        "SupplierPage": [302, 404, 404, 200, 404, 404],
        "OrganiserPage": [302, 404, 404, 404, 200, 404],
    }


def test_draft_is_open_to_its_organisers_only(ask):
    edition = EditionFactory(state=EditionState.DRAFT)

    assert ask(PublicPage, AnonymousUser(), edition) == 404
    assert ask(PublicPage, UserFactory(), edition) == 404
    assert ask(PublicPage, member_of(edition.organiser), edition) == 200


def test_superuser_organises_every_edition(ask):
    user = UserFactory(is_superuser=True)

    assert ask(OrganiserPage, user, EditionFactory()) == 200


def test_standing_names_both_sides_of_one_company(rf):
    buyer = BuyerFactory()
    supplier = SupplierFactory(edition=buyer.edition, organisation=buyer.organisation)
    request = rf.get("/")
    request.user = member_of(buyer.organisation)
    edition_of(request, slug=buyer.edition.slug)

    standing = standing_of(request)

    assert standing.on_side("buyer") == buyer
    assert standing.on_side("supplier") == supplier
    assert not standing.is_organiser


def test_edition_and_standing_are_asked_for_once(rf, django_assert_num_queries):
    edition = EditionFactory()
    request = rf.get("/")
    request.user = UserFactory()

    with django_assert_num_queries(2):
        for _again in range(2):
            edition_of(request, slug=edition.slug)
            standing_of(request)


def test_standing_follows_the_edition_of_the_request(rf):
    supplier = SupplierFactory()
    request = rf.get("/")
    request.user = member_of(supplier.organisation)
    edition_of(request, slug=EditionFactory().slug)
    assert standing_of(request).on_side("supplier") is None

    edition_of(request, slug=supplier.edition.slug)

    assert standing_of(request).on_side("supplier") == supplier
