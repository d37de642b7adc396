"""The messages of the meetings room."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from accounts.models import User
from fair.editions.models import Edition, Participation
from fair.meetings.models import Meeting
from fair.meetings.selectors.attendees import Attendees, attendees_of
from fair.notifications.services import notify

KINDS = ("new", "moved", "dropped")


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of meetings in one act; what nobody would notice is left out."""

    new: tuple[Meeting, ...] = ()
    moved: tuple[Meeting, ...] = ()
    dropped: tuple[Meeting, ...] = ()


@dataclass(slots=True)
class Letter:
    """What one person is told, each list in order of time."""

    new: list[Meeting] = field(default_factory=list)
    moved: list[Meeting] = field(default_factory=list)
    dropped: list[Meeting] = field(default_factory=list)


def tell_changes(edition: Edition, *, changes: Changes, reason: str = "", once: str = "") -> int:
    """Send everybody whose meetings changed one message about them all; return how many.

    Told are those who come to the meetings. Call after the edition's schedule version was raised,
    or name the change by `once`: a person hears of each once.
    """
    letters = _letters(changes)
    name = once or f"{edition.pk}:{edition.schedule_version}"
    for person, letter in letters.items():
        notify(
            person,
            kind="meetings/timetable_changed",
            context={"edition": edition, "letter": letter, "reason": reason},
            dedupe_key=f"timetable:{name}:{person.pk}",
        )
    return len(letters)


def tell_handover(
    meeting: Meeting, *, side: Participation, to: User, people: Iterable[User]
) -> None:
    """Tell some people, each once, who comes to a meeting for one side from now on."""
    row = Meeting.objects.with_sides_and_places().get(pk=meeting.pk)
    for person in {person.pk: person for person in people}.values():
        notify(
            person,
            kind="meetings/handed_over",
            context={"edition": meeting.edition, "meeting": row, "side": side, "person": to},
            dedupe_key=f"handover:{meeting.public_id}:{meeting.sequence}:{person.pk}",
        )


def _letters(changes: Changes) -> dict[User, Letter]:
    """Write each person a letter; two queries for the meetings and three for the people."""
    ids = {kind: {row.pk for row in getattr(changes, kind)} for kind in KINDS}
    rows = Meeting.objects.filter(pk__in=set().union(*ids.values()))
    meetings = list(rows.with_sides_and_places().order_by("starts_at", "id"))
    attendees = attendees_of(meetings)
    letters: dict[User, Letter] = defaultdict(Letter)
    for meeting in meetings:
        for person in _people(attendees, meeting):
            for kind in KINDS:
                if meeting.pk in ids[kind]:
                    getattr(letters[person], kind).append(meeting)
    return letters


def _people(attendees: Attendees, meeting: Meeting) -> list[User]:
    """Return who comes to a meeting, each once."""
    sides = (meeting.buyer_id, meeting.supplier_id)
    return list(dict.fromkeys(user for side in sides for user in attendees[meeting.pk, side]))
