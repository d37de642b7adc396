"""A form that arrives five times in a row, or eight times at once, does what it does once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from fair.editions.choices import Side
from fair.meetings.choices import RequestState
from fair.meetings.models import Meeting, MeetingRequest, MeetingSeat, RequestStep
from fair.meetings.services.parties import ensure_parties
from fair.notifications.models import Notice
from tests.factories.accounts import MembershipFactory
from tests.factories.meetings import FIRST_SLOT, SmallFair, small_fair
from tests.factories.requests import RequestFactory, SettledRequestFactory

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class Sides:
    fair: SmallFair
    ann: User
    bao: User

    @property
    def pair(self) -> dict:
        fair = self.fair
        return {"edition": fair.edition, "buyer": fair.buyers[0], "supplier": fair.suppliers[0]}


@pytest.fixture
def sides() -> Sides:
    fair = small_fair(buyers=1, suppliers=1, state="scheduling")
    ensure_parties(fair.edition)
    people = [
        MembershipFactory(organisation=side.organisation).user
        for side in (fair.buyers[0], fair.suppliers[0])
    ]
    return Sides(fair, *people)


def forms(sides: Sides, act: str) -> tuple[User, str, dict]:
    """Return who sends what where."""
    base = f"/{sides.fair.edition.slug}/meetings/requests/"
    if act in {"ask", "cross"}:
        if act == "cross":
            RequestFactory(**sides.pair, asked_by=Side.SUPPLIER, awaits=Side.BUYER)
        return sides.ann, f"{base}ask/{sides.fair.suppliers[0].public_id}/", {"message": "Gears"}
    if act == "ask-again":
        gone = SettledRequestFactory(**sides.pair, state=RequestState.EXPIRED)
        return sides.ann, f"{gone.get_absolute_url()}{act}/", {}
    if act == "time":
        agreed = SettledRequestFactory(**sides.pair, state=RequestState.ACCEPTED)
        return sides.bao, f"{agreed.get_absolute_url()}{act}/", {"time": SPOT}
    bodies: dict[str, dict] = {
        "accept": {"time": SPOT},
        "counter": {"modes": "table"},
        "decline": {"reason": "volume"},
    }
    if act == "delegate":
        colleague = MembershipFactory(organisation=sides.fair.suppliers[0].organisation)
        bodies[act] = {"to": colleague.user.pk}
    sender = sides.ann if act == "withdraw" else sides.bao
    return sender, f"{RequestFactory(**sides.pair).get_absolute_url()}{act}/", bodies.get(act, {})


SPOT = f"{FIRST_SLOT.isoformat()}/table"
ACTS = (
    *("ask", "cross", "accept", "counter", "decline"),
    *("delegate", "withdraw", "ask-again", "time"),
)


def rows() -> dict[str, int]:
    models = (MeetingRequest, RequestStep, Meeting, MeetingSeat, Notice)
    return {model.__name__: model.objects.count() for model in models}


def send(client: Client, url: str, body: dict) -> int:
    copy = Client()
    copy.cookies.load(client.cookies.output(header="", sep=";"))
    try:
        return copy.post(url, body).status_code
    finally:
        connection.close()


@pytest.mark.parametrize("act", ACTS)
def test_form_counts_once_however_often_it_arrives(sides, act):
    sender, url, body = forms(sides, act)
    body = {**body, "submission_key": uuid4()}
    client = Client()
    client.force_login(sender)
    before = rows()

    with ThreadPoolExecutor(8) as pool:
        at_once = list(pool.map(lambda _number: send(client, url, body), range(8)))
    once = rows()
    in_a_row = [send(client, url, body) for _number in range(5)]

    assert set(at_once) == {302}
    assert set(in_a_row) == {302}
    assert rows() == once
    assert once["RequestStep"] == before["RequestStep"] + 1
    assert once["Notice"] - before["Notice"] == (2 if act in {"accept", "time"} else 1)
    assert once["Meeting"] - before["Meeting"] == (1 if act in {"accept", "time"} else 0)
