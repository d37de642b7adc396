"""The messages of the meetings room."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from accounts.models import User
from fair.editions.choices import Side
from fair.editions.models import Edition, Participation
from fair.meetings.choices import RequestAct
from fair.meetings.invitations import enclosures_for, readers_of
from fair.meetings.models import CalendarEntry, Meeting, MeetingRequest, RequestStep, other_side
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

    @property
    def meetings(self) -> list[Meeting]:
        """All of them, each once: what moved and is off is off."""
        return list(dict.fromkeys([*self.new, *self.moved, *self.dropped]))


def tell_changes(edition: Edition, *, changes: Changes, reason: str = "", once: str = "") -> int:
    """Send everybody whose meetings changed one message about them all; return how many.

    Told are those who come to the meetings. Call after the edition's schedule version was raised,
    or name the change by `once`: a person hears of each once.
    """
    CalendarEntry.objects.await_turn(edition.pk)
    meetings = _meetings_of(changes)
    attendees = attendees_of(meetings)
    letters = _letters(changes, meetings, attendees)
    enclosures = enclosures_for(
        {person: letter.meetings for person, letter in letters.items()},
        attendees=attendees,
        now=timezone.now(),  # when it was written, not when something happens
    )
    name = once or f"{edition.pk}:{edition.schedule_version}"
    for person, letter in letters.items():
        notify(
            person,
            kind="meetings/timetable_changed",
            context={"edition": edition, "letter": letter, "reason": reason},
            dedupe_key=f"timetable:{name}:{person.pk}",
            attachments=enclosures[person].attachments,
            calendar=enclosures[person].calendar,
            needed_by=min(meeting.starts_at for meeting in letter.meetings),
        )
    return len(letters)


def tell_handover(
    meeting: Meeting, *, side: Participation, to: User, people: Iterable[User], once: str
) -> None:
    """Tell some people, each once, who comes to a meeting for one side from now on.

    `once` names the handing over.
    """
    CalendarEntry.objects.await_turn(meeting.edition_id)
    row = Meeting.objects.with_sides_and_places().get(pk=meeting.pk)
    told = {person.pk: person for person in people}.values()
    enclosures = enclosures_for(
        {person: [row] for person in told},
        attendees=attendees_of([row]),
        now=timezone.now(),  # when it was written, not when something happens
    )
    for person in told:
        notify(
            person,
            kind="meetings/handed_over",
            context={"edition": meeting.edition, "meeting": row, "side": side, "person": to},
            dedupe_key=f"handover:{once}:{person.pk}",
            calendar=enclosures[person].calendar,
            needed_by=meeting.starts_at,
        )


def tell_who_comes(edition: Edition, meetings: Sequence[Meeting], *, once: str) -> int:
    """Invite those who come to some meetings and were not, and tell who comes to them no more.

    Each person hears of all of them in one message; return how many do. `once` names the change.
    """
    CalendarEntry.objects.await_turn(edition.pk)
    rows = _loaded(meeting.pk for meeting in meetings)
    attendees, readers = attendees_of(rows), readers_of(rows)
    letters: dict[User, Letter] = defaultdict(Letter)
    for row in rows:
        coming = _people(attendees, row)
        for person in coming:
            if person not in readers[row.pk]:
                letters[person].new.append(row)
        for person in readers[row.pk]:
            if person not in coming:
                letters[person].dropped.append(row)
    enclosures = enclosures_for(
        {person: letter.meetings for person, letter in letters.items()},
        attendees=attendees,
        now=timezone.now(),  # when it was written, not when something happens
    )
    for person, letter in letters.items():
        notify(
            person,
            kind="meetings/who_comes",
            context={"edition": edition, "letter": letter},
            dedupe_key=f"{once}:{person.pk}",
            attachments=enclosures[person].attachments,
            calendar=enclosures[person].calendar,
            needed_by=min(meeting.starts_at for meeting in letter.meetings),
        )
    return len(letters)


def _meetings_of(changes: Changes) -> list[Meeting]:
    """Return the meetings as they are now, in order of time; two queries."""
    return _loaded({row.pk for kind in KINDS for row in getattr(changes, kind)})


def _loaded(ids: Iterable[int]) -> list[Meeting]:
    rows = Meeting.objects.filter(pk__in=list(ids))
    return list(rows.with_sides_and_places().order_by("starts_at", "id"))


def _letters(
    changes: Changes, meetings: Sequence[Meeting], attendees: Attendees
) -> dict[User, Letter]:
    """Write each person a letter.

    For who came to a meeting and does not any more it is off, whatever became of it; one query.
    """
    ids = {kind: {row.pk for row in getattr(changes, kind)} for kind in KINDS}
    readers = readers_of(meetings)
    letters: dict[User, Letter] = defaultdict(Letter)
    for meeting in meetings:
        people = _people(attendees, meeting)
        for person in people:
            for kind in KINDS:
                if meeting.pk in ids[kind]:
                    getattr(letters[person], kind).append(meeting)
        for person in readers[meeting.pk]:
            if person not in people:
                letters[person].dropped.append(meeting)
    return letters


def _people(attendees: Attendees, meeting: Meeting) -> list[User]:
    """Return who comes to a meeting, each once."""
    sides = (meeting.buyer_id, meeting.supplier_id)
    return list(dict.fromkeys(user for side in sides for user in attendees[meeting.pk, side]))


def tell_step(step: RequestStep, *, meeting: Meeting | None = None) -> int:
    """Tell the people whom a step of a request concerns; return how many. Nobody is told twice.

    That is the side that has to answer or had to wait; of a side that has named a person for the
    request only that person. Whoever took the step knows of it, and whoever comes to the
    `meeting` that was booked by it has been told of that.
    """
    invited = _people(attendees_of([meeting]), meeting) if meeting else []
    people = {person: own for person, own in _concerned(step).items() if person not in invited}
    if meeting and people:
        meeting = Meeting.objects.with_sides_and_places().get(pk=meeting.pk)
    for person, own in people.items():
        notify(
            person,
            kind=f"meetings/request_{step.act}",
            context={
                "request": step.request,
                "step": step,
                "own": own,
                "partner": step.request.on_side(other_side(own.side)),
                "edition": step.request.edition,
                "meeting": meeting,
            },
            dedupe_key=f"request:{step.request_id}:{step.number}:{person.pk}",
        )
    return len(people)


def _concerned(step: RequestStep) -> dict[User, Participation]:
    """Return the people to tell, each with the side as which they are told."""
    request = step.request
    if step.act == RequestAct.DELEGATE:
        people = {step.person: request.on_side(step.side)} if step.person else {}
    else:
        sides = _sides_told(step)
        people = {
            person: request.on_side(side) for side in sides for person in _speakers(request, side)
        }
    return {person: own for person, own in people.items() if person.pk != step.actor_id}


def _sides_told(step: RequestStep) -> list[Side]:
    request = step.request
    if step.act == RequestAct.REMIND:
        return [Side(request.awaits)]
    if step.act == RequestAct.LAPSE:
        return [side for side in Side if request.on_side(side).is_approved]
    # What the clock ends is told to the side that waited: it carries the other one's name.
    return [other_side(step.side)]


def _speakers(request: MeetingRequest, side: str) -> list[User]:
    """Return who answers for a side; one query."""
    members = User.objects.filter(
        is_active=True, memberships__organisation=request.on_side(side).organisation_id
    ).order_by("pk")
    named = [person for person in members if person.pk == request.person_of(side)]
    return named or list(members)
