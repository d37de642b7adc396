"""Who comes to meetings: the one place that says so."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from accounts.models import Membership, User
from fair.editions.models import Delegate, Participation
from fair.meetings.models import Interpreter, Meeting, MeetingAttendee

# By (meeting id, participation id): the people of that side in order of name.
Attendees = Mapping[tuple[int, int], tuple[User, ...]]


def attendees_of(meetings: Iterable[Meeting]) -> Attendees:
    """Return the people who come to some meetings, side by side; three queries for any number.

    Those named for the meeting; else those whom the participation names as its delegates; else
    all members of the organisation. Whoever may not act for the organisation any more is left
    out. Reads both sides of each meeting, so load them along.
    """
    rows = list(meetings)
    sides = {side.pk: side for row in rows for side in (row.buyer, row.supplier)}
    named = _named(rows)
    members, delegates = _members(sides), _delegates(sides)
    found = {}
    for row in rows:
        for side in (row.buyer, row.supplier):
            allowed = members[side.organisation_id]
            chosen = named[row.pk, side.pk] & allowed.keys() or delegates[side.pk] & allowed.keys()
            people = [allowed[pk] for pk in chosen or allowed]
            found[row.pk, side.pk] = tuple(sorted(people, key=lambda user: (str(user), user.pk)))
    return found


def named_attendees(meeting: Meeting) -> dict[int, list[User]]:
    """Return who was named to come, by participation; load `attendees__user` along."""
    named: dict[int, list[User]] = defaultdict(list)
    for row in meeting.attendees.all():
        named[row.participation_id].append(row.user)
    return dict(named)


def interpreter_of(meeting: Meeting) -> Interpreter | None:
    """Return who interprets in a meeting; one query."""
    rows = Interpreter.objects.filter(parties__seats__meeting=meeting)
    return rows.first()


def _named(meetings: Iterable[Meeting]) -> Mapping[tuple[int, int], set[int]]:
    named: dict[tuple[int, int], set[int]] = defaultdict(set)
    rows = MeetingAttendee.objects.filter(meeting__in=[row.pk for row in meetings])
    for meeting_id, side_id, user_id in rows.values_list("meeting", "participation", "user"):
        named[meeting_id, side_id].add(user_id)
    return named


def _delegates(sides: Mapping[int, Participation]) -> Mapping[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    rows = Delegate.objects.filter(participation__in=sides, user__isnull=False)
    for side_id, user_id in rows.values_list("participation", "user"):
        found[side_id].add(user_id)
    return found


def _members(sides: Mapping[int, Participation]) -> Mapping[int, dict[int, User]]:
    found: dict[int, dict[int, User]] = defaultdict(dict)
    organisations = {side.organisation_id for side in sides.values()}
    rows = Membership.objects.filter(organisation__in=organisations, user__is_active=True)
    for row in rows.select_related("user").order_by("user_id"):
        found[row.organisation_id][row.user_id] = row.user
    return found
