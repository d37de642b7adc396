"""Home, for every role."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fair.editions.choices import EditionState, ParticipationStatus, Side
from fair.exhibitors.choices import LineState
from fair.notifications.choices import NoticeState
from fair.notifications.models import Notice
from fair.outcomes.choices import StepKind
from fair.portal.selectors.waiting import DeskWaiting, Waiting
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.attendance import FreedTimeFactory, TimeOfferFactory
from tests.factories.editions import BoothFactory, BuyerFactory, EditionFactory, SupplierFactory
from tests.factories.exhibitors import (
    BoothRegistrationFactory,
    HeldCertificateFactory,
    ProductLineFactory,
    PublishedLineFactory,
)
from tests.factories.matching import CurrentRunFactory, MatchFactory
from tests.factories.meetings import FIRST_SLOT, NOW, MeetingFactory
from tests.factories.outcomes import DealStepFactory, HeldMeetingFactory
from tests.factories.requests import RequestFactory, SettledRequestFactory
from tests.factories.sourcing import ComponentNeedFactory, PublishedNeedFactory

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def home(edition):
    return reverse("portal:home", args=[edition.slug])


def sign_in(client, organisation):
    client.force_login(MembershipFactory(organisation=organisation).user)


def steps_of(client, participation):
    sign_in(client, participation.organisation)
    ((_home, steps),) = client.get(home(participation.edition)).context["homes"]
    return {step.title: step.state for step in steps}


def test_home_asks_visitors_to_sign_in(client):
    edition = EditionFactory()

    answer = client.get(home(edition))

    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('account_login')}?next={home(edition)}"


@pytest.mark.parametrize(("full_name", "is_asked"), [("", True), ("Ngô Lan", False)])
def test_home_asks_who_has_no_name_for_it(client, full_name, is_asked):
    client.force_login(UserFactory(full_name=full_name))

    page = client.get(home(EditionFactory())).content.decode()

    assert ("Tell us your name" in page) is is_asked


def test_newcomer_is_told_how_to_take_part(client):
    edition = EditionFactory()
    client.force_login(UserFactory())

    page = client.get(home(edition)).text

    assert "You do not take part in this fair yet" in page
    assert reverse("editions:apply", args=[edition.slug]) in page


def test_newcomer_after_registration_is_told_that_it_is_closed(client):
    edition = EditionFactory(state=EditionState.LIVE)
    client.force_login(UserFactory())

    assert "Registration is not open" in client.get(home(edition)).text


def test_new_supplier_starts_with_the_company(client):
    supplier = SupplierFactory(status=ParticipationStatus.PENDING)

    assert steps_of(client, supplier) == {
        "Approval by the organiser": "later",
        "Say who you are": "next",
        "Register your booth": "later",
        "Publish your product lines": "later",
        "State your certificates": "later",
        "Choose among your matches": "later",
        "Meet": "later",
    }


def test_supplier_is_led_to_the_first_open_step(client):
    supplier = SupplierFactory(
        organisation__about={"en": "We mill."}, organisation__languages=["en"]
    )
    BoothRegistrationFactory(participation=supplier)
    ProductLineFactory(participation=supplier)

    assert steps_of(client, supplier) == {
        "Approval by the organiser": "done",
        "Say who you are": "done",
        "Register your booth": "done",
        "Publish your product lines": "next",
        "State your certificates": "later",
        "Choose among your matches": "later",
        "Meet": "later",
    }


def test_missing_certificate_does_not_hold_a_supplier_up(client):
    supplier = SupplierFactory(
        organisation__about={"en": "We mill."}, organisation__languages=["en"]
    )
    BoothRegistrationFactory(participation=supplier)
    line = PublishedLineFactory(participation=supplier)
    run = CurrentRunFactory(edition=supplier.edition)
    MatchFactory(run=run, line=line, need__participation__edition=supplier.edition)

    steps = steps_of(client, supplier)

    assert steps["State your certificates"] == "later"
    assert steps["Choose among your matches"] == "next"


def test_supplier_who_stays_at_home_needs_no_booth(client):
    supplier = SupplierFactory(attendance="online")

    assert "Register your booth" not in steps_of(client, supplier)


def test_rejected_supplier_reads_the_reason(client):
    supplier = SupplierFactory(status=ParticipationStatus.REJECTED, status_reason="Too late.")
    sign_in(client, supplier.organisation)

    assert "Too late." in client.get(home(supplier.edition)).text


def test_buyer_is_led_to_state_needs(client):
    buyer = BuyerFactory(organisation__about={"en": "We build."}, organisation__languages=["en"])

    assert steps_of(client, buyer) == {
        "Approval by the organiser": "done",
        "Say who you are": "done",
        "Publish your needs": "next",
        "Choose among your matches": "later",
        "Meet": "later",
    }


def test_drafts_are_counted_beside_what_is_published(client):
    supplier = SupplierFactory()
    PublishedLineFactory.create_batch(2, participation=supplier)
    ProductLineFactory(participation=supplier)
    ProductLineFactory(participation=supplier, state=LineState.WITHDRAWN)
    sign_in(client, supplier.organisation)

    page = client.get(home(supplier.edition)).text

    assert "2 lines published. 1 is still a draft." in page


def test_best_matches_come_first_and_five_at_most(client):
    buyer = BuyerFactory()
    run = CurrentRunFactory(edition=buyer.edition)
    need = PublishedNeedFactory(participation=buyer)
    for points in (40, 90, 60, 70, 50, 80):
        MatchFactory(run=run, need=need, mutual_points=points)
    sign_in(client, buyer.organisation)

    ((found, _steps),) = client.get(home(buyer.edition)).context["homes"]

    assert found.match_count == 6
    assert [each.mutual_points for each in found.best_matches] == [90, 80, 70, 60, 50]


@time_machine.travel(NOW, tick=False)
def test_next_meetings_name_partner_and_time(client):
    supplier = SupplierFactory()
    buyer = BuyerFactory(edition=supplier.edition, organisation__legal_name="東海精密")
    MeetingFactory(edition=supplier.edition, supplier=supplier, buyer=buyer)
    sign_in(client, supplier.organisation)

    page = client.get(home(supplier.edition)).text

    assert "東海精密" in page
    assert "09:00–09:25" in page
    assert "Wed 15 Sep 2027" in page


@time_machine.travel(FIRST_SLOT + timedelta(hours=1), tick=False)
def test_meetings_that_are_over_stand_in_the_agenda_only(client):
    supplier = SupplierFactory()
    MeetingFactory(edition=supplier.edition, supplier=supplier)
    sign_in(client, supplier.organisation)

    ((found, _steps),) = client.get(home(supplier.edition)).context["homes"]

    assert (found.meeting_count, found.next_meetings) == (1, [])


def test_company_on_both_sides_sees_both(client):
    buyer = BuyerFactory()
    supplier = SupplierFactory(edition=buyer.edition, organisation=buyer.organisation)
    sign_in(client, buyer.organisation)

    homes = client.get(home(buyer.edition)).context["homes"]

    assert [found.participation for found, _steps in homes] == [buyer, supplier]


def test_desk_counts_what_waits(client):
    edition = EditionFactory()
    SupplierFactory(edition=edition, status=ParticipationStatus.PENDING)
    supplier = BoothRegistrationFactory(participation__edition=edition).participation
    placed = BoothFactory(hall__edition=edition)
    BoothRegistrationFactory(participation=SupplierFactory(edition=edition), booth=placed)
    PublishedLineFactory(participation=supplier)
    buyer = BuyerFactory(edition=edition)
    PublishedNeedFactory(participation=buyer)
    ComponentNeedFactory(participation=buyer)
    sign_in(client, edition.organiser)

    figures = client.get(home(edition)).context["figures"]

    assert (figures.pending, figures.suppliers, figures.buyers) == (1, 2, 1)
    assert (figures.without_booth, figures.lines, figures.needs) == (1, 1, 1)
    assert (figures.meetings, figures.run, figures.plan) == (0, None, None)


def test_desk_says_what_is_missing_for_the_next_state(client):
    edition = EditionFactory()
    SupplierFactory(edition=edition)
    sign_in(client, edition.organiser)

    page = client.get(home(edition)).text

    assert "Approve at least one buyer first." in page
    assert reverse("editions:move-on", args=[edition.slug]) not in page


def test_desk_offers_the_next_state_when_nothing_is_missing(client):
    edition = EditionFactory()
    SupplierFactory(edition=edition)
    BuyerFactory(edition=edition)
    sign_in(client, edition.organiser)

    page = client.get(home(edition)).text

    assert reverse("editions:move-on", args=[edition.slug]) in page
    assert "Move on to “Matching”" in page


def test_desk_is_for_the_editions_organisers_only(client):
    edition = EditionFactory()
    for organisation in (
        SupplierFactory(edition=edition).organisation,
        EditionFactory().organiser,
    ):
        sign_in(client, organisation)
        assert "Organisers' desk" not in client.get(home(edition)).text


def test_home_asks_the_same_queries_for_one_and_three_of_each(client):
    supplier = SupplierFactory()
    edition = supplier.edition
    run = CurrentRunFactory(edition=edition)
    sign_in(client, supplier.organisation)

    def fill(hour):
        line = PublishedLineFactory(participation=supplier)
        HeldCertificateFactory(participation=supplier)
        match = MatchFactory(run=run, line=line, need__participation__edition=edition)
        MeetingFactory(edition=edition, supplier=supplier, buyer=match.need.participation)

    counts = []
    for more in (1, 2):
        for each in range(more):
            fill(each)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(home(edition)).status_code == 200
        counts.append(len(queries))

    assert counts == [14, 14]


@time_machine.travel(NOW, tick=False)
def test_home_says_what_waits_for_an_answer_and_what_is_next(client):
    supplier = SupplierFactory()
    edition = supplier.edition
    asked = RequestFactory(edition=edition, supplier=supplier, answer_by=NOW + timedelta(days=1))
    RequestFactory(edition=edition, supplier=supplier)
    RequestFactory(edition=edition, supplier=supplier, asked_by=Side.SUPPLIER, awaits=Side.BUYER)
    SettledRequestFactory(edition=edition, supplier=supplier)
    RequestFactory(edition=edition)  # of others
    freed = FreedTimeFactory(lost__edition=edition)
    TimeOfferFactory(freed=freed, partner=supplier)
    earlier = {"starts_at": NOW - 2 * HOUR, "ends_at": NOW - HOUR}
    met = HeldMeetingFactory(edition=edition, supplier=supplier, **earlier)
    DealStepFactory(meeting=met, reported_side=Side.BUYER)
    DealStepFactory(meeting=met, kind=StepKind.SAMPLE_ORDERED)  # its own word
    MeetingFactory(edition=edition, supplier=supplier, buyer=asked.buyer)
    sign_in(client, supplier.organisation)

    answer = client.get(home(edition))

    ((found, _steps),) = answer.context["homes"]
    assert found.waiting == Waiting(
        to_answer=2, answer_by=asked.answer_by, unanswered=1, offers=1, steps=1
    )
    assert "requests wait for your answer, the first until" in answer.text
    assert f"next meeting, Wed 15 Sep 2027: {asked.buyer}" in answer.text


def test_nothing_waits_for_who_is_not_approved(client):
    supplier = SupplierFactory(status=ParticipationStatus.PENDING)
    sign_in(client, supplier.organisation)

    assert "wait for your answer" not in client.get(home(supplier.edition)).text


@time_machine.travel(NOW, tick=False)
def test_desk_says_what_organisers_may_have_to_look_at(client):
    edition = EditionFactory()
    RequestFactory(edition=edition, answer_by=NOW + timedelta(hours=23))
    RequestFactory(edition=edition, answer_by=NOW + timedelta(hours=24))
    SettledRequestFactory(edition=edition)
    over = MeetingFactory(edition=edition, starts_at=NOW - 2 * HOUR, ends_at=NOW - HOUR)
    HeldMeetingFactory(edition=edition, starts_at=NOW - 2 * HOUR, ends_at=NOW - HOUR)
    MeetingFactory(edition=edition)
    people = [MembershipFactory(organisation=each.organisation).user for each in sides(over)]
    stranger = UserFactory()
    for person, kind in [*((each, "meetings/reminder") for each in people), (stranger, "x")]:
        failed_notice(person, kind=kind)
    failed_notice(people[0], kind="library")
    sign_in(client, edition.organiser)

    answer = client.get(home(edition))

    assert answer.context["waiting"] == DeskWaiting(
        requests=2, ending_soon=1, unsettled=1, failed_notices=2
    )
    assert "requests without an answer, 1 of them ends within a day" in answer.text


def sides(meeting):
    return meeting.buyer, meeting.supplier


def failed_notice(person, *, kind):
    return Notice.objects.create(
        recipient=person, to_email=person.email, kind=kind, state=NoticeState.FAILED
    )
