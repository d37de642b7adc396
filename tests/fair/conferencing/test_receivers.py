import pytest

from fair.conferencing.models import OnlineRoom
from fair.meetings.services.changing import cancel_meeting
from tests.factories.conferencing import OnlineMeetingFactory, OnlineRoomFactory
from tests.factories.meetings import NOW, published_plan, small_fair

pytestmark = pytest.mark.django_db


def test_published_online_meetings_have_their_rooms(django_capture_on_commit_callbacks):
    fair = small_fair(buyers=1, suppliers=1)
    fair.buyers[0].attendance = "online"
    fair.buyers[0].save()

    with django_capture_on_commit_callbacks(execute=True):
        published_plan(fair)

    room = OnlineRoom.objects.get()
    assert (room.meeting.buyer, room.provider, room.ended_at) == (fair.buyers[0], "", None)


def test_meetings_at_the_fair_have_none(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        published_plan(small_fair(buyers=1, suppliers=1))

    assert not OnlineRoom.objects.exists()


def test_meeting_called_off_ends_its_room(django_capture_on_commit_callbacks):
    room = OnlineRoomFactory(meeting=OnlineMeetingFactory())

    with django_capture_on_commit_callbacks(execute=True):
        cancel_meeting(room.meeting, actor=None, now=NOW)

    room.refresh_from_db()
    assert room.ended_at is not None
