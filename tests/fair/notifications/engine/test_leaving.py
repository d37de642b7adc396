from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fair.notifications.engine.leaving import (
    BURST,
    SINGLE_MESSAGES,
    Bundling,
    Decision,
    Habits,
    Load,
    Message,
    Step,
    decide,
    end_of_quiet,
    next_bundle,
)

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
USUAL = Habits(zone=HANOI, quiet_from=time(21), quiet_until=time(7), bundling=Bundling.HOURLY)
NOON = datetime(2027, 9, 15, 5, tzinfo=UTC)  # 12:00 in Hanoi
NIGHT = datetime(2027, 9, 15, 16, tzinfo=UTC)  # 23:00
MORNING = datetime(2027, 9, 16, 0, tzinfo=UTC)  # 07:00
PLAIN = Message()
TOO_MUCH = Load(sent=SINGLE_MESSAGES, due=1)


def decision(message=PLAIN, *, habits=USUAL, load=Load(), now=NOON):  # noqa: B008 - frozen
    return decide(message, habits=habits, load=load, now=now)


def test_plain_message_leaves_by_day():
    assert decision() == Decision(Step.SEND)


def test_plain_message_waits_for_the_morning():
    assert decision(now=NIGHT) == Decision(Step.WAIT, MORNING)


def test_urgent_message_leaves_at_night():
    assert decision(Message(is_urgent=True), now=NIGHT) == Decision(Step.SEND)


def test_message_of_no_use_in_the_morning_leaves_at_night():
    assert decision(Message(expires_at=MORNING), now=NIGHT) == Decision(Step.SEND)
    later = Message(expires_at=MORNING + timedelta(minutes=1))
    assert decision(later, now=NIGHT) == Decision(Step.WAIT, MORNING)


def test_message_that_is_needed_before_the_morning_leaves_at_night():
    assert decision(Message(needed_by=MORNING), now=NIGHT) == Decision(Step.SEND)
    later = Message(needed_by=MORNING + timedelta(minutes=1))
    assert decision(later, now=NIGHT) == Decision(Step.WAIT, MORNING)


def test_message_that_is_needed_before_the_bundle_comes_by_itself():
    soon, later = (Message(needed_by=NOON + BURST + wait) for wait in (timedelta(), timedelta(1)))

    assert decision(soon, load=TOO_MUCH) == Decision(Step.SEND)
    assert decision(later, load=TOO_MUCH).step is Step.GATHER


def test_message_that_was_needed_before_is_still_sent():
    assert decision(Message(needed_by=NOON - timedelta(hours=1))) == Decision(Step.SEND)


def test_message_too_late_is_dropped_even_if_urgent():
    assert decision(Message(is_urgent=True, expires_at=NOON)) == Decision(Step.DROP)
    still = Message(is_urgent=True, expires_at=NOON + timedelta(seconds=1))
    assert decision(still) == Decision(Step.SEND)


def test_unwanted_message_stays_on_the_site():
    assert decision(Message(is_wanted=False)) == Decision(Step.KEEP)


def test_sixth_message_of_an_hour_is_gathered():
    assert decision(load=Load(sent=SINGLE_MESSAGES - 1)) == Decision(Step.SEND)
    assert decision(load=TOO_MUCH) == Decision(Step.GATHER, NOON + BURST)


def test_message_joins_those_that_are_gathered_already():
    assert decision(load=Load(is_gathering=True)).step is Step.GATHER


@pytest.mark.parametrize(
    "message", [Message(is_urgent=True), Message(may_be_bundled=False)], ids=["urgent", "files"]
)
def test_message_that_comes_by_itself_is_never_gathered(message):
    assert decision(message, load=TOO_MUCH) == Decision(Step.SEND)


def test_nothing_is_gathered_for_who_wants_each_message():
    each = replace(USUAL, bundling=Bundling.NEVER)

    assert decision(habits=each, load=TOO_MUCH) == Decision(Step.SEND)


def test_next_bundle_comes_an_hour_after_the_last():
    load = Load(bundled_at=NOON - timedelta(minutes=20))

    assert next_bundle(load, habits=USUAL, now=NOON) == NOON + timedelta(minutes=40)
    load = Load(bundled_at=NOON - timedelta(hours=3))
    assert next_bundle(load, habits=USUAL, now=NOON) == NOON + BURST


def test_daily_bundle_comes_at_eight_in_the_morning():
    daily = replace(USUAL, bundling=Bundling.DAILY)

    assert next_bundle(Load(), habits=daily, now=NOON) == datetime(2027, 9, 16, 1, tzinfo=UTC)
    assert Bundling.DAILY.window == timedelta(days=1)


def test_quiet_hours_within_a_day():
    siesta = replace(USUAL, quiet_from=time(11), quiet_until=time(13))

    assert end_of_quiet(NOON, habits=siesta) == NOON + timedelta(hours=1)
    assert end_of_quiet(NIGHT, habits=siesta) == NIGHT


def test_quiet_hours_are_half_open():
    starts = datetime(2027, 9, 15, 14, tzinfo=UTC)

    assert end_of_quiet(starts, habits=USUAL) == MORNING
    assert end_of_quiet(MORNING, habits=USUAL) == MORNING


def test_equal_ends_mean_no_quiet_hours():
    none = replace(USUAL, quiet_from=time(7), quiet_until=time(7))

    assert all(
        end_of_quiet(at, habits=none) == at
        for at in (NOON + timedelta(minutes=step) for step in range(0, 1440, 30))
    )


ZONES = st.sampled_from(sorted(available_timezones()))
MOMENTS = st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001 - the zone follows
    max_value=datetime(2028, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
CLOCKS = st.times(timezones=st.none()).map(lambda clock: clock.replace(second=0, microsecond=0))


@given(at=MOMENTS, zone=ZONES, start=CLOCKS, end=CLOCKS)
def test_quiet_hours_end_within_a_day_and_outside_of_them(at, zone, start, end):
    habits = Habits(
        zone=ZoneInfo(zone), quiet_from=start, quiet_until=end, bundling=Bundling.HOURLY
    )

    wakes_at = end_of_quiet(at, habits=habits)

    # Twenty-five hours: the longest day, when clocks are set back.
    assert at <= wakes_at <= at + timedelta(hours=26)
    jumps = any(
        (wakes_at + timedelta(hours=hours)).astimezone(habits.zone).utcoffset()
        != wakes_at.astimezone(habits.zone).utcoffset()
        for hours in (-3, 3)
    )
    assert jumps or end_of_quiet(wakes_at, habits=habits) == wakes_at


@given(at=MOMENTS, zone=ZONES, sent=st.integers(0, 20), due=st.integers(1, 20))
def test_what_is_held_is_looked_at_again_later(at, zone, sent, due):
    habits = replace(USUAL, zone=ZoneInfo(zone))

    found = decide(PLAIN, habits=habits, load=Load(sent=sent, due=due), now=at)

    assert (found.until is None) == (found.step is Step.SEND)
    assert found.until is None or found.until > at
