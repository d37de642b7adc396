"""Each rule of a calendar message, read back by a reader that shares nothing with its writer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from benchmarks.ics_reading import moment_of, read
from fair.meetings.engine.itip import (
    Invitation,
    Person,
    Told,
    feed_of,
    message_of,
    next_to_tell,
)

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
STARTS_AT = datetime(2027, 9, 15, 2, tzinfo=UTC)
INVITATION = Invitation(
    uid="6d1@fair.example.com",
    sequence=3,
    starts_at=STARTS_AT,
    ends_at=STARTS_AT + timedelta(minutes=25),
    zone=HANOI,
    stamped_at=datetime(2027, 9, 1, 8, 30, 15, 999, tzinfo=ZoneInfo("Asia/Tokyo")),
    summary="Khuôn, gá; 金型",
    organiser=Person('Fair "Hà Nội"\nX-EVIL:1', "fair@example.com"),
    attendee=Person("Ngô Anh", "anh@example.com"),
    location="Hall 1, Table 4",
    description="One\nTwo",
    url="https://fair.example.com/x/",
)


def test_invitation_asks_and_says_all_there_is():
    calendar = read(message_of(INVITATION))
    (event,) = calendar.parts_named("VEVENT")

    assert calendar.one("METHOD").value == "REQUEST"
    assert {line.name: line.text for line in event.lines} == {
        "UID": "6d1@fair.example.com",
        "SEQUENCE": "3",
        "DTSTAMP": "20270831T233015Z",
        "DTSTART": "20270915T090000",
        "DTEND": "20270915T092500",
        "SUMMARY": "Khuôn, gá; 金型",
        "STATUS": "CONFIRMED",
        "TRANSP": "OPAQUE",
        "LOCATION": "Hall 1, Table 4",
        "DESCRIPTION": "One\nTwo",
        "URL": "https://fair.example.com/x/",
        "ORGANIZER": "mailto:fair@example.com",
        "ATTENDEE": "mailto:anh@example.com",
    }
    assert event.one("DTSTART").parameters == {"TZID": "Asia/Ho_Chi_Minh"}
    assert moment_of(event.one("DTSTART"), calendar) == STARTS_AT


def test_reader_is_expected_and_not_asked():
    (event,) = read(message_of(INVITATION)).parts_named("VEVENT")

    assert event.one("ATTENDEE").parameters == {
        "CN": "Ngô Anh",
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "ACCEPTED",
        "RSVP": "FALSE",
    }


def test_name_cannot_become_a_line_of_its_own():
    (event,) = read(message_of(INVITATION)).parts_named("VEVENT")

    assert event.one("ORGANIZER").parameters == {"CN": "Fair ”Hà Nội” X-EVIL:1"}


def test_cancellation_strikes_out():
    calendar = read(message_of(replace(INVITATION, is_cancelled=True)))
    (event,) = calendar.parts_named("VEVENT")

    assert calendar.one("METHOD").value == "CANCEL"
    assert event.one("STATUS").value == "CANCELLED"
    assert event.one("TRANSP").value == "TRANSPARENT"
    assert event.one("UID").value == INVITATION.uid


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        # 02:30 summer time, the first of the two, and 02:30 an hour later.
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), "20271031T023000"),
        (datetime(2027, 10, 31, 1, 30, tzinfo=UTC), "20271031T013000Z"),
    ],
)
def test_hour_that_comes_twice_is_told_apart(moment, written):
    twice = replace(
        INVITATION,
        zone=ZoneInfo("Europe/Berlin"),
        starts_at=moment,
        ends_at=moment + timedelta(minutes=25),
    )
    calendar = read(message_of(twice))
    (event,) = calendar.parts_named("VEVENT")

    assert event.one("DTSTART").value == written
    assert moment_of(event.one("DTSTART"), calendar) == moment
    assert moment_of(event.one("DTEND"), calendar) == moment + timedelta(minutes=25)


def test_feed_holds_all_in_order_and_defines_each_zone_once():
    later = replace(INVITATION, uid="later", starts_at=STARTS_AT + timedelta(minutes=10))
    abroad = replace(INVITATION, uid="abroad", zone=ZoneInfo("Europe/Berlin"))

    calendar = read(feed_of([later, INVITATION, abroad], name="Fair 2027"))

    assert calendar.one("METHOD").value == "PUBLISH"
    assert calendar.one("NAME").value == "Fair 2027"
    assert [event.one("UID").value for event in calendar.parts_named("VEVENT")] == [
        "6d1@fair.example.com",
        "abroad",
        "later",
    ]
    assert [zone.one("TZID").value for zone in calendar.parts_named("VTIMEZONE")] == [
        "Asia/Ho_Chi_Minh",
        "Europe/Berlin",
    ]


def test_feed_of_the_same_events_is_the_same_file():
    assert feed_of([INVITATION], name="x") == feed_of([INVITATION], name="x")
    assert feed_of([], name="x") != feed_of([INVITATION], name="x")


# --- What to tell next


FIRST = Told(2, is_cancelled=False, facts="09:00 T1")
ENDED = Told(3, is_cancelled=True, facts="09:00 T1")


@pytest.mark.parametrize(
    ("told", "is_due", "facts", "sequence", "expected"),
    [
        (None, True, "09:00 T1", 2, FIRST),
        (None, False, "09:00 T1", 2, None),
        (FIRST, True, "09:00 T1", 2, None),
        (FIRST, True, "09:00 T1", 5, None),
        (FIRST, True, "10:00 T1", 3, Told(3, is_cancelled=False, facts="10:00 T1")),
        (FIRST, True, "10:00 T1", 2, Told(3, is_cancelled=False, facts="10:00 T1")),
        (FIRST, True, "10:00 T1", 7, Told(7, is_cancelled=False, facts="10:00 T1")),
        (FIRST, False, "09:00 T1", 2, ENDED),
        (ENDED, False, "11:00 T1", 9, None),
        (ENDED, True, "09:00 T1", 3, Told(4, is_cancelled=False, facts="09:00 T1")),
    ],
    ids=[
        "first",
        "never heard, never due",
        "knows",
        "counted, but nothing to see",
        "moved",
        "moved, not counted",
        "counts ahead",
        "ends",
        "ended already",
        "comes back",
    ],
)
def test_next_to_tell(told, is_due, facts, sequence, expected):
    assert next_to_tell(told, is_due=is_due, facts=facts, sequence=sequence) == expected
