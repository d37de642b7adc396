from datetime import timedelta

import pytest

from fair.attendance.models import Lateness
from fair.attendance.services.lateness import CannotSayLate, say_late
from fair.editions.choices import Side
from fair.meetings.models import Meeting
from fair.meetings.services.closing import hold_meeting
from fair.notifications.models import Notice
from tests.factories.attendance import SLOT, day, person_of
from tests.factories.meetings import FIRST_SLOT

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def late(that_day, *, minutes=10, now=FIRST_SLOT):
    return say_late(
        that_day.meeting, side=Side.BUYER, minutes=minutes, actor=that_day.buyer, now=now
    )


def told(kind):
    rows = Notice.objects.filter(kind=f"attendance/{kind}").order_by("id")
    return [row.recipient for row in rows]


def test_partner_is_told_and_nothing_moves():
    that_day = day()

    late(that_day)

    assert told("partner_late") == [that_day.supplier]
    assert "10 minutes late" in Notice.objects.get(kind="attendance/partner_late").subject
    assert Meeting.objects.get(pk=that_day.meeting.pk).starts_at == FIRST_SLOT


def test_saying_the_same_again_tells_nobody_again():
    that_day = day()
    late(that_day)
    late(that_day)

    assert len(told("partner_late")) == 1
    late(that_day, minutes=15)
    assert len(told("partner_late")) == 2
    assert Lateness.objects.get().minutes == 15


def test_whom_either_side_meets_next_is_told():
    that_day = day(buyers=2, suppliers=2)
    following = Meeting.objects.filter(starts_at=FIRST_SLOT + SLOT)
    next_of_buyer = following.get(buyer=that_day.meeting.buyer)
    next_of_supplier = following.get(supplier=that_day.meeting.supplier)
    persons = {person_of(next_of_buyer.supplier), person_of(next_of_supplier.buyer)}

    late(that_day)

    assert set(told("may_be_late")) == persons
    assert that_day.supplier not in persons


def test_whom_somebody_meets_after_a_break_is_not_told():
    that_day = day(suppliers=2)
    following = Meeting.objects.get(starts_at=FIRST_SLOT + SLOT)
    person_of(following.supplier)
    following.starts_at += SLOT
    following.ends_at += SLOT
    following.save(update_fields=["starts_at", "ends_at"])

    late(that_day)

    assert told("may_be_late") == []


@pytest.mark.parametrize(
    ("after_start", "code"),
    [
        (-timedelta(hours=1) - SECOND, "too_early"),
        (-timedelta(hours=1), None),
        (timedelta(minutes=25) - SECOND, None),
        (timedelta(minutes=25), "over"),
    ],
)
def test_it_is_said_from_an_hour_before_to_the_end(after_start, code):
    that_day = day()
    try:
        late(that_day, now=FIRST_SLOT + after_start)
        refused = None
    except CannotSayLate as refusal:
        refused = refusal.code

    assert refused == code


def test_nobody_is_late_for_a_closed_meeting():
    that_day = day()
    hold_meeting(that_day.meeting, actor=None, now=FIRST_SLOT)

    with pytest.raises(CannotSayLate) as refusal:
        late(that_day)

    assert refusal.value.code == "closed"
