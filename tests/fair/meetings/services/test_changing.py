import pytest

from fair.editions.choices import ParticipationStatus
from fair.editions.services.participation import withdraw
from fair.meetings.choices import MeetingState
from fair.meetings.models import Meeting
from fair.meetings.services.changing import (
    CannotCancelMeeting,
    CannotPinMeeting,
    cancel_meeting,
    cancel_meetings_of_leavers,
    pin_meeting,
)
from fair.notifications.models import Notice
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.meetings import NOW, SmallFair, published_plan, small_fair
from tests.telling import tell_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair() -> SmallFair:
    fair = small_fair(buyers=2, suppliers=2)
    published_plan(fair)
    return fair


def version(fair: SmallFair) -> int:
    fair.edition.refresh_from_db()
    return fair.edition.schedule_version


def test_cancelled_meeting_frees_its_seats_and_tells_both_sides(fair):
    meeting = Meeting.objects.order_by("id").first()
    actor = UserFactory()
    people = [
        MembershipFactory(organisation=side.organisation).user
        for side in (meeting.buyer, meeting.supplier)
    ]

    cancel_meeting(meeting, actor=actor, now=NOW, reason=" The plant stands still. ")

    meeting.refresh_from_db()
    assert (meeting.state, meeting.sequence) == (MeetingState.CANCELLED, 1)
    assert (meeting.cancelled_at, meeting.cancelled_by) == (NOW, actor)
    assert meeting.cancel_reason == "The plant stands still."
    assert set(meeting.seats.values_list("live", flat=True)) == {False}
    assert version(fair) == 2
    tell_all()
    assert set(Notice.objects.values_list("recipient", flat=True)) == {p.pk for p in people}
    text = Notice.objects.first().body_text
    assert "Meetings that do not take place" in text
    assert "The plant stands still." in text


def test_cancelling_twice_is_refused(fair):
    meeting = Meeting.objects.order_by("id").first()
    cancel_meeting(meeting, actor=None, now=NOW)

    with pytest.raises(CannotCancelMeeting) as refusal:
        cancel_meeting(meeting, actor=None, now=NOW)

    assert refusal.value.code == "not_confirmed"
    assert version(fair) == 2


def test_pinning_raises_the_version_once(fair):
    meeting = Meeting.objects.order_by("id").first()

    assert pin_meeting(meeting, is_pinned=True).is_pinned
    assert pin_meeting(meeting, is_pinned=True).is_pinned
    assert version(fair) == 2
    assert not pin_meeting(meeting, is_pinned=False).is_pinned
    assert version(fair) == 3


def test_meeting_that_is_over_cannot_be_pinned(fair):
    meeting = Meeting.objects.order_by("id").first()
    Meeting.objects.update(state=MeetingState.HELD)

    with pytest.raises(CannotPinMeeting) as refusal:
        pin_meeting(meeting, is_pinned=True)

    assert refusal.value.code == "not_confirmed"


def test_meetings_of_leavers_are_called_off_once(fair):
    leaver = fair.suppliers[0]
    leaver.status = ParticipationStatus.WITHDRAWN
    leaver.save(update_fields=["status"])
    buyer = MembershipFactory(organisation=fair.buyers[0].organisation).user

    assert cancel_meetings_of_leavers(fair.edition.pk, now=NOW) == 2
    assert cancel_meetings_of_leavers(fair.edition.pk, now=NOW) == 0

    assert set(Meeting.objects.standing().values_list("supplier", flat=True)) == {
        fair.suppliers[1].pk
    }
    assert list(Notice.objects.values_list("recipient", flat=True)) == [buyer.pk]


def test_withdrawing_a_participation_calls_its_meetings_off(
    fair, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(fair.buyers[0], actor=UserFactory(), reason="", now=NOW)

    states = dict(Meeting.objects.values_list("buyer", "state"))
    assert states == {
        fair.buyers[0].pk: MeetingState.CANCELLED,
        fair.buyers[1].pk: MeetingState.CONFIRMED,
    }
