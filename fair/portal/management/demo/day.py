"""Bring the demo fair's first day to this very hour, and play what has happened of it so far."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, Model

from accounts.models import User
from fair.attendance.choices import CheckInWay
from fair.attendance.models import Screen
from fair.attendance.services.checking_in import check_in
from fair.attendance.services.lateness import say_late
from fair.attendance.services.missing import say_absent
from fair.attendance.services.screens import decide_rules, make_screen
from fair.editions.choices import EditionState, Side
from fair.editions.models import Edition, FairDay
from fair.editions.services.lifecycle import advance_edition
from fair.meetings.choices import MeetingState
from fair.meetings.models import (
    AvailabilityWindow,
    BookingRules,
    Meeting,
    MeetingSeat,
    PlannedMeeting,
)
from fair.meetings.services.changing import cancel_meeting
from fair.meetings.services.closing import hold_meeting

# The clock of the first of these zones in which many meetings are on is the fair's: one for each
# hour of the world's day.
ZONES = (
    *("Asia/Ho_Chi_Minh", "Asia/Shanghai", "Asia/Tokyo", "Asia/Dhaka", "Asia/Karachi"),
    *("Asia/Dubai", "Europe/Istanbul", "Africa/Cairo", "Africa/Lagos", "Africa/Accra"),
    *("Atlantic/Cape_Verde", "America/Noronha", "America/Sao_Paulo", "America/Caracas"),
    *("America/Lima", "America/Costa_Rica", "America/Phoenix", "Pacific/Pitcairn"),
    *("Pacific/Gambier", "Pacific/Honolulu", "Pacific/Pago_Pago", "Pacific/Tarawa"),
    *("Pacific/Noumea", "Australia/Brisbane"),
)
BUSY_HOURS = ((time(10), time(11, 30)), (time(14), time(16)))
MOVED: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
    (Meeting, ("starts_at", "ends_at")),
    (PlannedMeeting, ("starts_at", "ends_at")),
    (AvailabilityWindow, ("starts_at", "ends_at")),
    (
        BookingRules,
        ("requests_open_at", "requests_close_at", "booking_opens_at", "booking_closes_at"),
    ),
)
MINUTE = timedelta(minutes=1)
# Of a hundred meetings that are over, so many had a side that did not come, and so many nobody
# closed; the others took place.
MISSED, UNCLEAR = 6, 3
# Of a hundred that are on, at so many both are there, and of so many one says that they come late.
BOTH_THERE, SAY_LATE = 80, 10


@dataclass(slots=True)
class Played:
    """What became of the meetings so far."""

    held: int = 0
    missed: int = 0
    unclear: int = 0
    under_way: int = 0

    def __str__(self) -> str:
        return (
            f"{self.held} held, {self.missed} missed by one side, {self.unclear} to settle,"
            f" {self.under_way} under way"
        )


def set_up_screens(edition: Edition, *, actor: User) -> int:
    """Make a screen of each hall that names the companies; return how many there are."""
    decide_rules(edition, screens_name_companies=True, offers_freed_time=True)
    for hall in edition.halls.order_by("code", "id"):
        make_screen(edition, hall=hall, actor=actor)
    return Screen.objects.filter(edition=edition, revoked_at=None).count()


@transaction.atomic
def bring_to_today(edition: Edition, *, now: datetime) -> str:
    """Move the whole fair so that it is the middle of its first day; return the zone it is in.

    The fair keeps its hours; where it is night in Hanoi, it takes place where it is day. Once
    moved, it stays where it is for that day.
    """
    zone = _zone(now)
    first = now.astimezone(zone).date()
    if edition.starts_on == first:
        return edition.time_zone
    days = (first - edition.starts_on).days
    shift = _midnight(first, zone) - _midnight(edition.starts_on, edition.zone)
    for day in FairDay.objects.filter(edition=edition).order_by("date" if days < 0 else "-date"):
        day.date += timedelta(days=days)
        day.save(update_fields=["date"])
    _move(edition, shift)
    edition.starts_on, edition.ends_on = first, edition.ends_on + timedelta(days=days)
    edition.time_zone = str(zone)
    edition.save(update_fields=["starts_on", "ends_on", "time_zone", "updated_at"])
    while edition.state != EditionState.LIVE:
        advance_edition(edition)
    return edition.time_zone


def play(edition: Edition, *, now: datetime, seed: int) -> Played:
    """Let people check in, come late and stay away, in order of time, through the services."""
    rng = Random(seed)  # noqa: S311 - invented people, not secrets
    played = Played()
    begun = Meeting.objects.filter(
        edition=edition, state=MeetingState.CONFIRMED, starts_at__lte=now, check_ins=None
    )
    related = ("edition", "buyer__organisation", "supplier__organisation")
    for meeting in (
        begun.filter(check_ins=None).select_related(*related).order_by("starts_at", "id")
    ):
        if meeting.ends_at <= now:
            _play_whole(meeting, rng=rng, played=played)
        else:
            _play_half(meeting, rng=rng, now=now, played=played)
    return played


def call_one_off(edition: Edition, *, actor: User, now: datetime) -> None:
    """Call the next meeting off, so that somebody has time which others are offered."""
    ahead = Meeting.objects.filter(
        edition=edition, state=MeetingState.CONFIRMED, starts_at__gt=now + 15 * MINUTE
    )
    meeting = ahead.order_by("starts_at", "id").first()
    if meeting is not None:
        cancel_meeting(meeting, actor=actor, now=now, reason="Xe của chúng tôi bị hỏng.")


def _play_whole(meeting: Meeting, *, rng: Random, played: Played) -> None:
    """Play a meeting that is over."""
    luck = rng.randrange(100)
    first, second = rng.sample(list(Side), 2)
    _come(meeting, first, rng=rng)
    if luck < MISSED:
        person = _person(meeting, first)
        say_absent(meeting, side=first, actor=person, now=meeting.starts_at + 7 * MINUTE)
        played.missed += 1
    elif luck < MISSED + UNCLEAR:
        played.unclear += 1
    else:
        _come(meeting, second, rng=rng)
        hold_meeting(meeting, actor=None, now=meeting.ends_at)
        played.held += 1


def _play_half(meeting: Meeting, *, rng: Random, now: datetime, played: Played) -> None:
    """Play a meeting that is on: most sides are there, some late."""
    luck = rng.randrange(100)
    first, second = rng.sample(list(Side), 2)
    _come(meeting, first, rng=rng)
    if luck < BOTH_THERE:
        _come(meeting, second, rng=rng)
        played.under_way += 1
    elif luck < BOTH_THERE + SAY_LATE:
        person = _person(meeting, second)
        say_late(meeting, side=second, minutes=10, actor=person, now=meeting.starts_at)


def _come(meeting: Meeting, side: Side, *, rng: Random) -> None:
    how = rng.choice([CheckInWay.PLACE_CODE, CheckInWay.BUTTON, CheckInWay.PERSON_CODE])
    came = meeting.starts_at - rng.randrange(8) * MINUTE
    check_in(meeting, side=side, how=how, actor=_person(meeting, side), now=came)


def _person(meeting: Meeting, side: Side) -> User:
    participation = meeting.buyer if side == Side.BUYER else meeting.supplier
    memberships = participation.organisation.memberships.select_related("user")
    return memberships.order_by("id")[0].user


def _move(edition: Edition, shift: timedelta) -> None:
    for model, fields in MOVED:
        rows = model._default_manager.filter(**{_edition_of(model): edition})  # noqa: SLF001
        rows.update(**{field: F(field) + shift for field in fields})
    seats = list(MeetingSeat.objects.filter(meeting__edition=edition))
    for seat in seats:
        seat.period = DateTimeTZRange(seat.period.lower + shift, seat.period.upper + shift, "[)")
    MeetingSeat.objects.bulk_update(seats, ["period"])


def _edition_of(model: type[Model]) -> str:
    lookups = {PlannedMeeting: "run__edition", AvailabilityWindow: "participation__edition"}
    return lookups.get(model, "edition")


def _zone(now: datetime) -> ZoneInfo:
    return next(zone for zone in map(ZoneInfo, ZONES) if _is_busy(now.astimezone(zone).time()))


def _is_busy(clock: time) -> bool:
    return any(begins <= clock < ends for begins, ends in BUSY_HOURS)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
