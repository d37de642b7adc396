from datetime import timedelta

import pytest

from fair.editions.choices import EditionState
from fair.meetings.choices import BookingKind
from fair.meetings.models import BookingRules
from fair.meetings.selectors.rules import rules_of
from tests.factories.editions import EditionFactory
from tests.factories.meetings import NOW

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def test_edition_without_rules_lets_people_ask_and_book():
    rules = rules_of(EditionFactory())

    assert (rules.may_request(NOW), rules.may_book(NOW)) == (True, True)


@pytest.mark.parametrize("state", [EditionState.DRAFT, EditionState.CLOSED])
def test_nobody_books_in_an_edition_that_is_not_open(state):
    rules = rules_of(EditionFactory(state=state))

    assert (rules.may_request(NOW), rules.may_book(NOW)) == (False, False)


def test_planned_fair_has_requests_for_the_next_plan_and_no_booking():
    edition = EditionFactory()
    BookingRules.objects.create(edition=edition, kind=BookingKind.PLANNED)

    rules = rules_of(edition)

    assert (rules.may_request(NOW), rules.may_book(NOW)) == (True, False)


def test_phase_begins_with_its_opening_and_ends_before_its_close():
    edition = EditionFactory()
    BookingRules.objects.create(
        edition=edition,
        requests_open_at=NOW,
        requests_close_at=NOW + MINUTE,
        booking_opens_at=NOW + MINUTE,
    )

    rules = rules_of(edition)

    moments = [NOW - MINUTE, NOW, NOW + MINUTE]
    assert [rules.may_request(at) for at in moments] == [False, True, False]
    assert [rules.may_book(at) for at in moments] == [False, False, True]
