"""Suppliers side by side, and the shortlist of a need."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.choices import Role
from fair.matching.choices import Verdict
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.editions import BuyerFactory
from tests.factories.exhibitors import PublishedLineFactory
from tests.factories.matching import MatchFactory, MatchVerdictFactory, NearMissFactory

pytestmark = pytest.mark.django_db

PAGES = ("compare", "shortlist", "shortlist-workbook")


@pytest.fixture
def match():
    return MatchFactory()


@pytest.fixture
def buyer(client, match):
    user = member_of(match.need.participation)
    client.force_login(user)
    return user


def member_of(participation, **options):
    return MembershipFactory(organisation=participation.organisation, **options).user


def address(match, name):
    return reverse(f"matching:{name}", args=[match.run.edition.slug, match.need.public_id])


def another(match, *, rank=2, factory=MatchFactory, **fields):
    line = PublishedLineFactory(participation__edition=match.run.edition)
    places = {} if factory is NearMissFactory else {"nearness": 70 - rank}
    return factory(run=match.run, need=match.need, line=line, **places, **fields)


def marked(match, verdict, **fields):
    MatchVerdictFactory(need=match.need, line=match.line, verdict=verdict, **fields)
    return match


def compared(client, match, lines):
    query = "&".join(f"lines={line}" for line in lines)
    response = client.get(f"{address(match, 'compare')}?{query}")
    assert response.status_code == 200
    return response


# Who reaches them


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", [Role.OWNER, Role.DELEGATE])
def test_those_who_act_for_the_buyer_and_organisers(client, match, page, role):
    organiser = MembershipFactory(organisation=match.run.edition.organiser).user
    for user in (member_of(match.need.participation, role=role), organiser):
        client.force_login(user)
        assert client.get(address(match, page)).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_nobody_else(client, match, page):
    others = [
        UserFactory(),
        member_of(BuyerFactory(edition=match.run.edition)),
        member_of(match.line.participation),
    ]
    for user in others:
        client.force_login(user)
        assert client.get(address(match, page)).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_visitors_log_in_first(client, match, page):
    assert client.get(address(match, page))["Location"].startswith("/accounts/login/")


# Side by side


def test_ticked_suppliers_stand_in_the_order_of_the_ranking(client, match, buyer):
    second, third = another(match, rank=2), another(match, rank=3)
    lines = [third.line.public_id, match.line.public_id, match.line.public_id]

    response = compared(client, match, lines)

    assert response.context["matches"] == [match, third]
    assert second.line.public_id not in response.context["matches"]


def test_more_than_four_are_told(client, match, buyer):
    lines = [another(match, rank=rank).line.public_id for rank in range(2, 7)]

    response = compared(client, match, lines)

    assert len(response.context["matches"]) == 4
    assert "More than 4 do not fit side by side" in response.content.decode()


@pytest.mark.parametrize("lines", [[], ["nonsense"], ["0f6ff9a5-6b0c-4b8f-9d4c-5a8f6b3f0a11"]])
def test_nothing_ticked_says_how_to(client, match, buyer, lines):
    response = compared(client, match, lines)

    assert "Nobody to compare" in response.content.decode()


def test_lines_of_other_needs_are_not_compared(client, match, buyer):
    foreign = MatchFactory(run=match.run, need__participation__edition=match.run.edition)

    response = compared(client, match, [foreign.line.public_id])

    assert response.context["matches"] == []


def test_number_of_queries_does_not_depend_on_how_many_are_compared(
    client, match, buyer, django_assert_num_queries
):
    lines = [match.line.public_id, *(another(match).line.public_id for _number in range(2))]
    compared(client, match, lines)

    with django_assert_num_queries(8):
        compared(client, match, lines[:1])
    with django_assert_num_queries(8):
        compared(client, match, lines)


# The shortlist


def kept(response):
    return [entry.verdict.line_id for entry in response.context["entries"]]


def test_must_comes_before_nice_and_each_in_the_order_of_the_ranking(client, match, buyer):
    nice = marked(match, Verdict.NICE)
    worse = marked(another(match, rank=3), Verdict.MUST)
    better = marked(another(match, rank=2), Verdict.MUST)
    marked(another(match, rank=4), Verdict.NO)

    response = client.get(address(match, "shortlist"))

    assert kept(response) == [better.line_id, worse.line_id, nice.line_id]


def test_words_of_the_supplier_and_of_other_needs_are_not_on_it(client, match, buyer):
    marked(match, Verdict.MUST, side="supplier")
    MatchVerdictFactory(line=match.line, verdict=Verdict.MUST)

    response = client.get(address(match, "shortlist"))

    assert kept(response) == []
    assert "The shortlist is empty" in response.content.decode()


def test_what_is_no_match_any_more_stays_and_says_so(client, match, buyer):
    gone = PublishedLineFactory(participation__edition=match.run.edition)
    MatchVerdictFactory(need=match.need, line=gone, verdict=Verdict.MUST)
    marked(match, Verdict.MUST)

    response = client.get(address(match, "shortlist"))

    assert kept(response) == [match.line_id, gone.pk]
    assert "No longer among the matches" in response.content.decode()


def test_near_miss_may_be_shortlisted(client, match, buyer):
    miss = marked(another(match, factory=NearMissFactory), Verdict.NICE, note="ask for the audit")

    text = client.get(address(match, "shortlist")).content.decode()

    assert str(miss.line.participation) in text
    assert "Near miss" in text
    assert "ask for the audit" in text


def test_number_of_queries_does_not_depend_on_the_length_of_the_list(
    client, match, buyer, django_assert_num_queries
):
    marked(match, Verdict.MUST)
    client.get(address(match, "shortlist"))

    with django_assert_num_queries(9):
        client.get(address(match, "shortlist"))
    for rank in (2, 3):
        marked(another(match, rank=rank), Verdict.NICE)

    with django_assert_num_queries(9):
        response = client.get(address(match, "shortlist"))
    assert len(kept(response)) == 3


def test_shortlist_is_taken_away_as_a_spreadsheet(client, match, buyer):
    match.gates = [
        {
            "code": "material",
            "state": "unknown",
            "reason": "material_not_stated",
            "subjects": [],
        }
    ]
    match.save(update_fields=["gates"])
    marked(match, Verdict.MUST, note='=HYPERLINK("http://example.org")')

    response = client.get(address(match, "shortlist-workbook"))

    assert response["Content-Disposition"].startswith('attachment; filename="shortlist-')
    page = load_workbook(BytesIO(response.content)).active
    headings, row = ([cell.value for cell in cells] for cells in page.iter_rows())
    assert dict(zip(headings, row, strict=True)) == {
        "Verdict": "Must meet",
        "Supplier": str(match.line.participation),
        "Country": "Vietnam",
        "Product line": str(match.line),
        "Attendance": "In person",
        "Match": 69,
        "Fit for the buyer": 80,
        "Interest of the supplier": 60,
        "They are interested": None,
        "To confirm when you meet": "Material: The product line states no material.",
        "Note": '=HYPERLINK("http://example.org")',
    }
    assert page.cell(2, 11).data_type == "s"
