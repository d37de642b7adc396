import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.calendars import FAULTS, told_through
from benchmarks.ics_reading import UnreadableCalendar, read


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32))
def test_calendars_follow_any_history(seed):
    found, messages = told_through(histories=2, seed=seed)

    assert (found, messages > 0) == ({}, True)


@pytest.mark.parametrize("name", FAULTS)
def test_planted_fault_is_found(name):
    found, _messages = told_through(histories=20, seed=3, fault=FAULTS[name])

    assert sum(found.values()) > 0


@pytest.mark.parametrize(
    "ics",
    [
        b"BEGIN:VCALENDAR\nEND:VCALENDAR\n",
        b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\n",
        b"BEGIN:VCALENDAR\r\nno line\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nNAME:" + 80 * b"x" + b"\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\n",
    ],
)
def test_broken_file_is_not_read(ics):
    with pytest.raises(UnreadableCalendar):
        read(ics)
