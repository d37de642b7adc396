from datetime import timedelta

import pytest

from fair.editions.choices import Side
from fair.editions.models import Edition
from fair.matching.choices import Verdict
from fair.matching.models import Match
from fair.meetings.choices import MeetingState
from fair.meetings.services.changing import cancel_meeting
from fair.meetings.snapshots import wishes
from fair.meetings.snapshots.wishes import (
    Wish,
    blocked_pairs,
    wishes_of_matches,
    wishes_of_pairs,
    wishes_of_plan,
)
from tests.factories.accounts import UserFactory
from tests.factories.editions import BuyerFactory, SupplierFactory
from tests.factories.exhibitors import PublishedLineFactory
from tests.factories.matching import MatchFactory, MatchVerdictFactory, NearMissFactory
from tests.factories.meetings import NOW, MeetingFactory, ready_plan, small_fair
from tests.factories.sourcing import PublishedNeedFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def match() -> Match:
    return MatchFactory(mutual_points=60)


def verdict(match: Match, side: Side, word: Verdict) -> None:
    MatchVerdictFactory(need=match.need, line=match.line, side=side, verdict=word)


def the_wish(match: Match) -> Wish:
    (wish,) = wishes_of_matches(match.run)
    return wish


def test_match_is_a_wish_of_its_pair(match):
    assert the_wish(match) == Wish(
        buyer_id=match.need.participation_id,
        supplier_id=match.line.participation_id,
        value=600,
        is_must=False,
        need_ids=(match.need_id,),
        line_ids=(match.line_id,),
        places=frozenset(),
    )


def test_needs_and_lines_of_a_pair_are_one_wish(match):
    buyer, supplier = match.need.participation, match.line.participation
    second_line = PublishedLineFactory(participation=supplier)
    second_need = PublishedNeedFactory(participation=buyer)
    MatchFactory(run=match.run, need=match.need, line=second_line, mutual_points=40)
    MatchFactory(run=match.run, need=second_need, line=second_line, mutual_points=30)

    wish = the_wish(match)

    assert wish.value == 600 + 300
    assert wish.need_ids == (match.need_id, second_need.pk)
    assert wish.line_ids == (match.line_id, second_line.pk)


def test_near_misses_and_low_ranks_are_no_wishes(match, monkeypatch):
    monkeypatch.setattr(wishes, "BEST_OF_NEED", 1)
    monkeypatch.setattr(wishes, "BEST_OF_LINE", 1)
    NearMissFactory(run=match.run, need=match.need)
    low = MatchFactory(run=match.run, need=match.need, nearness=60)
    in_edition = {"need__participation__edition": match.run.edition}
    better = MatchFactory(run=match.run, line=low.line, **in_edition)
    assert {wish.need_ids for wish in wishes_of_matches(match.run)} == {
        (match.need_id,),
        (better.need_id,),
    }

    of_low = [(low.need.participation_id, low.line.participation_id)]
    assert wishes_of_pairs(match.run, of_low) == []

    verdict(low, Side.SUPPLIER, Verdict.NICE)

    assert len(wishes_of_matches(match.run)) == 3
    assert len(wishes_of_pairs(match.run, of_low)) == 1


@pytest.mark.parametrize("side", Side)
def test_no_of_either_side_ends_the_wish(match, side):
    verdict(match, side, Verdict.NO)

    assert wishes_of_matches(match.run) == []


@pytest.mark.parametrize(
    ("buyer", "supplier", "value", "is_must"),
    [
        (Verdict.MUST, None, 800, True),
        (None, Verdict.MUST, 800, False),
        (Verdict.NICE, Verdict.MUST, 900, True),
        (Verdict.NICE, None, 700, False),
        (Verdict.NICE, Verdict.NICE, 800, False),
    ],
)
def test_what_sides_ask_for_counts_more(match, buyer, supplier, value, is_must):
    for side, word in ((Side.BUYER, buyer), (Side.SUPPLIER, supplier)):
        if word:
            verdict(match, side, word)

    wish = the_wish(match)

    assert (wish.value, wish.is_must) == (value, is_must)


def test_places_are_those_that_some_need_allows(match):
    match.need.meeting_places = ["online"]
    match.need.save(update_fields=["meeting_places"])
    assert the_wish(match).places == {"online"}

    second = PublishedNeedFactory(
        participation=match.need.participation, meeting_places=["booth", "table"]
    )
    MatchFactory(run=match.run, need=second, line=match.line)
    assert the_wish(match).places == {"online", "booth", "table"}

    third = PublishedNeedFactory(participation=match.need.participation)
    MatchFactory(run=match.run, need=third, line=match.line)
    assert the_wish(match).places == frozenset()


def test_pair_is_blocked_when_nothing_is_left_of_it(match):
    edition = Edition.objects.get()
    pair = (match.need.participation_id, match.line.participation_id)
    assert blocked_pairs(edition) == frozenset()

    verdict(match, Side.SUPPLIER, Verdict.NO)
    assert blocked_pairs(edition) == {pair}

    second = PublishedNeedFactory(participation=match.need.participation)
    MatchFactory(run=match.run, need=second, line=match.line)
    assert blocked_pairs(edition) == frozenset()


def test_pair_whose_meeting_was_called_off_is_blocked_until_a_side_asks_for_it(match):
    edition = Edition.objects.get()
    buyer, supplier = match.need.participation, match.line.participation
    meeting = MeetingFactory(edition=edition, buyer=buyer, supplier=supplier)
    asked = MatchVerdictFactory(
        need=match.need, line=match.line, side=Side.BUYER, verdict=Verdict.MUST, decided_at=NOW
    )
    assert blocked_pairs(edition) == frozenset()

    cancel_meeting(meeting, actor=UserFactory(), now=NOW + timedelta(hours=1))
    assert blocked_pairs(edition) == {(buyer.pk, supplier.pk)}

    asked.decided_at = NOW + timedelta(hours=2)
    asked.save(update_fields=["decided_at"])
    assert blocked_pairs(edition) == frozenset()


def test_pair_whose_meeting_ended_with_their_leaving_is_not_blocked(match):
    edition = Edition.objects.get()
    buyer, supplier = match.need.participation, match.line.participation
    meeting = MeetingFactory(edition=edition, buyer=buyer, supplier=supplier)

    cancel_meeting(meeting, actor=None, now=NOW)

    assert blocked_pairs(edition) == frozenset()


def test_wishes_of_a_plan_are_what_it_placed():
    fair = small_fair(buyers=1, suppliers=1)
    run = ready_plan(fair)

    assert wishes_of_plan(run) == [
        Wish(
            buyer_id=fair.buyers[0].pk,
            supplier_id=fair.suppliers[0].pk,
            value=790,
            is_must=False,
            need_ids=(fair.buyers[0].needs.get().pk,),
            line_ids=(fair.suppliers[0].product_lines.get().pk,),
            places=frozenset({"table"}),
        )
    ]


def test_wishes_take_as_many_queries_for_one_as_for_many(django_assert_num_queries):
    for size in (1, 3):
        fair = small_fair(buyers=size, suppliers=size)
        with django_assert_num_queries(4):
            assert len(wishes_of_matches(fair.matches)) == size * size


def met_at_another_fair(match: Match, **fields) -> None:
    buyer = BuyerFactory(organisation=match.need.participation.organisation)
    supplier = SupplierFactory(
        organisation=match.line.participation.organisation, edition=buyer.edition
    )
    MeetingFactory(
        edition=buyer.edition,
        buyer=buyer,
        supplier=supplier,
        **{"state": MeetingState.HELD, **fields},
    )


def test_who_met_at_a_fair_before_does_not_meet_again(match):
    met_at_another_fair(match)

    assert wishes_of_matches(match.run) == []


@pytest.mark.parametrize(
    ("buyer", "supplier", "count"),
    [
        (Verdict.MUST, Verdict.MUST, 1),
        (Verdict.MUST, Verdict.NICE, 0),
        (Verdict.NICE, Verdict.MUST, 0),
    ],
)
def test_who_met_before_meets_again_where_both_insist(match, buyer, supplier, count):
    met_at_another_fair(match)
    verdict(match, Side.BUYER, buyer)
    verdict(match, Side.SUPPLIER, supplier)

    assert len(wishes_of_matches(match.run)) == count


@pytest.mark.parametrize("state", [MeetingState.CANCELLED, MeetingState.NO_SHOW_BUYER])
def test_meeting_that_did_not_take_place_counts_for_nothing(match, state):
    met_at_another_fair(match, state=state)

    assert len(wishes_of_matches(match.run)) == 1


def test_other_companies_may_have_met(match):
    met_at_another_fair(MatchFactory())

    assert len(wishes_of_matches(match.run)) == 1
