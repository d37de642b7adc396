from datetime import timedelta

import pytest

from fair.editions.choices import Side
from fair.meetings.choices import Clash, EditKind, MeetingMode
from fair.meetings.models import HandEdit, Meeting
from fair.meetings.services.booking import (
    CannotMoveMeeting,
    CannotTransfer,
    SlotTaken,
    book_meeting,
    move_meeting,
    swap_meetings,
    transfer_meeting,
)
from fair.meetings.services.changing import cancel_meeting
from fair.meetings.services.parties import ensure_parties
from fair.notifications.models import Notice
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.meetings import FIRST_SLOT, NOW, SmallFair, small_fair
from tests.telling import tell_all

pytestmark = pytest.mark.django_db

SECOND_SLOT = FIRST_SLOT + timedelta(minutes=30)
THIRD_SLOT = FIRST_SLOT + timedelta(minutes=60)


@pytest.fixture
def fair() -> SmallFair:
    fair = small_fair(buyers=2, suppliers=2, tables=1)
    ensure_parties(fair.edition)
    return fair


def book(fair, *, buyer=0, supplier=0, starts_at=FIRST_SLOT) -> Meeting:
    return book_meeting(
        fair.buyers[buyer],
        fair.suppliers[supplier],
        starts_at=starts_at,
        mode=MeetingMode.TABLE,
        actor=None,
        now=NOW,
    )


def where(meeting) -> list[object]:
    """Say when each seat of a meeting is taken, having asked the database."""
    return sorted({seat.period.lower for seat in meeting.seats.filter(live=True)})


def test_moved_meeting_sits_at_its_new_time_only_and_is_told(fair):
    meeting = book(fair)
    tell_all()
    person = MembershipFactory(organisation=fair.buyers[0].organisation).user

    moved = move_meeting(meeting, starts_at=SECOND_SLOT, actor=None, now=NOW, side=Side.BUYER)

    moved.refresh_from_db()
    assert (moved.pk, moved.starts_at, moved.sequence) == (meeting.pk, SECOND_SLOT, 1)
    assert moved.is_pinned
    assert where(moved) == [SECOND_SLOT]
    tell_all()
    assert list(Notice.objects.values_list("recipient", flat=True)) == [person.pk]
    edit = HandEdit.objects.get(kind=EditKind.MOVED)
    assert (edit.began_at, edit.begins_at) == (FIRST_SLOT, SECOND_SLOT)
    assert book(fair, buyer=1).is_ahead


def test_moving_to_where_it_is_changes_nothing(fair):
    meeting = move_meeting(book(fair), starts_at=SECOND_SLOT, actor=None, now=NOW)

    move_meeting(meeting, starts_at=SECOND_SLOT, actor=None, now=NOW)

    meeting.refresh_from_db()
    assert meeting.sequence == 1
    assert HandEdit.objects.filter(kind=EditKind.MOVED).count() == 1


def test_move_to_a_taken_time_leaves_the_meeting_where_it_is(fair):
    meeting = book(fair)
    book(fair, buyer=1, starts_at=SECOND_SLOT)

    with pytest.raises(SlotTaken) as refusal:
        move_meeting(meeting, starts_at=SECOND_SLOT, actor=None, now=NOW)

    assert refusal.value.clashes == (Clash.SUPPLIER_BUSY,)
    assert refusal.value.alternatives[0].starts_at == FIRST_SLOT
    assert where(meeting) == [FIRST_SLOT]


def test_meeting_that_began_is_moved_by_organisers_only(fair):
    meeting = book(fair)

    with pytest.raises(CannotMoveMeeting) as refusal:
        move_meeting(meeting, starts_at=SECOND_SLOT, actor=None, now=FIRST_SLOT, side=Side.SUPPLIER)
    assert refusal.value.code == "begun"

    moved = move_meeting(meeting, starts_at=SECOND_SLOT, actor=None, now=FIRST_SLOT)
    assert moved.starts_at == SECOND_SLOT


def test_meeting_called_off_is_not_moved(fair):
    meeting = cancel_meeting(book(fair), actor=None, now=NOW)

    with pytest.raises(CannotMoveMeeting) as refusal:
        move_meeting(meeting, starts_at=SECOND_SLOT, actor=None, now=NOW)

    assert refusal.value.code == "not_confirmed"


def test_swapped_meetings_change_times_and_swapping_again_does_nothing(fair):
    """There is one table: each takes the other's time at it."""
    first, second = book(fair), book(fair, buyer=1, starts_at=SECOND_SLOT)
    seen = (FIRST_SLOT, SECOND_SLOT)

    swap_meetings(first, second, actor=None, now=NOW, seen=seen, side=Side.SUPPLIER)
    swap_meetings(first, second, actor=None, now=NOW, seen=seen, side=Side.SUPPLIER)

    assert (where(first), where(second)) == ([SECOND_SLOT], [FIRST_SLOT])
    assert list(Meeting.objects.order_by("id").values_list("sequence", flat=True)) == [1, 1]


def test_swap_is_refused_where_another_company_cannot(fair):
    first, second = book(fair), book(fair, buyer=1, starts_at=SECOND_SLOT)
    fair.buyers[1].availability_windows.create(
        kind="blocked", starts_at=FIRST_SLOT, ends_at=SECOND_SLOT
    )

    with pytest.raises(SlotTaken) as refusal:
        swap_meetings(first, second, actor=None, now=NOW)

    assert refusal.value.clashes == (Clash.BUYER_AWAY,)
    assert (where(first), where(second)) == ([FIRST_SLOT], [SECOND_SLOT])


def test_meetings_of_others_or_changed_meanwhile_are_not_swapped(fair):
    first = book(fair)
    stranger = book(fair, buyer=1, supplier=1, starts_at=SECOND_SLOT)
    second = book(fair, buyer=1, starts_at=THIRD_SLOT)

    with pytest.raises(CannotMoveMeeting) as refusal:
        swap_meetings(first, stranger, actor=None, now=NOW)
    assert refusal.value.code == "no_swap"

    with pytest.raises(CannotMoveMeeting) as refusal:
        swap_meetings(first, second, actor=None, now=NOW, seen=(FIRST_SLOT, SECOND_SLOT))
    assert refusal.value.code == "changed"


def test_handed_over_meeting_is_told_to_old_and_new_and_the_other_side(fair):
    old = MembershipFactory(organisation=fair.buyers[0].organisation).user
    new = MembershipFactory(organisation=fair.buyers[0].organisation).user
    other = MembershipFactory(organisation=fair.suppliers[0].organisation).user
    meeting = book(fair)
    tell_all()
    Notice.objects.all().delete()

    for _time in range(2):
        transfer_meeting(meeting, side=fair.buyers[0], to=new, actor=old, now=NOW)

    assert [each.user for each in meeting.attendees.all()] == [new]
    assert tell_all() == 1
    assert set(Notice.objects.values_list("recipient", flat=True)) == {old.pk, new.pk, other.pk}
    assert Notice.objects.count() == 3
    meeting.refresh_from_db()
    assert meeting.sequence == 1


def test_stranger_takes_no_meeting_over(fair):
    with pytest.raises(CannotTransfer) as refusal:
        transfer_meeting(book(fair), side=fair.buyers[0], to=UserFactory(), actor=None, now=NOW)

    assert refusal.value.code == "stranger"
