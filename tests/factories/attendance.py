"""The day for tests: a meeting with people on both sides, and what is said of it."""

from dataclasses import dataclass
from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from accounts.choices import Role
from accounts.models import User
from fair.attendance.choices import CheckInWay, OfferReason
from fair.attendance.models import (
    CheckIn,
    DayRules,
    FreedTime,
    Lateness,
    OfferChoice,
    Screen,
    TimeOffer,
)
from fair.editions.choices import EditionState, Side
from fair.editions.models import Edition
from fair.meetings.choices import MeetingMode
from fair.meetings.models import Meeting
from tests.factories.accounts import MembershipFactory
from tests.factories.editions import EditionFactory, SupplierFactory
from tests.factories.meetings import (
    FIRST_SLOT,
    MeetingFactory,
    SmallFair,
    published_plan,
    small_fair,
)

MINUTE = timedelta(minutes=1)
SLOT = timedelta(minutes=30)


class CheckInFactory(DjangoModelFactory):
    class Meta:
        model = CheckIn

    meeting = factory.SubFactory(MeetingFactory)
    side = Side.BUYER
    how = CheckInWay.BUTTON
    checked_at = factory.SelfAttribute("meeting.starts_at")


class LatenessFactory(DjangoModelFactory):
    class Meta:
        model = Lateness

    meeting = factory.SubFactory(MeetingFactory)
    side = Side.BUYER
    minutes = 10
    said_at = factory.SelfAttribute("meeting.starts_at")


class FreedTimeFactory(DjangoModelFactory):
    """The buyer of a lost meeting has time again."""

    class Meta:
        model = FreedTime

    lost = factory.SubFactory(MeetingFactory)
    participation = factory.SelfAttribute("lost.buyer")
    starts_at = factory.SelfAttribute("lost.starts_at")
    ends_at = factory.SelfAttribute("lost.ends_at")
    expires_at = factory.LazyAttribute(lambda freed: freed.starts_at + 10 * MINUTE)


class TimeOfferFactory(DjangoModelFactory):
    class Meta:
        model = TimeOffer

    freed = factory.SubFactory(FreedTimeFactory)
    partner = factory.SubFactory(
        SupplierFactory, edition=factory.SelfAttribute("..freed.participation.edition")
    )
    reason = OfferReason.MATCH
    mode = MeetingMode.TABLE
    expires_at = factory.SelfAttribute("freed.expires_at")


class OfferChoiceFactory(DjangoModelFactory):
    class Meta:
        model = OfferChoice

    participation = factory.SubFactory(SupplierFactory)
    wants_offers = False


class DayRulesFactory(DjangoModelFactory):
    class Meta:
        model = DayRules

    edition = factory.SubFactory(EditionFactory)


class ScreenFactory(DjangoModelFactory):
    class Meta:
        model = Screen

    edition = factory.SubFactory(EditionFactory)


@dataclass(frozen=True)
class Day:
    """A published fair of six slots: buyer one meets supplier one at 9:00, with a person each."""

    fair: SmallFair
    meeting: Meeting
    buyer: User
    supplier: User
    organiser: User

    @property
    def edition(self) -> Edition:
        return self.fair.edition


def day(*, buyers: int = 1, suppliers: int = 1, tables: int = 2) -> Day:
    """Make a fair whose plan is published; the first meeting is the first buyer's, at 9:00."""
    fair = small_fair(buyers=buyers, suppliers=suppliers, tables=tables, state=EditionState.LIVE)
    published_plan(fair)
    meeting = Meeting.objects.filter(edition=fair.edition, starts_at=FIRST_SLOT).earliest("id")
    return Day(
        fair,
        meeting,
        buyer=person_of(meeting.buyer),
        supplier=person_of(meeting.supplier),
        organiser=MembershipFactory(organisation=fair.edition.organiser).user,
    )


def person_of(participation) -> User:
    return MembershipFactory(organisation=participation.organisation, role=Role.DELEGATE).user
