from collections import Counter

import pytest

from fair.editions.choices import ParticipationStatus
from fair.meetings.models import Party
from fair.meetings.services.parties import ensure_parties
from tests.factories.editions import (
    BoothFactory,
    BuyerFactory,
    EditionFactory,
    MeetingTableFactory,
    SupplierFactory,
)
from tests.factories.exhibitors import BoothRegistrationFactory

pytestmark = pytest.mark.django_db


def test_teams_tables_booth_seats_and_rooms_become_parties_once():
    edition = EditionFactory(online_rooms=3)
    supplier = SupplierFactory(edition=edition, parallel_meetings=2)
    BuyerFactory(edition=edition)
    booth = BoothFactory(hall__edition=edition)
    BoothRegistrationFactory(participation=supplier, booth=booth)
    MeetingTableFactory(edition=edition)

    assert ensure_parties(edition) == 9
    assert ensure_parties(edition) == 0

    kinds = Counter(Party.objects.values_list("kind", flat=True))
    assert kinds == {"team": 3, "booth": 2, "table": 1, "online_room": 3}
    assert set(supplier.parties.values_list("number", flat=True)) == {1, 2}
    assert set(booth.parties.values_list("number", flat=True)) == {1, 2}


def test_who_does_not_take_part_and_what_is_not_in_use_is_left_out():
    edition = EditionFactory(online_rooms=0)
    SupplierFactory(edition=edition, status=ParticipationStatus.PENDING)
    BoothFactory(hall__edition=edition)
    MeetingTableFactory(edition=edition, is_active=False)

    assert ensure_parties(edition) == 0


def test_later_growth_is_added_and_nothing_taken_away():
    edition = EditionFactory(online_rooms=1)
    supplier = SupplierFactory(edition=edition)
    ensure_parties(edition)
    supplier.parallel_meetings = 3
    supplier.save(update_fields=["parallel_meetings"])
    edition.online_rooms = 0
    edition.save(update_fields=["online_rooms"])

    assert ensure_parties(edition) == 2
    assert Party.objects.filter(edition=edition).count() == 4
