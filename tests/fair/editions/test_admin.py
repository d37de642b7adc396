"""What organisers do to editions and applications in the administration, and what they may not."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from accounts.choices import Role
from accounts.models import Membership, Organisation
from fair.editions.choices import EditionState, ParticipationStatus
from fair.editions.models import Edition, Session
from fair.notifications.models import Notice
from tests.factories.accounts import (
    MembershipFactory,
    OrganisationFactory,
    OrganiserOrganisationFactory,
    UserFactory,
)
from tests.factories.editions import (
    EditionFactory,
    FairDayFactory,
    SupplierFactory,
)
from tests.fair.people import signed_in

pytestmark = pytest.mark.django_db

APPLICATIONS = reverse("admin:editions_participation_changelist")
EDITIONS = reverse("admin:editions_edition_changelist")


@pytest.fixture
def edition():
    return EditionFactory()


@pytest.fixture
def organiser(edition):
    user = MembershipFactory(organisation=edition.organiser, user__is_staff=True).user
    return signed_in(user)


@pytest.fixture
def applicant(edition):
    applicant = SupplierFactory(edition=edition, status=ParticipationStatus.PENDING)
    MembershipFactory(organisation=applicant.organisation)
    return applicant


def act(client, url, action, *rows, **fields):
    chosen = [row.pk for row in rows]
    return client.post(url, {"action": action, "_selected_action": chosen, **fields}, follow=True)


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def test_approve(organiser, applicant):
    response = act(organiser, APPLICATIONS, "approve", applicant)

    applicant.refresh_from_db()
    assert applicant.status == ParticipationStatus.APPROVED
    assert messages_of(response) == ["1 participation is approved."]


def test_approve_says_what_stands_against_it(organiser, applicant):
    gone = SupplierFactory(edition=applicant.edition, status=ParticipationStatus.WITHDRAWN)

    response = act(organiser, APPLICATIONS, "approve", applicant, gone)

    assert messages_of(response) == [
        f"{gone}: The applicant has withdrawn; ask them to apply again.",
        "1 participation is approved.",
    ]


def test_reject_asks_for_the_reason_first(organiser, applicant):
    response = act(organiser, APPLICATIONS, "reject", applicant)

    applicant.refresh_from_db()
    assert applicant.status == ParticipationStatus.PENDING
    assert response.status_code == 200
    assert f'name="_selected_action" value="{applicant.pk}"' in response.content.decode()


def test_reject_with_a_reason(organiser, applicant):
    response = act(
        organiser, APPLICATIONS, "reject", applicant, confirmed="yes", reason=" No such products. "
    )

    applicant.refresh_from_db()
    assert (applicant.status, applicant.status_reason) == (
        ParticipationStatus.REJECTED,
        "No such products.",
    )
    assert messages_of(response) == [f"{applicant} is rejected."]


def test_reject_without_a_reason_asks_again(organiser, applicant):
    response = act(organiser, APPLICATIONS, "reject", applicant, confirmed="yes", reason=" ")

    applicant.refresh_from_db()
    assert applicant.status == ParticipationStatus.PENDING
    assert f'name="_selected_action" value="{applicant.pk}"' in response.content.decode()
    assert Notice.objects.count() == 0


def test_applications_of_other_editions_are_not_reached(organiser):
    stranger = SupplierFactory(status=ParticipationStatus.PENDING)

    act(organiser, APPLICATIONS, "approve", stranger)

    stranger.refresh_from_db()
    assert stranger.status == ParticipationStatus.PENDING


def test_status_is_changed_by_actions_only(organiser, applicant):
    url = reverse("admin:editions_participation_change", args=[applicant.pk])

    response = organiser.get(url)

    assert "status" not in response.context["adminform"].form.fields


def test_new_edition_is_stored_with_its_texts(organiser, edition):
    url = reverse("admin:editions_edition_add")
    fields = {
        "slug": "haiphong-2027",
        "title_vi": "Hội chợ Hải Phòng",
        "title_en": "Hai Phong Fair",
        "initial-title": "{}",
        "year": 2027,
        "organiser": edition.organiser_id,
        "time_zone": "Asia/Ho_Chi_Minh",
        "starts_on": "2027-05-10",
        "ends_on": "2027-05-11",
        "slot_minutes": 25,
        "pause_minutes": 5,
        "online_rooms": 20,
        "meetings_per_day": 12,
    }
    no_rows = {
        f"{name}-{count}_FORMS": 0 for name in ("days", "halls") for count in ("TOTAL", "INITIAL")
    }

    response = organiser.post(url, fields | no_rows)

    assert response.status_code == 302
    stored = Edition.objects.get(slug="haiphong-2027")
    assert stored.title == {"vi": "Hội chợ Hải Phòng", "en": "Hai Phong Fair"}
    assert stored.state == EditionState.DRAFT


def test_languages_are_boxes_to_tick(organiser, applicant):
    url = reverse("admin:accounts_organisation_change", args=[applicant.organisation_id])

    page = organiser.get(url).content.decode()
    response = change_organisation(
        organiser, applicant.organisation, languages=["vi", "ja"], **no_memberships()
    )

    assert '<input type="checkbox" name="languages" value="ja"' in page
    assert response.status_code == 302
    applicant.organisation.refresh_from_db()
    assert applicant.organisation.languages == ["vi", "ja"]


def test_lay_out_days(organiser, edition):
    response = act(organiser, EDITIONS, "lay_out_days", edition)

    assert messages_of(response) == ["3 days were added."]
    assert Session.objects.filter(day__edition=edition).count() == 6


def test_move_on_and_back(organiser, edition):
    SupplierFactory(edition=edition)

    refused = act(organiser, EDITIONS, "advance", edition)
    back = act(organiser, EDITIONS, "step_back", edition)

    assert messages_of(refused) == [f"{edition}: Approve at least one buyer first."]
    assert messages_of(back) == [f"{edition}: Draft"]
    edition.refresh_from_db()
    assert edition.state == EditionState.DRAFT


def session_forms(*times, **more):
    forms = {
        f"sessions-{number}-{name}": value
        for number, pair in enumerate(times)
        for name, value in zip(("opens_at", "closes_at"), pair, strict=True)
    }
    return {
        "sessions-TOTAL_FORMS": len(times),
        "sessions-INITIAL_FORMS": 0,
        **forms,
        **more,
    }


def test_two_new_sessions_that_overlap_are_refused(organiser, edition):
    day = FairDayFactory(edition=edition)
    url = reverse("admin:editions_fairday_change", args=[day.pk])
    day_form = {"edition": edition.pk, "date": day.date}

    refused = organiser.post(url, day_form | session_forms(("09:00", "12:00"), ("11:30", "13:00")))
    stored = organiser.post(url, day_form | session_forms(("09:00", "12:00"), ("12:00", "13:00")))

    (formset,) = (each.formset for each in refused.context["inline_admin_formsets"])
    assert formset.non_form_errors() == ["Two sessions overlap."]
    assert stored.status_code == 302
    assert day.sessions.count() == 2


def test_other_organisers_organisations_are_hidden(organiser, edition):
    other = OrganiserOrganisationFactory()
    lonely = OrganisationFactory()
    elsewhere = SupplierFactory().organisation

    response = organiser.get(reverse("admin:accounts_organisation_changelist"))

    shown = set(response.context["cl"].result_list)
    assert {edition.organiser, lonely} <= shown
    assert not {other, elsewhere} & shown


def membership_forms(user):
    return {
        "memberships-TOTAL_FORMS": 1,
        "memberships-INITIAL_FORMS": 0,
        "memberships-0-user": user.pk,
        "memberships-0-role": Role.OWNER,
    }


def no_memberships():
    return {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}


def change_organisation(client, organisation, **more):
    url = reverse("admin:accounts_organisation_change", args=[organisation.pk])
    fields = {"legal_name": "Renamed", "country": "VN", "is_supplier": "on", **more}
    return client.post(url, fields)


def test_organisers_name_the_people_of_companies_that_are_theirs_alone(organiser, applicant):
    user = UserFactory()

    response = change_organisation(organiser, applicant.organisation, **membership_forms(user))

    assert response.status_code == 302
    assert Membership.objects.filter(user=user, organisation=applicant.organisation).exists()


def test_organisers_put_nobody_into_companies_that_also_go_elsewhere(organiser, applicant):
    SupplierFactory(organisation=applicant.organisation)
    user = UserFactory()

    response = change_organisation(organiser, applicant.organisation, **membership_forms(user))

    assert response.status_code == 302
    assert Organisation.objects.get(pk=applicant.organisation_id).legal_name == "Renamed"
    assert not Membership.objects.filter(user=user).exists()


def test_organisers_put_nobody_into_another_organiser(organiser, applicant):
    EditionFactory(organiser=applicant.organisation)
    user = UserFactory()

    change_organisation(organiser, applicant.organisation, **membership_forms(user))

    assert not Membership.objects.filter(user=user).exists()
    assert not Edition.objects.organised_by(user).exists()


def test_logo_is_reached_by_its_own_page(organiser, applicant):
    organisation = applicant.organisation
    organisation.logo.save("logo.png", ContentFile(b"not looked at"))
    url = reverse("admin:accounts_organisation_change", args=[organisation.pk])

    page = organiser.get(url).content.decode()

    assert reverse("accounts:organisation-logo", args=[organisation.public_id]) in page
    assert organisation.logo.name not in page


def test_who_organises_is_for_superusers_to_say(organiser, applicant):
    change_organisation(organiser, applicant.organisation, is_organiser="on")
    applicant.organisation.refresh_from_db()
    assert not applicant.organisation.is_organiser

    superuser = signed_in(UserFactory(is_staff=True, is_superuser=True))
    change_organisation(
        superuser,
        applicant.organisation,
        is_organiser="on",
        **no_memberships(),
    )
    applicant.organisation.refresh_from_db()
    assert applicant.organisation.is_organiser


def test_searching_for_a_company_finds_own_ones_only(organiser, applicant):
    other = SupplierFactory()
    query = {
        "app_label": "editions",
        "model_name": "participation",
        "field_name": "organisation",
        "term": "Company",
    }

    found = organiser.get(reverse("admin:autocomplete"), query).json()["results"]

    assert str(applicant.organisation_id) in {row["id"] for row in found}
    assert str(other.organisation_id) not in {row["id"] for row in found}
