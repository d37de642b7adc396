"""Whoever books at the same moment: one wins, nobody waits in a circle, nothing is lost."""

from datetime import timedelta

import pytest

from fair.meetings.choices import MeetingMode, MeetingState
from fair.meetings.models import HandEdit, Meeting, MeetingSeat
from fair.meetings.services import locks
from fair.meetings.services.booking import SlotTaken, book_meeting, move_meeting, swap_meetings
from fair.meetings.services.by_hand import seat_pair
from fair.meetings.services.changing import cancel_meeting
from fair.meetings.services.parties import ensure_parties
from fair.meetings.services.publishing import CannotPublishPlan, publish_plan
from fair.meetings.services.seatings import CannotEditPlan
from fair.notifications.models import Notice
from tests.factories.accounts import MembershipFactory
from tests.factories.editions import MeetingTableFactory
from tests.factories.meetings import FIRST_SLOT, NOW, SmallFair, ready_plan, small_fair
from tests.races import overlaps, race, without_constraint

pytestmark = pytest.mark.django_db(transaction=True)

SLOTS = [FIRST_SLOT + timedelta(minutes=30 * number) for number in range(6)]


def fair_with(**counts) -> SmallFair:
    fair = small_fair(**counts)
    ensure_parties(fair.edition)
    return fair


def booking(fair, buyer, supplier, starts_at):
    """Return the act of booking a table for two."""
    return lambda: book_meeting(
        fair.buyers[buyer],
        fair.suppliers[supplier],
        starts_at=starts_at,
        mode=MeetingMode.TABLE,
        actor=None,
        now=NOW,
    )


def winners(answers) -> list[Meeting]:
    return [answer for answer in answers if isinstance(answer, Meeting)]


def rounds_for_one_supplier(fair) -> list[list[object]]:
    """Let all buyers want the same supplier at the same time, time after time."""
    everybody = range(len(fair.buyers))
    return [
        race(*(booking(fair, buyer, number % 2, SLOTS[number]) for buyer in everybody))
        for number in range(6)
    ]


def test_of_six_buyers_who_want_a_supplier_at_once_one_gets_the_meeting():
    fair = fair_with(buyers=6, suppliers=2, tables=4)

    answers = rounds_for_one_supplier(fair)

    assert [len(winners(round_)) for round_ in answers] == [1] * 6
    for round_ in answers:
        refused = [answer for answer in round_ if not isinstance(answer, Meeting)]
        assert {type(answer).__name__ for answer in refused} <= {"SlotTaken", "CannotBook"}
    assert overlaps() == 0
    assert Meeting.objects.count() == 6


def test_without_locks_and_constraint_the_same_race_books_twice(monkeypatch):
    """The control: the test above sees what the protection keeps away."""
    fair = fair_with(buyers=6, suppliers=2, tables=4)
    monkeypatch.setattr(locks, "_wait_for", lambda _statement, _params: 1)
    monkeypatch.setattr("fair.meetings.services.openings.try_places", lambda _places: True)

    with without_constraint():
        answers = rounds_for_one_supplier(fair)
        assert max(len(winners(round_)) for round_ in answers) > 1
        assert overlaps() > 0


def test_last_table_goes_to_one_of_two_other_pairs():
    fair = fair_with(buyers=2, suppliers=2, tables=1)

    answers = race(booking(fair, 0, 0, SLOTS[0]), booking(fair, 1, 1, SLOTS[0]))

    assert len(winners(answers)) == 1
    (refused,) = [answer for answer in answers if isinstance(answer, SlotTaken)]
    assert [time.starts_at for time in refused.alternatives] == SLOTS[1:]


def test_two_pairs_at_one_table_at_different_times_both_get_it():
    fair = fair_with(buyers=2, suppliers=2, tables=1)

    answers = race(booking(fair, 0, 0, SLOTS[0]), booking(fair, 1, 1, SLOTS[1]))

    assert len(winners(answers)) == 2


def test_one_booking_sent_eight_times_at_once_makes_one_meeting_and_one_message():
    fair = fair_with(buyers=1, suppliers=1, tables=2)
    MembershipFactory(organisation=fair.buyers[0].organisation)

    answers = race(*[booking(fair, 0, 0, SLOTS[0])] * 8)

    assert len({meeting.pk for meeting in winners(answers)}) == 1
    assert len(winners(answers)) == 8
    assert (Notice.objects.count(), HandEdit.objects.count()) == (1, 1)
    assert MeetingSeat.objects.count() == 3


def test_daily_limit_holds_for_two_bookings_at_once():
    fair = fair_with(buyers=1, suppliers=2, tables=2, meetings_per_day=1)

    answers = race(booking(fair, 0, 0, SLOTS[0]), booking(fair, 0, 1, SLOTS[1]))

    assert len(winners(answers)) == 1


def test_meetings_that_move_to_each_others_tables_do_not_wait_in_a_circle():
    """Two tables, two pairs; time after time each wants the place that the other leaves."""
    fair = fair_with(buyers=2, suppliers=2, tables=2)
    first, second = booking(fair, 0, 0, SLOTS[0])(), booking(fair, 1, 1, SLOTS[1])()
    tables = list(fair.edition.parties.filter(kind="table").values_list("pk", flat=True))

    def move(meeting, number):
        return lambda: move_meeting(
            Meeting.objects.get(pk=meeting.pk),
            starts_at=SLOTS[number % 2],
            place=tables[number % 2],
            actor=None,
            now=NOW,
        )

    answers = [race(move(first, number), move(second, number + 1)) for number in range(1, 11)]

    assert all(len(winners(round_)) == 2 for round_ in answers)
    assert overlaps() == 0


def test_everybody_at_once_leaves_a_sound_timetable_and_no_deadlock():
    """Booking, moving, swapping, calling off, publishing and editing by hand, all together."""
    fair = fair_with(buyers=3, suppliers=3, tables=3)
    for _number in range(4):
        MeetingTableFactory(edition=fair.edition)
        run = ready_plan(fair)
        publish_plan(run, actor=None, now=NOW)
        draft = ready_plan(fair)
        ahead = list(Meeting.objects.filter(state=MeetingState.CONFIRMED).order_by("id"))
        own = [each for each in ahead if each.buyer_id == ahead[0].buyer_id]
        pair = (ahead[-1].buyer_id, ahead[-1].supplier_id)
        cancelled = ahead[len(ahead) // 2]

        answers = race(
            lambda: publish_plan(draft, actor=None, now=NOW),  # noqa: B023 - within the round
            lambda: move_meeting(ahead[0], starts_at=SLOTS[5], actor=None, now=NOW),  # noqa: B023
            lambda: swap_meetings(*own[:2], actor=None, now=NOW),  # noqa: B023
            lambda: cancel_meeting(cancelled, actor=None, now=NOW),  # noqa: B023
            booking(fair, 2, 2, SLOTS[4]),
            lambda: seat_pair(
                run,  # noqa: B023
                pair,  # noqa: B023
                starts_at=SLOTS[3],
                place_id=None,
                is_live=True,
                actor=None,
                now=NOW,
            ),
        )

        expected = {"SlotTaken", "CannotBook", "CannotMoveMeeting", "CannotCancelMeeting"}
        expected |= {CannotPublishPlan.__name__, CannotEditPlan.__name__}
        errors = [answer for answer in answers if isinstance(answer, Exception)]
        assert {type(error).__name__ for error in errors} <= expected
        assert overlaps() == 0
        standing = Meeting.objects.standing()
        assert all(each.seats.filter(live=True).count() == 3 for each in standing)
        assert {each.period.lower for each in MeetingSeat.objects.filter(live=True)} <= set(SLOTS)
        Meeting.objects.all().update(is_pinned=False)
