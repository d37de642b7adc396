import threading
import time
from datetime import timedelta

import pytest

from fair.common.runs import LEASE, MAX_ATTEMPTS
from fair.editions.models import Session
from fair.matching.models import MatchRun
from fair.meetings import jobs
from fair.meetings.choices import PlanError, PlanState, UnplacedCode
from fair.meetings.engine import types
from fair.meetings.engine.planner import make_plan
from fair.meetings.jobs import solving
from fair.meetings.models import PlannedMeeting, PlanRun, UnplacedWish
from fair.meetings.services.parties import ensure_parties
from fair.meetings.services.planning import stop_plan
from tests.factories.meetings import NOW, PlanRunFactory, SmallFair, small_fair

pytestmark = pytest.mark.django_db


def queued(fair: SmallFair) -> PlanRun:
    ensure_parties(fair.edition)
    return PlanRunFactory(edition=fair.edition)


def test_plan_is_stored_as_a_draft_with_its_figures():
    fair = small_fair()
    run = queued(fair)

    assert jobs.plan_edition(run.pk, now=NOW) is True

    run.refresh_from_db()
    assert run.state == PlanState.READY
    assert run.progress_percent == 100
    assert run.base_version == 0
    assert run.match_run == fair.matches
    assert len(run.inputs_hash) == 64
    first, seconds = run.figures.pop("first_seconds"), run.figures.pop("seconds")
    assert 0 <= first <= seconds < 10
    # Six wishes; the values are ten times the matches' points: 79 69 59 and 78 68 58.
    assert run.figures == {
        "points": 7_110,
        "meetings": 6,
        "musts": 0,
        "value": 4_110,
        "served_suppliers": 3,
        "servable_suppliers": 3,
        "idle_slots": 0,
        "stays": 0,
        "walks": 0,
        "compact_parties": 0,
        "days_used": 0,
        "bound": 4_110,
        "ratio": 1.0,
        "realised_percent": 100.0,
        "wishes": 6,
        "violations": 0,
        "refused_stages": 0,
        "levers": [],
    }
    assert run.planned_meetings.count() == 6
    assert run.unplaced_wishes.count() == 0


def test_planned_meeting_names_sides_place_and_subjects():
    fair = small_fair(buyers=1, suppliers=1)
    run = queued(fair)

    jobs.plan_edition(run.pk, now=NOW)

    row = PlannedMeeting.objects.get()
    assert (row.buyer, row.supplier) == (fair.buyers[0], fair.suppliers[0])
    assert (row.buyer_party.participation, row.buyer_party.number) == (fair.buyers[0], 1)
    assert row.supplier_party.participation == fair.suppliers[0]
    assert row.place_party.table is not None
    assert row.mode == "table"
    assert row.value == 790
    assert [need.participation for need in row.needs.all()] == [fair.buyers[0]]
    assert [line.participation for line in row.lines.all()] == [fair.suppliers[0]]


def test_wish_without_a_meeting_is_stored_with_its_reason():
    fair = small_fair(buyers=1, suppliers=2)
    fair.buyers[0].max_meetings_total = 1
    fair.buyers[0].save(update_fields=["max_meetings_total"])
    run = queued(fair)

    jobs.plan_edition(run.pk, now=NOW)

    wish = UnplacedWish.objects.get()
    assert (wish.buyer, wish.supplier) == (fair.buyers[0], fair.suppliers[1])
    assert wish.code == UnplacedCode.BUYER_FULL
    assert wish.common_slots == 6
    points = wish.obstacles[0].pop("points")
    assert wish.obstacles[0] == {"code": "buyer_full", "slots": 6}
    # One more meeting of this buyer would serve another supplier, and be worth 690 by itself.
    assert 1_690 <= points <= 1_790
    run.refresh_from_db()
    assert [(each["limit"], each["subject"]) for each in run.figures["levers"]] == [
        ("buyer_total", fair.buyers[0].pk)
    ]


def test_second_run_of_the_job_has_no_effect():
    run = queued(small_fair())
    jobs.plan_edition(run.pk, now=NOW)
    first = list(PlannedMeeting.objects.values_list("pk", flat=True))

    assert jobs.plan_edition(run.pk, now=NOW + LEASE * 2) is False

    assert list(PlannedMeeting.objects.values_list("pk", flat=True)) == first


def test_run_of_a_living_worker_is_left_alone():
    run = queued(small_fair())
    PlanRun.objects.update(state=PlanState.RUNNING, claimed_at=NOW, heartbeat_at=NOW)

    assert jobs.plan_edition(run.pk, now=NOW + LEASE) is False

    assert PlannedMeeting.objects.count() == 0


def test_run_of_a_dead_worker_is_taken_over():
    run = queued(small_fair())
    PlanRun.objects.update(state=PlanState.RUNNING, claimed_at=NOW, heartbeat_at=NOW, attempts=1)
    later = NOW + LEASE + timedelta(seconds=1)
    assert jobs.waiting_run_ids(now=later) == [run.pk]

    assert jobs.plan_edition(run.pk, now=later) is True

    run.refresh_from_db()
    assert (run.state, run.attempts) == (PlanState.READY, 2)


def test_run_whose_message_was_lost_is_found_after_a_minute():
    run = queued(small_fair())

    assert jobs.waiting_run_ids(now=run.created_at + timedelta(seconds=59)) == []
    assert jobs.waiting_run_ids(now=run.created_at + timedelta(seconds=61)) == [run.pk]


def test_run_that_keeps_dying_is_given_up():
    run = queued(small_fair())
    PlanRun.objects.update(
        state=PlanState.RUNNING, claimed_at=NOW, heartbeat_at=NOW, attempts=MAX_ATTEMPTS
    )

    assert jobs.plan_edition(run.pk, now=NOW + LEASE * 2) is False

    run.refresh_from_db()
    assert (run.state, run.error_code) == (PlanState.FAILED, PlanError.GAVE_UP)


class Beats:
    """The real heartbeat of runs, with something done before each one."""

    def __init__(self, monkeypatch, before=lambda: None) -> None:
        self.shown: list[dict] = []
        beat = PlanRun.beat

        def noted(run, **progress) -> bool:
            before()
            is_ours = beat(run, **progress)
            run.refresh_from_db()
            self.shown.append({"percent": run.progress_percent, **run.figures})
            return is_ours

        monkeypatch.setattr(PlanRun, "beat", noted)
        monkeypatch.setattr(solving, "HEARTBEAT_SECONDS", 0.02)


def test_plan_cancelled_while_it_is_made_is_not_stored(monkeypatch):
    run = queued(small_fair())

    def endless(problem, *, control, **_ways):
        while control.goes_on():
            time.sleep(0.01)
        return make_plan(problem, control=control)

    monkeypatch.setattr(solving, "make_plan", endless)
    turns = iter(range(10))
    Beats(
        monkeypatch,
        before=lambda: next(turns) == 2 and PlanRun.objects.update(state=PlanState.CANCELLED),
    )

    assert jobs.plan_edition(run.pk, now=NOW) is False

    run.refresh_from_db()
    assert run.state == PlanState.CANCELLED
    assert PlannedMeeting.objects.count() == 0


def test_worker_shows_the_best_plan_so_far_while_the_engine_goes_on(monkeypatch):
    run = queued(small_fair())
    seen = threading.Event()

    def slow(problem, *, control, **ways):
        outcome = make_plan(problem, control=control, **ways)
        seen.wait(timeout=5)
        return outcome

    monkeypatch.setattr(solving, "make_plan", slow)
    beats = Beats(monkeypatch, before=lambda: len(beats.shown) > 3 and seen.set())

    assert jobs.plan_edition(run.pk, now=NOW) is True

    assert beats.shown[0] == {"percent": 10}
    last = beats.shown[-1]
    assert last["percent"] > 10
    assert (last["value"], last["bound"], last["ratio"]) == (4_110, 4_110, 1.0)


def test_stopped_plan_keeps_the_best_so_far(monkeypatch):
    run = queued(small_fair())

    def endless(problem, *, control, **ways):
        outcome = make_plan(problem, control=control, **ways)
        while control.goes_on():
            time.sleep(0.01)
        return outcome

    monkeypatch.setattr(solving, "make_plan", endless)
    turns = iter(range(100))
    Beats(monkeypatch, before=lambda: next(turns) == 2 and stop_plan(run, now=NOW))

    assert jobs.plan_edition(run.pk, now=NOW) is True

    run.refresh_from_db()
    assert (run.state, run.figures["meetings"]) == (PlanState.READY, 6)


def test_planning_ends_with_its_time(monkeypatch):
    monkeypatch.setattr(solving, "PLAN_SECONDS", 0.0)
    run = queued(small_fair())

    assert jobs.plan_edition(run.pk, now=NOW) is True

    run.refresh_from_db()
    assert run.figures["meetings"] == 6
    assert run.figures["bound"] >= run.figures["value"]


def test_percentage_is_rounded_down():
    problem = types.Problem((), (), (), (), ())
    numbers = types.Figures(99_999, 1, 0, 99_999, 0, 0, 0)

    assert solving._quality(problem, numbers, 100_000) == {
        "bound": 100_000,
        "ratio": 0.99999,
        "realised_percent": 99.99,
    }
    assert solving._quality(problem, numbers, None) == {}


@pytest.mark.parametrize(
    ("model", "code"), [(MatchRun, PlanError.NO_MATCHES), (Session, PlanError.NO_SLOTS)]
)
def test_what_is_missing_is_said(model, code):
    run = queued(small_fair())
    model.objects.all().delete()

    assert jobs.plan_edition(run.pk, now=NOW) is False

    run.refresh_from_db()
    assert (run.state, run.error_code) == (PlanState.FAILED, code)


def test_unexpected_error_is_recorded_and_raised(monkeypatch):
    run = queued(small_fair())

    def broken(*_args, **_kwargs):
        raise ZeroDivisionError("of no use")

    monkeypatch.setattr(solving, "make_plan", broken)

    with pytest.raises(ZeroDivisionError):
        jobs.plan_edition(run.pk, now=NOW)

    run.refresh_from_db()
    assert (run.state, run.error_code) == (PlanState.FAILED, PlanError.UNEXPECTED)
    assert run.error_text == "ZeroDivisionError: of no use"


def test_same_inputs_and_seed_give_the_same_plan():
    fair = small_fair()
    first, hashes = [], set()
    for _number in range(2):
        run = queued(fair)
        jobs.plan_edition(run.pk, now=NOW)
        run.refresh_from_db()
        hashes.add(run.inputs_hash)
        first.append(
            list(
                run.planned_meetings.order_by("buyer", "supplier").values_list(
                    "buyer", "supplier", "starts_at", "place_party"
                )
            )
        )

    assert len(hashes) == 1
    assert first[0] == first[1]
