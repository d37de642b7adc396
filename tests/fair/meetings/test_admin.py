import pytest
from django.test import Client

from fair.meetings.models import Meeting, PlanRun
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.meetings import (
    AvailabilityWindowFactory,
    SmallFair,
    published_plan,
    small_fair,
)
from tests.factories.requests import DraftRequestFactory, RequestFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair() -> SmallFair:
    fair = small_fair(buyers=1, suppliers=2)
    published_plan(fair)
    AvailabilityWindowFactory(participation=fair.buyers[0])
    for factory in (RequestFactory, DraftRequestFactory):
        factory(edition=fair.edition, buyer=fair.buyers[0], supplier=fair.suppliers[0])
    return fair


def organiser_of(fair: SmallFair) -> Client:
    user = UserFactory(is_staff=True)
    MembershipFactory(user=user, organisation=fair.edition.organiser)
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("model", "count"),
    [("meeting", 2), ("planrun", 1), ("availabilitywindow", 1), ("meetingrequest", 1)],
)
def test_organisers_see_rows_of_their_own_editions_only(fair, model, count):
    other = small_fair()

    own = organiser_of(fair).get(f"/admin/meetings/{model}/").context["cl"].queryset
    foreign = organiser_of(other).get(f"/admin/meetings/{model}/").context["cl"].queryset

    assert own.count() == count
    assert foreign.count() == 0


def test_times_are_those_of_the_fair(fair):
    client = organiser_of(fair)
    meeting = Meeting.objects.order_by("starts_at").first()

    for url in ("", f"{meeting.pk}/change/"):
        assert "15 Sep 2027 09:00" in client.get(f"/admin/meetings/meeting/{url}").content.decode()
    page = client.get("/admin/meetings/availabilitywindow/").content.decode()
    assert "15 Sep 2027 10:00" in page


def test_meetings_are_called_off_and_pinned_by_actions_only(fair):
    client, url = organiser_of(fair), "/admin/meetings/meeting/"
    first, second = Meeting.objects.order_by("id")

    client.post(url, {"action": "call_off", "_selected_action": [first.pk]})
    client.post(url, {"action": "pin", "_selected_action": [first.pk, second.pk]})

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.is_pinned) == ("cancelled", False)
    assert (second.state, second.is_pinned) == ("confirmed", True)
    client.post(url, {"action": "let_go", "_selected_action": [second.pk]})
    second.refresh_from_db()
    assert not second.is_pinned
    assert client.post(f"{url}{second.pk}/change/", {"state": "held"}).status_code == 403
    assert client.get(f"{url}add/").status_code == 403
    assert client.get("/admin/meetings/planrun/add/").status_code == 403
    plan = PlanRun.objects.get()
    assert client.get(f"/admin/meetings/planrun/{plan.pk}/change/").status_code == 200
