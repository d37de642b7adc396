import io
import json
from collections import Counter

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from fair.editions.choices import EditionState, Side
from fair.editions.models import Edition, Participation
from fair.exhibitors.models import BoothRegistration
from fair.meetings.choices import RequestState
from fair.meetings.models import Meeting, MeetingRequest
from fair.portal.management.demo.booking import bring_together
from fair.portal.management.demo.fair import ORGANISER_EMAIL, PASSWORD
from fair.portal.management.demo.requests import ask_for_meetings, protagonist

pytestmark = pytest.mark.django_db


def seed(*, suppliers, buyers):
    call_command("load_taxonomy", verbosity=0)
    call_command("seed_demo", suppliers=suppliers, buyers=buyers, stdout=io.StringIO())
    return Edition.objects.get()


@pytest.fixture
def edition():
    """A small demo fair."""
    return seed(suppliers=30, buyers=4)


def figures_of(command, *arguments):
    out = io.StringIO()
    call_command(command, *arguments, "--json", stdout=out)
    return json.loads(out.getvalue().strip().splitlines()[-1])


def test_seed_demo_makes_a_fair_that_can_be_planned(edition):
    assert edition.state == EditionState.SCHEDULING
    sides = Participation.objects.values_list("side", flat=True)
    assert (list(sides).count(Side.SUPPLIER), list(sides).count(Side.BUYER)) == (30, 4)
    assert not BoothRegistration.objects.unallotted().exists()


def test_seed_demo_lets_everybody_log_in(edition, client):
    people = User.objects.exclude(email=ORGANISER_EMAIL)
    assert people.count() == 34
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == 35

    for person in (people.first(), User.objects.get(email=ORGANISER_EMAIL)):
        assert client.login(email=person.email, password=PASSWORD)
        assert client.get(reverse("portal:home", args=[edition.slug])).status_code == 200


def test_seed_demo_is_matched_planned_and_published_without_a_clash(client):
    edition = seed(suppliers=40, buyers=9)  # so many that some need an interpreter
    matching = figures_of("run_matching", edition.slug)
    planning = figures_of("plan_meetings", edition.slug, "--publish")

    assert matching["pairs"] == matching["needs"] * matching["lines"] > 0
    assert (matching["violations"], planning["violations"]) == (0, 0)
    meetings = Meeting.objects.filter(edition=edition)
    assert meetings.count() == planning["meetings"]
    assert 0 < bring_together(edition, actor=None, now=timezone.now()) < planning["meetings"]
    assert meetings.count() == planning["meetings"]
    supplier = meetings.first().supplier.organisation.memberships.get().user
    client.force_login(supplier)
    agenda = client.get(reverse("meetings:agenda", args=[edition.slug]))
    assert str(meetings.first().buyer.organisation) in agenda.content.decode()
    count = ask_for_meetings(edition, now=timezone.now())
    requests = MeetingRequest.objects.filter(edition=edition)
    assert requests.count() == count > 4
    assert {RequestState.SENT, RequestState.ACCEPTED} < set(
        requests.values_list("state", flat=True)
    )
    for side in Side:
        each = Counter(requests.values_list(side.value, flat=True))
        assert each[protagonist(edition, side).pk] == max(each.values())


def test_seed_demo_leaves_a_database_that_is_in_use_alone(edition):
    with pytest.raises(CommandError, match="an edition already"):
        call_command("seed_demo", stdout=io.StringIO())
