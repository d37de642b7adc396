"""One match on a page of its own."""

import pytest
from django.urls import reverse

from accounts.choices import Role
from fair.editions.choices import Side
from fair.matching.choices import Verdict
from fair.sourcing.choices import Visibility
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.editions import BuyerFactory, ParticipationFactory, SupplierFactory
from tests.factories.matching import MatchFactory, MatchVerdictFactory, NearMissFactory
from tests.factories.sourcing import NdaAcceptanceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def match():
    return MatchFactory()


def member_of(participation, **options):
    return MembershipFactory(organisation=participation.organisation, **options).user


def address(match):
    arguments = [match.run.edition.slug, match.need.public_id, match.line.public_id]
    return reverse("matching:match-detail", args=arguments)


def page(client, user, match, query=""):
    client.force_login(user)
    response = client.get(address(match) + query)
    assert response.status_code == 200
    return response


@pytest.mark.parametrize("role", [Role.OWNER, Role.DELEGATE])
def test_each_side_reads_it_as_itself(client, match, role):
    as_buyer = page(client, member_of(match.need.participation, role=role), match)
    as_supplier = page(client, member_of(match.line.participation, role=role), match)

    assert (as_buyer.context["side"], as_buyer.context["may_speak"]) == (Side.BUYER, True)
    assert (as_supplier.context["side"], as_supplier.context["may_speak"]) == (Side.SUPPLIER, True)


def test_organiser_reads_it_without_verdict_buttons(client, match):
    organiser = MembershipFactory(organisation=match.run.edition.organiser).user

    response = page(client, organiser, match)

    assert not response.context["may_speak"]
    assert "aria-pressed" not in response.content.decode()


def test_strangers_find_nothing(client, match):
    strangers = [
        UserFactory(),
        member_of(BuyerFactory(edition=match.run.edition)),
        member_of(SupplierFactory(edition=match.run.edition)),
    ]
    for stranger in strangers:
        client.force_login(stranger)
        assert client.get(address(match)).status_code == 404


def test_visitors_log_in_first(client, match):
    assert client.get(address(match))["Location"].startswith("/accounts/login/")


def test_asking_as_the_other_side_shows_nothing_of_its_words(client, match):
    """Who takes part on both sides still speaks for one of this match only."""
    organisation = match.need.participation.organisation
    ParticipationFactory(edition=match.run.edition, organisation=organisation, side=Side.SUPPLIER)
    MatchVerdictFactory(
        need=match.need, line=match.line, side=Side.SUPPLIER, verdict=Verdict.NICE, note="secret"
    )

    response = page(client, member_of(match.need.participation), match, "?side=supplier")

    assert response.context["side"] == Side.BUYER
    assert "secret" not in response.content.decode()


@pytest.mark.parametrize("verdict", [Verdict.MUST, Verdict.NICE])
@pytest.mark.parametrize("side", list(Side))
def test_interest_is_told_to_the_other_side_but_not_how_much(client, match, side, verdict):
    MatchVerdictFactory(
        need=match.need, line=match.line, side=side, verdict=verdict, note="between us"
    )
    other = match.line if side == Side.BUYER else match.need

    text = page(client, member_of(other.participation), match).content.decode()

    assert "They are interested" in text
    assert "between us" not in text
    assert 'aria-pressed="true"' not in text


@pytest.mark.parametrize("side", list(Side))
def test_a_no_ends_it_for_the_other_side_without_a_word(client, match, side):
    MatchVerdictFactory(need=match.need, line=match.line, side=side, verdict=Verdict.NO)
    own, other = match.need, match.line
    if side == Side.SUPPLIER:
        own, other = other, own

    client.force_login(member_of(other.participation))
    assert client.get(address(match)).status_code == 404
    assert page(client, member_of(own.participation), match).context["match"] == match


@pytest.mark.parametrize("owner", ["need", "line"])
def test_blocked_pairs_are_shown_to_neither_side(client, match, owner):
    user = member_of(getattr(match, owner).participation)
    page(client, user, match)

    match.need.blocked_organisations.add(match.line.participation.organisation)

    assert client.get(address(match)).status_code == 404


def test_confidential_need_keeps_its_demands_until_the_terms_are_accepted(client):
    match = MatchFactory(need__visibility=Visibility.NDA)
    user = member_of(match.line.participation)

    before = page(client, user, match).content.decode()
    NdaAcceptanceFactory(need=match.need, organisation=match.line.participation.organisation)
    after = page(client, user, match).content.decode()

    assert "30 days" not in before
    assert "30 days" in after


def test_near_miss_says_what_is_lacking(client):
    miss = NearMissFactory()

    text = page(client, member_of(miss.line.participation), miss).content.decode()

    assert "What is lacking" in text


def test_words_that_count_are_marked_in_the_quotes(client, match):
    match.need.description = {"en": "Housing of <b>ADC12</b>"}
    match.need.save(update_fields=["description"])
    match.explanation["buyer"]["items"][0]["evidence"] = {
        "need": [{"quote": "ADC12", "start": 14, "end": 19, "code": "X"}]
    }
    match.save(update_fields=["explanation"])

    text = page(client, member_of(match.need.participation), match).content.decode()

    assert "Housing of &lt;b&gt;<mark>ADC12</mark>&lt;/b&gt;" in text


def test_number_of_queries(client, django_assert_max_num_queries):
    match = MatchFactory(need__visibility=Visibility.NDA)
    client.force_login(member_of(match.line.participation))
    client.get(address(match))

    with django_assert_max_num_queries(10):
        client.get(address(match))
