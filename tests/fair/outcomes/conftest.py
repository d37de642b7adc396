"""Two companies that met, with somebody on each side."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from accounts.choices import Role
from accounts.models import User
from fair.editions.models import Edition, Participation
from fair.meetings.models import Meeting
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.meetings import FIRST_SLOT
from tests.factories.outcomes import HeldMeetingFactory

# The day after the first slot of the factories' edition.
NOW = FIRST_SLOT + timedelta(days=1)
TODAY = NOW.date()


@dataclass(frozen=True, slots=True)
class Met:
    """A held meeting and its people; `organiser` organises the edition."""

    meeting: Meeting
    edition: Edition
    buyer: Participation
    supplier: Participation
    buyer_person: User
    supplier_person: User
    organiser: User


def met_pair(**fields) -> Met:
    meeting = HeldMeetingFactory(**fields)
    organisers = MembershipFactory(organisation=meeting.edition.organiser)
    people = [
        MembershipFactory(
            user=UserFactory(full_name=name, email=f"{name.lower()}{meeting.pk}@example.com"),
            organisation=side.organisation,
            role=Role.DELEGATE,
        ).user
        for name, side in (("Bui", meeting.buyer), ("Son", meeting.supplier))
    ]
    return Met(meeting, meeting.edition, meeting.buyer, meeting.supplier, *people, organisers.user)


@pytest.fixture
def met(db) -> Met:
    return met_pair()
