"""Which meetings stand in whose calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from fair.editions.models import Edition, Participation
from fair.meetings.models import CalendarEntry, CalendarFeed, Meeting
from fair.meetings.selectors.attendees import attendees_of


@dataclass(frozen=True, slots=True)
class FeedChoice:
    """A feed that a person has or may make; without a participation their own meetings."""

    participation: Participation | None
    feed: CalendarFeed | None

    @property
    def key(self) -> str:
        """Tell it from the person's others: the participation's public id, or nothing."""
        return str(self.participation.public_id) if self.participation else ""


def feeds_of(
    user: User, *, edition: Edition, participations: Sequence[Participation]
) -> list[FeedChoice]:
    """Return the feeds that a person can have: their own, and one of each company; one query."""
    if not participations:
        return []
    rows = CalendarFeed.objects.visible_to(user).filter(edition=edition)
    found = {row.participation_id: row for row in rows}
    return [
        FeedChoice(None, found.get(None)),
        *(FeedChoice(each, found.get(each.pk)) for each in participations),
    ]


def meetings_of_feed(feed: CalendarFeed) -> list[Meeting]:
    """Return the standing meetings of a feed, as far as its person may see them today."""
    sides = Participation.objects.of_member(feed.user).filter(edition=feed.edition)
    if feed.participation is not None:
        sides = sides.filter(pk=feed.participation.pk)
    meetings = list(
        Meeting.objects.standing()
        .of_participations(sides.values("pk"))
        .with_sides_and_places()
        .order_by("starts_at", "id")
    )
    return meetings if feed.participation else meetings_for(feed.user, meetings)


def meetings_for(user: User, meetings: Sequence[Meeting]) -> list[Meeting]:
    """Keep the meetings that a person goes to."""
    attendees = attendees_of(meetings)
    return [
        meeting
        for meeting in meetings
        if any(user in attendees[meeting.pk, side] for side in _sides(meeting))
    ]


def organisations_of_feed(feed: CalendarFeed) -> frozenset[int]:
    """Return the organisations from whose side the feed's meetings are named."""
    if feed.participation is not None:
        return frozenset({feed.participation.organisation_id})
    return organisations_of(feed.user)


def organisations_of(user: Any) -> frozenset[int]:
    """Return the organisations that a person acts for, by id."""
    return frozenset(user.memberships.values_list("organisation_id", flat=True))


def sequence_for(user: Any, meeting: Meeting) -> int:
    """Return the count that a meeting has in a person's calendar; one query."""
    entry = CalendarEntry.objects.filter(meeting=meeting, user_id=user.pk or 0).first()
    return max(meeting.sequence, entry.sequence) if entry else meeting.sequence


def _sides(meeting: Meeting) -> tuple[int, int]:
    return meeting.buyer_id, meeting.supplier_id
