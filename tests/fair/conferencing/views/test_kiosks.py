from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from fair.conferencing.choices import Seat
from fair.conferencing.models import Kiosk
from fair.conferencing.selectors import kiosk_code
from tests.factories.conferencing import KioskFactory, OnlineMeetingFactory, OnlineRoomFactory
from tests.factories.meetings import FIRST_SLOT
from tests.fair.people import people_around, query_count

pytestmark = pytest.mark.django_db

LINK = "https://meet.example.com/abc"


@pytest.fixture
def room():
    return OnlineRoomFactory(
        link=LINK, provider="link", meeting__buyer__organisation__legal_name="Aichi Seiki"
    )


@pytest.fixture
def kiosk(room):
    return KioskFactory(edition=room.meeting.edition)


def let_in(kiosk: Kiosk) -> Client:
    client = Client()
    response = client.get(f"/{kiosk.edition.slug}/online/kiosk/let-in/{kiosk.token}/")
    assert response.status_code == 302
    return client


def screen_of(kiosk: Kiosk, page: str = "") -> str:
    return f"/{kiosk.edition.slug}/online/kiosk/{page}"


def test_kiosks_are_set_up_by_organisers(room):
    people = people_around(room.meeting.supplier)
    url = f"/{room.meeting.edition.slug}/online/kiosks/"

    assert people.statuses(url) == {
        "owner": 404,
        "colleague": 404,
        "organiser": 200,
        "stranger": 404,
        "anonymous": 302,
    }
    people.organiser.post(url, {"name": "Hall B", "participation": room.meeting.supplier_id})
    kiosk = Kiosk.objects.get()
    page = people.organiser.get(url).content.decode()
    assert kiosk.participation == room.meeting.supplier
    assert f"/online/kiosk/let-in/{kiosk.token}/" in page
    assert "data:image/svg+xml" in page


def test_list_takes_the_same_queries_for_one_and_three(room, kiosk):
    organiser = people_around(room.meeting.supplier).organiser
    url = f"/{room.meeting.edition.slug}/online/kiosks/"
    one = query_count(organiser, url)
    KioskFactory.create_batch(2, edition=kiosk.edition, participation=room.meeting.supplier)

    assert query_count(organiser, url) == one


def test_screen_is_a_kiosk_once_its_link_was_opened(kiosk):
    assert Client().get(screen_of(kiosk)).status_code == 404

    client = let_in(kiosk)
    cookie = client.cookies["fm_kiosk"]

    assert client.get(screen_of(kiosk)).status_code == 200
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
    assert cookie["path"] == screen_of(kiosk)


@pytest.mark.parametrize("action", ["renew", "close"])
def test_screen_is_out_as_soon_as_an_organiser_says_so(room, kiosk, action):
    client = let_in(kiosk)
    organiser = people_around(room.meeting.supplier).organiser

    organiser.post(f"/{kiosk.edition.slug}/online/kiosks/{kiosk.public_id}/{action}/")

    assert client.get(screen_of(kiosk)).status_code == 404
    sit_down = screen_of(kiosk, f"{room.meeting.public_id}/")
    assert client.post(sit_down, {"seat": "supplier"}).status_code == 404


def test_kiosk_in_a_hall_names_only_the_side_that_sits_down(room, kiosk):
    with time_machine.travel(FIRST_SLOT, tick=False):
        page = let_in(kiosk).get(screen_of(kiosk)).content.decode()

    assert str(room.meeting.supplier) in page
    assert "Aichi Seiki" not in page
    assert "09:00–09:25" in page


def test_meetings_that_are_over_come_last(room, kiosk):
    soon = OnlineMeetingFactory(
        edition=kiosk.edition, starts_at=room.meeting.starts_at + timedelta(hours=2)
    )

    with time_machine.travel(soon.starts_at, tick=False):
        rows = let_in(kiosk).get(screen_of(kiosk)).context["rows"]

    assert [(meeting, phase) for meeting, phase, _sides in rows] == [
        (soon, "open"),
        (room.meeting, "over"),
    ]


def test_kiosk_at_a_booth_says_whom_one_meets(room):
    kiosk = KioskFactory(edition=room.meeting.edition, participation=room.meeting.supplier)

    with time_machine.travel(FIRST_SLOT, tick=False):
        page = let_in(kiosk).get(screen_of(kiosk)).content.decode()

    assert "Aichi Seiki" in page


def test_side_joins_with_its_code(room, kiosk):
    url = screen_of(kiosk, f"{room.meeting.public_id}/")

    with time_machine.travel(FIRST_SLOT, tick=False):
        client = let_in(kiosk)
        asked = client.get(url).content.decode()
        refused = client.post(url, {"seat": "supplier", "code": "1"}).content.decode()
        code = kiosk_code(room, Seat.SUPPLIER)
        page = client.post(url, {"seat": "supplier", "code": code}).content.decode()

    assert 'name="code"' in asked
    assert "The code is not right." in refused
    assert LINK not in refused
    assert f'href="{LINK}" target="_blank" rel="noopener noreferrer"' in page


def test_kiosk_serves_no_other_meetings(room, kiosk):
    foreign = OnlineMeetingFactory()

    with time_machine.travel(FIRST_SLOT, tick=False):
        client = let_in(kiosk)
        assert client.get(screen_of(kiosk, f"{foreign.public_id}/")).status_code == 404


def test_token_of_one_fair_opens_no_other(kiosk):
    other = OnlineMeetingFactory().edition

    response = Client().get(f"/{other.slug}/online/kiosk/let-in/{kiosk.token}/")

    assert response.status_code == 404


def test_list_on_the_screen_is_renewed_by_itself(room, kiosk):
    with time_machine.travel(FIRST_SLOT, tick=False):
        client = let_in(kiosk)
        part = client.get(screen_of(kiosk), headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in part
    assert str(room.meeting.supplier) in part
