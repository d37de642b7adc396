"""A fair to book at by many at once, and who wants what in which round; equal rounds each time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

# Slots for 7,560 rounds: 100,000 attempts and 20,000 requests, 16 at a time, meet no slot twice.
BUYERS, SUPPLIERS, TABLES, DAYS = 400, 40, 24, 7
SLOTS_PER_DAY = 27
FIRST_DAY = date(2030, 3, 4)
NOW = datetime(2030, 1, 1, tzinfo=UTC)

OVERLAPS = """
    SELECT count(*) FROM meetings_meetingseat a JOIN meetings_meetingseat b
    ON a.party_id = b.party_id AND a.id < b.id AND a.period && b.period
    WHERE a.live AND b.live
"""


@dataclass(frozen=True, slots=True)
class Round:
    """One supplier at one time, and the buyers (by number) who want it at the same moment."""

    number: int
    supplier: int
    starts_at: datetime
    buyers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HotFair:
    """An edition with its participants, as ids."""

    edition: int
    slug: str
    buyers: tuple[int, ...]
    suppliers: tuple[int, ...]
    slots: tuple[datetime, ...]

    def rounds(self, *, ways: int) -> Iterator[Round]:
        """Yield rounds without end: every supplier's every slot, then again from the first."""
        for number in count():
            supplier, turn = number % SUPPLIERS, number // SUPPLIERS
            yield Round(
                number,
                self.suppliers[supplier],
                self.slots[turn % len(self.slots)],
                tuple(
                    self.buyers[(turn * ways + way + 7 * supplier) % BUYERS] for way in range(ways)
                ),
            )


def hot_fair() -> HotFair:
    """Make the fair, with one person in each company, who gets the mails."""
    from accounts.models import Organisation
    from fair.editions.choices import EditionState, Side
    from fair.editions.models import Edition, FairDay, MeetingTable, Session
    from fair.editions.selectors import slots_of
    from fair.meetings.services.parties import ensure_parties

    organiser = Organisation.objects.create(legal_name="Organiser", country="VN", is_organiser=True)
    edition = Edition.objects.create(
        slug="hot",
        title={"en": "Hot fair"},
        year=2030,
        organiser=organiser,
        starts_on=FIRST_DAY,
        ends_on=FIRST_DAY + timedelta(days=DAYS - 1),
        state=EditionState.SCHEDULING,
        meetings_per_day=SLOTS_PER_DAY,
        slot_minutes=15,
        pause_minutes=5,
    )
    for number in range(DAYS):
        day = FairDay.objects.create(edition=edition, date=FIRST_DAY + timedelta(days=number))
        Session.objects.create(day=day, opens_at=time(9), closes_at=time(18))
    MeetingTable.objects.bulk_create(
        MeetingTable(edition=edition, code=f"T{number:02d}") for number in range(TABLES)
    )
    buyers = _companies(edition, Side.BUYER, BUYERS)
    suppliers = _companies(edition, Side.SUPPLIER, SUPPLIERS)
    ensure_parties(edition)
    slots = tuple(slot.starts_at for slot in slots_of(edition))
    return HotFair(edition.pk, edition.slug, buyers, suppliers, slots)


def _companies(edition: Any, side: str, number: int) -> tuple[int, ...]:
    from accounts.choices import Role
    from accounts.models import Membership, Organisation, User
    from fair.editions.choices import ParticipationStatus
    from fair.editions.models import Participation

    companies = Organisation.objects.bulk_create(
        Organisation(legal_name=f"{side} {n}", country="VN") for n in range(number)
    )
    people = User.objects.bulk_create(
        User(email=f"{side}{n}@example.com", full_name=f"{side} {n}", language="en")
        for n in range(number)
    )
    Membership.objects.bulk_create(
        Membership(organisation=company, user=person, role=Role.OWNER)
        for company, person in zip(companies, people, strict=True)
    )
    rows = Participation.objects.bulk_create(
        Participation(
            edition=edition, organisation=company, side=side, status=ParticipationStatus.APPROVED
        )
        for company in companies
    )
    return tuple(row.pk for row in rows)
