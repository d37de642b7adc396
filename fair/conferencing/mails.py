"""The messages about online meetings."""

from accounts.models import User
from fair.conferencing.models import JoinLink, OnlineRoom
from fair.meetings.models import Meeting
from fair.meetings.selectors.attendees import attendees_of
from fair.notifications.services import notify


def people_of(meeting: Meeting) -> list[User]:
    """Return the people of both sides who come, each once; three queries."""
    sides = attendees_of([meeting]).values()
    return sorted({person for side in sides for person in side}, key=lambda user: user.pk)


def tell_link(room: OnlineRoom, *, actor: User) -> int:
    """Tell everybody but the one who pasted it that there is a link now; return how many."""
    others = [person for person in people_of(room.meeting) if person != actor]
    for person in others:
        notify(
            person,
            kind="conferencing/link_pasted",
            context={"edition": room.meeting.edition, "meeting": room.meeting, "room": room},
            dedupe_key=f"online-link:{room.pk}:{room.link}:{person.pk}"[:200],
            needed_by=room.meeting.starts_at,
        )
    return len(others)


def tell_opening(link: JoinLink, *, code: str) -> None:
    """Send somebody their personal way in, shortly before the room opens; once for each time.

    `code` lets those in who sit down at a kiosk; empty for those who are not at the fair.
    """
    meeting = link.room.meeting
    notify(
        link.user,
        kind="conferencing/room_opens",
        context={"edition": meeting.edition, "meeting": meeting, "link": link, "code": code},
        dedupe_key=_opening_key(link.room, link.user),
        is_urgent=True,
        expires_at=meeting.ends_at,
    )


def _opening_key(room: OnlineRoom, person: User) -> str:
    return f"online-opens:{room.pk}:{room.meeting.starts_at:%Y%m%d%H%M}:{person.pk}"
