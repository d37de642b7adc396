import pytest

from fair.conferencing.choices import ProviderKind
from fair.conferencing.models import OnlineRoom
from fair.conferencing.services import rooms
from fair.conferencing.services.rooms import CannotPasteLink
from fair.editions.choices import Attendance
from fair.meetings.choices import MeetingMode, MeetingState
from fair.notifications.models import Notice
from tests.factories.accounts import MembershipFactory
from tests.factories.conferencing import (
    OnlineMeetingFactory,
    OnlineRoomFactory,
    OnlineSettingsFactory,
)
from tests.factories.meetings import NOW, MeetingFactory

pytestmark = pytest.mark.django_db

LINK = "https://us02web.zoom.us/j/123"


def member_of(participation):
    return MembershipFactory(organisation=participation.organisation).user


def test_online_meeting_gets_one_room_under_a_name_of_its_own():
    first, second = OnlineMeetingFactory(), OnlineMeetingFactory()

    made = [rooms.follow_meeting(meeting.pk, now=NOW) for meeting in (first, first, second)]

    assert made[0] == made[1]
    assert len({room.name for room in made}) == 2
    assert all(len(room.name) == 32 and room.name == room.name.lower() for room in made)


def test_meeting_at_a_table_gets_no_room():
    assert rooms.follow_meeting(MeetingFactory().pk, now=NOW) is None
    assert not OnlineRoom.objects.exists()


def test_room_ends_with_its_meeting_and_comes_back_with_it(bbb, django_capture_on_commit_callbacks):
    room = OnlineRoomFactory(provider=ProviderKind.BBB)
    bbb.rooms[room.name] = {}
    bbb.joined.append({"meetingID": room.name})
    room.meeting.state = MeetingState.CANCELLED
    room.meeting.save()

    with django_capture_on_commit_callbacks(execute=True):
        rooms.follow_meeting(room.meeting_id, now=NOW)
        rooms.follow_meeting(room.meeting_id, now=NOW)
    room.refresh_from_db()
    assert room.ended_at == NOW
    assert bbb.calls == ["isMeetingRunning", "end"]

    room.meeting.state = MeetingState.CONFIRMED
    room.meeting.save()
    rooms.follow_meeting(room.meeting_id, now=NOW)
    room.refresh_from_db()
    assert room.ended_at is None


def test_room_of_a_meeting_that_moves_to_a_table_ends():
    room = OnlineRoomFactory()
    room.meeting.mode = MeetingMode.TABLE
    room.meeting.save()

    rooms.follow_meeting(room.meeting_id, now=NOW)

    room.refresh_from_db()
    assert room.ended_at == NOW


def test_pasted_link_is_kept_and_told_to_the_others_once():
    room = OnlineRoomFactory()
    pasting, other = member_of(room.meeting.supplier), member_of(room.meeting.buyer)

    for _twice in range(2):
        kept = rooms.paste_link(room, link=f" {LINK} ", actor=pasting, now=NOW)

    assert (kept.link, kept.provider, kept.link_set_by) == (LINK, ProviderKind.LINK, pasting)
    assert kept.link_host == "us02web.zoom.us"
    notice = Notice.objects.get()
    assert notice.recipient == other
    assert "us02web.zoom.us" in notice.body_text
    assert LINK not in notice.body_text


@pytest.mark.parametrize(
    ("link", "code"),
    [("http://zoom.us/", "not_https"), ("https://localhost/", "not_an_address")],
)
def test_unfit_link_is_refused(link, code):
    room = OnlineRoomFactory()

    with pytest.raises(CannotPasteLink) as caught:
        rooms.paste_link(room, link=link, actor=member_of(room.meeting.buyer), now=NOW)

    assert caught.value.code == code
    assert str(caught.value)


@pytest.mark.parametrize(("fallback", "is_allowed"), [("link", True), ("jitsi", False)])
def test_sides_paste_only_where_the_edition_leaves_it_to_them(fallback, is_allowed):
    room = OnlineRoomFactory(meeting__buyer__attendance=Attendance.ONLINE)
    OnlineSettingsFactory(edition=room.meeting.edition, provider="bbb", fallback=fallback)
    side = member_of(room.meeting.buyer)

    if is_allowed:
        assert rooms.paste_link(room, link=LINK, actor=side, now=NOW).link == LINK
    else:
        with pytest.raises(CannotPasteLink) as caught:
            rooms.paste_link(room, link=LINK, actor=side, now=NOW)
        assert caught.value.code == "may_not"


def test_organiser_pastes_always():
    room = OnlineRoomFactory()
    OnlineSettingsFactory(edition=room.meeting.edition, provider="bbb", fallback="jitsi")
    organiser = MembershipFactory(organisation=room.meeting.edition.organiser).user

    assert rooms.paste_link(room, link=LINK, actor=organiser, now=NOW).link == LINK
