"""What happens around online meetings by the clock, and after them."""

from datetime import datetime, timedelta

from django.db import transaction

from fair.conferencing.mails import people_of, tell_opening
from fair.conferencing.models import JoinLink, OnlineRoom
from fair.conferencing.permissions import seat_of, takes_place_online
from fair.conferencing.providers import ProviderDoesNotAnswer, provider_of
from fair.conferencing.selectors import kiosk_code, settings_of, sides_at_the_fair
from fair.meetings.choices import MeetingMode, MeetingState
from fair.meetings.models import Meeting

# Personal links leave this long before the room opens, so that a slow mail is there in time.
AHEAD = timedelta(minutes=20)
LONGEST_OPENING = timedelta(minutes=120)


def send_links(*, now: datetime) -> int:
    """Send everybody whose online meeting is about to open their own link; return how many.

    A meeting gets its links once for each time to which it was moved, however often this runs.
    """
    soon = Meeting.objects.filter(
        mode=MeetingMode.ONLINE,
        state=MeetingState.CONFIRMED,
        starts_at__gt=now,
        starts_at__lte=now + LONGEST_OPENING + AHEAD,
    )
    rows = soon.select_related("edition", "buyer__organisation", "supplier__organisation")
    return sum(_send_links(meeting, now=now) for meeting in rows.order_by("starts_at", "id"))


def end_room(room_id: int) -> bool:
    """Send everybody out of the room of a meeting that is called off; tell whether that went.

    A meeting that takes place again by then keeps its room.
    """
    room = OnlineRoom.objects.select_related("meeting").get(pk=room_id)
    if room.ended_at is None or takes_place_online(room.meeting) or not room.provider:
        return False
    try:
        provider_of(room.provider, link=room.link).end(room.name)
    except ProviderDoesNotAnswer:
        return False  # it ends by itself with the time that it was made for
    return True


@transaction.atomic
def _send_links(meeting: Meeting, *, now: datetime) -> int:
    if settings_of(meeting.edition).window_of(meeting).opens_at > now + AHEAD:
        return 0
    OnlineRoom.objects.get_or_create(meeting=meeting)
    room = OnlineRoom.objects.select_for_update(no_key=True).get(meeting=meeting)
    if room.links_sent_for == meeting.starts_at:
        return 0
    room.links_sent_for = meeting.starts_at
    room.save(update_fields=["links_sent_for", "updated_at"])
    people = people_of(meeting)
    for person in people:
        seat = seat_of(person, meeting)
        code = kiosk_code(room, seat) if seat in sides_at_the_fair(meeting) else ""
        tell_opening(JoinLink.objects.create(room=room, user=person), code=code)
    return len(people)
