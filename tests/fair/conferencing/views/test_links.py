import pytest
import time_machine
from django.test import Client

from fair.conferencing.models import JoinLink
from tests.factories.accounts import MembershipFactory
from tests.factories.conferencing import JoinLinkFactory, OnlineMeetingFactory, OnlineRoomFactory
from tests.factories.meetings import FIRST_SLOT
from tests.fair.people import signed_in

pytestmark = pytest.mark.django_db

LINK = "https://meet.example.com/abc"


@pytest.fixture
def link() -> JoinLink:
    meeting = OnlineMeetingFactory()
    user = MembershipFactory(organisation=meeting.buyer.organisation).user
    room = OnlineRoomFactory(meeting=meeting, link=LINK, provider="link")
    return JoinLinkFactory(room=room, user=user)


def address(link: JoinLink) -> str:
    return f"/{link.room.meeting.edition.slug}/online/join/{link.token}/"


def test_opening_the_page_uses_nothing_up(link):
    """Mail scanners open every link; none of them may burn it."""
    with time_machine.travel(FIRST_SLOT, tick=False):
        pages = [Client().get(address(link)) for _twice in range(2)]

    assert [page.status_code for page in pages] == [200, 200]
    assert f"You join as {link.user.full_name}." in pages[0].content.decode()
    assert LINK not in pages[0].content.decode()
    link.refresh_from_db()
    assert link.used_at is None


def test_pressing_lets_in_once_without_signing_in(link):
    with time_machine.travel(FIRST_SLOT, tick=False):
        first, second = (Client().post(address(link)) for _twice in range(2))
        later = Client().get(address(link))

    assert LINK in first.content.decode()
    assert (second.status_code, later.status_code) == (410, 410)
    assert LINK not in second.content.decode()
    assert "This link was used before." in second.content.decode()
    lobby = f"/{link.room.meeting.edition.slug}/online/{link.room.meeting.public_id}/"
    assert f'href="{lobby}"' in second.content.decode()


def test_foreign_link_is_refused_and_says_nothing_of_the_meeting(link):
    other = MembershipFactory(organisation=link.room.meeting.supplier.organisation).user

    with time_machine.travel(FIRST_SLOT, tick=False):
        pages = [signed_in(other).get(address(link)), signed_in(other).post(address(link))]

    assert [page.status_code for page in pages] == [403, 403]
    assert "This link belongs to somebody else." in pages[0].content.decode()
    assert str(link.room.meeting.buyer) not in pages[0].content.decode()
    link.refresh_from_db()
    assert link.used_at is None


def test_made_up_link_and_another_fair_s_address_are_not_found(link):
    token = link.token
    other = OnlineMeetingFactory().edition

    assert Client().get(address(link).replace(token, token[:-1] + "x")).status_code == 404
    assert Client().get(f"/{other.slug}/online/join/{token}/").status_code == 404


def test_link_is_kept_by_no_cache(link):
    response = Client().get(address(link))

    assert "no-store" in response["Cache-Control"]
