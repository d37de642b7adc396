"""What the database refuses, whoever writes it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from fair.editions.choices import Side
from fair.outcomes.choices import StepKind
from fair.outcomes.models import DealStep, StepReply
from tests.factories.editions import BuyerFactory
from tests.factories.exhibitors import ProductLineFactory
from tests.factories.meetings import FIRST_SLOT
from tests.factories.outcomes import (
    DealStepFactory,
    HeldMeetingFactory,
    MeetingNoteFactory,
    MeetingRatingFactory,
    StepReplyFactory,
)
from tests.factories.sourcing import ComponentNeedFactory

pytestmark = pytest.mark.django_db


def refused_by(write) -> str:
    """Return the name of the constraint that refuses; fail where none does."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        write()
    return caught.value.__cause__.diag.constraint_name


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"kind": "married"}, "step_kind_known"),
        ({"reported_side": "organiser"}, "step_side_known"),
        ({"kind": StepKind.LOST}, "step_lost_has_reason"),
        ({"kind": StepKind.AUDIT, "lost_reason": "price"}, "step_lost_has_reason"),
        ({"value": 5}, "step_value_fits"),
        ({"currency": "USD"}, "step_value_fits"),
        ({"value": 0, "currency": "USD"}, "step_value_fits"),
        ({"value": 5, "currency": "XXX"}, "step_value_fits"),
        ({"kind": StepKind.AUDIT, "value": 5, "currency": "USD"}, "step_value_fits"),
        ({"is_void": True}, "step_void_replaces"),
        ({"evidence_name": "contract.pdf"}, "step_evidence_has_name"),
        ({"happened_on": (FIRST_SLOT + timedelta(days=2)).date()}, "step_not_ahead"),
    ],
)
def test_impossible_step_is_refused(fields, constraint):
    meeting = HeldMeetingFactory()

    assert refused_by(lambda: DealStepFactory(meeting=meeting, **fields)) == constraint


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": StepKind.LOST, "lost_reason": "price"},
        {"value": "0.01", "currency": "VND"},
        {"kind": StepKind.CONTRACT, "value": "9999999999999999.99", "currency": "VND"},
        {"kind": StepKind.AUDIT},
    ],
)
def test_possible_step_is_kept(fields):
    assert DealStepFactory(**fields).pk


def test_sides_of_a_step_are_a_buyer_and_a_supplier_of_its_edition():
    meeting = HeldMeetingFactory()
    stranger = BuyerFactory()

    crossed = {"buyer": meeting.supplier, "supplier": meeting.buyer}
    assert refused_by(lambda: DealStepFactory(meeting=meeting, **crossed)) == "step_sides_fit"
    foreign = {"buyer": stranger, "edition": meeting.edition}
    assert refused_by(lambda: DealStepFactory(meeting=meeting, **foreign)) == "step_sides_fit"


def test_a_step_is_about_a_need_and_a_line_of_the_two():
    meeting = HeldMeetingFactory()
    need = ComponentNeedFactory(participation=meeting.buyer)
    line = ProductLineFactory(participation=meeting.supplier)

    assert DealStepFactory(meeting=meeting, need=need, line=line).pk
    other = {"need": ComponentNeedFactory()}
    assert refused_by(lambda: DealStepFactory(meeting=meeting, **other)) == "step_need_fits"
    other = {"line": ProductLineFactory()}
    assert refused_by(lambda: DealStepFactory(meeting=meeting, **other)) == "step_line_fits"


def test_a_row_replaces_one_of_its_own_pair_and_side_once():
    first = DealStepFactory()
    pair = {"buyer": first.buyer, "supplier": first.supplier, "replaces": first}
    elsewhere = HeldMeetingFactory(edition=first.edition)

    def of_the_other_side():
        DealStepFactory(**pair, reported_side=Side.BUYER)

    def of_another_pair():
        DealStepFactory(meeting=elsewhere, replaces=first)

    assert refused_by(of_the_other_side) == "step_replaces_own"
    assert refused_by(of_another_pair) == "step_replaces_own"
    assert DealStepFactory(**pair).replaces == first
    assert "replaces" in refused_by(lambda: DealStepFactory(**pair))


def test_only_the_other_side_answers_and_never_a_void_row():
    step = DealStepFactory()
    void = DealStepFactory(buyer=step.buyer, supplier=step.supplier, replaces=step, is_void=True)

    assert StepReplyFactory(step=step).pk
    own = {"side": Side.SUPPLIER}
    assert refused_by(lambda: StepReplyFactory(step=step, **own)) == "reply_of_other_side"
    assert refused_by(lambda: StepReplyFactory(step=void)) == "reply_of_other_side"


@pytest.mark.parametrize(
    "change",
    [
        lambda step: DealStep.objects.filter(pk=step.pk).update(remark="never said"),
        lambda step: DealStep.objects.filter(pk=step.pk).update(value=7, currency="USD"),
        lambda step: DealStep.objects.filter(pk=step.pk)._raw_delete("default"),
        lambda step: StepReply.objects.filter(step=step).update(verdict="disputed"),
        lambda step: StepReply.objects.filter(step=step).delete(),
    ],
)
def test_rows_of_the_ledger_stay_as_they_are(change):
    step = StepReplyFactory().step

    assert refused_by(lambda: change(step)) == "ledger_only_grows"


def test_what_raw_sql_does_is_refused_too():
    step = DealStepFactory()

    def overwrite():
        with connection.cursor() as cursor:
            cursor.execute("UPDATE outcomes_dealstep SET kind = 'audit' WHERE id = %s", [step.pk])

    assert refused_by(overwrite) == "ledger_only_grows"


def test_who_leaves_the_site_takes_the_name_along_and_the_row_stays(met):
    need = ComponentNeedFactory(participation=met.buyer)
    step = DealStepFactory(meeting=met.meeting, need=need, reported_by=met.supplier_person)

    met.supplier_person.delete()
    need.delete()

    step.refresh_from_db()
    assert (step.reported_by, step.need, step.kind) == (None, None, "quote_sent")


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"stars": 0}, "rating_stars_in_range"),
        ({"stars": 6}, "rating_stars_in_range"),
        ({"stars": None, "is_relevant": None}, "rating_says_something"),
        ({"side": "organiser"}, "rating_side_known"),
    ],
)
def test_impossible_rating_is_refused(fields, constraint):
    meeting = HeldMeetingFactory()

    assert refused_by(lambda: MeetingRatingFactory(meeting=meeting, **fields)) == constraint


def test_a_side_rates_a_meeting_once_and_a_note_says_something():
    rating = MeetingRatingFactory()
    again = {"meeting": rating.meeting}

    assert refused_by(lambda: MeetingRatingFactory(**again)) == "rating_unique"
    assert MeetingRatingFactory(**again, side=Side.SUPPLIER, stars=None).pk
    assert refused_by(lambda: MeetingNoteFactory(**again, text="")) == "note_says_something"
