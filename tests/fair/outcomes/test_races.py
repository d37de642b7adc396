"""Two at the same moment: what both do is done once, and nothing is doubled."""

import contextlib
from datetime import timedelta
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest

from fair.editions.choices import Side
from fair.notifications.models import Notice
from fair.outcomes import jobs
from fair.outcomes.choices import StepKind
from fair.outcomes.models import AskedPair, ContactConsent, DealStep, Prompt
from fair.outcomes.services import ledger
from fair.outcomes.services.contacts import share_contact
from tests.fair.meetings.services.test_seats import race
from tests.fair.outcomes.conftest import NOW, TODAY, Met

pytestmark = pytest.mark.django_db(transaction=True)

CONTRACT = ledger.Entry(StepKind.CONTRACT, TODAY, value=Decimal(900), currency="USD")


def reporting(met: Met, side: Side, key=None):
    return partial(
        ledger.report_step,
        met.buyer,
        met.supplier,
        side=side,
        entry=CONTRACT,
        submission_key=key or uuid4(),
        actor=met.buyer_person,
        now=NOW,
    )


def test_both_sides_report_one_contract_at_once(met):
    """Whoever comes second confirms what the first has reported."""
    race(*[reporting(met, side) for side in Side])

    [step] = DealStep.objects.with_standing()
    assert step.standing == "confirmed"


def test_one_form_sent_twice_at_once(met):
    key = uuid4()

    race(*[reporting(met, Side.BUYER, key) for _twice in range(2)])

    assert DealStep.objects.count() == 1


def test_two_correct_one_step_at_once(met):
    step = reporting(met, Side.BUYER)()

    def corrects() -> None:
        with contextlib.suppress(ledger.CannotCorrectStep):
            ledger.correct_step(
                step, entry=CONTRACT, submission_key=uuid4(), actor=met.buyer_person, now=NOW
            )

    race(corrects, corrects)

    assert DealStep.objects.count() == 2
    assert DealStep.objects.current().count() == 1


def test_two_beats_at_once_write_to_everybody_once(met):
    now = NOW + timedelta(days=9)

    race(*[partial(jobs.ask_what_came, now=now) for _beat in range(2)])

    assert Prompt.objects.count() == AskedPair.objects.count() == 2
    assert Notice.objects.filter(kind="outcomes/question").count() == 2


def test_one_card_shared_twice_at_once(met):
    race(*[partial(share_contact, met.buyer, person=met.buyer_person, now=NOW)] * 2)

    assert ContactConsent.objects.count() == 1
