"""Lists of matches: who reaches them, what they show, how they are narrowed down."""

import pytest
from django.urls import reverse

from accounts.choices import Role
from fair.editions.choices import Attendance, Side
from fair.exhibitors.choices import HoldingState
from fair.matching.choices import Verdict
from fair.matching.models import Match
from fair.sourcing.choices import Visibility
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.editions import BuyerFactory, ParticipationFactory, SupplierFactory
from tests.factories.exhibitors import HeldCertificateFactory, PublishedLineFactory
from tests.factories.matching import (
    CurrentRunFactory,
    MatchFactory,
    MatchVerdictFactory,
    NearMissFactory,
    item,
)
from tests.factories.sourcing import NdaAcceptanceFactory, PublishedNeedFactory
from tests.factories.taxonomy import CertificationFactory, ProcessFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def match():
    return MatchFactory()


def member_of(participation, **options):
    return MembershipFactory(organisation=participation.organisation, **options).user


def need_address(match):
    return reverse("matching:need-matches", args=[match.run.edition.slug, match.need.public_id])


def line_address(match):
    return reverse("matching:line-matches", args=[match.run.edition.slug, match.line.public_id])


def list_address(match):
    return reverse("matching:match-list", args=[match.run.edition.slug])


def page(client, user, address):
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == 200
    return response


def another(match, **options):
    """Return a match of the same need and run with another line."""
    line = PublishedLineFactory(participation__edition=match.run.edition, **options)
    return MatchFactory(run=match.run, need=match.need, line=line, nearness=68)


def shown(response):
    return [row.pk for row in response.context["matches"]]


# Who reaches the pages


@pytest.mark.parametrize("role", [Role.OWNER, Role.DELEGATE])
def test_pages_of_ones_own(client, match, role):
    buyer = member_of(match.need.participation, role=role)
    supplier = member_of(match.line.participation, role=role)

    assert shown(page(client, buyer, need_address(match))) == [match.pk]
    assert shown(page(client, supplier, line_address(match))) == [match.pk]


def test_organiser_reads_both_without_verdict_buttons(client, match):
    organiser = MembershipFactory(organisation=match.run.edition.organiser).user

    for address in (need_address(match), line_address(match)):
        response = page(client, organiser, address)
        assert shown(response) == [match.pk]
        assert "aria-pressed" not in response.content.decode()


def test_strangers_find_nothing(client, match):
    strangers = [
        UserFactory(),
        member_of(BuyerFactory(edition=match.run.edition)),
        member_of(SupplierFactory(edition=match.run.edition)),
    ]

    for stranger in strangers:
        client.force_login(stranger)
        assert client.get(need_address(match)).status_code == 404
        assert client.get(line_address(match)).status_code == 404


def test_the_other_side_does_not_reach_ones_list(client, match):
    client.force_login(member_of(match.line.participation))

    assert client.get(need_address(match)).status_code == 404


def test_visitors_log_in_first(client, match):
    for address in (need_address(match), line_address(match), list_address(match)):
        response = client.get(address)
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/")


def test_need_of_another_edition_is_not_found(client, match):
    other = MatchFactory()
    client.force_login(member_of(match.need.participation))
    address = reverse("matching:need-matches", args=[other.run.edition.slug, match.need.public_id])

    assert client.get(address).status_code == 404


# The list of needs or lines


def test_buyer_finds_needs_with_numbers_of_matches(client, match):
    NearMissFactory(
        run=match.run,
        need=match.need,
        line=PublishedLineFactory(participation__edition=match.run.edition),
    )
    empty = PublishedNeedFactory(participation=match.need.participation)
    PublishedNeedFactory(participation__edition=match.run.edition)

    response = page(client, member_of(match.need.participation), list_address(match))

    rows = {
        row.pk: (row.match_count, row.near_count, row.best_points)
        for row in response.context["rows"]
    }
    assert rows == {match.need.pk: (1, 1, 69), empty.pk: (0, 0, None)}


def test_buyer_does_not_count_whom_it_has_blocked_since(client, match):
    match.need.blocked_organisations.add(match.line.participation.organisation)

    response = page(client, member_of(match.need.participation), list_address(match))

    assert [row.match_count for row in response.context["rows"]] == [0]


def test_supplier_finds_lines_with_numbers_of_matches(client, match):
    response = page(client, member_of(match.line.participation), list_address(match))

    assert [(row.pk, row.match_count) for row in response.context["rows"]] == [(match.line.pk, 1)]


def test_supplier_does_not_count_needs_it_may_not_know_of(client):
    match = MatchFactory(need__visibility=Visibility.INVITED)

    response = page(client, member_of(match.line.participation), list_address(match))

    assert [row.match_count for row in response.context["rows"]] == [0]


def test_who_takes_part_on_both_sides_chooses(client, match):
    ParticipationFactory(
        edition=match.run.edition,
        organisation=match.need.participation.organisation,
        side=Side.SUPPLIER,
    )
    user = member_of(match.need.participation)

    as_buyer = page(client, user, list_address(match))
    as_supplier = page(client, user, f"{list_address(match)}?side=supplier")

    assert as_buyer.context["is_buyer"]
    assert not as_supplier.context["is_buyer"]
    assert len(as_supplier.context["tabs"]) == 2


def test_list_is_searched_by_title(client, match):
    match.need.title = {"vi": "Vỏ nhôm"}
    match.need.save(update_fields=["title"])
    user = member_of(match.need.participation)

    assert len(page(client, user, f"{list_address(match)}?search=nhôm").context["rows"]) == 1
    assert len(page(client, user, f"{list_address(match)}?search=NHOM").context["rows"]) == 1
    # The code of a language is no word of a title.
    assert len(page(client, user, f"{list_address(match)}?search=vi").context["rows"]) == 0
    empty = page(client, user, f"{list_address(match)}?search=thép")
    assert "Nothing with these words" in empty.content.decode()


def test_list_before_the_first_run_says_so(client):
    need = PublishedNeedFactory()
    address = reverse("matching:match-list", args=[need.participation.edition.slug])

    response = page(client, member_of(need.participation), address)

    assert "has not run the matching yet" in response.content.decode()


# The matches of one need


def test_points_and_reasons_are_put_into_words(client, match):
    iso = CertificationFactory(code="IATF16949", labels={"en": "IATF 16949"})
    match.explanation["buyer"]["items"] = [
        item("lead", points=10, status="partly", asked=30, offered=45),
        item("tolerance", points=10, asked=0.05, offered=0.02),
        item("capacity", points=10, status="unknown", asked=12000.0),
        item("size", points=10, asked=[120.0, 80.5], offered=[300.0, 200.0, 100.0]),
        item("language", points=10, asked=["ja"], offered=["ja", "vi"]),
        item("export", points=10, asked="JP", offered=["JP", "KR"]),
        item("place", points=10, offered=95),
        item("minimum", points=10, asked=1, offered=1),
        item("certificates", points=0, status="unmet", asked=[iso.code]),
    ]
    match.explanation["raise_most"] = ["certificates"]
    match.gates = [
        {
            "code": "certificates",
            "state": "unknown",
            "reason": "certificate_lapses",
            "subjects": [iso.code],
        }
    ]
    match.save()

    response = page(client, member_of(match.need.participation), need_address(match))

    text = response.content.decode()
    for words in (
        "30 days",
        "45 days",
        "± 0.05 mm",
        "12,000 pieces a month",
        "120 × 80.5 mm",
        "日本語, Tiếng Việt",
        "Japan, South Korea",
        "about 95 km",
        "1 piece",
        "IATF 16949",
        "Ends before production starts, ask about renewal: IATF 16949.",
        "What would raise it most, if it were fully met:",
        "Not stated",
    ):
        assert words in text


def test_reasons_are_in_the_readers_language(client, match):
    user = member_of(match.need.participation)
    user.language = "vi"
    user.save(update_fields=["language"])
    client.force_login(user)

    page = client.get(need_address(match)).content.decode()

    assert '<html lang="vi">' in page
    assert "Mức phù hợp với bên mua" in page


def test_number_of_queries_does_not_depend_on_the_number_of_matches(
    client, match, django_assert_num_queries
):
    client.force_login(member_of(match.need.participation))
    client.get(need_address(match))

    with django_assert_num_queries(10):
        client.get(need_address(match))
    for _number in range(2):
        another(match)

    with django_assert_num_queries(10):
        response = client.get(need_address(match))
    assert len(shown(response)) == 3


def test_number_of_queries_of_a_line_does_not_depend_on_the_number_of_matches(
    client, django_assert_num_queries
):
    match = MatchFactory(need__visibility=Visibility.NDA)
    client.force_login(member_of(match.line.participation))
    client.get(line_address(match))

    with django_assert_num_queries(10):
        client.get(line_address(match))
    for _number in range(2):
        need = PublishedNeedFactory(
            participation__edition=match.run.edition, visibility=Visibility.NDA
        )
        MatchFactory(run=match.run, line=match.line, need=need)

    with django_assert_num_queries(10):
        response = client.get(line_address(match))
    assert len(shown(response)) == 3


def test_number_of_queries_of_the_list_does_not_depend_on_the_number_of_needs(
    client, match, django_assert_num_queries
):
    client.force_login(member_of(match.need.participation))
    client.get(list_address(match))

    with django_assert_num_queries(8):
        client.get(list_address(match))
    PublishedNeedFactory.create_batch(2, participation=match.need.participation)

    with django_assert_num_queries(8):
        response = client.get(list_address(match))
    assert len(response.context["rows"]) == 3


def test_tabs_part_matches_near_misses_and_those_set_aside(client, match):
    miss = NearMissFactory(
        run=match.run,
        need=match.need,
        line=PublishedLineFactory(participation__edition=match.run.edition),
    )
    unwanted = another(match)
    MatchVerdictFactory(need=match.need, line=unwanted.line, verdict=Verdict.NO)
    user = member_of(match.need.participation)

    found = {
        tab: shown(page(client, user, need_address(match) + query))
        for tab, query in {"fit": "", "near": "?show=near", "aside": "?show=aside"}.items()
    }

    assert found == {"fit": [match.pk], "near": [miss.pk], "aside": [unwanted.pk]}


def test_near_misses_that_would_fit_best_come_first(client):
    weak = NearMissFactory()
    strong = NearMissFactory(
        run=weak.run,
        need=weak.need,
        line=PublishedLineFactory(participation__edition=weak.run.edition),
    )
    Match.objects.filter(pk=strong.pk).update(nearness=weak.nearness + 1)

    response = page(client, member_of(weak.need.participation), f"{need_address(weak)}?show=near")

    assert shown(response) == [strong.pk, weak.pk]


def test_near_miss_says_what_is_lacking(client):
    CertificationFactory(code="IATF16949", labels={"en": "IATF 16949"})
    miss = NearMissFactory()

    response = page(client, member_of(miss.line.participation), f"{line_address(miss)}?show=near")

    assert "The need demands IATF 16949." in response.content.decode()


def test_supplier_does_not_see_who_declined_it(client, match):
    MatchVerdictFactory(need=match.need, line=match.line, side=Side.BUYER, verdict=Verdict.NO)

    response = page(client, member_of(match.line.participation), line_address(match))

    assert shown(response) == []


def test_suppliers_are_filtered(client, match):
    process = ProcessFactory(code="MC.MIL", parent=ProcessFactory(code="MC"))
    other = another(
        match,
        participation__organisation__country="JP",
        participation__attendance=Attendance.ONLINE,
        participation__languages=["ja"],
        processes=[process],
        title={"en": "Milled housings"},
    )
    Match.objects.filter(pk=other.pk).update(mutual_points=90)
    certificate = HeldCertificateFactory(participation=other.line.participation)
    HeldCertificateFactory(
        participation=match.line.participation,
        certification=certificate.certification,
        state=HoldingState.IN_PROGRESS,
    )
    MatchVerdictFactory(need=match.need, line=other.line, verdict=Verdict.MUST)
    user = member_of(match.need.participation)

    for query in (
        "search=milled",
        f"search={other.line.participation.organisation.legal_name.replace(' ', '+')}",
        f"process={process.code}",
        f"process={process.parent.code}",
        f"certificate={certificate.certification.code}",
        "country=JP",
        "attendance=online",
        "language=ja",
        "min_score=70",
        "verdict=must",
    ):
        assert shown(page(client, user, f"{need_address(match)}?{query}")) == [other.pk], query


def test_filters_that_leave_nothing_say_so(client, match):
    response = page(
        client, member_of(match.need.participation), f"{need_address(match)}?min_score=99"
    )

    assert "Nothing fits these filters" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("process=x", 200),
        ("min_score=x", 200),
        ("country=??", 200),
        ("show=x", 200),
        ("page=99", 404),
    ],
)
def test_broken_filters_do_not_break_the_page(client, match, query, status):
    client.force_login(member_of(match.need.participation))

    assert client.get(f"{need_address(match)}?{query}").status_code == status


def test_needs_are_searched_by_the_supplier(client, match):
    user = member_of(match.line.participation)
    buyer = match.need.participation.organisation.legal_name

    assert shown(page(client, user, f"{line_address(match)}?search={buyer}")) == [match.pk]
    assert shown(page(client, user, f"{line_address(match)}?search=nobody")) == []
    assert shown(page(client, user, f"{line_address(match)}?search=vi")) == []


def test_language_of_the_organisation_stands_in(client, match):
    organisation = match.line.participation.organisation
    organisation.languages = ["ko"]
    organisation.save(update_fields=["languages"])
    user = member_of(match.need.participation)

    assert shown(page(client, user, f"{need_address(match)}?language=ko")) == [match.pk]


# Confidential needs


def test_confidential_need_keeps_its_demands_until_the_terms_are_accepted(client):
    match = MatchFactory(need__visibility=Visibility.NDA)
    user = member_of(match.line.participation)

    before = page(client, user, line_address(match)).content.decode()
    NdaAcceptanceFactory(need=match.need, organisation=match.line.participation.organisation)
    after = page(client, user, line_address(match)).content.decode()

    assert "30 days" not in before
    assert "20 days" in before
    assert "30 days" in after


def test_buyer_reads_the_demands_of_its_own_confidential_need(client):
    match = MatchFactory(need__visibility=Visibility.NDA)

    response = page(client, member_of(match.need.participation), need_address(match))

    assert "30 days" in response.content.decode()


def test_old_runs_are_not_shown(client, match):
    type(match.run).objects.filter(pk=match.run.pk).update(is_current=False)
    CurrentRunFactory(edition=match.run.edition)

    response = page(client, member_of(match.need.participation), need_address(match))

    assert shown(response) == []
    assert "No match yet" in response.content.decode()
