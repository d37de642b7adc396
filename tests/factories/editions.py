"""Editions, venue and participations for tests."""

from datetime import date, time

import factory
from factory.django import DjangoModelFactory

from fair.editions.choices import EditionState, ParticipationStatus, Side
from fair.editions.models import (
    Booth,
    Delegate,
    Edition,
    FairDay,
    Hall,
    MeetingTable,
    Participation,
    Session,
)
from tests.factories.accounts import OrganisationFactory, OrganiserOrganisationFactory


class EditionFactory(DjangoModelFactory):
    """An edition that is open for registration, without days: add SessionFactory for slots."""

    class Meta:
        model = Edition

    slug = factory.Sequence(lambda number: f"fair-{number}")
    title = factory.LazyAttribute(lambda edition: {"en": f"Fair {edition.slug}"})
    year = 2027
    organiser = factory.SubFactory(OrganiserOrganisationFactory)
    time_zone = "Asia/Ho_Chi_Minh"
    starts_on = date(2027, 9, 15)
    ends_on = date(2027, 9, 17)
    state = EditionState.REGISTRATION


class FairDayFactory(DjangoModelFactory):
    class Meta:
        model = FairDay

    edition = factory.SubFactory(EditionFactory)
    date = date(2027, 9, 15)


class SessionFactory(DjangoModelFactory):
    """A morning: six slots of 25 minutes with pauses of 5."""

    class Meta:
        model = Session

    day = factory.SubFactory(FairDayFactory)
    opens_at = time(9)
    closes_at = time(12)


class HallFactory(DjangoModelFactory):
    class Meta:
        model = Hall

    edition = factory.SubFactory(EditionFactory)
    code = factory.Sequence(lambda number: f"H{number}")
    width_m = 60
    depth_m = 30


class BoothFactory(DjangoModelFactory):
    class Meta:
        model = Booth

    hall = factory.SubFactory(HallFactory)
    code = factory.Sequence(lambda number: f"A{number:02d}")
    width_m = 3
    depth_m = 3


class MeetingTableFactory(DjangoModelFactory):
    class Meta:
        model = MeetingTable

    edition = factory.SubFactory(EditionFactory)
    code = factory.Sequence(lambda number: f"T{number:02d}")


class ParticipationFactory(DjangoModelFactory):
    """An approved supplier."""

    class Meta:
        model = Participation

    edition = factory.SubFactory(EditionFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    side = Side.SUPPLIER
    status = ParticipationStatus.APPROVED


class SupplierFactory(ParticipationFactory):
    organisation = factory.SubFactory(OrganisationFactory, is_supplier=True)


class BuyerFactory(ParticipationFactory):
    organisation = factory.SubFactory(OrganisationFactory, is_buyer=True)
    side = Side.BUYER


class DelegateFactory(DjangoModelFactory):
    class Meta:
        model = Delegate

    participation = factory.SubFactory(SupplierFactory)
    full_name = factory.Sequence(lambda number: f"Delegate {number}")
