"""How the suppliers of a need are narrowed down, and what is said where nothing is left."""

import json

import pytest
from django.urls import reverse

from fair.exhibitors.choices import HoldingState
from fair.matching.choices import Verdict
from fair.meetings.choices import MeetingState
from fair.taxonomy.choices import MaterialKind
from tests.factories.accounts import MembershipFactory
from tests.factories.exhibitors import HeldCertificateFactory, PublishedLineFactory
from tests.factories.matching import MatchFactory, MatchVerdictFactory, item
from tests.factories.meetings import MeetingFactory
from tests.factories.taxonomy import CertificationFactory, MaterialFactory, ProcessFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def match():
    return MatchFactory()


@pytest.fixture
def buyer(client, match):
    user = MembershipFactory(organisation=match.need.participation.organisation).user
    client.force_login(user)
    return user


def another(match, *, kilometres=None, **options):
    """Return a match of the same need and run with another line."""
    line = PublishedLineFactory(participation__edition=match.run.edition, **options)
    found = MatchFactory(run=match.run, need=match.need, line=line, nearness=68)
    if kilometres is not None:
        stands_at(found, kilometres)
    return found


def stands_at(match, kilometres):
    match.explanation["buyer"]["items"].append(item("place", points=1, offered=kilometres))
    match.save(update_fields=["explanation"])


def asked(client, match, query):
    address = reverse("matching:need-matches", args=[match.run.edition.slug, match.need.public_id])
    response = client.get(f"{address}?{query}")
    assert response.status_code == 200
    return response


def found(client, match, query):
    return {row.pk for row in asked(client, match, query).context["matches"]}


def test_distance_that_was_stored_before_explanations_were_folded_is_found(client, match, buyer):
    stands_at(match, 60)
    assert found(client, match, "distance=60") == {match.pk}
    type(match).objects.filter(pk=match.pk).update(explanation=json.dumps(match.explanation))

    assert found(client, match, "distance=60") == {match.pk}
    assert found(client, match, "distance=59") == set()


def test_class_of_material_includes_its_grades(client, match, buyer):
    steel = MaterialFactory(code="SUS")
    grade = MaterialFactory(code="SUS.304", parent=steel, kind=MaterialKind.GRADE)
    other = another(match)
    other.line.materials.set([grade])

    assert found(client, match, "material=SUS") == {other.pk}
    assert found(client, match, "material=SUS.304") == {other.pk}
    other.line.materials.set([steel])
    assert found(client, match, "material=SUS.304") == set()


def test_group_of_processes_includes_those_below(client, match, buyer):
    group = ProcessFactory(code="MC")
    process = ProcessFactory(code="MC.MIL.5AX", parent=ProcessFactory(code="MC.MIL", parent=group))
    other = another(match, processes=[process])

    assert found(client, match, "process=MC") == {other.pk}


def test_certificate_counts_if_held_in_date_and_for_the_line(client, match, buyer):
    iso = CertificationFactory(code="ISO9001")
    whole, own, foreign, expired, coming, more = (another(match) for _number in range(6))
    HeldCertificateFactory(
        participation=more.line.participation,
        certification=CertificationFactory(code="IATF16949"),
    )
    fair_on = match.run.edition.starts_on
    HeldCertificateFactory(
        participation=whole.line.participation, certification=iso, expires_on=fair_on
    )
    HeldCertificateFactory(
        participation=own.line.participation, certification=iso
    ).product_lines.set([own.line])
    HeldCertificateFactory(
        participation=foreign.line.participation, certification=iso
    ).product_lines.set([PublishedLineFactory(participation=foreign.line.participation)])
    HeldCertificateFactory(
        participation=expired.line.participation,
        certification=iso,
        expires_on=fair_on.replace(year=fair_on.year - 1),
    )
    HeldCertificateFactory(
        participation=coming.line.participation,
        certification=iso,
        state=HoldingState.IN_PROGRESS,
    )

    assert found(client, match, "certificate=ISO9001") == {whole.pk, own.pk, more.pk}
    assert found(client, match, "certificate=IATF16949") == {more.pk}


@pytest.mark.parametrize(
    ("asked_size", "fits"),
    [
        ("120x80x40", True),
        ("40 × 120 × 80 mm", True),
        ("121x80x40", False),
        ("120*81*40", False),
        ("120x80x40,5", False),
        ("120", True),
        ("120,0 x 80.0", True),
    ],
)
def test_part_is_turned_as_suits_best(client, match, buyer, asked_size, fits):
    other = another(match, max_length_mm=40, max_width_mm=120, max_height_mm=80)
    another(match, max_length_mm=500, max_width_mm=500)

    expected = {other.pk} if fits else set()
    assert found(client, match, f"size={asked_size}") == expected


@pytest.mark.parametrize("nonsense", ["large", "1x2x3x4", "-5", "120x", "1e9", "999999999"])
def test_nonsense_for_a_size_is_told_and_left_out(client, match, buyer, nonsense):
    response = asked(client, match, f"size={nonsense}")

    assert response.context["filter"].form.errors["size"]
    assert [row.pk for row in response.context["matches"]] == [match.pk]
    assert response.context["chips"] == []


def test_capacity_confidence_and_distance_are_limits(client, match, buyer):
    stands_at(match, 200)
    other = another(match, free_capacity_per_month=5000, kilometres=60)
    type(other).objects.filter(pk=other.pk).update(confidence=0.9)

    for query in ("capacity=5000", "confidence=90", "distance=60"):
        assert found(client, match, query) == {other.pk}, query
    for query in ("capacity=5001", "confidence=91", "distance=59"):
        assert found(client, match, query) == set(), query


def test_distance_is_not_asked_where_no_place_is_known(client, match, buyer):
    response = asked(client, match, "distance=60")

    assert "distance" not in response.context["filter"].form.fields
    assert [row.pk for row in response.context["matches"]] == [match.pk]


def test_marked_not_marked_and_wanted(client, match, buyer):
    marked, wanted = another(match), another(match)
    MatchVerdictFactory(need=match.need, line=marked.line, verdict=Verdict.MUST)
    MatchVerdictFactory(need=match.need, line=wanted.line, side="supplier", verdict=Verdict.NICE)

    assert found(client, match, "verdict=must") == {marked.pk}
    assert found(client, match, "verdict=none") == {match.pk, wanted.pk}
    assert found(client, match, "wanted=True") == {wanted.pk}


def test_who_was_met_at_any_fair(client, match, buyer):
    met, booked = another(match), another(match)
    for partner, state in ((met, MeetingState.HELD), (booked, MeetingState.CONFIRMED)):
        MeetingFactory(
            buyer__organisation=match.need.participation.organisation,
            supplier__organisation=partner.line.participation.organisation,
            state=state,
        )

    assert found(client, match, "met=yes") == {met.pk}
    assert found(client, match, "met=no") == {match.pk, booked.pk}


def test_each_active_filter_can_be_taken_off(client, match, buyer):
    another(match, participation__attendance="online")

    response = asked(client, match, "attendance=online&min_score=10&page=1&show=fit")

    chips = response.context["chips"]
    assert [(chip.label, chip.value, chip.url) for chip in chips] == [
        ("Points, at least", "10", "?attendance=online&show=fit"),
        ("Attendance", "Online", "?min_score=10&show=fit"),
    ]
    assert "1 entry" in response.content.decode()


def test_empty_list_says_which_filter_to_loosen(client, match, buyer):
    another(match, participation__attendance="online")

    response = asked(client, match, "attendance=online&verdict=must")

    loosened = response.context["loosened"]
    assert [(chip.name, chip.count) for chip in loosened] == [("verdict", 1)]
    text = response.content.decode()
    assert "Without “Marked: Must meet”: 1 entry" in text


def test_where_no_single_filter_is_to_blame_all_are_cleared(client, match, buyer):
    response = asked(client, match, "attendance=online&verdict=must")

    assert response.context["loosened"] == []
    assert "No single filter is to blame" in response.content.decode()


def test_filters_of_one_tab_do_not_open_another(client, match, buyer):
    assert found(client, match, "show=near&min_score=0") == set()


def test_number_of_queries_with_filters_is_the_same(
    client, match, buyer, django_assert_num_queries
):
    query = "attendance=in_person&min_score=10&capacity=0&language=vi"
    asked(client, match, query)

    with django_assert_num_queries(11):
        asked(client, match, "min_score=10&attendance=in_person")
    for _number in range(2):
        another(match)

    with django_assert_num_queries(11):
        response = asked(client, match, "min_score=10&attendance=in_person")
    assert len(response.context["matches"]) == 3
