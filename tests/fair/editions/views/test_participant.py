"""A participant's own pages."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.choices import Role
from fair.editions.choices import Attendance, EditionState, ParticipationStatus, Side
from fair.editions.models import Delegate, Participation
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.editions import DelegateFactory, EditionFactory, SupplierFactory
from tests.fair.people import ROLES, asks_to_sign_in, people_around, signed_in

pytestmark = pytest.mark.django_db

MEMBERS = {**dict.fromkeys(ROLES, 200), "stranger": 404, "anonymous": 302}
EDITORS = {**MEMBERS, "colleague": 404}


@pytest.fixture
def participation():
    return SupplierFactory()


@pytest.fixture
def people(participation):
    return people_around(participation)


def address(name, participation, *args):
    return reverse(
        f"editions:{name}", args=[participation.edition.slug, participation.public_id, *args]
    )


def applying(edition):
    return reverse("editions:apply", args=[edition.slug])


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def form_of(participation, **changes):
    return {
        "attendance": participation.attendance,
        "time_zone": participation.time_zone,
        "languages": participation.languages,
        "parallel_meetings": participation.parallel_meetings,
        "max_meetings_per_day": "",
        "max_meetings_total": "",
        **changes,
    }


def test_apply():
    edition = EditionFactory()
    membership = MembershipFactory()
    form = {"organisation": membership.organisation_id, "side": Side.BUYER}
    client = signed_in(membership.user)

    response = client.post(applying(edition), form, follow=True)

    participation = Participation.objects.get()
    assert response.redirect_chain == [(address("participation", participation), 302)]
    told = "Your application has reached the organiser. Say below how you attend; “Home” shows what"
    assert messages_of(response) == [f"{told} comes next."]
    assert (participation.status, participation.side) == (ParticipationStatus.PENDING, Side.BUYER)


def test_apply_sent_twice_makes_one_row_and_says_so():
    edition, membership = EditionFactory(), MembershipFactory()
    form = {"organisation": membership.organisation_id, "side": Side.BUYER}
    client = signed_in(membership.user)

    client.post(applying(edition), form)
    again = client.post(applying(edition), form)

    assert Participation.objects.count() == 1
    assert again.context["form"].non_field_errors() == [
        "Your application is with the organiser, who has not decided yet."
    ]


def test_apply_for_somebody_elses_organisation():
    stranger = MembershipFactory().organisation
    client = signed_in(MembershipFactory().user)

    response = client.post(
        applying(EditionFactory()), {"organisation": stranger.pk, "side": Side.BUYER}
    )

    assert response.context["form"].errors.keys() == {"organisation"}
    assert not Participation.objects.exists()


def test_apply_when_registration_is_closed():
    edition, membership = EditionFactory(state=EditionState.LIVE), MembershipFactory()
    form = {"organisation": membership.organisation_id, "side": Side.BUYER}

    response = signed_in(membership.user).post(applying(edition), form)

    assert response.context["form"].non_field_errors() == [
        "Registration for this edition is not open."
    ]


def test_apply_without_an_organisation_leads_to_registering_one():
    url = applying(EditionFactory())

    response = signed_in(UserFactory()).get(url)

    assert response.status_code == 302
    assert response["Location"] == f"{reverse('accounts:organisation-create')}?next={url}"


def test_apply_is_for_people_who_are_signed_in(client):
    assert asks_to_sign_in(client.get(applying(EditionFactory())))
    assert asks_to_sign_in(client.post(applying(EditionFactory())))


def test_apply_to_a_draft_edition():
    edition = EditionFactory(state=EditionState.DRAFT)

    assert signed_in(MembershipFactory().user).get(applying(edition)).status_code == 404


def test_who_sees_the_participation(people, participation):
    assert people.statuses(address("participation", participation)) == MEMBERS


def test_participation_under_another_edition(people, participation):
    url = reverse("editions:participation", args=[EditionFactory().slug, participation.public_id])

    assert people.owner.get(url).status_code == 404


def test_change_participation(people, participation):
    url = address("participation", participation)
    changes = {"attendance": Attendance.BOTH, "languages": ["vi", "ko"], "max_meetings_total": 12}

    response = people.owner.post(url, form_of(participation, **changes))

    assert (response.status_code, response["Location"]) == (302, url)
    participation.refresh_from_db()
    assert participation.attendance == Attendance.BOTH
    assert participation.languages == ["vi", "ko"]
    assert participation.max_meetings_total == 12


def test_participant_asks_for_few_days_and_thinks_again(people, participation):
    url = address("participation", participation)

    people.owner.post(url, form_of(participation, prefers_compact_days="on"))
    participation.refresh_from_db()
    assert participation.prefers_compact_days is True

    people.owner.post(url, form_of(participation))
    participation.refresh_from_db()
    assert participation.prefers_compact_days is False


def test_change_participation_with_mistakes_keeps_what_was_entered(people, participation):
    wrong = {"parallel_meetings": 0, "time_zone": "Mars/Olympus", "max_meetings_total": 12}

    response = people.owner.post(
        address("participation", participation), form_of(participation, **wrong)
    )

    assert response.context["form"].errors.keys() == {"parallel_meetings", "time_zone"}
    assert response.context["form"]["max_meetings_total"].value() == "12"
    participation.refresh_from_db()
    assert participation.max_meetings_total is None


def test_change_participation_by_those_who_may_not(people, participation):
    url = address("participation", participation)
    form = form_of(participation, max_meetings_total=1)

    assert people.colleague.post(url, form).status_code == 404
    assert people.stranger.post(url, form).status_code == 404
    assert asks_to_sign_in(people.anonymous.post(url, form))

    participation.refresh_from_db()
    assert participation.max_meetings_total is None


def test_change_participation_cannot_set_its_status(people, participation):
    Participation.objects.update(status=ParticipationStatus.PENDING)
    form = form_of(participation, status=ParticipationStatus.APPROVED, side=Side.BUYER)

    people.owner.post(address("participation", participation), form)

    participation.refresh_from_db()
    assert (participation.status, participation.side) == (
        ParticipationStatus.PENDING,
        Side.SUPPLIER,
    )


def test_delegate_sees_how_the_company_attends_but_no_form(people, participation):
    page = people.colleague.get(address("participation", participation)).content.decode()

    assert "Owners and managers of the organisation can change this." in page
    assert "<form class=" not in page
    assert address("withdraw", participation) not in page


def test_participation_needs_the_same_queries_for_one_delegate_and_three(people, participation):
    url = address("participation", participation)
    counts = []
    for rows in (1, 2):
        DelegateFactory.create_batch(rows, participation=participation)
        people.owner.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert people.owner.get(url).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


def delegate_form(**fields):
    return {"submission_key": uuid4(), "full_name": "Trần Linh", "languages": ["vi"], **fields}


def test_who_opens_the_form_of_delegates(people, participation):
    assert people.statuses(address("delegate-create", participation)) == EDITORS


def test_add_a_delegate_twice_by_one_form(people, participation):
    url, form = address("delegate-create", participation), delegate_form(job_title="Sales")

    first = people.owner.post(url, form, follow=True)
    people.owner.post(url, form)

    delegate = Delegate.objects.get()
    assert (delegate.full_name, delegate.job_title) == ("Trần Linh", "Sales")
    assert delegate.participation == participation
    assert messages_of(first) == ["Trần Linh is added."]
    assert "Trần Linh" in first.content.decode()


def test_add_a_delegate_with_a_mistake_keeps_what_was_entered(people, participation):
    form = delegate_form(email="not an address")

    response = people.owner.post(address("delegate-create", participation), form)

    assert response.context["form"].errors.keys() == {"email"}
    assert "Trần Linh" in response.content.decode()
    assert not Delegate.objects.exists()


def test_add_a_delegate_by_those_who_may_not(people, participation):
    url = address("delegate-create", participation)

    assert people.colleague.post(url, delegate_form()).status_code == 404
    assert people.stranger.post(url, delegate_form()).status_code == 404
    assert asks_to_sign_in(people.anonymous.post(url, delegate_form()))
    assert not Delegate.objects.exists()


def test_remove_a_delegate_twice(people, participation):
    delegate = DelegateFactory(participation=participation)
    url = address("delegate-remove", participation, delegate.public_id)

    assert people.colleague.post(url).status_code == 404
    assert people.owner.get(url).status_code == 405
    assert people.owner.post(url).status_code == 302
    assert people.owner.post(url).status_code == 404
    assert not Delegate.objects.exists()


def test_delegate_of_another_participation_stays(people, participation):
    other = DelegateFactory()

    url = address("delegate-remove", participation, other.public_id)

    assert people.owner.post(url).status_code == 404
    assert Delegate.objects.get() == other


def test_withdraw_twice(people, participation):
    url = address("withdraw", participation)

    first = people.owner.post(url, {"reason": "Too far"}, follow=True)
    second = people.owner.post(url, follow=True)

    participation.refresh_from_db()
    assert participation.status == ParticipationStatus.WITHDRAWN
    assert participation.status_reason == "Too far"
    assert messages_of(first) == ["You have withdrawn. You can apply again at any time."]
    assert messages_of(second) == ["It is rejected or withdrawn already."]
    assert url not in second.content.decode()


def test_withdraw_by_those_who_may_not(people, participation):
    url = address("withdraw", participation)

    assert people.colleague.post(url).status_code == 404
    assert people.stranger.post(url).status_code == 404
    assert asks_to_sign_in(people.anonymous.post(url))
    assert people.owner.get(url).status_code == 405
    participation.refresh_from_db()
    assert participation.status == ParticipationStatus.APPROVED


def test_role_within_another_organisation_gives_nothing(participation):
    other = MembershipFactory(role=Role.OWNER)

    response = signed_in(other.user).post(address("withdraw", participation))

    assert response.status_code == 404
