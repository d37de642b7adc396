"""The room of a meeting: made once, ended with it, replaced by a link that somebody pastes."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refusal
from fair.common import after_commit
from fair.conferencing import mails
from fair.conferencing.choices import ProviderKind
from fair.conferencing.engine.pasted import Flaw, UnfitLink, checked_link
from fair.conferencing.models import OnlineRoom
from fair.conferencing.permissions import can_paste_link, seat_of, takes_place_online
from fair.conferencing.selectors import settings_of
from fair.conferencing.tasks import end_room
from fair.meetings.models import Meeting


class CannotPasteLink(Refusal):
    """The link is not one to meet at."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        Flaw.TOO_LONG: _("The link is too long."),
        Flaw.NOT_HTTPS: _("The link must begin with https://."),
        Flaw.NOT_AN_ADDRESS: _("This is not a web address that others can open."),
        "may_not": _("The organiser decides where this meeting takes place."),
    }


def ensure_room(meeting: Meeting) -> OnlineRoom:
    """Return the room of an online meeting, made where there is none; twice makes one."""
    room, _is_new = OnlineRoom.objects.get_or_create(meeting=meeting)
    return room


@transaction.atomic
def follow_meeting(meeting_id: int, *, now: datetime) -> OnlineRoom | None:
    """Make the room of a meeting that is online, end that of one that is not or was called off.

    Doing it twice has no second effect.
    """
    meeting = Meeting.objects.select_related("edition").get(pk=meeting_id)
    if takes_place_online(meeting):
        room = ensure_room(meeting)
        if room.ended_at is not None:
            room.ended_at = None
            room.save(update_fields=["ended_at", "updated_at"])
        return room
    rooms = OnlineRoom.objects.filter(meeting=meeting, ended_at=None)
    for room in rooms.select_for_update(no_key=True):
        room.ended_at = now
        room.save(update_fields=["ended_at", "updated_at"])
        after_commit.enqueue(end_room, room_id=room.pk)
    return None


@transaction.atomic
def paste_link(room: OnlineRoom, *, link: str, actor: User, now: datetime) -> OnlineRoom:
    """Say where to meet instead, and tell the others; the same link again changes nothing.

    From then on everybody is sent there. Raise CannotPasteLink.
    """
    locked = OnlineRoom.objects.select_for_update(no_key=True).get(pk=room.pk)
    meeting = locked.meeting
    settings = settings_of(meeting.edition)
    if not can_paste_link(seat_of(actor, meeting), settings=settings, room=locked):
        raise CannotPasteLink("may_not")
    try:
        checked = checked_link(link)
    except UnfitLink as error:
        raise CannotPasteLink(error.flaw) from error
    if locked.link == checked and locked.provider == ProviderKind.LINK:
        return locked
    locked.link, locked.provider = checked, ProviderKind.LINK
    locked.link_set_by, locked.link_set_at = actor, now
    locked.save(update_fields=["link", "provider", "link_set_by", "link_set_at", "updated_at"])
    mails.tell_link(locked, actor=actor)
    return locked
