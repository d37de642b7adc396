import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache

from fair.conferencing.models import OnlineRoom, Presence
from fair.editions.choices import Attendance
from fair.meetings.choices import MeetingState
from tests.factories.conferencing import (
    OnlineMeetingFactory,
    OnlineRoomFactory,
    OnlineSettingsFactory,
)
from tests.factories.editions import DelegateFactory
from tests.factories.meetings import FIRST_SLOT
from tests.fair.people import people_around, query_count

pytestmark = pytest.mark.django_db

LINK = "https://meet.example.com/abc"
EARLY, DURING, LATE = (FIRST_SLOT + timedelta(minutes=minutes) for minutes in (-11, 5, 40))


@pytest.fixture(autouse=True)
def _during_the_meeting():
    with time_machine.travel(DURING, tick=False):
        yield


@pytest.fixture
def meeting():
    return OnlineMeetingFactory(buyer__organisation__legal_name="Aichi Seiki")


@pytest.fixture
def people(meeting):
    return people_around(meeting.supplier)


def address(meeting, page: str = "") -> str:
    return f"/{meeting.edition.slug}/online/{meeting.public_id}/{page}"


def test_lobby_is_for_both_sides_and_organisers(people, meeting):
    assert people.statuses(address(meeting)) == {
        "owner": 200,
        "colleague": 200,
        "organiser": 200,
        "stranger": 404,
        "anonymous": 302,
    }


def test_meeting_at_a_table_has_no_lobby(people, meeting):
    meeting.mode = "table"
    meeting.save()

    assert people.owner.get(address(meeting)).status_code == 404


@pytest.mark.parametrize(
    ("now", "words", "can_press"),
    [
        (EARLY, "The room opens at 08:50", False),
        (DURING, "The room is open.", True),
        (LATE, "The meeting is over.", False),
    ],
)
def test_button_works_in_the_window_only(people, meeting, now, words, can_press):
    with time_machine.travel(now, tick=False):
        page = people.owner.get(address(meeting)).content.decode()

    assert words in page
    assert ("data-join >" in page) is can_press


def test_button_never_opens_in_the_browser_before_it_does_on_the_server(people, meeting):
    almost = timedelta(milliseconds=700)
    meeting.starts_at += almost
    meeting.save()

    with time_machine.travel(EARLY + almost / 7, tick=False):
        page = people.owner.get(address(meeting)).content.decode()

    moments = dict(re.findall(r'data-(now|opens)="([\d.]+)"', page))
    left = float(moments["opens"]) - float(moments["now"])
    assert left == pytest.approx(60.6, abs=1e-3)


def test_lobby_shows_who_comes_and_both_local_times(people, meeting):
    DelegateFactory(participation=meeting.buyer, full_name="山田 花子", job_title="Purchasing")

    page = people.owner.get(address(meeting)).content.decode()

    assert "山田 花子, Purchasing" in page
    assert "09:00–09:25" in page  # at the fair, in Hanoi
    assert "11:00–11:25" in page  # in Osaka


def test_lobby_of_a_meeting_that_was_called_off_has_no_door(people, meeting):
    meeting.state = MeetingState.CANCELLED
    meeting.save()

    page = people.owner.get(address(meeting)).content.decode()

    assert "This meeting was called off." in page
    assert "data-door" not in page
    assert not OnlineRoom.objects.exists()


def test_camera_and_microphone_are_allowed_here_only(people, meeting):
    here = people.owner.get(address(meeting))
    elsewhere = people.owner.get(meeting.get_absolute_url())

    assert "microphone=(self)" in here["Permissions-Policy"]
    assert "camera=(self)" in here["Permissions-Policy"]
    assert "geolocation=()" in here["Permissions-Policy"]
    assert "microphone=()" in elsewhere["Permissions-Policy"]
    assert here["Content-Security-Policy"] == elsewhere["Content-Security-Policy"]


def test_code_for_kiosks_is_shown_to_the_side_at_the_fair(people, meeting):
    buyer = people_around(meeting.buyer)

    assert "fm-kiosk-code" in people.owner.get(address(meeting)).content.decode()
    assert "fm-kiosk-code" not in buyer.owner.get(address(meeting)).content.decode()
    assert "fm-kiosk-code" not in people.organiser.get(address(meeting)).content.decode()


def test_pressing_leads_into_the_room(people, meeting):
    OnlineRoomFactory(meeting=meeting, link=LINK, provider="link")

    page = people.owner.post(address(meeting, "join/")).content.decode()

    assert f'content="0; url={LINK}"' in page
    assert f'href="{LINK}"' in page


def test_pressing_too_early_leads_back_with_words(people, meeting):
    with time_machine.travel(EARLY, tick=False):
        response = people.owner.post(address(meeting, "join/"), follow=True)

    assert response.redirect_chain == [(address(meeting), 302)]
    assert "The room is not open yet." in response.content.decode()


def test_each_sees_that_the_other_is_there(people, meeting):
    buyer = people_around(meeting.buyer)

    buyer.owner.post(address(meeting, "presence/"))
    page = people.owner.post(address(meeting, "presence/")).content.decode()

    assert "(Aichi Seiki)" in page
    assert page.count("in the lobby") == 2


def test_who_closed_the_lobby_is_not_shown_any_more(people, meeting):
    people.owner.post(address(meeting, "presence/"))
    with time_machine.travel(DURING + timedelta(seconds=31), tick=False):
        page = people.organiser.post(address(meeting, "presence/")).content.decode()

    assert page.count("in the lobby") == 1


def test_presence_tells_that_the_meeting_was_called_off(people, meeting):
    meeting.state = MeetingState.CANCELLED
    meeting.save()

    page = people.owner.post(address(meeting, "presence/")).content.decode()

    assert "was called off" in page
    assert not Presence.objects.exists()


def test_strangers_reach_nothing_of_a_meeting(people, meeting):
    for page in ("join/", "presence/", "link/"):
        assert people.stranger.post(address(meeting, page), {"link": LINK}).status_code == 404
        assert people.anonymous.post(address(meeting, page)).status_code == 302
        assert people.owner.get(address(meeting, page)).status_code == 405


def test_link_is_pasted_and_its_host_is_shown(people, meeting):
    people.owner.post(address(meeting, "link/"), {"link": LINK})
    page = people_around(meeting.buyer).owner.get(address(meeting)).content.decode()

    assert "<strong>meet.example.com</strong>" in page
    assert OnlineRoom.objects.get().link == LINK


def test_wrong_link_is_refused_in_words(people, meeting):
    response = people.owner.post(
        address(meeting, "link/"), {"link": "http://a.example"}, follow=True
    )

    assert "The link must begin with https://." in response.content.decode()


def test_failed_server_is_told_plainly(people, meeting, bbb):
    OnlineSettingsFactory(edition=meeting.edition, provider="bbb", fallback="link")
    bbb.behaviour = "broken"

    failed = people.owner.post(address(meeting, "join/"), follow=True).content.decode()
    people.owner.post(address(meeting, "link/"), {"link": LINK})
    page = people.owner.post(address(meeting, "join/")).content.decode()

    assert "The video server does not answer" in failed
    assert LINK in page


def test_lobby_takes_the_same_queries_for_one_and_three_people(people, meeting):
    url = address(meeting)
    DelegateFactory(participation=meeting.buyer)
    one = query_count(people.owner, url)
    DelegateFactory.create_batch(2, participation=meeting.buyer)
    for client in (people.owner, people.colleague, people.organiser):
        client.post(address(meeting, "presence/"))
    cache.clear()

    assert query_count(people.owner, url) == one


def test_agenda_and_meeting_lead_to_the_lobby(people, meeting):
    meeting.supplier.attendance = Attendance.BOTH
    meeting.supplier.save()

    for page in (meeting.get_absolute_url(), f"/{meeting.edition.slug}/meetings/agenda/"):
        assert address(meeting) in people.owner.get(page).content.decode()
