"""The demo fair can be booked live: rules, interpreters, a walk-in."""

from datetime import timedelta

import pytest

from fair.editions.choices import Side
from fair.meetings.choices import PartyKind
from fair.meetings.models import BookingRules, Meeting
from fair.meetings.selectors.rules import rules_of
from fair.meetings.services.changing import cancel_meeting
from fair.meetings.services.parties import ensure_parties
from fair.portal.management.demo.booking import (
    INTERPRETERS,
    bring_interpreters,
    bring_together,
    state_rules,
    walk_in,
)
from fair.portal.management.demo.day import bring_to_today
from fair.portal.management.demo.requests import busiest
from tests.factories.accounts import UserFactory
from tests.factories.attendance import MINUTE, day, person_of
from tests.factories.meetings import FIRST_SLOT, NOW, small_fair

pytestmark = pytest.mark.django_db


def test_rules_have_phases_that_move_along_with_the_fair():
    edition = small_fair().edition

    state_rules(edition, now=NOW)
    state_rules(edition, now=NOW + timedelta(days=1))

    rules = rules_of(edition)
    assert (rules.may_request(NOW), rules.may_book(NOW)) == (True, True)
    assert (rules.may_request(FIRST_SLOT), rules.may_book(FIRST_SLOT)) == (False, True)
    assert rules.open_requests == {Side.SUPPLIER: 10, Side.BUYER: 15}
    before = BookingRules.objects.get()
    starts_on = edition.starts_on
    bring_to_today(edition, now=NOW)
    moved = BookingRules.objects.get()
    assert moved.booking_closes_at - before.booking_closes_at == edition.starts_on - starts_on


def test_best_pair_without_a_common_language_is_booked_with_an_interpreter_once():
    fair = small_fair(buyers=1, suppliers=3)
    for own, languages in zip(
        [*fair.buyers, *fair.suppliers], [["ja"], ["ja", "vi"], ["vi"], ["vi"]], strict=True
    ):
        own.languages = languages
        own.save(update_fields=["languages"])
    assert bring_interpreters(fair.edition) == bring_interpreters(fair.edition) == len(INTERPRETERS)
    ensure_parties(fair.edition)

    assert bring_together(fair.edition, actor=UserFactory(), now=NOW) == 1

    booked = Meeting.objects.get()
    assert booked.supplier == fair.suppliers[1]
    spoken = booked.seats.get(party__kind=PartyKind.INTERPRETER).party
    assert str(spoken.interpreter) == "Nguyễn Minh Châu"
    assert bring_together(fair.edition, actor=UserFactory(), now=NOW) == 1
    assert Meeting.objects.get() == booked


def test_nobody_is_booked_where_all_understand_each_other():
    fair = small_fair()
    bring_interpreters(fair.edition)
    ensure_parties(fair.edition)

    assert bring_together(fair.edition, actor=UserFactory(), now=NOW) == 0
    assert not Meeting.objects.exists()


def test_busiest_buyer_walks_in_once_on_the_day():
    that_day = day(buyers=2, suppliers=2)
    for meeting in Meeting.objects.filter(supplier=that_day.fair.suppliers[1]):
        cancel_meeting(meeting, actor=None, now=NOW)
    for each in that_day.fair.buyers:
        person_of(each)

    met = walk_in(that_day.edition, now=FIRST_SLOT + 40 * MINUTE)

    assert met.is_walk_in
    assert met.supplier == that_day.fair.suppliers[1]
    assert met.starts_at >= FIRST_SLOT + 30 * MINUTE
    assert walk_in(that_day.edition, now=FIRST_SLOT + 40 * MINUTE) is None


def test_another_buyer_walks_in_where_the_busiest_has_no_time():
    that_day = day(buyers=2, suppliers=2)
    for meeting in Meeting.objects.filter(supplier=that_day.fair.suppliers[1]):
        cancel_meeting(meeting, actor=None, now=NOW)
    for each in that_day.fair.buyers:
        person_of(each)
    busy = busiest(that_day.edition, Side.BUYER)
    busy.max_meetings_total = 1
    busy.save(update_fields=["max_meetings_total"])

    met = walk_in(that_day.edition, now=FIRST_SLOT + 40 * MINUTE)

    assert [met.buyer] == [each for each in that_day.fair.buyers if each != busy]
