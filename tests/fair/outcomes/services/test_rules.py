"""An organiser's rules, and rates of their day."""

from datetime import timedelta
from decimal import Decimal

import pytest

from fair.outcomes.models import OutcomeRules
from fair.outcomes.services.rules import CannotSetRules, set_rules
from tests.factories.outcomes import MeetingRatingFactory
from tests.fair.outcomes.conftest import TODAY, Met

pytestmark = pytest.mark.django_db

RATES = {"VND": Decimal("0.00004"), "JPY": Decimal("0.0066")}


def sets(met: Met, **changes) -> OutcomeRules:
    rules = {
        "shows_single_ratings": False,
        "asks_later": True,
        "reference_currency": "USD",
        "rates": RATES,
        "as_of": TODAY,
        "actor": met.organiser,
    }
    return set_rules(met.edition, **{**rules, **changes})


def test_rates_are_stored_and_those_that_stay_keep_their_day(met):
    sets(met)
    rules = sets(met, rates={**RATES, "JPY": Decimal("0.0070")}, as_of=TODAY + timedelta(days=7))

    days = {rate.currency: (rate.as_of - TODAY).days for rate in rules.rates.all()}
    assert days == {"VND": 0, "JPY": 7}


def test_a_rate_left_out_goes_and_that_of_the_currency_itself_is_none(met):
    sets(met)
    rules = sets(met, rates={"VND": Decimal("0.00004"), "USD": Decimal(2)})

    assert [rate.currency for rate in rules.rates.all()] == ["VND"]


def test_another_currency_wants_new_rates(met):
    sets(met)
    rules = sets(met, reference_currency="VND", rates={"USD": Decimal(25000)})

    assert [rate.currency for rate in rules.rates.all()] == ["USD"]
    with pytest.raises(CannotSetRules) as caught:
        sets(met, reference_currency="")
    assert caught.value.code == "rate_without_currency"


def test_single_ratings_cannot_be_opened_once_somebody_rated(met):
    assert sets(met, shows_single_ratings=True).shows_single_ratings
    sets(met, shows_single_ratings=False)
    MeetingRatingFactory(meeting=met.meeting)

    with pytest.raises(CannotSetRules) as caught:
        sets(met, shows_single_ratings=True)
    assert caught.value.code == "rated_already"


def test_what_was_open_from_the_start_stays_open(met):
    sets(met, shows_single_ratings=True)
    MeetingRatingFactory(meeting=met.meeting)

    assert sets(met, shows_single_ratings=True).shows_single_ratings
