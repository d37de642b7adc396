from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.ics_reading import Line, Part, moment_of, read
from fair.meetings.engine.zones import definition_of

ZONES = (
    *("Asia/Ho_Chi_Minh", "Asia/Tokyo", "Asia/Kathmandu", "Europe/Berlin", "Europe/Dublin"),
    *("America/New_York", "America/St_Johns", "Africa/Casablanca", "Australia/Lord_Howe"),
    *("Pacific/Chatham", "Pacific/Kiritimati", "Etc/GMT+12", "Antarctica/Troll"),
)


def calendar_with(key: str) -> Part:
    definition = definition_of(key, first_year=2027, last_year=2027).to_ical()
    return read(b"BEGIN:VCALENDAR\r\n" + definition + b"END:VCALENDAR\r\n")


def test_summer_time_begins_by_the_old_clock():
    (zone,) = calendar_with("Europe/Berlin").parts_named("VTIMEZONE")

    found = [
        (part.name, *(part.one(name).value for name in ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO")))
        for part in zone.parts
    ]
    assert found == [
        ("STANDARD", "20261230T010000", "+0100", "+0100"),
        ("DAYLIGHT", "20270328T020000", "+0100", "+0200"),
        ("STANDARD", "20271031T030000", "+0200", "+0100"),
    ]


def test_zone_without_summer_time_has_one_observance():
    (zone,) = calendar_with("Asia/Ho_Chi_Minh").parts_named("VTIMEZONE")

    assert [part.name for part in zone.parts] == ["STANDARD"]


@pytest.mark.parametrize("key", ZONES)
@given(minute=st.integers(0, 365 * 24 * 60 - 1))
def test_definition_means_what_the_zone_means(key, minute):
    moment = datetime(2027, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    local = moment.astimezone(ZoneInfo(key))
    line = Line("DTSTART", {"TZID": key}, f"{local:%Y%m%dT%H%M%S}")

    meant = moment_of(line, calendar_with(key))

    # What comes twice on the wall clock is taken for the first.
    assert meant == local.replace(fold=0).astimezone(UTC)
