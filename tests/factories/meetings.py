"""Matches to plan from, plans and meetings for tests."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from fair.editions.models import Edition, Participation
from fair.matching.models import MatchRun
from fair.meetings import jobs
from fair.meetings.choices import (
    EditKind,
    MeetingMode,
    PaperKind,
    PaperState,
    PartyKind,
    PlanState,
)
from fair.meetings.models import (
    AvailabilityWindow,
    BookingRules,
    CalendarFeed,
    HandEdit,
    Interpreter,
    Meeting,
    MeetingAttendee,
    MeetingSeat,
    PaperRun,
    Party,
    PlanRun,
)
from fair.meetings.services.parties import ensure_parties
from fair.meetings.services.publishing import publish_plan
from fair.meetings.services.seatings import Seating
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.editions import (
    BuyerFactory,
    EditionFactory,
    FairDayFactory,
    MeetingTableFactory,
    SessionFactory,
    SupplierFactory,
)
from tests.factories.exhibitors import PublishedLineFactory
from tests.factories.matching import CurrentRunFactory, MatchFactory
from tests.factories.sourcing import PublishedNeedFactory

# 09:00 in Hanoi on the first day of the factories' edition: its first slot.
FIRST_SLOT = datetime(2027, 9, 15, 2, tzinfo=UTC)
NOW = datetime(2027, 9, 1, 8, tzinfo=UTC)


class TeamFactory(DjangoModelFactory):
    class Meta:
        model = Party

    edition = factory.SelfAttribute("participation.edition")
    kind = PartyKind.TEAM
    participation = factory.SubFactory(SupplierFactory)


class TablePartyFactory(DjangoModelFactory):
    class Meta:
        model = Party

    edition = factory.SelfAttribute("table.edition")
    kind = PartyKind.TABLE
    table = factory.SubFactory(MeetingTableFactory)


class InterpreterFactory(DjangoModelFactory):
    class Meta:
        model = Interpreter

    edition = factory.SubFactory(EditionFactory)
    full_name = factory.Sequence(lambda number: f"Interpreter {number}")
    languages = factory.LazyFunction(lambda: ["ja", "vi"])


class BookingRulesFactory(DjangoModelFactory):
    class Meta:
        model = BookingRules

    edition = factory.SubFactory(EditionFactory)


class AvailabilityWindowFactory(DjangoModelFactory):
    class Meta:
        model = AvailabilityWindow

    participation = factory.SubFactory(SupplierFactory)
    starts_at = FIRST_SLOT
    ends_at = FIRST_SLOT + timedelta(hours=1)


class PlanRunFactory(DjangoModelFactory):
    """A plan that waits for a worker."""

    class Meta:
        model = PlanRun

    edition = factory.SubFactory(EditionFactory)


class DraftFactory(PlanRunFactory):
    state = PlanState.READY
    base_version = 0


def seating_at(starts_at: datetime) -> Seating:
    """Return a meeting's seating of 25 minutes, at no table and with nobody's time taken."""
    return Seating(
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=25),
        mode=MeetingMode.TABLE,
        place=None,
        buyer_team=None,
        supplier_team=None,
        is_pinned=False,
        value=0,
    )


class HandEditFactory(DjangoModelFactory):
    """A meeting was added to a draft and is there no more, so it cannot be taken back."""

    class Meta:
        model = HandEdit

    run = factory.SubFactory(DraftFactory)
    edition = factory.SelfAttribute("run.edition")
    is_live = False
    kind = EditKind.ADDED
    buyer = factory.SubFactory(BuyerFactory, edition=factory.SelfAttribute("..edition"))
    supplier = factory.SubFactory(SupplierFactory, edition=factory.SelfAttribute("..edition"))
    after = factory.LazyFunction(lambda: seating_at(FIRST_SLOT).as_json())


class MeetingFactory(DjangoModelFactory):
    """A meeting made by hand in the first slot, without seats."""

    class Meta:
        model = Meeting

    edition = factory.SubFactory(EditionFactory)
    buyer = factory.SubFactory(BuyerFactory, edition=factory.SelfAttribute("..edition"))
    supplier = factory.SubFactory(SupplierFactory, edition=factory.SelfAttribute("..edition"))
    starts_at = FIRST_SLOT
    ends_at = factory.LazyAttribute(lambda meeting: meeting.starts_at + timedelta(minutes=25))
    mode = MeetingMode.TABLE


class MeetingAttendeeFactory(DjangoModelFactory):
    """A member of the buyer comes to a meeting."""

    class Meta:
        model = MeetingAttendee

    meeting = factory.SubFactory(MeetingFactory)
    participation = factory.SelfAttribute("meeting.buyer")
    user = factory.LazyAttribute(
        lambda row: MembershipFactory(organisation=row.participation.organisation).user
    )


class CalendarFeedFactory(DjangoModelFactory):
    """The feed of a person's own meetings, which nobody has read."""

    class Meta:
        model = CalendarFeed

    user = factory.SubFactory(UserFactory)
    edition = factory.SubFactory(EditionFactory)
    token_hash = factory.Sequence(lambda number: f"hash-{number}")
    renewed_at = NOW


class PaperRunFactory(DjangoModelFactory):
    """The sheets of all tables, set and ready; the file is none to read."""

    class Meta:
        model = PaperRun

    edition = factory.SubFactory(EditionFactory)
    kind = PaperKind.TABLES
    language = "en"
    state = PaperState.DONE
    claimed_at = NOW
    file = factory.django.FileField(filename="tables.pdf", data=b"%PDF-1.7 tables")


def seated_meeting(*parties: Party, **fields) -> Meeting:
    """Make a meeting with a seat for each party."""
    meeting = MeetingFactory(**fields)
    for party in parties:
        MeetingSeat.objects.create(meeting=meeting, party=party, period=meeting.period)
    return meeting


@dataclass(frozen=True)
class SmallFair:
    """An edition with six slots, two tables, buyers with a need each and suppliers with a line."""

    edition: Edition
    buyers: list[Participation]
    suppliers: list[Participation]
    matches: MatchRun


def small_fair(*, buyers: int = 2, suppliers: int = 3, tables: int = 2, **edition) -> SmallFair:
    """Make an edition in which every need matches every line, those earlier made the better."""
    fair = EditionFactory(online_rooms=2, **edition)
    SessionFactory(day=FairDayFactory(edition=fair))
    MeetingTableFactory.create_batch(tables, edition=fair)
    needs = [
        PublishedNeedFactory(participation=BuyerFactory(edition=fair)) for _number in range(buyers)
    ]
    lines = [
        PublishedLineFactory(participation=SupplierFactory(edition=fair))
        for _number in range(suppliers)
    ]
    run = CurrentRunFactory(edition=fair)
    for need_rank, need in enumerate(needs, start=1):
        for line_rank, line in enumerate(lines, start=1):
            points = 90 - 10 * line_rank - need_rank
            MatchFactory(
                run=run,
                need=need,
                line=line,
                mutual_points=points,
            )
    return SmallFair(
        fair,
        [need.participation for need in needs],
        [line.participation for line in lines],
        run,
    )


def ready_plan(fair: SmallFair) -> PlanRun:
    """Make a draft of the edition, as its organiser would."""
    ensure_parties(fair.edition)
    run = PlanRunFactory(edition=fair.edition)
    jobs.plan_edition(run.pk, now=NOW)
    run.refresh_from_db()
    return run


def published_plan(fair: SmallFair) -> PlanRun:
    """Make a draft and publish it."""
    run = ready_plan(fair)
    publish_plan(run, actor=None, now=NOW)
    run.refresh_from_db()
    return run
