"""What somebody has to do today: the next meeting first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from fair.attendance.choices import Delay, FreedState, OfferState, PlaceKind
from fair.attendance.models import FreedTime, TimeOffer
from fair.attendance.selectors.codes import Place
from fair.attendance.selectors.presence import (
    OPENS_BEFORE,
    Encounter,
    SideThere,
    encounters_of,
)
from fair.editions.models import Edition, Participation
from fair.meetings.choices import MeetingState
from fair.meetings.models import Meeting

# What is settled stays in sight for so long, to be taken back.
STILL_SHOWN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class TodayEntry:
    """A meeting as one of its sides sees it on the day."""

    encounter: Encounter
    own: SideThere
    partner: SideThere

    @property
    def meeting(self) -> Meeting:
        return self.encounter.meeting

    @property
    def zone(self) -> ZoneInfo | None:
        """The side's own time zone where it stays away."""
        participation = self.own.participation
        return participation.zone if participation.attends_online else None

    @property
    def can_check_in(self) -> bool:
        return self.encounter.can_check_in and not self.own.is_there

    @property
    def can_say_late(self) -> bool:
        return self.can_check_in

    @property
    def can_say_absent(self) -> bool:
        is_alone = self.own.is_there and not self.partner.is_there
        return self.encounter.can_miss and is_alone

    @property
    def partner_missed(self) -> bool:
        missed = {"buyer": MeetingState.NO_SHOW_BUYER, "supplier": MeetingState.NO_SHOW_SUPPLIER}
        return self.meeting.state == missed[self.partner.side.value]

    @property
    def minutes_until(self) -> int:
        return -self.encounter.minutes_since_start

    @property
    def delays(self) -> list[tuple[int, Any]]:
        return list(Delay.choices)


@dataclass(frozen=True, slots=True)
class Today:
    """One day's meetings of some participations, and the offers that wait for them."""

    day: date | None = None
    current: TodayEntry | None = None
    later: tuple[TodayEntry, ...] = ()
    earlier: tuple[TodayEntry, ...] = ()
    offers: tuple[TimeOffer, ...] = ()
    freed: tuple[FreedTime, ...] = ()


def today_of(
    participations: Sequence[Participation], *, edition: Edition, user: Any, now: datetime
) -> Today:
    """Return today's meetings, or those of the next day that has some; eight queries at most."""
    if not participations:
        return Today()
    local = now.astimezone(edition.zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    rows = _standing(participations, user=user).filter(starts_at__gte=midnight)
    meetings = list(rows.with_sides_and_places().order_by("starts_at", "id"))
    days = [meeting.starts_at.astimezone(edition.zone).date() for meeting in meetings]
    ahead = [day for day, meeting in zip(days, meetings, strict=True) if meeting.ends_at > now]
    day = ahead[0] if ahead else next(iter(days), None)
    of_day = [meeting for each, meeting in zip(days, meetings, strict=True) if each == day]
    entries = list(_entries(encounters_of(of_day, now=now), participations))
    return replace(
        _sorted_out(entries, day=day, now=now),
        offers=tuple(open_offers(participations, user=user, now=now)),
        freed=tuple(_freed_times(participations, now=now)),
    )


def encounters_at(
    place: Place,
    participations: Sequence[Participation],
    *,
    user: Any,
    now: datetime,
) -> list[TodayEntry]:
    """Return the meetings for which somebody at a place can be checked in now; four queries."""
    rows = _standing(participations, user=user).filter(
        state=MeetingState.CONFIRMED,
        starts_at__lte=now + OPENS_BEFORE,
        ends_at__gt=now,
    )
    if place.kind == PlaceKind.TABLE:
        rows = rows.filter(seats__party__table=place.spot, seats__live=True)
    elif place.kind == PlaceKind.BOOTH:
        rows = rows.filter(seats__party__booth=place.spot, seats__live=True)
    meetings = list(rows.with_sides_and_places().order_by("starts_at", "id"))
    return list(_entries(encounters_of(meetings, now=now), participations))


def open_offers(
    participations: Iterable[Participation], *, user: Any, now: datetime
) -> QuerySet[TimeOffer]:
    """Return the offers that wait for an answer, the earliest time first; one query."""
    return (
        TimeOffer.objects.visible_to(user)
        .open(now)
        .filter(partner__in=[own.pk for own in participations])
        .select_related("freed__participation__organisation", "partner__organisation")
        .order_by("freed__starts_at", "id")
    )


def _freed_times(participations: Iterable[Participation], *, now: datetime) -> QuerySet[FreedTime]:
    waiting = Count("offers", filter=Q(offers__state=OfferState.OPEN))
    return (
        FreedTime.objects.filter(
            participation__in=[own.pk for own in participations],
            state=FreedState.OPEN,
            expires_at__gt=now,
        )
        .annotate(offer_count=waiting)
        .order_by("starts_at", "id")
    )


def _standing(participations: Sequence[Participation], *, user: Any) -> Any:
    ids = [own.pk for own in participations]
    return Meeting.objects.visible_to(user).standing().of_participations(ids)


def _entries(
    encounters: Iterable[Encounter], participations: Sequence[Participation]
) -> Iterable[TodayEntry]:
    own = {each.pk for each in participations}
    for encounter in encounters:
        for side in encounter.sides:
            if side.participation.pk in own:
                yield TodayEntry(encounter, side, encounter.opposite(side.side))


def _sorted_out(entries: Sequence[TodayEntry], *, day: date | None, now: datetime) -> Today:
    """Put first what is on or comes next; what was just said not to have been stays in sight."""

    def is_done(entry: TodayEntry) -> bool:
        if entry.encounter.is_over:
            return True
        is_fresh = now <= entry.meeting.updated_at + STILL_SHOWN
        return not entry.encounter.is_open and not (entry.partner_missed and is_fresh)

    ahead = [entry for entry in entries if not is_done(entry)]
    return Today(
        day=day,
        current=ahead[0] if ahead else None,
        later=tuple(ahead[1:]),
        earlier=tuple(entry for entry in entries if is_done(entry)),
    )
