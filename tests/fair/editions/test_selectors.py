"""The slot grid: days, sessions, pauses, time zones and the nights on which clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fair.common.intervals import Interval
from fair.editions.models import Edition, FairDay, Session
from fair.editions.selectors import slots_of
from tests.factories.editions import (
    EditionFactory,
    FairDayFactory,
    SessionFactory,
)

MINUTES_25 = timedelta(minutes=25)


def starts(edition, zone="UTC"):
    return [f"{slot.starts_at.astimezone(ZoneInfo(zone)):%d %H:%M}" for slot in slots_of(edition)]


@pytest.mark.django_db
def test_slots_of_days_and_sessions_in_order(django_assert_num_queries):
    edition = EditionFactory(slot_minutes=30, pause_minutes=15)
    second = FairDayFactory(edition=edition, date=date(2027, 9, 16))
    first = FairDayFactory(edition=edition)
    SessionFactory(day=second, opens_at=time(9), closes_at=time(10))
    SessionFactory(day=first, opens_at=time(13), closes_at=time(14))
    SessionFactory(day=first, opens_at=time(9), closes_at=time(10, 15))
    SessionFactory()

    with django_assert_num_queries(1):
        found = starts(edition, "Asia/Ho_Chi_Minh")

    assert found == ["15 09:00", "15 09:45", "15 13:00", "16 09:00"]


@pytest.mark.django_db
def test_edition_without_sessions_has_no_slots():
    assert slots_of(FairDayFactory().edition) == []


@pytest.mark.django_db
def test_slots_stand_in_utc():
    day = FairDayFactory(edition__time_zone="Europe/Berlin")
    SessionFactory(day=day, closes_at=time(9, 25))

    (slot,) = slots_of(day.edition)

    assert slot == Interval(
        datetime(2027, 9, 15, 7, tzinfo=UTC), datetime(2027, 9, 15, 7, 25, tzinfo=UTC)
    )
    assert slot.starts_at.tzinfo is UTC


def session(day: date, opens_at: time, closes_at: time, *, zone: str = "Europe/Berlin") -> Session:
    edition = Edition(time_zone=zone, slot_minutes=25, pause_minutes=5)
    return Session(day=FairDay(edition=edition, date=day), opens_at=opens_at, closes_at=closes_at)


def test_session_is_an_hour_shorter_where_clocks_are_put_on():
    assert session(date(2027, 3, 28), time(1), time(5)).interval.minutes == 180


def test_session_is_an_hour_longer_where_clocks_are_put_back():
    assert session(date(2027, 10, 31), time(1), time(5)).interval.minutes == 300


@pytest.mark.django_db
def test_slots_where_clocks_change_never_overlap():
    edition = EditionFactory(
        time_zone="Europe/Berlin",
        pause_minutes=0,
        slot_minutes=60,
        starts_on=date(2027, 3, 28),
        ends_on=date(2027, 3, 28),
    )
    SessionFactory(
        day__edition=edition, day__date=date(2027, 3, 28), opens_at=time(1), closes_at=time(5)
    )

    assert starts(edition, "Europe/Berlin") == ["28 01:00", "28 03:00", "28 04:00"]
    assert starts(edition) == ["28 00:00", "28 01:00", "28 02:00"]


@pytest.mark.django_db
def test_session_within_the_skipped_hour_is_refused():
    day = FairDayFactory(edition__time_zone="Europe/Berlin", date=date(2027, 3, 28))
    skipped = Session(day=day, opens_at=time(2), closes_at=time(3))

    assert "skipped_hour" in refused_codes(skipped)


@given(
    st.sampled_from(["Asia/Ho_Chi_Minh", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"]),
    st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    st.integers(4, 16),
    st.integers(1, 7),
)
def test_session_by_day_keeps_its_wall_times(zone, day, opens, hours):
    interval = session(day, time(opens), time(opens + hours), zone=zone).interval

    local = [moment.astimezone(ZoneInfo(zone)) for moment in (interval.starts_at, interval.ends_at)]
    assert [(moment.date(), moment.hour) for moment in local] == [
        (day, opens),
        (day, opens + hours),
    ]
    assert interval.minutes == 60 * hours


def refused_codes(row) -> set[str]:
    with pytest.raises(Exception) as refusal:  # noqa: PT011 - looked at below
        row.full_clean()
    return {error.code for errors in refusal.value.error_dict.values() for error in errors}
