"""Let people into online meetings: from the lobby, by a personal link, at a kiosk."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings as site
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refusal
from fair.conferencing.choices import ProviderKind, Seat
from fair.conferencing.engine.types import Guest, Room
from fair.conferencing.engine.window import Phase
from fair.conferencing.models import JoinLink, Kiosk, OnlineRoom, OnlineSettings, Presence
from fair.conferencing.permissions import is_moderator, seat_of, takes_place_online
from fair.conferencing.providers import opens, provider_of
from fair.conferencing.selectors import settings_of
from fair.conferencing.services.rooms import ensure_room
from fair.meetings.models import Meeting


class CannotJoin(Refusal):
    """The person cannot go into the room now."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "not_online": _("This meeting does not take place online, or was called off."),
        "early": _("The room is not open yet."),
        "over": _("The meeting is over."),
        "no_link": _("Nobody has said yet where you meet: paste a link below."),
        "nobody_answers": _(
            "The video server does not answer, nor does the one that stands in for it. "
            "Paste a link to another place below, and the others are sent there too."
        ),
        "link_used": _("This link was used before."),
        "not_yours": _("This link belongs to somebody else."),
        "no_access": _("You do not take part in this meeting any more."),
    }


@dataclass(frozen=True, slots=True)
class Way:
    """The address of a guest's own into a room, as things stand."""

    address: str
    room: OnlineRoom


def join(meeting: Meeting, *, user: User, now: datetime) -> Way:
    """Let somebody in who may see `meeting`; again and again, as connections break.

    Raise CannotJoin.
    """
    seat = seat_of(user, meeting)
    name = _name_of(user, meeting, seat)
    way = _way_in(meeting, whose=f"user {user.pk}", name=name, seat=seat, now=now)
    _enters(way.room, {"user": user}, seat=seat, name=name, now=now)
    return way


def join_at_kiosk(kiosk: Kiosk, meeting: Meeting, *, seat: Seat, now: datetime) -> Way:
    """Let a side in that sits at a kiosk; the caller has seen that it is that side.

    Raise CannotJoin.
    """
    side = meeting.supplier if seat == Seat.SUPPLIER else meeting.buyer
    name = f"{side} ({kiosk.name})"
    way = _way_in(meeting, whose=f"kiosk {kiosk.pk} {seat}", name=name, seat=seat, now=now)
    _enters(way.room, {"kiosk": kiosk}, seat=seat, name=name, now=now)
    return way


def use_link(link: JoinLink, *, user: User | None, now: datetime) -> Way:
    """Let the person in for whom the link was made, once; `user` is who is signed in, if any.

    A link is used up only when it let somebody in. Raise CannotJoin.
    """
    check_link(link, user=user)
    way = join(link.room.meeting, user=link.user, now=now)
    if not JoinLink.objects.filter(pk=link.pk, used_at=None).update(used_at=now):
        raise CannotJoin("link_used")  # by a second click, while the server was asked
    return way


def check_link(link: JoinLink, *, user: User | None) -> None:
    """Raise CannotJoin unless the link is new and its owner may still come."""
    if user is not None and user.pk != link.user_id:
        raise CannotJoin("not_yours")
    if link.used_at is not None:
        raise CannotJoin("link_used")
    visible = Meeting.objects.visible_to(link.user).filter(pk=link.room.meeting_id)
    if not (link.user.is_active and visible.exists()):
        raise CannotJoin("no_access")


def be_seen(meeting: Meeting, *, user: User, now: datetime) -> OnlineRoom:
    """Note that somebody has the lobby open, and return the room. Raise CannotJoin."""
    if not takes_place_online(meeting):
        raise CannotJoin("not_online")
    room = ensure_room(meeting)
    seat = seat_of(user, meeting)
    Presence.objects.update_or_create(
        room=room,
        user=user,
        kiosk=None,
        defaults={"seat": seat, "name": _name_of(user, meeting, seat), "seen_at": now},
    )
    return room


def _way_in(meeting: Meeting, *, whose: str, name: str, seat: Seat, now: datetime) -> Way:
    """Find a place that answers, the same for everybody, and the address of the guest's own."""
    settings = settings_of(meeting.edition)
    _check_time(meeting, settings, now=now)
    room = ensure_room(meeting)
    place = _place(room, meeting, settings)
    room = _settled(room, place=place, kind=_answering(room, settings, place=place), now=now)
    # The same person is the same guest after a broken connection; servers learn no ids of ours.
    key = salted_hmac("fair.conferencing.guest", f"{whose} {room.name}").hexdigest()[:20]
    guest = Guest(key=key, name=name, is_moderator=is_moderator(seat))
    return Way(provider_of(room.provider, link=room.link).address_for(place, guest), room)


def _check_time(meeting: Meeting, settings: OnlineSettings, *, now: datetime) -> None:
    if not takes_place_online(meeting):
        raise CannotJoin("not_online")
    phase = settings.window_of(meeting).phase(now)
    if phase != Phase.OPEN:
        raise CannotJoin(phase)


def _place(room: OnlineRoom, meeting: Meeting, settings: OnlineSettings) -> Room:
    lobby = reverse("conferencing:lobby", args=[meeting.edition.slug, meeting.public_id])
    return Room(
        name=room.name,
        title=f"{meeting.buyer} – {meeting.supplier}",
        closes_at=settings.window_of(meeting).closes_at,
        return_url=f"{site.SITE_URL}{lobby}",
    )


def _answering(room: OnlineRoom, settings: OnlineSettings, *, place: Room) -> ProviderKind:
    """Return the first provider that opens the room; servers are asked outside of any lock."""
    wanted = ProviderKind(room.provider or settings.provider)
    for kind in dict.fromkeys([wanted, ProviderKind(settings.fallback)]):
        if opens(kind, place, link=room.link):
            return kind
    is_left_to_people = wanted == settings.fallback == ProviderKind.LINK
    raise CannotJoin("no_link" if is_left_to_people else "nobody_answers")


@transaction.atomic
def _settled(room: OnlineRoom, *, place: Room, kind: ProviderKind, now: datetime) -> OnlineRoom:
    """Keep where the meeting takes place, unless somebody who came at the same time did.

    Two who find different servers answering must still meet: the first one to get here decides,
    and only a place that has failed since is left.
    """
    locked = OnlineRoom.objects.select_for_update(no_key=True).get(pk=room.pk)
    if locked.provider == kind or locked.provider != room.provider:
        return locked
    locked.fell_back_at = now if kind != _meant(locked) else None
    locked.provider = kind
    locked.save(update_fields=["provider", "fell_back_at", "updated_at"])
    return locked


def _meant(room: OnlineRoom) -> str:
    return room.provider or settings_of(room.meeting.edition).provider


def _enters(room: OnlineRoom, who: dict[str, Any], *, seat: Seat, name: str, now: datetime) -> None:
    Presence.objects.update_or_create(
        room=room,
        **{"user": None, "kiosk": None, **who},
        defaults={"seat": seat, "name": name, "seen_at": now, "entered_at": now},
    )


def _name_of(user: User, meeting: Meeting, seat: Seat) -> str:
    """Return what the others read: person and company; never the e-mail address."""
    sides = {Seat.SUPPLIER: meeting.supplier, Seat.BUYER: meeting.buyer}
    company = sides.get(seat, meeting.edition.organiser)
    return (f"{user.full_name} ({company})" if user.full_name else str(company))[:200]
