import pytest

from fair.meetings.models import Meeting, MeetingAttendee
from fair.meetings.selectors.attendees import attendees_of
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.editions import DelegateFactory
from tests.factories.meetings import MeetingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting() -> Meeting:
    return MeetingFactory()


def comes_for_buyer(meeting) -> set[int]:
    return {user.pk for user in attendees_of([meeting])[meeting.pk, meeting.buyer_id]}


def test_named_come_before_delegates_and_delegates_before_all_members(meeting):
    owner, delegate, named = (
        MembershipFactory(organisation=meeting.buyer.organisation).user for _number in range(3)
    )
    assert comes_for_buyer(meeting) == {owner.pk, delegate.pk, named.pk}

    DelegateFactory(participation=meeting.buyer, user=delegate)
    assert comes_for_buyer(meeting) == {delegate.pk}

    MeetingAttendee.objects.create(meeting=meeting, participation=meeting.buyer, user=named)
    assert comes_for_buyer(meeting) == {named.pk}
    assert attendees_of([meeting])[meeting.pk, meeting.supplier_id] == ()


def test_whoever_left_the_company_does_not_come(meeting):
    member = MembershipFactory(organisation=meeting.buyer.organisation).user
    MeetingAttendee.objects.create(meeting=meeting, participation=meeting.buyer, user=UserFactory())
    DelegateFactory(participation=meeting.buyer, user=UserFactory())

    assert comes_for_buyer(meeting) == {member.pk}


@pytest.mark.parametrize("count", [1, 3])
def test_three_queries_for_any_number_of_meetings(count, django_assert_num_queries):
    meetings = MeetingFactory.create_batch(count)
    rows = list(Meeting.objects.select_related("buyer", "supplier"))
    assert len(rows) == len(meetings)

    with django_assert_num_queries(3):
        attendees_of(rows)
