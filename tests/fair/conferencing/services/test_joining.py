from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest

from fair.conferencing.choices import ProviderKind, Seat
from fair.conferencing.models import OnlineRoom, Presence
from fair.conferencing.services import joining
from fair.conferencing.services.joining import CannotJoin
from fair.meetings.choices import MeetingState
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.conferencing import (
    JoinLinkFactory,
    OnlineMeetingFactory,
    OnlineRoomFactory,
    OnlineSettingsFactory,
)
from tests.factories.meetings import FIRST_SLOT

pytestmark = pytest.mark.django_db

LINK = "https://meet.example.com/abc"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def meeting():
    return OnlineMeetingFactory()


@pytest.fixture
def supplier(meeting):
    user = UserFactory(full_name="Trần Linh")
    return MembershipFactory(organisation=meeting.supplier.organisation, user=user).user


@pytest.fixture
def buyer(meeting):
    return MembershipFactory(organisation=meeting.buyer.organisation).user


def refusal_of(act) -> str:
    with pytest.raises(CannotJoin) as caught:
        act()
    assert str(caught.value)
    return caught.value.code


# --- When


@pytest.mark.parametrize(
    ("minutes", "code"), [(-11, "early"), (-10, None), (34, None), (35, "over")]
)
def test_room_is_open_ten_minutes_around_the_meeting(meeting, buyer, minutes, code):
    OnlineRoomFactory(meeting=meeting, link=LINK, provider="link")
    now = FIRST_SLOT + minutes * MINUTE

    if code:
        assert refusal_of(lambda: joining.join(meeting, user=buyer, now=now)) == code
    else:
        assert joining.join(meeting, user=buyer, now=now).address == LINK


def test_edition_chooses_its_own_window(meeting, buyer):
    OnlineRoomFactory(meeting=meeting, link=LINK, provider="link")
    OnlineSettingsFactory(edition=meeting.edition, opens_minutes_before=30)

    assert joining.join(meeting, user=buyer, now=FIRST_SLOT - 30 * MINUTE).address == LINK


@pytest.mark.parametrize("state", [MeetingState.CANCELLED, MeetingState.WITHDRAWN])
def test_meeting_that_was_called_off_lets_nobody_in(meeting, buyer, state):
    meeting.state = state

    assert refusal_of(lambda: joining.join(meeting, user=buyer, now=FIRST_SLOT)) == "not_online"
    assert not OnlineRoom.objects.exists()


# --- Where


def test_jitsi_gets_a_token_of_the_person(meeting, supplier, buyer, jitsi):
    OnlineSettingsFactory(edition=meeting.edition, provider=ProviderKind.JITSI)

    ways = [joining.join(meeting, user=user, now=FIRST_SLOT) for user in (supplier, buyer)]

    tokens = [parse_qs(urlsplit(way.address).query)["jwt"][0] for way in ways]
    claims = [jwt.decode(token, options={"verify_signature": False}) for token in tokens]
    host, visitor = (each["context"]["user"] for each in claims)
    assert {each["room"] for each in claims} == {meeting.online_room.name}
    assert (host["moderator"], visitor["moderator"]) == (True, False)
    assert host["name"] == f"Trần Linh ({meeting.supplier})"
    assert supplier.email not in str(claims)
    assert {each["exp"] for each in claims} == {int((FIRST_SLOT + 35 * MINUTE).timestamp())}


def test_bbb_makes_the_room_and_lets_everybody_into_the_same(meeting, supplier, buyer, bbb):
    OnlineSettingsFactory(edition=meeting.edition, provider=ProviderKind.BBB)

    addresses = [
        joining.join(meeting, user=user, now=FIRST_SLOT).address for user in (supplier, buyer)
    ]

    rooms = {parse_qs(urlsplit(address).query)["meetingID"][0] for address in addresses}
    assert rooms == set(bbb.rooms) == {meeting.online_room.name}


def test_same_person_comes_back_as_the_same_guest(meeting, supplier, bbb):
    OnlineSettingsFactory(edition=meeting.edition, provider=ProviderKind.BBB)

    guests = {
        parse_qs(urlsplit(joining.join(meeting, user=supplier, now=now).address).query)["userID"][0]
        for now in (FIRST_SLOT, FIRST_SLOT + MINUTE)
    }

    assert len(guests) == 1
    assert Presence.objects.get().entered_at == FIRST_SLOT + MINUTE


def test_organiser_comes_as_moderator(meeting, bbb):
    OnlineSettingsFactory(edition=meeting.edition, provider=ProviderKind.BBB)
    organiser = MembershipFactory(organisation=meeting.edition.organiser).user

    address = joining.join(meeting, user=organiser, now=FIRST_SLOT).address

    assert parse_qs(urlsplit(address).query)["role"] == ["MODERATOR"]
    assert Presence.objects.get().seat == Seat.ORGANISER


def test_without_any_server_and_link_people_are_told_to_paste_one(meeting, buyer):
    assert refusal_of(lambda: joining.join(meeting, user=buyer, now=FIRST_SLOT)) == "no_link"


# --- When a server fails


def test_everybody_is_sent_to_the_fallback_of_the_first_one(meeting, supplier, buyer, jitsi):
    OnlineSettingsFactory(edition=meeting.edition, provider="bbb", fallback="jitsi")
    jitsi.rooms[OnlineRoomFactory(meeting=meeting).name] = {"attendeePW": "", "moderatorPW": ""}

    first = joining.join(meeting, user=supplier, now=FIRST_SLOT)
    jitsi.rooms.clear()
    second = joining.join(meeting, user=buyer, now=FIRST_SLOT + MINUTE)

    assert "?jwt=" in first.address
    assert "?jwt=" in second.address
    room = OnlineRoom.objects.get()
    assert (room.provider, room.fell_back_at) == ("jitsi", FIRST_SLOT)


def test_meeting_moves_on_when_its_server_fails_in_the_middle(meeting, supplier, buyer, bbb):
    OnlineSettingsFactory(edition=meeting.edition, provider="bbb", fallback="link")
    joining.join(meeting, user=supplier, now=FIRST_SLOT)
    OnlineRoom.objects.update(link=LINK)
    bbb.behaviour = "broken"

    way = joining.join(meeting, user=buyer, now=FIRST_SLOT + MINUTE)

    assert way.address == LINK
    assert way.room.fell_back_at == FIRST_SLOT + MINUTE


def test_nobody_answers_is_said_plainly(meeting, buyer, bbb):
    OnlineSettingsFactory(edition=meeting.edition, provider="bbb", fallback="link")
    bbb.behaviour = "broken"

    assert refusal_of(lambda: joining.join(meeting, user=buyer, now=FIRST_SLOT)) == "nobody_answers"
    assert OnlineRoom.objects.get().provider == ""


def test_who_came_at_the_same_time_is_followed(meeting, buyer, bbb, monkeypatch):
    """Between the question to the server and its answer, somebody else fell back."""
    OnlineSettingsFactory(edition=meeting.edition, provider="bbb", fallback="link")
    room = OnlineRoomFactory(meeting=meeting)

    def opens_while_another_falls_back(kind, _place, *, link):
        OnlineRoom.objects.filter(pk=room.pk).update(provider="link", link=LINK)
        return True

    monkeypatch.setattr(joining, "opens", opens_while_another_falls_back)

    assert joining.join(meeting, user=buyer, now=FIRST_SLOT).address == LINK


# --- Personal links


def test_link_lets_its_person_in_once(meeting, supplier):
    room = OnlineRoomFactory(meeting=meeting, link=LINK, provider="link")
    link = JoinLinkFactory(room=room, user=supplier)

    way = joining.use_link(link, user=None, now=FIRST_SLOT)
    link.refresh_from_db()

    assert way.address == LINK
    assert link.used_at == FIRST_SLOT
    assert refusal_of(lambda: joining.use_link(link, user=None, now=FIRST_SLOT)) == "link_used"
    assert joining.join(meeting, user=supplier, now=FIRST_SLOT).address == LINK


def test_link_that_did_not_let_in_is_not_used_up(meeting, supplier):
    link = JoinLinkFactory(room=OnlineRoomFactory(meeting=meeting), user=supplier)

    assert refusal_of(lambda: joining.use_link(link, user=None, now=FIRST_SLOT)) == "no_link"
    assert (
        refusal_of(lambda: joining.use_link(link, user=None, now=FIRST_SLOT - 11 * MINUTE))
        == "early"
    )
    link.refresh_from_db()
    assert link.used_at is None


def test_link_opens_for_nobody_else(meeting, supplier, buyer):
    link = JoinLinkFactory(room=OnlineRoomFactory(meeting=meeting), user=supplier)

    assert refusal_of(lambda: joining.use_link(link, user=buyer, now=FIRST_SLOT)) == "not_yours"


def test_link_of_somebody_who_left_the_company_opens_nothing(meeting, supplier):
    link = JoinLinkFactory(room=OnlineRoomFactory(meeting=meeting), user=supplier)
    supplier.memberships.all().delete()

    assert refusal_of(lambda: joining.use_link(link, user=None, now=FIRST_SLOT)) == "no_access"


def test_link_of_a_closed_account_opens_nothing(meeting, supplier):
    link = JoinLinkFactory(room=OnlineRoomFactory(meeting=meeting), user=supplier)
    link.user.is_active = False

    assert refusal_of(lambda: joining.use_link(link, user=None, now=FIRST_SLOT)) == "no_access"


# --- Presence


def test_open_lobby_is_noted_without_the_address(meeting, buyer):
    nameless = MembershipFactory(organisation=meeting.buyer.organisation, user__full_name="").user

    for user in (buyer, nameless, buyer):
        joining.be_seen(meeting, user=user, now=FIRST_SLOT)

    names = list(Presence.objects.order_by("id").values_list("name", flat=True))
    assert names == [f"{buyer.full_name} ({meeting.buyer})", str(meeting.buyer)]
    assert list(Presence.objects.around(FIRST_SLOT + MINUTE)) == []
