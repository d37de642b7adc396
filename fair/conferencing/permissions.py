"""Who may do what with an online meeting."""

from typing import Any

from fair.conferencing.choices import JOINABLE_STATES, ProviderKind, Seat
from fair.conferencing.models import OnlineRoom, OnlineSettings
from fair.editions.permissions import is_member
from fair.meetings.choices import MeetingMode
from fair.meetings.models import Meeting


def takes_place_online(meeting: Meeting) -> bool:
    """Tell whether there is a room to enter: online, and not called off."""
    return meeting.mode == MeetingMode.ONLINE and meeting.state in JOINABLE_STATES


def seat_of(user: Any, meeting: Meeting) -> Seat:
    """Return as what somebody who may see `meeting` sits in it; up to two queries.

    Who acts for both sides sits with the supplier, who is the host.
    """
    if is_member(user, meeting.supplier):
        return Seat.SUPPLIER
    return Seat.BUYER if is_member(user, meeting.buyer) else Seat.ORGANISER


def is_moderator(seat: Seat) -> bool:
    """Tell whether a seat may mute and send out: the host's, and the organiser's."""
    return seat != Seat.BUYER


def can_paste_link(seat: Seat, *, settings: OnlineSettings, room: OnlineRoom) -> bool:
    """Tell whether somebody may say where to meet instead.

    Organisers always; the two sides where the edition leaves it to them, or its server failed.
    """
    if seat == Seat.ORGANISER:
        return True
    return ProviderKind.LINK in {room.provider or settings.provider, settings.fallback}
