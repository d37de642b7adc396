"""Why wishes have no meeting and what more of something would bring, in words."""

import pytest

from fair.meetings.choices import ADVICE, Clash, UnplacedCode
from fair.meetings.engine.types import Code
from fair.meetings.models import PlanRun, UnplacedWish
from fair.meetings.selectors import levers_of
from tests.factories.meetings import FIRST_SLOT, PlanRunFactory, ready_plan, small_fair


def test_every_reason_has_an_advice_and_every_clash_words():
    assert set(ADVICE) == set(UnplacedCode)
    engine_codes = {code.value for code in Code} - {Code.NO_COMMON_SLOT}
    assert engine_codes <= set(Clash.values)


def test_obstacles_are_told_with_what_making_room_would_cost():
    wish = UnplacedWish(
        code=UnplacedCode.BUYER_BUSY,
        obstacles=[
            {"code": "buyer_busy", "slots": 3, "points": 40},
            {"code": "no_place", "slots": 1},
            {"code": "of_long_ago", "slots": 1},
        ],
    )

    assert wish.obstacle_lines == [(str(Clash.NO_PLACE.label), 1, 0)]
    assert wish.cost == 40
    assert wish.advice == "A second team of the buyer, or one of their meetings less."


@pytest.mark.django_db
def test_scarce_table_is_the_lever():
    fair = small_fair(buyers=2, suppliers=4, tables=1)

    levers = levers_of(ready_plan(fair))

    words = [lever.words for lever in levers]
    assert "One more meeting table" in words
    table = levers[words.index("One more meeting table")]
    assert table.points > 0
    assert table.starts_at is not None
    assert table.starts_at >= FIRST_SLOT


@pytest.mark.django_db
def test_levers_name_companies_and_needs_in_few_queries(django_assert_num_queries):
    fair = small_fair(buyers=1, suppliers=1)
    need = fair.matches.matches.get().need
    lever = {"points": 5, "mode": None, "language": None, "slot": None}
    run: PlanRun = PlanRunFactory(
        edition=fair.edition,
        figures={
            "levers": [
                {**lever, "limit": "need", "subject": need.pk},
                {**lever, "limit": "supplier_day", "subject": fair.suppliers[0].pk},
                {**lever, "limit": "interpreter_slot", "subject": None, "language": "ja"},
                {**lever, "limit": "buyer_slot", "subject": fair.buyers[0].pk, "slot": 1},
            ]
        },
    )

    with django_assert_num_queries(3):
        levers = levers_of(run)

    buyer, supplier = fair.buyers[0], fair.suppliers[0]
    assert [each.words for each in levers] == [
        f"One more meeting of {buyer} about “{need.title['en']}”",
        f"One more meeting a day for {supplier}",
        "One more interpreter for 日本語",
        f"One more team of {buyer}",
    ]
    assert [each.starts_at for each in levers[:3]] == [None] * 3
    assert levers[3].starts_at is not None


@pytest.mark.django_db
def test_plan_without_levers_tells_none(django_assert_num_queries):
    run = PlanRunFactory()

    with django_assert_num_queries(0):
        assert levers_of(run) == []
