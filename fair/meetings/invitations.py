"""What goes with a letter into its reader's calendar, and the record of what was told."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.text import slugify

from accounts.models import User
from fair.meetings.engine.itip import Told, message_of, next_to_tell
from fair.meetings.ical import CALENDAR, event_of, facts_of
from fair.meetings.models import CalendarEntry, Meeting
from fair.meetings.selectors.attendees import Attendees
from fair.notifications.choices import Attachment, CalendarPart

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Enclosure:
    """One entry that a mail program offers to take up, or a file for each of several."""

    calendar: CalendarPart | None = None
    attachments: tuple[Attachment, ...] = ()


def readers_of(meetings: Collection[Meeting]) -> dict[int, list[User]]:
    """Return, by meeting, the people whose calendars hold it; one query."""
    rows = CalendarEntry.objects.filter(
        meeting__in=[meeting.pk for meeting in meetings], is_cancelled=False, user__is_active=True
    )
    found: dict[int, list[User]] = {meeting.pk: [] for meeting in meetings}
    for row in rows.select_related("user").order_by("user_id"):
        found[row.meeting_id].append(row.user)
    return found


def enclosures_for(
    letters: Mapping[User, Iterable[Meeting]], *, attendees: Attendees, now: datetime
) -> dict[User, Enclosure]:
    """Write what each person's calendar has to hear of the meetings in their letter, and note it.

    `attendees` are those of all these meetings, which need what `with_sides_and_places` loads. Who
    comes to a standing meeting is invited to it or told of its change, everybody else of its end.
    Two queries for any number; about 1 ms for each person and meeting.
    """
    wanted = {person: list(meetings) for person, meetings in letters.items()}
    told = _told_so_far(wanted)
    entries: list[CalendarEntry] = []
    enclosures = {}
    for person, meetings in wanted.items():
        news = []
        for meeting in meetings:
            side_ids = _sides_of(person, meeting, attendees)
            step = next_to_tell(
                told.get((meeting.pk, person.pk)),
                is_due=meeting.is_standing and bool(side_ids),
                facts=facts_of(meeting),
                sequence=meeting.sequence,
            )
            if step is not None:
                news.append((meeting, side_ids, step))
        entries += [_entry(person, meeting, step) for meeting, _sides, step in news]
        with translation.override(person.language):
            enclosures[person] = _enclosure(person, news, now=now)
    _note(entries)
    return enclosures


News = tuple[Meeting, frozenset[int], Told]


def _enclosure(person: User, news: list[News], *, now: datetime) -> Enclosure:
    """Write one entry to take up, or several files.

    Of several entries mail programs would offer the first and hide the rest. Each file holds one
    event: Outlook reads no more of a file.
    """
    files = []
    for meeting, organisations, step in news:
        event = event_of(
            meeting,
            seen_by=organisations,
            sequence=step.sequence,
            stamped_at=now,
            attendee=person,
            is_cancelled=step.is_cancelled,
        )
        files.append((meeting, event.method, event.summary, message_of(event)))
    if len(files) == 1:
        (_meeting, method, _summary, content) = files[0]
        return Enclosure(calendar=CalendarPart(method.value, content))
    return Enclosure(
        attachments=tuple(
            Attachment(_file_name(meeting, summary), CALENDAR, content)
            for meeting, _method, summary, content in files
        )
    )


def _file_name(meeting: Meeting, summary: str) -> str:
    local = meeting.starts_at.astimezone(meeting.edition.zone)
    return f"{local:%Y-%m-%d-%H%M}-{slugify(summary)[:LONGEST_NAME]}.ics".replace("-.", ".")


def _sides_of(person: User, meeting: Meeting, attendees: Attendees) -> frozenset[int]:
    """Return the organisations for which a person comes to a meeting."""
    return frozenset(
        side.organisation_id
        for side in (meeting.buyer, meeting.supplier)
        if person in attendees[meeting.pk, side.pk]
    )


def _told_so_far(wanted: Mapping[User, Iterable[Meeting]]) -> dict[tuple[int, int], Told]:
    meetings = {meeting.pk for found in wanted.values() for meeting in found}
    rows = CalendarEntry.objects.filter(
        meeting__in=meetings, user__in=[person.pk for person in wanted]
    )
    return {
        (row.meeting_id, row.user_id): Told(row.sequence, row.is_cancelled, row.facts)
        for row in rows
    }


def _entry(person: User, meeting: Meeting, step: Told) -> CalendarEntry:
    return CalendarEntry(
        meeting=meeting,
        user=person,
        sequence=step.sequence,
        is_cancelled=step.is_cancelled,
        facts=step.facts,
    )


def _note(entries: list[CalendarEntry]) -> None:
    """Keep what is told now; in one order for everybody, so that no two wait for each other."""
    CalendarEntry.objects.bulk_create(
        sorted(entries, key=lambda entry: (entry.meeting_id, entry.user_id)),
        update_conflicts=True,
        unique_fields=["meeting", "user"],
        update_fields=["sequence", "is_cancelled", "facts", "updated_at"],
    )
