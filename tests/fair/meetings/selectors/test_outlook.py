from datetime import timedelta

import pytest

from fair.editions.choices import EditionState, Side
from fair.meetings.choices import BookingKind
from fair.meetings.models import BookingRules
from fair.meetings.selectors.outlook import Limit, Stretch, YesMeans, outlook_of
from tests.factories.editions import BuyerFactory, EditionFactory, SupplierFactory
from tests.factories.meetings import NOW, MeetingFactory
from tests.factories.requests import RequestFactory, SettledRequestFactory

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
PHASES = {
    "requests_open_at": NOW - DAY,
    "requests_close_at": NOW + DAY,
    "booking_opens_at": NOW + 2 * DAY,
}


def outlook(edition=None, **rules):
    edition = edition or EditionFactory(state=EditionState.SCHEDULING)
    return outlook_of(edition, BookingRules(edition=edition, **rules), now=NOW)


def test_each_change_to_come_begins_a_stretch():
    assert outlook(**PHASES).stretches == (
        Stretch(None, may_request=True, may_book=False, yes_means=YesMeans.LATER),
        Stretch(NOW + DAY, may_request=False, may_book=False, yes_means=YesMeans.LATER),
        Stretch(NOW + 2 * DAY, may_request=False, may_book=True, yes_means=YesMeans.EITHER),
    )


@pytest.mark.parametrize(
    ("kind", "yes_means"),
    [
        (BookingKind.PLANNED, YesMeans.PLANNED),
        (BookingKind.BOOKING, YesMeans.BOOKED),
        (BookingKind.BOTH, YesMeans.EITHER),
    ],
)
def test_kind_says_what_a_yes_means(kind, yes_means):
    [now] = outlook(kind=kind).stretches

    assert now == Stretch(None, True, kind != BookingKind.PLANNED, yes_means)


def test_times_of_booking_change_nothing_where_all_is_planned():
    assert len(outlook(kind=BookingKind.PLANNED, **PHASES).stretches) == 2


@pytest.mark.parametrize("state", [EditionState.DRAFT, EditionState.CLOSED])
def test_nobody_may_anything_while_the_edition_is_not_open(state):
    found = outlook(EditionFactory(state=state))

    assert not found.is_running
    assert [(each.may_request, each.may_book) for each in found.stretches] == [(False, False)]


def test_limits_count_who_has_no_more_left(django_assert_num_queries):
    edition = EditionFactory(state=EditionState.SCHEDULING)
    buyer, other = BuyerFactory.create_batch(2, edition=edition)
    supplier = SupplierFactory(edition=edition)
    RequestFactory.create_batch(2, edition=edition, buyer=buyer)
    RequestFactory(edition=edition, buyer=other)
    SettledRequestFactory(edition=edition, buyer=other)
    RequestFactory(edition=edition, buyer=other, asked_by=Side.SUPPLIER, awaits=Side.BUYER)
    MeetingFactory(edition=edition, supplier=supplier, booked_by_side=Side.SUPPLIER)

    with django_assert_num_queries(2):
        found = outlook(
            edition,
            buyer_open_requests=2,
            supplier_open_requests=None,
            supplier_booked_meetings=1,
        )

    assert found.limits == (
        Limit(Side.SUPPLIER, None, 1, without_requests=0, without_bookings=1),
        Limit(Side.BUYER, 2, None, without_requests=1, without_bookings=0),
    )
