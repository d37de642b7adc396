"""The organiser's report: figures as counted by hand, currencies apart, nothing private."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from fair.editions.choices import Side
from fair.meetings.choices import MeetingState
from fair.outcomes.choices import Stage
from fair.outcomes.models import OutcomeRules
from fair.outcomes.selectors.report import outcomes_of, single_ratings
from tests.factories.outcomes import (
    AskedPairFactory,
    DealStepFactory,
    HeldMeetingFactory,
    MeetingNoteFactory,
    MeetingRatingFactory,
    OutcomeRulesFactory,
    PromptFactory,
    ReferenceRateFactory,
    StepReplyFactory,
)
from tests.factories.sourcing import ComponentNeedFactory
from tests.factories.taxonomy import SectorFactory
from tests.fair.outcomes.conftest import NOW, Met
from tests.fair.people import people_around, query_count, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser(met) -> Client:
    return signed_in(met.organiser)


def url(met: Met, name: str = "report") -> str:
    return reverse(f"outcomes:{name}", args=[met.edition.slug])


def contract(met: Met, value: str, currency: str = "USD", *, verdict: str = "", **fields):
    meeting = fields.pop("meeting", met.meeting)
    step = DealStepFactory(
        meeting=meeting, kind="contract", value=value, currency=currency, **fields
    )
    if verdict:
        StepReplyFactory(step=step, verdict=verdict)
    return step


def test_meetings_are_counted_by_what_became_of_them(met):
    HeldMeetingFactory(edition=met.edition, state=MeetingState.NO_SHOW_BUYER)
    HeldMeetingFactory(edition=met.edition, state=MeetingState.NO_SHOW_BOTH)
    HeldMeetingFactory(edition=met.edition, state=MeetingState.CANCELLED)
    HeldMeetingFactory()  # of another fair

    report = outcomes_of(met.edition)

    assert (report.held, report.no_shows, report.pairs) == (1, 2, 1)
    assert report.states[MeetingState.CANCELLED] == 1


def test_funnel_counts_pairs_at_a_stage_or_beyond(met):
    for kind in ("info_sent", "quote_sent", "sample_ordered"):
        DealStepFactory(meeting=HeldMeetingFactory(edition=met.edition), kind=kind)
    lost = HeldMeetingFactory(edition=met.edition)
    DealStepFactory(meeting=lost, kind="lost", lost_reason="price")

    report = outcomes_of(met.edition)

    assert dict(report.funnel) == {
        Stage.NONE: 1,
        Stage.TALKING: 1,
        Stage.QUOTING: 1,
        Stage.TESTING: 1,
        Stage.ORDERING: 0,
        Stage.WON: 0,
        Stage.LOST: 1,
    }
    assert [count for _stage, count in report.reached] == [5, 3, 2, 1, 0, 0]


def test_amounts_stand_apart_by_currency_kind_and_standing(met):
    contract(met, "100.10", verdict="confirmed")
    contract(met, "50")
    contract(met, "7", verdict="disputed")
    contract(met, "1000000", "VND")
    DealStepFactory(meeting=met.meeting, kind="quote_sent", value="120", currency="USD")

    rows = [
        (row.kind, row.currency, row.confirmed, row.reported, row.disputed)
        for row in outcomes_of(met.edition).worth
    ]

    assert rows == [
        ("contract", "USD", Decimal("100.10"), Decimal(50), Decimal(7)),
        ("contract", "VND", Decimal(0), Decimal(1000000), Decimal(0)),
        ("quote_sent", "USD", Decimal(0), Decimal(120), Decimal(0)),
    ]


def test_nothing_is_converted_unless_the_organiser_says_at_what_rate(met):
    contract(met, "1000000", "VND", verdict="confirmed")
    contract(met, "10")
    contract(met, "5", "EUR")
    assert outcomes_of(met.edition).converted is None

    rules = OutcomeRulesFactory(edition=met.edition, reference_currency="USD")
    ReferenceRateFactory(rules=rules, currency="VND", rate="0.00004", as_of=date(2027, 9, 1))

    converted = outcomes_of(met.edition).converted
    assert (converted.confirmed, converted.undisputed) == (Decimal("40.00"), Decimal("50.00"))
    assert (converted.currency, converted.as_of, converted.missing) == (
        "USD",
        date(2027, 9, 1),
        ("EUR",),
    )


def test_averages_are_shown_from_three_ratings_on(met):
    meetings = [met.meeting, *HeldMeetingFactory.create_batch(2, edition=met.edition)]
    for stars, meeting in zip((5, 4, 2), meetings, strict=True):
        assert outcomes_of(met.edition).ratings[0].stars is None
        MeetingRatingFactory(meeting=meeting, stars=stars, is_relevant=stars > 2)
    MeetingRatingFactory(meeting=met.meeting, side=Side.SUPPLIER, stars=1)

    buyers, suppliers = outcomes_of(met.edition).ratings

    assert (buyers.count, buyers.stars, buyers.relevant_percent) == (3, Decimal("3.7"), 66)
    assert (suppliers.count, suppliers.stars, suppliers.relevant_percent) == (1, None, None)


def test_single_ratings_are_the_organiser_s_only_where_the_rules_say_so(met, organiser):
    MeetingRatingFactory(meeting=met.meeting, stars=1)

    assert single_ratings(met.edition) == []
    assert "Single ratings" not in organiser.get(url(met)).content.decode()
    OutcomeRulesFactory(edition=met.edition, shows_single_ratings=True)
    assert [rating.stars for rating in single_ratings(met.edition)] == [1]
    assert "Single ratings" in organiser.get(url(met)).content.decode()


def test_pairs_are_counted_by_buyer_and_in_each_sector_and_process(met):
    need = ComponentNeedFactory(participation=met.buyer, sector=SectorFactory())
    need.processes.create(code="ZZ.NEW", labels={"en": "Levitation"})
    met.meeting.needs.add(need)
    contract(met, "100")
    contract(met, "9", "EUR")
    contract(met, "7", verdict="disputed")

    report = outcomes_of(met.edition)

    [buyer] = report.by_buyer
    assert (buyer.name, buyer.pairs, buyer.quoted, buyer.won) == (str(met.buyer), 1, 1, 1)
    assert buyer.contracts == {"EUR": Decimal(9), "USD": Decimal(100)}
    assert {group.name for group in report.by_process} == {
        str(process) for process in need.processes.all()
    }
    assert [(group.name, group.pairs) for group in report.by_sector] == [(str(need.sector), 1)]


def test_who_was_asked_and_who_answered_is_counted(met):
    prompt = PromptFactory(edition=met.edition, user=met.buyer_person)
    pair = {"prompt": prompt, "buyer": met.buyer, "supplier": met.supplier}
    AskedPairFactory(**pair)
    AskedPairFactory(**pair, side=Side.SUPPLIER, answer="nothing", answered_at=NOW)

    report = outcomes_of(met.edition)

    assert (report.asked, report.answered) == (2, 1)


def test_report_is_the_organiser_s_alone(met):
    for name in ("report", "workbook", "rules"):
        assert people_around(met.buyer).statuses(url(met, name)) == {
            "owner": 404,
            "colleague": 404,
            "organiser": 200,
            "stranger": 404,
            "anonymous": 302,
        }


def test_report_takes_the_same_queries_for_one_pair_and_for_three(met, organiser):
    contract(met, "100")
    alone = query_count(organiser, url(met))
    for meeting in HeldMeetingFactory.create_batch(2, edition=met.edition):
        contract(met, "100", meeting=meeting)

    assert query_count(organiser, url(met)) == alone


def test_before_the_fair_the_page_says_what_comes(met, organiser):
    met.meeting.state = MeetingState.CONFIRMED
    met.meeting.save(update_fields=["state"])

    assert "Nothing to report yet" in organiser.get(url(met)).content.decode()


def test_spreadsheet_holds_numbers_and_text_that_stays_text(met, organiser):
    met.buyer.organisation.legal_name = "=HYPERLINK(1)"
    met.buyer.organisation.save(update_fields=["legal_name"])
    contract(met, "100.10")
    MeetingNoteFactory(meeting=met.meeting, text="Never again")
    MeetingRatingFactory(meeting=met.meeting, stars=1)

    content = organiser.get(url(met, "workbook")).content
    book = load_workbook(BytesIO(content))

    assert book.sheetnames == ["Figures", "Amounts", "By buyer", "By sector", "By process"]
    row = [cell.value for cell in book["Amounts"][2]]
    assert row == ["Contract", "USD", 0, 100.1, 0]
    name = book["By buyer"]["A2"]
    assert (name.value, name.data_type, name.quotePrefix) == ("=HYPERLINK(1)", "s", True)
    assert b"Never again" not in content
    everything = [cell.value for sheet in book for line in sheet.rows for cell in line]
    assert "Never again" not in everything


def test_rules_are_set_on_their_page(met, organiser):
    entered = {
        "asks_later": "on",
        "reference_currency": "USD",
        "as_of": "2027-09-16",
        "rate_VND": "0,00004",
        "rate_JPY": "",
    }

    assert organiser.post(url(met, "rules"), entered).status_code == 302
    rules = OutcomeRules.objects.get(edition=met.edition)
    assert (rules.asks_later, rules.shows_single_ratings) == (True, False)
    assert [(rate.currency, rate.rate) for rate in rules.rates.all()] == [
        ("VND", Decimal("0.00004"))
    ]
    shown = organiser.get(url(met, "rules")).context["form"]
    assert shown["rate_VND"].value() == Decimal("0.00004")


def test_ratings_given_in_confidence_stay_so(met, organiser):
    MeetingRatingFactory(meeting=met.meeting)

    answer = organiser.post(
        url(met, "rules"), {"shows_single_ratings": "on", "as_of": "2027-09-16"}
    )

    assert "Participants have rated in the belief" in answer.content.decode()
    assert not OutcomeRules.objects.filter(shows_single_ratings=True).exists()
