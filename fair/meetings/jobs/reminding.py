"""Remind people of their meetings: the evening before, and some minutes before each.

Both may run at any time, twice at once, or not for hours. A message's key says what was told to
whom, so the clock decides only when somebody is told, never how often.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta

from django.db import transaction

from accounts.models import User
from fair.editions.models import Edition
from fair.meetings.choices import MeetingState
from fair.meetings.models import Meeting
from fair.meetings.selectors.attendees import attendees_of
from fair.notifications.selectors import keys_used, reminder_minutes_of
from fair.notifications.services import notify

EVENING = time(18)
# Whom no evening reached is told until then, on the clock of the fair.
CATCH_UP_UNTIL = time(10)
LONGEST_NOTICE = timedelta(hours=2)


def remind_before(*, now: datetime) -> int:
    """Tell those who come to a meeting that it begins soon; return how many were told.

    Each person is told as long before as they chose, once for each version of the meeting, and
    never after it began.
    """
    soon = Meeting.objects.filter(
        state=MeetingState.CONFIRMED, starts_at__gt=now, starts_at__lte=now + LONGEST_NOTICE
    )
    told = 0
    for meeting, people in _due(soon.select_related("buyer", "supplier"), now=now):
        told += _remind_of(meeting, people)
    return told


def remind_of_day(*, now: datetime) -> int:
    """Tell everybody what they have on the fair's next day; return how many were told.

    From 18:00 on the evening before, once for each person and day.
    """
    editions = Edition.objects.filter(
        meetings__state=MeetingState.CONFIRMED,
        meetings__starts_at__gt=now,
        meetings__starts_at__lt=now + timedelta(days=2),
    ).distinct()
    told = 0
    for edition in editions.order_by("id"):
        day = _day_to_tell(now.astimezone(edition.zone))
        if day is not None:
            told += _remind_of_day(edition, day, now=now)
    return told


def key_of(meeting_id: int, sequence: int) -> str:
    """Return how the keys of reminders of one version of a meeting begin."""
    return f"reminder:{meeting_id}:{sequence}:"


def _due(rows: Iterable[Meeting], *, now: datetime) -> Iterator[tuple[Meeting, list[User]]]:
    """Yield each meeting with those who are to be told now and were not."""
    meetings = list(rows)
    people = _people(meetings)
    minutes = reminder_minutes_of({user.pk for users in people.values() for user in users})
    keys = {
        key_of(row.pk, row.sequence) + str(user.pk): (row, user)
        for row in meetings
        for user in people[row]
        if minutes[user.pk] and row.starts_at - timedelta(minutes=minutes[user.pk]) <= now
    }
    used = keys_used(keys)
    due: dict[Meeting, list[User]] = defaultdict(list)
    for key, (row, user) in keys.items():
        if key not in used:
            due[row].append(user)
    yield from due.items()


@transaction.atomic
def _remind_of(meeting: Meeting, people: Iterable[User]) -> int:
    rows = _unchanged([meeting])
    told = list(people) if rows else []
    for person in told:
        notify(
            person,
            kind="meetings/reminder",
            context={"edition": rows[0].edition, "meeting": rows[0]},
            dedupe_key=key_of(meeting.pk, meeting.sequence) + str(person.pk),
            is_urgent=True,
            expires_at=meeting.starts_at,
        )
    return len(told)


def _remind_of_day(edition: Edition, day: date, *, now: datetime) -> int:
    starts_at = datetime.combine(day, time(), tzinfo=edition.zone)
    ends_at = datetime.combine(day + timedelta(days=1), time(), tzinfo=edition.zone)
    rows = Meeting.objects.filter(
        edition=edition,
        state=MeetingState.CONFIRMED,
        starts_at__gte=starts_at,
        starts_at__lt=ends_at,
    )
    own: dict[User, list[Meeting]] = defaultdict(list)
    for row, people in _people(rows.select_related("buyer", "supplier")).items():
        for person in people:
            own[person].append(row)
    keys = {f"day:{edition.pk}:{day}:{person.pk}": person for person in own}
    used = keys_used(keys)
    return sum(
        _tell_day(person, own[person], day=day, key=key, now=now)
        for key, person in keys.items()
        if key not in used
    )


@transaction.atomic
def _tell_day(person: User, meetings: list[Meeting], *, day: date, key: str, now: datetime) -> bool:
    """Send a person the list of one day, unless that day has begun for them."""
    rows = _unchanged(meetings)
    if not rows or rows[0].starts_at <= now:
        return False
    notify(
        person,
        kind="meetings/day_ahead",
        context={"edition": rows[0].edition, "meetings": rows, "day": day},
        dedupe_key=key,
        expires_at=rows[0].starts_at,
    )
    return True


def _unchanged(meetings: list[Meeting]) -> list[Meeting]:
    """Lock the meetings and return them in order of time, with places.

    Return none if one was changed since it was read or is being changed now: whoever does so tells
    people, and the next beat reminds them of what then is.
    """
    seen = {(row.pk, row.sequence) for row in meetings}
    rows = Meeting.objects.filter(pk__in=[row.pk for row in meetings], state=MeetingState.CONFIRMED)
    locks = rows.select_for_update(of=("self",), no_key=True, skip_locked=True).order_by("id")
    if {(row.pk, row.sequence) for row in locks} != seen:
        return []
    return list(rows.with_sides_and_places().order_by("starts_at", "id"))


def _people(rows: Iterable[Meeting]) -> Mapping[Meeting, list[User]]:
    """Return who comes to each meeting, each person once."""
    meetings = list(rows)
    attendees = attendees_of(meetings)
    return {
        row: list(
            dict.fromkeys([*attendees[row.pk, row.buyer_id], *attendees[row.pk, row.supplier_id]])
        )
        for row in meetings
    }


def _day_to_tell(local: datetime) -> date | None:
    """Return the day of which to tell at a moment on the fair's clock; None around noon."""
    if local.time() >= EVENING:
        return local.date() + timedelta(days=1)
    return local.date() if local.time() < CATCH_UP_UNTIL else None
