from datetime import timedelta

import pytest

from fair.conferencing.choices import Seat
from fair.conferencing.models import Kiosk, Presence
from fair.conferencing.selectors import kiosk_code, kiosk_meetings
from fair.conferencing.services import kiosks
from fair.conferencing.services.kiosks import CannotSitDown
from fair.editions.choices import Attendance
from fair.meetings.choices import MeetingState
from tests.factories.accounts import UserFactory
from tests.factories.conferencing import KioskFactory, OnlineMeetingFactory, OnlineRoomFactory
from tests.factories.meetings import FIRST_SLOT, MeetingFactory

pytestmark = pytest.mark.django_db

LINK = "https://meet.example.com/abc"


@pytest.fixture
def room():
    return OnlineRoomFactory(link=LINK, provider="link")


@pytest.fixture
def kiosk(room):
    return KioskFactory(edition=room.meeting.edition)


def sit_down(kiosk, room, *, seat=Seat.SUPPLIER, code=""):
    return kiosks.sit_down(kiosk, room.meeting, seat=seat, code=code, now=FIRST_SLOT)


def test_side_at_the_fair_sits_down_with_its_code(kiosk, room):
    code = kiosk_code(room, Seat.SUPPLIER)

    way = sit_down(kiosk, room, code=f"{code[:3]} {code[3:]}")

    assert way.address == LINK
    presence = Presence.objects.get()
    assert presence.name == f"{room.meeting.supplier} ({kiosk})"
    assert (presence.seat, presence.kiosk) == (Seat.SUPPLIER, kiosk)


def test_wrong_code_is_refused_and_after_five_the_right_one_too(kiosk, room):
    codes = ["000000" if kiosk_code(room, Seat.SUPPLIER) != "000000" else "000001"] * 5
    answers = []
    for code in [*codes, kiosk_code(room, Seat.SUPPLIER)]:
        with pytest.raises(CannotSitDown) as caught:
            sit_down(kiosk, room, code=code)
        answers.append(caught.value.code)

    assert answers == ["wrong_code"] * 5 + ["too_often"]


def test_code_of_the_other_side_does_not_fit(kiosk, room):
    room.meeting.buyer.attendance = Attendance.BOTH
    with pytest.raises(CannotSitDown):
        sit_down(kiosk, room, seat=Seat.BUYER, code=kiosk_code(room, Seat.SUPPLIER))


def test_side_far_away_does_not_sit_at_a_kiosk(kiosk, room):
    with pytest.raises(CannotSitDown) as caught:
        sit_down(kiosk, room, seat=Seat.BUYER, code=kiosk_code(room, Seat.BUYER))

    assert caught.value.code == "not_here"


def test_kiosk_at_a_booth_asks_for_no_code_and_serves_its_company_only(room):
    own = KioskFactory(edition=room.meeting.edition, participation=room.meeting.supplier)
    other = KioskFactory(
        edition=room.meeting.edition,
        participation=MeetingFactory(edition=room.meeting.edition).supplier,
    )

    assert sit_down(own, room).address == LINK
    with pytest.raises(CannotSitDown):
        sit_down(other, room)
    assert kiosk_meetings(own, now=FIRST_SLOT) == [room.meeting]
    assert kiosk_meetings(other, now=FIRST_SLOT) == []


def test_kiosk_shows_the_day_s_meetings_with_a_side_at_the_fair(kiosk, room):
    edition = room.meeting.edition
    OnlineMeetingFactory(edition=edition, starts_at=FIRST_SLOT + timedelta(days=1))
    OnlineMeetingFactory(edition=edition, state=MeetingState.CANCELLED)
    OnlineMeetingFactory(edition=edition, supplier__attendance=Attendance.ONLINE)
    OnlineMeetingFactory()
    MeetingFactory(edition=edition)

    assert kiosk_meetings(kiosk, now=FIRST_SLOT) == [room.meeting]


def test_kiosk_is_set_up_once_under_a_name(room):
    edition, actor = room.meeting.edition, UserFactory()

    made = [
        kiosks.set_up_kiosk(edition, name="Hall B", participation=None, actor=actor)
        for _twice in range(2)
    ]

    assert made[0] == made[1]


def test_token_is_worthless_after_a_new_key_and_when_closed(kiosk):
    old = kiosk.token
    assert list(Kiosk.objects.for_token(old)) == [kiosk]

    kiosks.change_key(kiosk)
    assert list(Kiosk.objects.for_token(old)) == []
    assert list(Kiosk.objects.for_token(kiosk.token)) == [kiosk]

    kiosks.close_kiosk(kiosk)
    assert list(Kiosk.objects.for_token(kiosk.token)) == []
    assert list(Kiosk.objects.for_token("made-up")) == []


def test_kiosk_is_noted_as_seen_once_a_minute(kiosk):
    for seconds in (0, 30, 61):
        kiosks.note_seen(kiosk, now=FIRST_SLOT + timedelta(seconds=seconds))
        kiosk.refresh_from_db()
        expected = 61 if seconds == 61 else 0
        assert kiosk.seen_at == FIRST_SLOT + timedelta(seconds=expected)
