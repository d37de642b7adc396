"""Steps are reported, corrected, taken back, confirmed and disputed; nothing is lost or doubled."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fair.editions.choices import Side
from fair.meetings.choices import MeetingState
from fair.meetings.models import Meeting
from fair.outcomes.choices import StepKind, Verdict
from fair.outcomes.engine import ledger as engine
from fair.outcomes.models import DealStep, StepReply
from fair.outcomes.services import ledger
from fair.outcomes.services.ledger import Entry
from tests.factories.exhibitors import ProductLineFactory
from tests.factories.sourcing import ComponentNeedFactory
from tests.fair.outcomes.conftest import NOW, TODAY, Met

pytestmark = pytest.mark.django_db

QUOTE = Entry(StepKind.QUOTE_SENT, TODAY, value=Decimal("1200.50"), currency="USD")


def reports(met: Met, entry: Entry = QUOTE, *, side=Side.SUPPLIER, key=None, now=NOW) -> DealStep:
    actor = met.supplier_person if side == Side.SUPPLIER else met.buyer_person
    return ledger.report_step(
        met.buyer,
        met.supplier,
        side=side,
        entry=entry,
        submission_key=key or uuid4(),
        actor=actor,
        now=now,
    )


def replies(met: Met, step: DealStep, verdict=Verdict.CONFIRMED, remark="", side=Side.BUYER):
    ledger.reply_to_step(
        step, side=side, verdict=verdict, remark=remark, actor=met.buyer_person, now=NOW
    )


def standing_of(step: DealStep) -> str:
    return DealStep.objects.with_standing().get(pk=step.pk).standing


def refusal(call) -> str:
    with pytest.raises(
        (ledger.CannotReportStep, ledger.CannotCorrectStep, ledger.CannotReply)
    ) as e:
        call()
    assert str(e.value)
    return e.value.code


def test_a_step_is_reported_with_all_that_was_said(met):
    need = ComponentNeedFactory(participation=met.buyer)
    line = ProductLineFactory(participation=met.supplier)
    file = ContentFile(b"%PDF-1.7", name="../quote.pdf")

    step = reports(met, replace(QUOTE, need=need, line=line, remark=" by mail ", evidence=file))

    step.refresh_from_db()
    assert (step.kind, step.value, step.currency) == ("quote_sent", Decimal("1200.50"), "USD")
    assert (step.need, step.line, step.remark) == (need, line, "by mail")
    assert (step.reported_side, step.reported_by) == ("supplier", met.supplier_person)
    assert step.evidence_name == "quote.pdf"
    with step.evidence.open() as evidence:
        assert evidence.read() == b"%PDF-1.7"
    assert standing_of(step) == "reported"


def test_a_form_sent_twice_adds_one_row(met):
    key = uuid4()

    assert reports(met, key=key) == reports(met, key=key)
    assert DealStep.objects.count() == 1


@pytest.mark.parametrize(
    ("state", "now", "refused"),
    [
        (MeetingState.HELD, NOW, None),
        (MeetingState.CONFIRMED, NOW, None),  # over, and nobody recorded anything
        (MeetingState.CANCELLED, NOW, "not_met"),
        (MeetingState.NO_SHOW_BUYER, NOW, "not_met"),
    ],
)
def test_only_who_met_reports(met, state, now, refused):
    Meeting.objects.update(state=state)

    if refused:
        assert refusal(lambda: reports(met, now=now)) == refused
    else:
        assert reports(met, now=now).pk


def test_a_meeting_still_to_come_has_no_steps(met):
    Meeting.objects.update(state=MeetingState.CONFIRMED, ends_at=NOW + timedelta(minutes=1))

    assert refusal(lambda: reports(met)) == "not_met"


def test_a_date_ahead_is_refused_by_the_fair_s_own_calendar(met):
    late = NOW.replace(hour=17)  # past midnight in Hanoi, not yet so in UTC

    assert (
        refusal(lambda: reports(met, replace(QUOTE, happened_on=TODAY + timedelta(1)))) == "ahead"
    )
    assert reports(met, replace(QUOTE, happened_on=TODAY + timedelta(1)), now=late).pk


def test_what_a_step_is_about_belongs_to_the_two(met):
    foreign = replace(QUOTE, need=ComponentNeedFactory())

    assert refusal(lambda: reports(met, foreign)) == "foreign_subject"


def test_the_other_side_confirms_and_may_think_again(met):
    step = reports(met)

    replies(met, step)
    replies(met, step)
    assert (standing_of(step), StepReply.objects.count()) == ("confirmed", 1)
    replies(met, step, Verdict.DISPUTED, "It was 900")
    assert (standing_of(step), StepReply.objects.count()) == ("disputed", 2)


def test_nobody_confirms_the_own_step(met):
    step = reports(met)

    assert refusal(lambda: replies(met, step, side=Side.SUPPLIER)) == "own"
    assert standing_of(step) == "reported"


def test_reporting_what_the_other_side_reported_confirms_it(met):
    theirs = reports(met)

    assert reports(met, side=Side.BUYER) == theirs
    assert (standing_of(theirs), DealStep.objects.count()) == ("confirmed", 1)


def test_with_another_amount_the_other_side_s_step_is_answered_first(met):
    theirs = reports(met)
    own = replace(QUOTE, value=Decimal(900))

    assert refusal(lambda: reports(met, own, side=Side.BUYER)) == "answer_first"
    replies(met, theirs, Verdict.DISPUTED)
    assert reports(met, own, side=Side.BUYER) != theirs


def test_both_send_information_which_is_two_steps(met):
    entry = Entry(StepKind.INFO_SENT, TODAY)

    assert reports(met, entry) != reports(met, entry, side=Side.BUYER)


def test_a_correction_keeps_the_old_row_and_wants_a_new_answer(met):
    step = reports(met, replace(QUOTE, evidence=ContentFile(b"%PDF-1.7", name="quote.pdf")))
    replies(met, step)
    key = uuid4()

    def corrects() -> DealStep:
        entry = replace(QUOTE, value=Decimal(1300))
        return ledger.correct_step(
            step, entry=entry, submission_key=key, actor=met.supplier_person, now=NOW
        )

    corrected = corrects()

    assert corrects() == corrected
    assert list(DealStep.objects.current()) == [corrected]
    assert (standing_of(step), standing_of(corrected)) == ("confirmed", "reported")
    assert (corrected.evidence, corrected.evidence_name) == (step.evidence, "quote.pdf")
    assert refusal(lambda: replies(met, step, Verdict.DISPUTED)) == "replaced"


def test_a_row_is_corrected_once(met):
    step = reports(met)

    def corrects() -> DealStep:
        return ledger.correct_step(
            step, entry=QUOTE, submission_key=uuid4(), actor=met.supplier_person, now=NOW
        )

    corrects()
    assert refusal(corrects) == "replaced"


def test_taken_back_and_brought_back(met):
    step = reports(met)

    for _twice in range(2):
        ledger.take_back_step(step, actor=met.supplier_person, now=NOW)
    assert not DealStep.objects.current().exists()
    assert DealStep.objects.count() == 2
    for _twice in range(2):
        again = ledger.bring_back_step(step, actor=met.supplier_person, now=NOW)
    assert list(DealStep.objects.current()) == [again]
    assert (again.value, again.currency, DealStep.objects.count()) == (step.value, "USD", 3)


def test_what_was_not_taken_back_is_not_brought_back(met):
    step = reports(met)

    def brings_back() -> DealStep:
        return ledger.bring_back_step(step, actor=met.supplier_person, now=NOW)

    assert refusal(brings_back) == "not_taken_back"


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["report", "correct", "take back", "bring back", "confirmed", "disputed"]),
        st.sampled_from([StepKind.QUOTE_SENT, StepKind.CONTRACT]),
        st.integers(1, 10**12),
        st.sampled_from(["USD", "VND"]),
        st.integers(0, 20),
    ),
    max_size=12,
)


@given(acts=ACTS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_sums_equal_a_reckoning_by_hand_and_rows_only_grow(met, acts):
    """Keep books beside the ledger: what stands by id, and every row as it was when written."""
    rows = DealStep.objects.of_pair(met.buyer, met.supplier)
    before = set(rows.values_list("pk", flat=True))
    stands: dict[int, tuple[str, str, str, Decimal]] = {}
    written: dict[int, tuple] = {}
    void: dict[int, tuple[str, str, str, Decimal]] = {}

    for act, kind, cents, currency, pick in acts:
        value = Decimal(cents).scaleb(-2)
        entry = Entry(kind, TODAY, value=value, currency=currency)
        chosen = sorted(stands)[pick % len(stands)] if stands else None
        step = rows.get(pk=chosen) if chosen else None
        if act == "report":
            stands[reports(met, entry).pk] = (kind, currency, "reported", value)
        elif act == "bring back" and void:
            first = sorted(void)[pick % len(void)]
            new = ledger.bring_back_step(rows.get(pk=first), actor=met.supplier_person, now=NOW)
            stands[new.pk] = (*void.pop(first)[:2], "reported", new.value)
        elif step and act == "correct":
            new = ledger.correct_step(
                step, entry=entry, submission_key=uuid4(), actor=met.supplier_person, now=NOW
            )
            del stands[step.pk]
            stands[new.pk] = (kind, currency, "reported", value)
        elif step and act == "take back":
            ledger.take_back_step(step, actor=met.supplier_person, now=NOW)
            void[step.pk] = stands.pop(step.pk)
        elif step and act in Verdict.values:
            replies(met, step, Verdict(act))
            stands[step.pk] = (*stands[step.pk][:2], act, step.value)
        for row in rows.exclude(pk__in=before).values_list():
            written.setdefault(row[0], row)

    by_hand: dict[tuple[str, str, str], Decimal] = {}
    for kind, currency, standing, value in stands.values():
        key = (kind, currency, standing)
        by_hand[key] = by_hand.get(key, Decimal(0)) + value
    ours = [row for row in rows.with_standing() if row.pk not in before]
    assert engine.totals(row.as_step() for row in ours) == by_hand
    assert {row[0]: row for row in rows.exclude(pk__in=before).values_list()} == written
