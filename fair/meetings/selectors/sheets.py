"""What stands on printed agendas: sheets of companies and people, booths, tables and halls."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from accounts.models import User
from fair.common.intervals import Interval
from fair.editions.models import Booth, Edition, Hall, MeetingTable, Participation
from fair.editions.selectors import slots_of
from fair.meetings.models import Meeting
from fair.meetings.selectors.calendars import meetings_for


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A stretch of time with the meeting in it; None: free, for notes."""

    time: Interval
    meeting: Meeting | None = None


@dataclass(frozen=True, slots=True)
class SheetDay:
    """A day of the edition's calendar, its rows in order of time."""

    date: date
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One agenda to print. `own` holds the ids of the participations whose it is.

    A sheet of a place belongs to nobody and names both sides of each meeting. `zone` is the
    reader's own where it is not the fair's.
    """

    owner: str
    days: tuple[SheetDay, ...]
    own: frozenset[int] = frozenset()
    zone: ZoneInfo | None = None
    public_id: str = ""
    shows_places: bool = True
    names: tuple[str, ...] = field(default=())


def sheet_of_person(
    user: User, *, edition: Edition, participations: Sequence[Participation]
) -> Sheet:
    """Return the meetings that a person goes to, for all companies they act for."""
    rows = _meetings(edition).of_participations([each.pk for each in participations])
    meetings = meetings_for(user, list(rows.with_subjects_for(user)))
    zones = [each.zone for each in participations if each.attends_online]
    return Sheet(
        owner=str(user),
        days=_days(edition, meetings, slots=slots_of(edition)),
        own=frozenset(each.pk for each in participations),
        zone=zones[0] if zones else None,
        names=tuple(str(each) for each in participations),
    )


def sheet_of_company(participation: Participation, *, user: Any) -> Sheet:
    """Return all meetings of a company, with the subjects of which `user` may know."""
    edition = participation.edition
    rows = _meetings(edition).of_participations([participation.pk]).with_subjects_for(user)
    return _company_sheet(participation, list(rows), slots=slots_of(edition))


def sheets_of_companies(edition: Edition, *, part: slice) -> list[Sheet]:
    """Return the sheets of some of the companies that have meetings, without subjects.

    `part` cuts them out of `companies_with_meetings`.
    """
    companies = list(companies_with_meetings(edition)[part])
    by_company: dict[int, list[Meeting]] = defaultdict(list)
    for meeting in _meetings(edition).of_participations([each.pk for each in companies]):
        by_company[meeting.buyer_id].append(meeting)
        by_company[meeting.supplier_id].append(meeting)
    slots = slots_of(edition)
    return [_company_sheet(each, by_company[each.pk], slots=slots) for each in companies]


def companies_with_meetings(edition: Edition) -> QuerySet[Participation]:
    """Return the participations that have standing meetings, by side and name."""
    standing = Meeting.objects.filter(edition=edition).standing()
    buyers, suppliers = standing.values("buyer"), standing.values("supplier")
    found = Participation.objects.filter(edition=edition)
    met = found.filter(pk__in=buyers) | found.filter(pk__in=suppliers)
    related = ("organisation", "edition")
    return met.select_related(*related).order_by("side", "organisation__legal_name", "id")


def sheets_of_tables(edition: Edition, tables: Iterable[MeetingTable]) -> list[Sheet]:
    """Return one sheet for each table; three queries and more for any number."""
    return _place_sheets(edition, {table.pk: table for table in tables}, reference="table_id")


def sheets_of_booths(edition: Edition, booths: Iterable[Booth]) -> list[Sheet]:
    """Return one sheet for each booth, whatever the seats at it."""
    return _place_sheets(edition, {booth.pk: booth for booth in booths}, reference="booth_id")


def sheets_of_halls(edition: Edition, halls: Iterable[Hall]) -> list[Sheet]:
    """Return one sheet for each hall: everything in it, without free times."""
    by_hall: dict[int, list[Meeting]] = defaultdict(list)
    for meeting in _meetings(edition):
        for seat in meeting.place_seats:
            place = seat.party.table or seat.party.booth
            if place is not None and place.hall_id is not None:
                by_hall[place.hall_id].append(meeting)
    return [Sheet(str(hall), _days(edition, by_hall[hall.pk], slots=[])) for hall in halls]


def _meetings(edition: Edition) -> Any:
    rows = Meeting.objects.filter(edition=edition).standing().with_sides_and_places()
    return rows.order_by("starts_at", "id")


def _company_sheet(
    participation: Participation, meetings: Sequence[Meeting], *, slots: Sequence[Interval]
) -> Sheet:
    return Sheet(
        owner=str(participation),
        days=_days(participation.edition, meetings, slots=slots),
        own=frozenset({participation.pk}),
        zone=participation.zone if participation.attends_online else None,
        public_id=str(participation.public_id),
    )


def _place_sheets(edition: Edition, places: Mapping[int, Any], *, reference: str) -> list[Sheet]:
    by_place: dict[int, list[Meeting]] = defaultdict(list)
    names: dict[int, str] = {}
    for meeting in _meetings(edition).filter(**{f"seats__party__{reference}__in": list(places)}):
        for seat in meeting.place_seats:
            place = getattr(seat.party, reference)
            by_place[place].append(meeting)
            names[place] = seat.party.place_name
    slots = slots_of(edition)
    return [
        Sheet(
            owner=names.get(pk, str(place)),
            days=_days(edition, by_place[pk], slots=slots),
            shows_places=False,
        )
        for pk, place in places.items()
    ]


def _days(
    edition: Edition, meetings: Sequence[Meeting], *, slots: Sequence[Interval]
) -> tuple[SheetDay, ...]:
    """Lay meetings and the slots that they leave free into days of the edition's calendar."""
    taken = [Interval(each.starts_at, each.ends_at) for each in meetings]
    rows = [SheetRow(time, each) for time, each in zip(taken, meetings, strict=True)]
    rows += [SheetRow(slot) for slot in slots if not any(slot.overlaps(time) for time in taken)]
    by_day: dict[date, list[SheetRow]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.time):
        by_day[row.time.starts_at.astimezone(edition.zone).date()].append(row)
    return tuple(SheetDay(day, tuple(found)) for day, found in sorted(by_day.items()))
