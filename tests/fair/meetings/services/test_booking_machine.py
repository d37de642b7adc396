"""Any history of booking, moving, swapping, calling off and planning keeps the timetable sound.

The oracle shares nothing with the services and the engine: it looks at the rows alone and counts.
"""

from collections import Counter, defaultdict
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from accounts.refusals import Refusal
from fair.meetings.choices import MeetingMode, MeetingState
from fair.meetings.models import Meeting, MeetingSeat
from fair.meetings.selectors.free import free_times
from fair.meetings.services.booking import book_meeting, move_meeting, swap_meetings
from fair.meetings.services.changing import cancel_meeting
from fair.meetings.services.parties import ensure_parties
from fair.meetings.services.publishing import publish_plan
from tests.factories.meetings import FIRST_SLOT, NOW, ready_plan, small_fair

SLOTS = [FIRST_SLOT + timedelta(minutes=30 * number) for number in range(6)]
MOST_A_DAY = 3

buyers, suppliers = st.integers(0, 2), st.integers(0, 2)
slots, which = st.integers(0, 5), st.integers(0, 8)


class Timetable(RuleBasedStateMachine):
    """A fair of three buyers, three suppliers (one with two teams) and two tables."""

    def __init__(self) -> None:
        super().__init__()
        # Taken back at the end, so that each history begins with an empty database.
        self.kept = transaction.atomic()
        self.kept.__enter__()
        self.fair = small_fair(buyers=3, suppliers=3, tables=2, meetings_per_day=MOST_A_DAY)
        self.fair.suppliers[0].parallel_meetings = 2
        self.fair.suppliers[0].save(update_fields=["parallel_meetings"])
        ensure_parties(self.fair.edition)
        self.version = 0
        # What the oracle knows of people's acts: (buyer, supplier) -> beginning.
        self.booked: dict[tuple[int, int], object] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.kept.__exit__(None, None, None)

    def ahead(self) -> list[Meeting]:
        return list(Meeting.objects.filter(state=MeetingState.CONFIRMED).order_by("id"))

    @rule(buyer=buyers, supplier=suppliers, slot=slots)
    def book(self, buyer, supplier, slot):
        pair = (self.fair.buyers[buyer], self.fair.suppliers[supplier])
        free = {time.starts_at for time in free_times(*pair, now=NOW, modes=["table"])}
        is_new = (pair[0].pk, pair[1].pk) not in self.booked
        wanted = {"starts_at": SLOTS[slot], "mode": MeetingMode.TABLE, "actor": None, "now": NOW}
        try:
            meeting = book_meeting(*pair, **wanted)
        except Refusal:
            assert SLOTS[slot] not in free
            return
        assert meeting.starts_at == SLOTS[slot]
        assert SLOTS[slot] in free or not is_new
        self.booked[pair[0].pk, pair[1].pk] = SLOTS[slot]

    @precondition(lambda self: self.booked)
    @rule(number=which, slot=slots)
    def move(self, number, slot):
        ahead = self.ahead()
        meeting = ahead[number % len(ahead)]
        before = self.booked[meeting.buyer_id, meeting.supplier_id]
        try:
            move_meeting(meeting, starts_at=SLOTS[slot], actor=None, now=NOW)
        except Refusal:
            assert self.booked[meeting.buyer_id, meeting.supplier_id] == before
        else:
            self.booked[meeting.buyer_id, meeting.supplier_id] = SLOTS[slot]

    @precondition(lambda self: len(self.booked) > 1)
    @rule(first=which, second=which)
    def swap(self, first, second):
        ahead = self.ahead()
        pair = ahead[first % len(ahead)], ahead[second % len(ahead)]
        if pair[0] == pair[1]:
            return
        keys = [(each.buyer_id, each.supplier_id) for each in pair]
        try:
            swap_meetings(*pair, actor=None, now=NOW)
        except Refusal:
            return
        times = self.booked
        times[keys[0]], times[keys[1]] = times[keys[1]], times[keys[0]]

    @precondition(lambda self: self.booked)
    @rule(number=which)
    def call_off(self, number):
        ahead = self.ahead()
        meeting = ahead[number % len(ahead)]
        cancel_meeting(meeting, actor=None, now=NOW)
        del self.booked[meeting.buyer_id, meeting.supplier_id]

    @rule()
    def publish(self):
        """A plan keeps what was booked or moved; what it adds is taken over into the books."""
        kept = {
            (row.buyer_id, row.supplier_id): row.starts_at
            for row in self.ahead()
            if row.plan_id is None or row.is_pinned
        }
        self.fair.edition.refresh_from_db()
        publish_plan(ready_plan(self.fair), actor=None, now=NOW)
        now_ahead = {(row.buyer_id, row.supplier_id): row.starts_at for row in self.ahead()}
        assert kept.items() <= now_ahead.items()
        self.booked = now_ahead

    @invariant()
    def the_timetable_is_what_people_were_told(self):
        rows = self.ahead()
        assert {(row.buyer_id, row.supplier_id): row.starts_at for row in rows} == self.booked

    @invariant()
    def nobody_and_nothing_is_in_two_meetings_at_once(self):
        seats = MeetingSeat.objects.filter(live=True).select_related("meeting", "party")
        by_meeting: dict[int, list[str]] = defaultdict(list)
        taken: Counter[tuple[int, object]] = Counter()
        for seat in seats:
            assert seat.period.lower == seat.meeting.starts_at
            assert seat.meeting.state == MeetingState.CONFIRMED
            taken[seat.party_id, seat.period.lower] += 1
            by_meeting[seat.meeting_id].append(seat.party.kind)
        assert set(taken.values()) <= {1}
        assert set(by_meeting) == {row.pk for row in self.ahead()}
        for kinds in by_meeting.values():
            assert len(kinds) == 3
            assert sorted(kinds)[1:] == ["team", "team"]

    @invariant()
    def nobody_has_more_than_they_can_hold(self):
        rows = self.ahead()
        both = Counter(side for row in rows for side in (row.buyer_id, row.supplier_id))
        assert all(count <= MOST_A_DAY for count in both.values())
        at_once = Counter(
            (side, row.starts_at) for row in rows for side in (row.buyer_id, row.supplier_id)
        )
        two = self.fair.suppliers[0].pk
        assert all(count <= (2 if side == two else 1) for (side, _at), count in at_once.items())

    @invariant()
    def every_change_was_counted(self):
        self.fair.edition.refresh_from_db()
        assert self.fair.edition.schedule_version >= self.version
        self.version = self.fair.edition.schedule_version


TestTimetable = pytest.mark.django_db(Timetable.TestCase)
TestTimetable.settings = settings(max_examples=6, stateful_step_count=10, deadline=None)
