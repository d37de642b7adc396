"""Whether people's calendars follow every history of a meeting.

python -m benchmarks.calendars [--histories 10000] [--seed 1] [--json]

Each history is random: invited, moved, seated elsewhere, persons come and go, called off, brought
back or booked anew. Every message is written as it would be sent, read by a reader of its own
(`ics_reading`), every fifth by the library's too, and laid into the calendar of the one who gets
it. "violations" counts by rule what is wrong:

    uid        a meeting's UID changed, or two meetings share one
    sequence   SEQUENCE did not rise
    method     REQUEST for what ends, CANCEL for what stands, or STATUS that does not go with it
    stamp      DTSTAMP is not in UTC, or not when it was written
    zone       a time by a zone that the file does not define, or not wholly
    time       the file means another time, or another place, than the meeting has
    attendee   another reader, or more than one
    told       a calendar differs from the timetable after all was told

"planted" repeats 50 histories with one fault put in on purpose each, and counts what is found: a
zero there would mean that the check is blind.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from icalendar import Calendar

from benchmarks.ics_reading import Part, UnreadableCalendar, moment_of, read
from fair.meetings.engine.itip import Invitation, Person, Told, message_of, next_to_tell

ZONES = ("Asia/Ho_Chi_Minh", "Europe/Berlin", "America/New_York", "Africa/Casablanca")
PEOPLE = tuple(f"person{number}@example.com" for number in range(4))
ORGANISER = Person("Fair “Hà Nội”", "fair@example.com")
# Around both changes of the clocks in the zones above, and in plain weeks.
DAYS = (datetime(2027, 3, 14, tzinfo=UTC), datetime(2027, 3, 28, tzinfo=UTC))
DAYS += (datetime(2027, 10, 31, tzinfo=UTC), datetime(2027, 11, 7, tzinfo=UTC))
DAYS += (datetime(2027, 6, 15, tzinfo=UTC),)
LENGTH = timedelta(minutes=25)
PLANTED_HISTORIES = 50
READ_TWICE = 5  # the library takes as long to read one as all the rest

Fault = Callable[[Invitation, bytes], bytes]


@dataclass
class Booking:
    """A meeting's row, as far as calendars know it."""

    number: int
    starts_at: datetime
    place: int
    people: set[str]
    sequence: int = 0
    stands: bool = True

    @property
    def uid(self) -> str:
        return f"{self.number}@fair.example.com"

    @property
    def facts(self) -> str:
        return f"{self.starts_at.isoformat()} {self.place}"


@dataclass(frozen=True, slots=True)
class Message:
    """What one reader gets about one meeting."""

    reader: str
    booking: Booking
    invitation: Invitation
    ics: bytes


@dataclass
class Shelf:
    """The calendars of all readers: by reader and UID what was told last."""

    entries: dict[tuple[str, str], tuple[int, bool, datetime, str]] = field(default_factory=dict)
    found: Counter[str] = field(default_factory=Counter)
    messages: int = 0

    def take_in(self, message: Message, *, now: datetime) -> None:
        """Check a message and lay it into its reader's calendar."""
        self.messages += 1
        try:
            calendar = read(message.ics)
            if self.messages % READ_TWICE == 1:
                Calendar.from_ical(message.ics)
            (event,) = calendar.parts_named("VEVENT")
            self._check(message, calendar, event, now=now)
        except (UnreadableCalendar, ValueError):
            self.found["zone"] += 1

    def _check(self, message: Message, calendar: Part, event: Part, *, now: datetime) -> None:
        booking = message.booking
        uid, sequence = event.one("UID").value, int(event.one("SEQUENCE").value)
        key = (message.reader, uid)
        starts_at = moment_of(event.one("DTSTART"), calendar)
        ends_at = moment_of(event.one("DTEND"), calendar)
        is_due = booking.stands and message.reader in booking.people
        said = (calendar.one("METHOD").value, event.one("STATUS").value)
        self._note("uid", uid == booking.uid)
        self._note("sequence", key not in self.entries or sequence > self.entries[key][0])
        self._note(
            "method", said == (("REQUEST", "CONFIRMED") if is_due else ("CANCEL", "CANCELLED"))
        )
        stamp = event.one("DTSTAMP")
        self._note("stamp", stamp.value.endswith("Z") and moment_of(stamp, calendar) == now)
        place = event.one("LOCATION").text
        wanted = (booking.starts_at, booking.starts_at + LENGTH, place_name(booking))
        self._note("time", (starts_at, ends_at, place) == wanted)
        readers = [line.value for line in event.all("ATTENDEE")]
        self._note("attendee", readers == [f"mailto:{message.reader}"])
        self.entries[key] = (sequence, said[0] == "REQUEST", starts_at, place)

    def compare(self, bookings: list[Booking]) -> None:
        """Hold each calendar against the timetable."""
        due = {
            (reader, booking.uid): (booking.starts_at, place_name(booking))
            for booking in bookings
            for reader in (booking.people if booking.stands else ())
        }
        shown = {key: entry[2:] for key, entry in self.entries.items() if entry[1]}
        self._note("told", due == shown)

    def _note(self, rule: str, is_kept: bool) -> None:  # noqa: FBT001 - the one thing it takes
        if not is_kept:
            self.found[rule] += 1


class History:
    """One history of a pair's meetings, and what calendars were told of it."""

    def __init__(self, rng: Random, *, number: int) -> None:
        self.rng, self.zone = rng, ZoneInfo(rng.choice(ZONES))
        self.now = datetime(2027, 1, 1, tzinfo=UTC)
        self.told: dict[tuple[str, str], Told] = {}
        self.number = 1000 * number
        self.bookings = [self._booked()]

    def steps(self) -> Iterator[list[Message]]:
        """Yield what is sent at the beginning and after each of up to ten acts."""
        yield self._messages()
        acts = (self._move, self._seat, self._change_people, self._call_off, self._bring_back)
        for _number in range(self.rng.randint(1, 10)):
            self.now += timedelta(minutes=self.rng.randint(1, 500))
            self.rng.choice((*acts, self._book_anew, self._move))(self.bookings[-1])
            yield self._messages()

    def _booked(self) -> Booking:
        self.number += 1
        people = set(self.rng.sample(PEOPLE, k=self.rng.randint(1, 4)))
        return Booking(self.number, self._time(), self.rng.randint(1, 9), people)

    def _time(self) -> datetime:
        return self.rng.choice(DAYS) + timedelta(minutes=5 * self.rng.randrange(288))

    def _move(self, booking: Booking) -> None:
        if booking.stands:
            booking.starts_at, booking.sequence = self._time(), booking.sequence + 1

    def _seat(self, booking: Booking) -> None:
        if booking.stands:
            booking.place, booking.sequence = self.rng.randint(1, 9), booking.sequence + 1

    def _change_people(self, booking: Booking) -> None:
        """Send others: the meeting's own count does not rise."""
        booking.people = set(self.rng.sample(PEOPLE, k=self.rng.randint(1, 4)))

    def _call_off(self, booking: Booking) -> None:
        if booking.stands:
            booking.stands, booking.sequence = False, booking.sequence + 1

    def _bring_back(self, booking: Booking) -> None:
        if not booking.stands:
            booking.stands, booking.sequence = True, booking.sequence + 1

    def _book_anew(self, booking: Booking) -> None:
        if not booking.stands:
            self.bookings.append(self._booked())

    def _messages(self) -> list[Message]:
        return [
            message
            for booking in self.bookings
            for reader in PEOPLE
            if (message := self._message(booking, reader)) is not None
        ]

    def _message(self, booking: Booking, reader: str) -> Message | None:
        key = (reader, booking.uid)
        is_due = booking.stands and reader in booking.people
        told = next_to_tell(
            self.told.get(key), is_due=is_due, facts=booking.facts, sequence=booking.sequence
        )
        if told is None:
            return None
        self.told[key] = told
        invitation = Invitation(
            uid=booking.uid,
            sequence=told.sequence,
            starts_at=booking.starts_at,
            ends_at=booking.starts_at + LENGTH,
            zone=self.zone,
            stamped_at=self.now,
            summary="Khuôn, gá; 金型",
            location=place_name(booking),
            organiser=ORGANISER,
            attendee=Person("Ngô “Anh”", reader),
            is_cancelled=told.is_cancelled,
        )
        return Message(reader, booking, invitation, message_of(invitation))


def place_name(booking: Booking) -> str:
    return f"Hall 1, Table {booking.place}; 卓"


FAULTS: dict[str, Fault] = {
    "sequence stays": lambda each, _ics: message_of(replace(each, sequence=0)),
    "new uid at each change": lambda each, _ics: message_of(
        replace(each, uid=f"{each.sequence}-{each.uid}")
    ),
    "request to cancel": lambda _each, ics: ics.replace(b"METHOD:CANCEL", b"METHOD:REQUEST"),
    "zone undefined": lambda _each, ics: ics.replace(b"TZID:", b"TZID:X"),
    "summer time forgotten": lambda _each, ics: ics.replace(
        b"TZOFFSETTO:+0200", b"TZOFFSETTO:+0100"
    ).replace(b"TZOFFSETTO:-0400", b"TZOFFSETTO:-0500"),
    "stamp without zone": lambda each, ics: ics.replace(
        f"DTSTAMP:{each.stamped_at:%Y%m%dT%H%M%S}Z".encode(),
        f"DTSTAMP:{each.stamped_at:%Y%m%dT%H%M%S}".encode(),
    ),
    "everybody named": lambda _each, ics: ics.replace(
        b"ORGANIZER", b"ATTENDEE:mailto:x@example.com\r\nORGANIZER"
    ),
}


def told_through(
    *, histories: int, seed: int, fault: Fault | None = None
) -> tuple[Counter[str], int]:
    """Tell histories through; return the violations by rule, and how many messages there were."""
    found: Counter[str] = Counter()
    messages = 0
    for number in range(histories):
        shelf = Shelf()
        history = History(Random(f"{seed}:{number}"), number=number)
        for sent in history.steps():
            for message in sent:
                ics = fault(message.invitation, message.ics) if fault else message.ics
                shelf.take_in(replace(message, ics=ics), now=history.now)
            shelf.compare(history.bookings)
        found += shelf.found
        messages += shelf.messages
    return found, messages


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="the only form there is")
    options = parser.parse_args()
    began = time.perf_counter()
    found, messages = told_through(histories=options.histories, seed=options.seed)
    planted = {
        name: sum(told_through(histories=PLANTED_HISTORIES, seed=2, fault=fault)[0].values())
        for name, fault in FAULTS.items()
    }
    figures = {
        "histories": options.histories,
        "messages": messages,
        "violations": sum(found.values()),
        "by_rule": dict(found),
        "planted": planted,
        "planted_found": all(planted.values()),
        "seconds": round(time.perf_counter() - began, 1),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
