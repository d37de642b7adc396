from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fair.meetings.engine.requests import (
    ANSWER_WITHIN,
    LEAST_NOTICE,
    OPEN,
    RULES,
    Act,
    Deadline,
    Due,
    Standing,
    State,
    Turn,
    acts_of,
    after,
    answer_by,
    due,
    may,
    postponed,
)

NOW = datetime(2027, 9, 1, 8, tzinfo=UTC)
END = datetime(2027, 9, 17, 17, tzinfo=UTC)
HOUR = timedelta(hours=1)

ANSWERS = {Act.ACCEPT, Act.DECLINE, Act.COUNTER, Act.DELEGATE}

# What the asker and the other side may do, written down once more by hand.
MAY = {
    (State.DRAFT, Turn.NOBODY): ({Act.SEND}, set()),
    (State.SENT, Turn.OTHER): ({Act.WITHDRAW}, ANSWERS),
    (State.COUNTERED, Turn.ASKER): (ANSWERS | {Act.WITHDRAW}, set()),
    (State.COUNTERED, Turn.OTHER): ({Act.WITHDRAW}, ANSWERS),
    (State.ACCEPTED, Turn.NOBODY): ({Act.BOOK}, {Act.BOOK}),
    (State.DECLINED, Turn.NOBODY): (set(), set()),
    (State.EXPIRED, Turn.NOBODY): ({Act.ASK_AGAIN}, set()),
    (State.WITHDRAWN, Turn.NOBODY): (set(), set()),
}


@pytest.mark.parametrize("stands", MAY)
def test_each_side_may_do_what_the_table_says(stands):
    asker, other = MAY[stands]

    assert acts_of(Standing(*stands), is_asker=True) == asker
    assert acts_of(Standing(*stands), is_asker=False) == other


@pytest.mark.parametrize(
    ("act", "before", "result"),
    [
        (Act.SEND, (State.DRAFT, Turn.NOBODY), (State.SENT, Turn.OTHER)),
        (Act.ACCEPT, (State.SENT, Turn.OTHER), (State.ACCEPTED, Turn.NOBODY)),
        (Act.DECLINE, (State.COUNTERED, Turn.ASKER), (State.DECLINED, Turn.NOBODY)),
        (Act.COUNTER, (State.SENT, Turn.OTHER), (State.COUNTERED, Turn.ASKER)),
        (Act.COUNTER, (State.COUNTERED, Turn.ASKER), (State.COUNTERED, Turn.OTHER)),
        (Act.DELEGATE, (State.COUNTERED, Turn.OTHER), (State.COUNTERED, Turn.OTHER)),
        (Act.WITHDRAW, (State.COUNTERED, Turn.OTHER), (State.WITHDRAWN, Turn.NOBODY)),
        (Act.REMIND, (State.SENT, Turn.OTHER), (State.SENT, Turn.OTHER)),
        (Act.EXPIRE, (State.COUNTERED, Turn.ASKER), (State.EXPIRED, Turn.NOBODY)),
        (Act.LAPSE, (State.SENT, Turn.OTHER), (State.WITHDRAWN, Turn.NOBODY)),
        (Act.BOOK, (State.ACCEPTED, Turn.NOBODY), (State.ACCEPTED, Turn.NOBODY)),
        (Act.ASK_AGAIN, (State.EXPIRED, Turn.NOBODY), (State.SENT, Turn.OTHER)),
    ],
)
def test_each_act_leads_where_the_table_says(act, before, result):
    assert after(act, Standing(*before)) == Standing(*result)


def test_every_act_has_one_rule():
    assert set(RULES) == set(Act)


def test_no_side_does_what_the_clock_does():
    for stands in MAY:
        for is_asker in (True, False):
            acts = acts_of(Standing(*stands), is_asker=is_asker)
            assert not acts & {Act.REMIND, Act.EXPIRE, Act.LAPSE}


@given(st.lists(st.tuples(st.sampled_from(Act), st.booleans()), max_size=30))
def test_open_requests_await_exactly_one_side(acts):
    stands = Standing(State.DRAFT, Turn.NOBODY)
    for act, is_asker in acts:
        if may(act, stands, is_asker=is_asker):
            stands = after(act, stands)
        assert (stands.turn is not Turn.NOBODY) == (stands.state in OPEN)
        assert (stands.state, stands.turn) in MAY


def test_side_has_three_days_to_answer():
    assert answer_by(NOW, closes_at=END) == NOW + ANSWER_WITHIN


def test_nobody_answers_after_the_fair():
    assert answer_by(END - HOUR, closes_at=END) == END
    assert answer_by(END + HOUR, closes_at=END) == END + HOUR


def deadline(**fields) -> Deadline:
    known = {"since": NOW, "answer_by": NOW + ANSWER_WITHIN, "closes_at": END}
    return Deadline(**(known | fields))


@pytest.mark.parametrize(
    ("hours", "is_reminded", "expected"),
    [
        (47, False, Due.NOTHING),
        (48, False, Due.REMIND),
        (48, True, Due.NOTHING),
        (71, True, Due.NOTHING),
        (72, True, Due.EXPIRE),
        # The clock stood still for days: nothing ends without a reminder.
        (100, False, Due.REMIND),
    ],
)
def test_reminder_comes_a_day_before_the_end(hours, is_reminded, expected):
    assert due(deadline(is_reminded=is_reminded), now=NOW + hours * HOUR) is expected


def test_short_time_has_its_reminder_half_way():
    short = deadline(answer_by=NOW + 6 * HOUR)

    assert due(short, now=NOW + 3 * HOUR - timedelta(seconds=1)) is Due.NOTHING
    assert due(short, now=NOW + 3 * HOUR) is Due.REMIND


def test_fair_ends_requests_without_a_reminder():
    assert due(deadline(answer_by=END), now=END) is Due.EXPIRE
    assert due(deadline(answer_by=END), now=END - timedelta(seconds=1)) is Due.REMIND


def test_late_reminder_moves_the_end():
    assert postponed(deadline(), now=NOW + 48 * HOUR) == NOW + ANSWER_WITHIN
    assert postponed(deadline(), now=NOW + 100 * HOUR) == NOW + 100 * HOUR + LEAST_NOTICE


def test_late_reminder_does_not_outlast_the_fair():
    assert postponed(deadline(), now=END - HOUR) == END


@given(st.lists(st.integers(-60 * 25, 60 * 25), max_size=60))
def test_clock_that_jumps_reminds_once_and_never_ends_without_notice(jumps):
    """Let the clock go as it likes: two reminders, or an end without one, would be wrong."""
    stands, now, reminded_at = deadline(), NOW, None
    for minutes in jumps:
        now = min(max(now + timedelta(minutes=minutes), NOW), END - HOUR)
        found = due(stands, now=now)
        if found is Due.REMIND:
            assert reminded_at is None
            reminded_at = now
            end = postponed(stands, now=now)
            stands = deadline(answer_by=end, is_reminded=True)
        if found is Due.EXPIRE:
            assert reminded_at is not None
            assert now >= stands.answer_by
            return
