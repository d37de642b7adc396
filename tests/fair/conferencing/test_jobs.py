from datetime import timedelta

import pytest

from fair.conferencing import jobs
from fair.conferencing.choices import ProviderKind
from fair.conferencing.models import JoinLink
from fair.conferencing.selectors import kiosk_code
from fair.meetings.choices import MeetingState
from fair.notifications.models import Notice
from tests.factories.accounts import MembershipFactory
from tests.factories.conferencing import OnlineMeetingFactory, OnlineRoomFactory
from tests.factories.meetings import FIRST_SLOT, NOW, MeetingFactory

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def meeting():
    meeting = OnlineMeetingFactory()
    for side in (meeting.buyer, meeting.supplier):
        MembershipFactory(organisation=side.organisation)
    return meeting


def test_links_leave_once_half_an_hour_before(meeting):
    sent = [jobs.send_links(now=FIRST_SLOT - minutes * MINUTE) for minutes in (31, 30, 29, 1)]

    assert sent == [0, 2, 0, 0]
    links = JoinLink.objects.order_by("id")
    bodies = Notice.objects.order_by("id").values_list("body_text", flat=True)
    assert [link.token in body for link, body in zip(links, bodies, strict=True)] == [True, True]
    assert len({link.token for link in links}) == 2


def test_side_at_the_fair_gets_its_code_for_kiosks(meeting):
    jobs.send_links(now=FIRST_SLOT - 10 * MINUTE)

    codes = {
        notice.recipient.memberships.get().organisation: kiosk_code(meeting.online_room, "supplier")
        in notice.body_text
        for notice in Notice.objects.all()
    }
    assert codes == {meeting.buyer.organisation: False, meeting.supplier.organisation: True}


def test_meeting_that_moves_gets_new_links(meeting):
    jobs.send_links(now=FIRST_SLOT - 10 * MINUTE)
    meeting.starts_at += timedelta(hours=1)
    meeting.ends_at += timedelta(hours=1)
    meeting.save()

    assert jobs.send_links(now=meeting.starts_at - 10 * MINUTE) == 2
    assert Notice.objects.count() == 4


@pytest.mark.parametrize(
    "fields",
    [{"state": MeetingState.CANCELLED}, {"mode": "table"}, {"starts_at": FIRST_SLOT - MINUTE}],
)
def test_no_links_for_meetings_that_need_none(fields):
    meeting = MeetingFactory(**{"mode": "online", **fields})
    MembershipFactory(organisation=meeting.buyer.organisation)

    assert jobs.send_links(now=FIRST_SLOT - MINUTE / 2) == 0


def test_token_names_its_row_and_cannot_be_made_up(meeting):
    jobs.send_links(now=FIRST_SLOT - 10 * MINUTE)
    first, second = JoinLink.objects.order_by("id")
    public_id, _colon, signature = second.token.partition(":")

    assert list(JoinLink.objects.for_token(first.token)) == [first]
    assert list(JoinLink.objects.for_token(f"{first.public_id.hex}:{signature}")) == []
    assert list(JoinLink.objects.for_token(public_id)) == []


@pytest.mark.parametrize("behaviour", ["well", "broken"])
def test_room_of_a_meeting_that_takes_place_is_not_ended(bbb, behaviour):
    bbb.behaviour = behaviour
    running = OnlineRoomFactory(provider=ProviderKind.BBB)
    ended = OnlineRoomFactory(
        provider=ProviderKind.BBB, meeting__state=MeetingState.CANCELLED, ended_at=NOW
    )

    assert jobs.end_room(running.pk) is False
    assert jobs.end_room(ended.pk) is (behaviour == "well")
    assert bbb.calls == ["isMeetingRunning"]
