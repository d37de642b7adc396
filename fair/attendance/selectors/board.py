"""The organisers' live board: now, next, late, to settle, empty places, who waits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery

from fair.attendance.choices import FreedState, OfferState
from fair.attendance.models import CheckIn, FreedTime, Lateness
from fair.attendance.selectors.presence import Encounter, encounters_of
from fair.common.search import folded
from fair.editions.models import Edition, Hall
from fair.meetings.choices import MeetingState, PartyKind
from fair.meetings.models import Meeting, MeetingSeat, Party

NEXT_WITHIN = timedelta(minutes=60)
MOST_UNCLEAR = 100
ONLINE = "online"


@dataclass(frozen=True, slots=True)
class Board:
    """The day at one moment, in one hall or everywhere."""

    now: datetime
    running: tuple[Encounter, ...]
    coming: tuple[Encounter, ...]
    unclear: tuple[Encounter, ...]
    empty_tables: tuple[Party, ...]
    freed: tuple[FreedTime, ...]

    @property
    def under_way_count(self) -> int:
        return sum(each.is_under_way for each in self.running)

    @property
    def late_count(self) -> int:
        return sum(each.is_late for each in self.running)

    @property
    def waiting_count(self) -> int:
        return sum(each.waiting is not None for each in self.running)

    @property
    def next_starts_at(self) -> datetime | None:
        return self.coming[0].meeting.starts_at if self.coming else None


def board_of(edition: Edition, *, now: datetime, hall: str = "", words: str = "") -> Board:
    """Return the board of an edition; seven queries for any number of meetings.

    `hall` is a hall's id or ONLINE, empty for everywhere; `words` are parts of a company's name.
    """
    meetings = list(_meetings(edition, now=now))
    shown = [
        each
        for each in encounters_of(meetings, now=now)
        if _is_in(each, hall) and _is_about(each, words)
    ]
    running = [each for each in shown if each.is_now]
    coming = [each for each in shown if each.meeting.starts_at > now]
    return Board(
        now=now,
        running=tuple(sorted(running, key=_troubled_first)),
        coming=tuple(coming),
        unclear=tuple(each for each in shown if each.is_unclear)[-MOST_UNCLEAR:],
        empty_tables=tuple(_empty_tables(edition, now=now, hall=hall)),
        freed=tuple(_freed_times(edition, now=now)),
    )


def board_signature(edition: Edition, *, now: datetime, view: str) -> str:
    """Return what changes whenever a board may look different; one query.

    Whoever has it seen need not see it again: nothing changed, and the minute is the same.
    """
    of_edition = {"meeting__edition": OuterRef("pk")}
    figures = (
        Edition.objects.filter(pk=edition.pk)
        .annotate(
            met=_latest(Meeting.objects.filter(edition=OuterRef("pk")), "updated_at"),
            seen=_latest(CheckIn.objects.filter(**of_edition), "pk"),
            undone=_latest(CheckIn.objects.filter(**of_edition), "undone_at"),
            late=_latest(Lateness.objects.filter(**of_edition), "said_at"),
            freed=_latest(
                FreedTime.objects.filter(participation__edition=OuterRef("pk")), "updated_at"
            ),
        )
        .values_list("schedule_version", "met", "seen", "undone", "late", "freed")
        .get()
    )
    whole = f"{figures} {now:%Y-%m-%d %H:%M} {view}"
    return f'"{sha256(whole.encode()).hexdigest()[:32]}"'


def _meetings(edition: Edition, *, now: datetime) -> QuerySet[Meeting]:
    """Return what is on, what is open from before, and what begins within the hour.

    Before and between the days: what begins next.
    """
    standing = Meeting.objects.standing().filter(edition=edition)
    first = standing.filter(starts_at__gt=now, state=MeetingState.CONFIRMED)
    next_start = first.aggregate(at=Min("starts_at"))["at"]
    until = max(now + NEXT_WITHIN, next_start or now)
    on_or_next = standing.filter(ends_at__gt=now, starts_at__lte=until)
    rows = on_or_next | standing.unsettled(now=now)
    return rows.with_sides_and_places().order_by("starts_at", "id")


def _empty_tables(edition: Edition, *, now: datetime, hall: str) -> Iterable[Party]:
    """Return the tables at which nobody sits now."""
    if hall == ONLINE:
        return []
    tables = Party.objects.filter(
        edition=edition, kind=PartyKind.TABLE, table__is_active=True
    ).exclude(seats__in=MeetingSeat.objects.filter(live=True, period__contains=now).values("pk"))
    if hall.isdecimal():
        tables = tables.filter(table__hall=int(hall))
    return tables.select_related("table__hall", "booth__hall").order_by("table__code", "id")


def _freed_times(edition: Edition, *, now: datetime) -> QuerySet[FreedTime]:
    open_offers = Count("offers", filter=Q(offers__state=OfferState.OPEN))
    return (
        FreedTime.objects.filter(
            participation__edition=edition, state=FreedState.OPEN, expires_at__gt=now
        )
        .select_related("participation__organisation")
        .annotate(offer_count=open_offers)
        .order_by("starts_at", "id")
    )


def _is_in(encounter: Encounter, hall: str) -> bool:
    if not hall:
        return True
    its: Hall | None = encounter.hall
    return hall == ONLINE if its is None else str(its.pk) == hall


def _is_about(encounter: Encounter, words: str) -> bool:
    names = " ".join(str(side.participation) for side in encounter.sides)
    haystack = folded(names)
    return all(word in haystack for word in folded(words).split())


def _troubled_first(encounter: Encounter) -> tuple[Any, ...]:
    return (
        not encounter.is_open,
        not encounter.is_late,
        encounter.is_under_way,
        encounter.meeting.place_name,
        encounter.meeting.pk,
    )


def _latest(rows: QuerySet[Any], field: str) -> Subquery:
    return Subquery(rows.order_by(F(field).desc(nulls_last=True)).values(field)[:1])
