"""The messages of the meetings room."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from accounts.models import User
from fair.editions.choices import Side
from fair.editions.models import Edition, Participation
from fair.meetings.choices import RequestAct
from fair.meetings.models import Meeting, MeetingRequest, RequestStep, other_side
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


def tell_step(step: RequestStep) -> int:
    """Tell the people whom a step of a request concerns; return how many. Nobody is told twice.

    That is the side that has to answer or had to wait; of a side that has named a person for the
    request only that person. Whoever took the step knows of it.
    """
    people = _concerned(step)
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
