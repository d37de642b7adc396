"""Two organisers allot the same booth at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connection

from fair.exhibitors.models import BoothRegistration
from fair.exhibitors.services import booths
from tests.factories.editions import BoothFactory
from tests.factories.exhibitors import BoothRegistrationFactory

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_allot_booth_from_two_connections_gives_it_once():
    booth = BoothFactory()
    registrations = BoothRegistrationFactory.create_batch(
        2, participation__edition=booth.hall.edition
    )
    start = Barrier(2)

    def allot(registration):
        start.wait(timeout=10)
        try:
            booths.allot_booth(registration, booth=booth, now=NOW)
        except booths.CannotAllotBooth as refusal:
            return refusal.code
        finally:
            connection.close()
        return "allotted"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(allot, registrations))

    assert outcomes == ["allotted", "booth_taken"]
    assert BoothRegistration.objects.filter(booth=booth).count() == 1
