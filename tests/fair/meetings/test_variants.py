"""Plans of another kind: what-ifs on a copy, patches, and plans that keep what was edited."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from fair.editions.choices import EditionState
from fair.meetings import jobs
from fair.meetings.choices import PlanKind, PlanState, UnplacedCode
from fair.meetings.models import Meeting, PlanRun
from fair.meetings.selectors import compared, evenness_of, left_out_by_reason, place_loads
from fair.meetings.services import by_hand
from fair.meetings.services.planning import (
    CannotCancelPlan,
    CannotRequestPlan,
    create_run,
    stop_plan,
)
from fair.meetings.services.publishing import publish_plan
from fair.meetings.snapshots import Scenario
from tests.factories.editions import MeetingTableFactory
from tests.factories.meetings import (
    FIRST_SLOT,
    NOW,
    PlanRunFactory,
    SmallFair,
    published_plan,
    ready_plan,
    small_fair,
)

pytestmark = pytest.mark.django_db

SLOT = timedelta(minutes=30)


def made(fair: SmallFair, *, kind: PlanKind = PlanKind.FULL, **scenario) -> PlanRun:
    """Have a plan made as its organiser would; an error of the job is an error of the test."""
    run = create_run(fair.edition, actor=None, kind=kind, scenario=Scenario(**scenario))
    jobs.plan_edition(run.pk, now=NOW)
    run.refresh_from_db()
    assert (run.state, run.error_text) == (PlanState.READY, "")
    return run


def what_if(fair: SmallFair, **scenario) -> PlanRun:
    return made(fair, kind=PlanKind.WHAT_IF, **scenario)


def times(run: PlanRun) -> dict[tuple[int, int], object]:
    rows = run.planned_meetings.values_list("buyer", "supplier", "starts_at")
    return {(buyer, supplier): starts_at for buyer, supplier, starts_at in rows}


def crowded() -> SmallFair:
    """Return a fair in which eight wishes compete for the six times of one table."""
    return small_fair(buyers=2, suppliers=4, tables=1)


def test_more_tables_give_more_meetings_and_change_nothing_real():
    fair = crowded()
    real = ready_plan(fair)
    assert real.planned_meetings.count() == 6

    answer = what_if(fair, more_tables=1)

    assert answer.planned_meetings.count() == 8
    assert answer.planned_meetings.filter(place_party=None, mode="table").exists()
    assert answer.scenario == {"more_tables": 1}
    assert fair.edition.tables.count() == 1
    assert Meeting.objects.count() == 0


def test_more_times_on_a_day_give_more_meetings():
    fair = crowded()
    day = fair.edition.days.get().date

    answer = what_if(fair, more_slots=2, day=day)

    last = FIRST_SLOT + 7 * SLOT
    assert answer.planned_meetings.count() == 8
    assert max(times(answer).values()) == last
    assert answer.scenario == {"more_slots": 2, "day": day.isoformat()}


def test_more_times_on_another_day_give_none_here():
    fair = crowded()

    answer = what_if(fair, more_slots=2, day=date(2027, 9, 30))

    assert answer.planned_meetings.count() == 6


def test_without_a_buyer_their_meetings_go_to_others():
    fair = crowded()
    gone = fair.buyers[0]

    answer = what_if(fair, without=(gone.pk,))

    assert {buyer for buyer, _supplier in times(answer)} == {fair.buyers[1].pk}
    assert answer.planned_meetings.count() == 4
    gone.refresh_from_db()
    assert gone.is_approved


def test_fairness_dial_serves_more_suppliers_for_less_value():
    # One buyer with two times: the two best wishes are of one supplier only by name.
    fair = small_fair(buyers=3, suppliers=3, tables=1)
    indifferent, fair_one = what_if(fair, first_meeting=0), what_if(fair, first_meeting=5000)

    assert indifferent.figures["value"] >= fair_one.figures["value"]
    assert fair_one.figures["served_suppliers"] == 3
    assert indifferent.scenario == {"first_meeting": 0}


def test_database_refuses_to_publish_a_what_if():
    answer = what_if(small_fair(), more_tables=1)

    with pytest.raises(IntegrityError, match="plan_what_if_never_published"), transaction.atomic():
        PlanRun.objects.filter(pk=answer.pk).update(state=PlanState.PUBLISHED)


def test_what_if_is_never_what_the_next_plan_keeps():
    fair = small_fair()
    what_if(fair, more_tables=1).planned_meetings.update(is_pinned=True)

    assert create_run(fair.edition, actor=None).based_on is None


def test_scenario_says_only_what_differs_and_comes_back_from_json():
    scenario = Scenario(more_rooms=2, more_slots=1, day=date(2027, 9, 15), without=(3, 5))

    assert Scenario().as_json() == {}
    assert Scenario.from_json(scenario.as_json()) == scenario


def test_new_draft_keeps_what_was_edited_in_the_last_one():
    fair = small_fair()
    draft = ready_plan(fair)
    moved = (fair.buyers[0].pk, fair.suppliers[0].pk)
    gone = (fair.buyers[1].pk, fair.suppliers[1].pk)
    by_hand.seat_pair(
        draft,
        moved,
        starts_at=FIRST_SLOT + 5 * SLOT,
        place_id=None,
        is_live=False,
        actor=None,
        now=NOW,
    )
    by_hand.take_out(draft, gone, is_live=False, actor=None, now=NOW)

    again = made(fair)
    third = made(fair)

    for run in (again, third):
        kept = run.planned_meetings.get(buyer=moved[0], supplier=moved[1])
        assert (kept.is_pinned, kept.starts_at) == (True, FIRST_SLOT + 5 * SLOT)
        assert [need.participation_id for need in kept.needs.all()] == [moved[0]]
        assert gone not in times(run)
        wish = run.unplaced_wishes.get(buyer=gone[0], supplier=gone[1])
        assert wish.code == UnplacedCode.TAKEN_OUT
        assert run.planned_meetings.count() == 5
        assert run.figures["value"] == sum(run.planned_meetings.values_list("value", flat=True))
        assert run.figures["bound"] >= run.figures["value"]
    publish_plan(third, actor=None, now=NOW)
    assert Meeting.objects.get(buyer=moved[0], supplier=moved[1]).is_pinned


def test_draft_that_nobody_edited_is_not_kept():
    fair = small_fair()
    ready_plan(fair)

    assert create_run(fair.edition, actor=None).based_on is None


def test_patch_moves_nobody_and_fills_what_came_free():
    fair = small_fair(buyers=2, suppliers=3, tables=2)
    published_plan(fair)
    closed = fair.edition.tables.order_by("id").first()
    there = Meeting.objects.filter(seats__party__table=closed)
    stays = {
        (row.buyer_id, row.supplier_id): row.starts_at
        for row in Meeting.objects.exclude(pk__in=there)
    }
    closed.is_active = False
    closed.save(update_fields=["is_active"])
    MeetingTableFactory(edition=fair.edition)

    patch = made(fair, kind=PlanKind.PATCH)

    assert {pair: at for pair, at in times(patch).items() if pair in stays} == stays
    assert patch.planned_meetings.count() == 6
    publish_plan(patch, actor=None, now=NOW)
    assert Meeting.objects.standing().count() == 6


def test_stopping_asks_the_worker_to_keep_the_best_so_far():
    run = PlanRunFactory(state=PlanState.RUNNING)
    assert not run.is_stop_asked()

    stop_plan(run, now=NOW)

    assert run.is_stop_asked()


def test_only_a_plan_being_made_is_stopped():
    with pytest.raises(CannotCancelPlan) as refused:
        stop_plan(ready_plan(small_fair()), now=NOW)

    assert refused.value.code == "not_active"


def test_closed_edition_answers_no_what_if():
    fair = small_fair(state=EditionState.CLOSED)

    with pytest.raises(CannotRequestPlan) as refused:
        create_run(fair.edition, actor=None, kind=PlanKind.WHAT_IF, scenario=Scenario(more_rooms=1))

    assert refused.value.code == "edition_closed"


def test_plans_side_by_side_say_what_moved_from_the_first():
    fair = crowded()
    real, answer = ready_plan(fair), what_if(fair, more_tables=1)

    first, second = compared([real, answer])

    before, after = times(real), times(answer)
    assert (first.moved, first.dropped, first.new) == (0, 0, 0)
    assert second.new == len(after.keys() - before.keys()) >= 2
    assert second.dropped == len(before.keys() - after.keys())
    assert second.moved == sum(before[pair] != after[pair] for pair in before.keys() & after)
    assert second.words == ("1 more table",)


def test_evenness_counts_companies_by_their_meetings():
    fair = small_fair(buyers=1, suppliers=3)
    fair.buyers[0].max_meetings_total = 2
    fair.buyers[0].save(update_fields=["max_meetings_total"])

    suppliers, buyers = evenness_of(ready_plan(fair))

    assert [(bar.label, bar.count, bar.height) for bar in suppliers.bars] == [
        ("0", 1, 50),
        ("1", 2, 100),
    ]
    assert (suppliers.fewest, suppliers.median, suppliers.most, suppliers.without) == (0, 1, 1, 1)
    assert (buyers.most, buyers.without) == (2, 0)


def test_kept_meetings_count_in_the_evenness_of_a_draft():
    fair = small_fair(buyers=1, suppliers=1)
    published_plan(fair)
    Meeting.objects.update(is_pinned=True)

    _suppliers, buyers = evenness_of(ready_plan(fair))

    assert (buyers.fewest, buyers.most) == (1, 1)


def test_load_of_places_is_their_use_out_of_what_there_is():
    fair = crowded()

    online, tables = place_loads(ready_plan(fair))

    assert [(load.used, load.available, load.share) for load in tables.loads] == [(1, 1, 100)] * 6
    assert [(load.used, load.available, load.share) for load in online.loads] == [(0, 2, 0)] * 6
    assert place_loads(what_if(fair, more_tables=1))[-1].loads[0].available == 2


def test_wishes_left_out_are_summed_up_by_reason():
    fair = small_fair(buyers=1, suppliers=3)
    fair.buyers[0].max_meetings_total = 1
    fair.buyers[0].save(update_fields=["max_meetings_total"])

    (reason,) = left_out_by_reason(ready_plan(fair))

    assert (reason.code, reason.count, reason.musts) == ("buyer_full", 2, 0)
    assert reason.value == 690 + 590
