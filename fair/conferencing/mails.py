"""The messages about online meetings."""

from accounts.models import Membership, User
from fair.conferencing.models import JoinLink, OnlineRoom
from fair.meetings.models import Meeting
from fair.notifications.services import notify


def people_of(meeting: Meeting) -> list[User]:
    """Return the people of both sides, each once; one query."""
    sides = [meeting.buyer.organisation_id, meeting.supplier.organisation_id]
    members = Membership.objects.filter(organisation__in=sides, user__is_active=True)
    return list(User.objects.filter(pk__in=members.values("user_id")).order_by("id"))


def tell_link(room: OnlineRoom, *, actor: User) -> int:
    """Tell everybody but the one who pasted it that there is a link now; return how many."""
    others = [person for person in people_of(room.meeting) if person != actor]
    for person in others:
        notify(
            person,
            kind="conferencing/link_pasted",
            context={"edition": room.meeting.edition, "meeting": room.meeting, "room": room},
            dedupe_key=f"online-link:{room.pk}:{room.link}:{person.pk}"[:200],
        )
    return len(others)


def tell_opening(link: JoinLink) -> None:
    """Send somebody their personal way in, shortly before the room opens; once for each time."""
    meeting = link.room.meeting
    notify(
        link.user,
        kind="conferencing/room_opens",
        context={"edition": meeting.edition, "meeting": meeting, "link": link},
        dedupe_key=_opening_key(link.room, link.user),
    )


def _opening_key(room: OnlineRoom, person: User) -> str:
    return f"online-opens:{room.pk}:{room.meeting.starts_at:%Y%m%d%H%M}:{person.pk}"
