"""Why needs are missed: by line, by supplier, over the whole fair."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from fair.editions.choices import Side
from fair.matching.choices import Verdict
from fair.matching.models import Obstacle
from fair.sourcing.choices import Visibility
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.exhibitors import PublishedLineFactory
from tests.factories.matching import (
    CurrentRunFactory,
    GapReportFactory,
    MatchFactory,
    MatchVerdictFactory,
    ObstacleFactory,
)
from tests.factories.sourcing import NdaAcceptanceFactory, PublishedNeedFactory
from tests.factories.taxonomy import CertificationFactory, ProcessFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    return PublishedLineFactory(tolerance_mm="0.05")


@pytest.fixture
def run(line):
    CertificationFactory(code="IATF16949", labels={"en": "IATF 16949"})
    return CurrentRunFactory(edition=line.participation.edition)


@pytest.fixture
def supplier(client, line):
    user = member_of(line.participation)
    client.force_login(user)
    return user


def member_of(participation):
    return MembershipFactory(organisation=participation.organisation).user


def obstacle(run, line, *, need=None, **fields):
    need = need or PublishedNeedFactory(participation__edition=run.edition)
    return ObstacleFactory(run=run, need=need, lines=[line], **fields)


def line_page(client, line, query="?show=near"):
    slug = line.participation.edition.slug
    return client.get(reverse("matching:line-matches", args=[slug, line.public_id]) + query)


def list_page(client, line):
    return client.get(reverse("matching:match-list", args=[line.participation.edition.slug]))


def counted(gaps):
    return [(gap.reason, gap.subjects, gap.count) for gap in gaps]


# A line


def test_reasons_are_counted_most_first_and_said_in_words(client, line, run, supplier):
    for _number in range(2):
        obstacle(run, line)
    for tolerance in ("0.01", "0.02"):
        need = PublishedNeedFactory(participation__edition=run.edition, tolerance_mm=tolerance)
        obstacle(run, line, need=need, reason="tolerance_too_wide", subjects=[])
    need = PublishedNeedFactory(participation__edition=run.edition, length_mm=400, width_mm=20)
    obstacle(run, line, need=need, reason="too_large", subjects=[])

    response = line_page(client, line)

    assert counted(response.context["missed"].gaps) == [
        ("certificate_missing", ("IATF16949",), 2),
        ("tolerance_too_wide", (), 2),
        ("too_large", (), 1),
    ]
    text = response.content.decode()
    assert "2 needs ask IATF 16949" in text
    assert "2 needs ask a tolerance of ± 0.01 mm to ± 0.02 mm" in text
    assert "you state ± 0.05 mm" in text
    assert "1 need is for a larger part: 400 × 20 mm" in text


def test_reasons_stand_with_the_near_misses_only(client, line, run, supplier):
    obstacle(run, line)

    assert "missed" not in line_page(client, line, "").context
    assert "missed" not in line_page(client, line, "?show=near&min_score=1").context


def test_counts_leave_out_what_the_supplier_may_not_know_of(client, line, run, supplier):
    organisation = line.participation.organisation
    blocked = obstacle(run, line)
    blocked.need.blocked_organisations.add(organisation)
    invited = PublishedNeedFactory(
        participation__edition=run.edition, visibility=Visibility.INVITED
    )
    obstacle(run, line, need=invited)
    declined = obstacle(run, line)
    MatchVerdictFactory(need=declined.need, line=line, side=Side.BUYER, verdict=Verdict.NO)
    obstacle(run, PublishedLineFactory(participation__edition=run.edition))
    obstacle(CurrentRunFactory(), line)

    response = line_page(client, line)

    assert counted(response.context["missed"].gaps) == []


def test_demands_of_confidential_needs_are_counted_apart_until_the_terms_are_accepted(
    client, line, run, supplier
):
    need = PublishedNeedFactory(participation__edition=run.edition, visibility=Visibility.NDA)
    obstacle(run, line, need=need)

    before = line_page(client, line)
    NdaAcceptanceFactory(need=need, organisation=line.participation.organisation)
    after = line_page(client, line)

    assert counted(before.context["missed"].gaps) == []
    assert "1 more need keeps its demands confidential" in before.content.decode()
    assert counted(after.context["missed"].gaps) == [("certificate_missing", ("IATF16949",), 1)]


def test_number_of_queries_does_not_depend_on_the_number_of_gaps(
    client, line, run, supplier, django_assert_num_queries
):
    obstacle(run, line)
    line_page(client, line)

    with django_assert_num_queries(10):
        line_page(client, line)
    for _number in range(2):
        obstacle(run, line)

    with django_assert_num_queries(10):
        line_page(client, line)


# A supplier


def test_what_would_open_most_needs_is_summed_over_all_lines(client, line, run, supplier):
    other = PublishedLineFactory(participation=line.participation)
    shared = PublishedNeedFactory(participation__edition=run.edition)
    ObstacleFactory(run=run, need=shared, lines=[line, other])
    obstacle(run, other)
    heavy = PublishedNeedFactory(participation__edition=run.edition, weight_kg=7)
    obstacle(run, line, need=heavy, reason="too_heavy", subjects=[])
    served = obstacle(run, line)
    Obstacle.objects.filter(pk=served.pk).update(opening_ids=[])

    response = list_page(client, line)

    assert counted(response.context["openings"]) == [
        ("certificate_missing", ("IATF16949",), 2),
        ("too_heavy", (), 1),
    ]
    assert "What would open most needs to you" in response.content.decode()


@pytest.mark.parametrize("reason", ["tolerance_too_wide", "too_large", "too_small", "too_heavy"])
def test_needs_that_have_changed_since_do_not_break_the_page(client, line, run, supplier, reason):
    obstacle(run, line, reason=reason, subjects=[])

    assert list_page(client, line).status_code == 200
    assert line_page(client, line).status_code == 200


def test_nothing_to_open_is_not_spoken_of(client, line, run, supplier):
    response = list_page(client, line)

    assert response.context["openings"] == ()
    assert "What would open most needs" not in response.content.decode()


def test_number_of_queries_of_the_list(client, line, run, supplier, django_assert_num_queries):
    obstacle(run, line)
    list_page(client, line)

    with django_assert_num_queries(11):
        list_page(client, line)
    for _number in range(2):
        obstacle(run, PublishedLineFactory(participation=line.participation))

    with django_assert_num_queries(11):
        assert len(list_page(client, line).context["rows"]) == 3


# The fair


def report_of(run, **fields):
    return GapReportFactory(run=run, **fields)


def gap_page(client, run, name="gap-report"):
    return client.get(reverse(f"matching:{name}", args=[run.edition.slug]))


@pytest.fixture
def organiser(client, run):
    user = MembershipFactory(organisation=run.edition.organiser).user
    client.force_login(user)
    return user


def cell(**fields):
    return {
        "process": "MC",
        "certificate": "",
        "size_class": 1,
        "needs": 1,
        "pieces_a_year": 0,
        "parties": 3,
        "unserved": 0,
        **fields,
    }


def unserved(need, **fields):
    return {"need_id": need.pk, "reason": None, "subjects": [], "near": 0, **fields}


@pytest.fixture
def report(run, line):
    ProcessFactory(code="MC", labels={"en": "Machining"})
    need = PublishedNeedFactory(participation__edition=run.edition, title={"en": "=Housing"})
    far = PublishedNeedFactory(participation__edition=run.edition, title={"en": "Crankshaft"})
    obstacle(run, line, need=need)
    obstacle(run, line)
    return report_of(
        run,
        cells=[cell(), cell(certificate="IATF16949", size_class=4, parties=0, unserved=1)],
        unserved=[
            unserved(far),
            unserved(need, reason="certificate_missing", subjects=["IATF16949"], near=1),
        ],
    )


@pytest.mark.parametrize("name", ["gap-report", "gap-workbook"])
def test_only_organisers_read_what_the_fair_lacks(client, report, line, name):
    for user in (UserFactory(), member_of(line.participation)):
        client.force_login(user)
        assert gap_page(client, report.run, name).status_code == 404
    client.logout()
    assert gap_page(client, report.run, name)["Location"].startswith("/accounts/login/")


def test_gravest_gaps_come_first_and_in_words(client, report, organiser):
    response = gap_page(client, report.run)

    gaps = response.context["gaps"]
    assert [row.certificate for row in gaps.demand] == ["IATF16949", ""]
    assert [entry.near for entry in gaps.unserved] == [1, 0]
    assert [(gap.subjects, gap.needs, gap.unserved, gap.lines) for gap in gaps.certificates] == [
        (("IATF16949",), 2, 1, 1)
    ]
    text = response.content.decode()
    for words in (
        "Nobody who could make it holds IATF 16949.",
        "Everybody of the process lacks several things that it demands.",
        "over 1,500 mm",
        "Machining",
    ):
        assert words in text


def test_lines_that_no_need_wants_are_listed(client, report, line, organiser):
    wanted = PublishedLineFactory(participation__edition=report.run.edition)
    MatchFactory(
        run=report.run,
        line=wanted,
        need=PublishedNeedFactory(participation__edition=report.run.edition),
    )

    response = gap_page(client, report.run)

    assert list(response.context["gaps"].unwanted) == [line]


def test_before_the_first_run_there_is_no_report(client, run, organiser):
    assert "No report yet" in gap_page(client, run).content.decode()
    assert gap_page(client, run, "gap-workbook").status_code == 404


def test_number_of_queries_of_the_report(client, report, organiser, django_assert_num_queries):
    gap_page(client, report.run)

    with django_assert_num_queries(9):
        gap_page(client, report.run)
    needs = [PublishedNeedFactory(participation__edition=report.run.edition) for _ in range(2)]
    report.unserved += [unserved(need) for need in needs]
    report.save(update_fields=["unserved"])
    PublishedLineFactory.create_batch(2, participation__edition=report.run.edition)

    with django_assert_num_queries(9):
        assert len(gap_page(client, report.run).context["gaps"].unserved) == 4


def test_report_is_taken_away_as_a_spreadsheet(client, report, line, organiser):
    response = gap_page(client, report.run, "gap-workbook")

    workbook = load_workbook(BytesIO(response.content))
    found = {
        page.title: [[value.value for value in row] for row in page.iter_rows(min_row=2)]
        for page in workbook
    }
    assert found["Demand"] == [
        ["Machining", "IATF 16949", "over 1,500 mm", 1, 0, 0, 1],
        ["Machining", "none", "up to 200 mm", 1, 0, 3, 0],
    ]
    assert found["Certificates"] == [["IATF 16949", 2, 1, 1]]
    assert [row[0] for row in found["Needs nobody serves"]] == ["=Housing", "Crankshaft"]
    assert found["Lines no need wants"] == [[str(line), str(line.participation)]]
    assert workbook["Needs nobody serves"]["A2"].data_type == "s"
