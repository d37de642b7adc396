"""Single changes: what is taken in, by whom, and that it comes to what a whole run would find."""

import random
from datetime import timedelta

import pytest

from fair.common.runs import LEASE
from fair.editions.choices import EditionState, Side
from fair.exhibitors.services.lines import change_product_line, withdraw_product_line
from fair.matching import jobs, services
from fair.matching.choices import Verdict
from fair.matching.engine.types import Limits
from fair.matching.jobs import (
    candidates,
    chunks,
    cutting,
    lists,
    refreshing,
    runs,
    settling,
    storing,
    warm,
)
from fair.matching.models import Change, Match, MatchRun
from fair.sourcing.services.needs import change_need, pause_need
from tests.factories.accounts import UserFactory
from tests.factories.editions import BuyerFactory, EditionFactory, SupplierFactory
from tests.factories.exhibitors import PublishedLineFactory
from tests.factories.matching import NOON, MatchRunFactory
from tests.factories.sourcing import PublishedNeedFactory
from tests.factories.taxonomy import ProcessFactory

pytestmark = pytest.mark.django_db
SMALL = Limits(per_need=4, per_offer=3, near_misses_per_offer=2)


@pytest.fixture(autouse=True)
def cold():
    """Start without inputs kept from another test."""
    warm._kept.clear()


@pytest.fixture
def small_lists(monkeypatch):
    """Keep so little of each list that pairs are cut all the time."""
    for module in (candidates, chunks, refreshing, runs):
        monkeypatch.setattr(module, "LIMITS", SMALL)


def clock():
    return NOON


def matched(edition):
    run = MatchRunFactory(edition=edition)
    assert jobs.execute_run(run.pk, clock=clock)
    return MatchRun.objects.get(pk=run.pk)


def rows(edition):
    """Return what people would read, but for the hash that differs from run to run."""
    return list(
        Match.objects.current()
        .filter(run__edition=edition)
        .order_by("need_id", "line_id")
        .values(
            "need_id",
            "line_id",
            "eligible",
            "mutual_points",
            "nearness",
            "is_last_for_need",
            "is_last_for_line",
            "gates",
            "explanation",
        )
    )


def note(edition, side, row_id):
    services.note_change(edition.pk, side=side, row_id=row_id, now=NOON)


def reword(row, words):
    row.title = {"en": words}
    row.save(update_fields=["title"])
    note(row.participation.edition, Side.SUPPLIER, row.pk)


def test_changed_line_is_scored_anew_and_nothing_else(small_fair):
    run = matched(small_fair.edition)
    kept = Match.objects.get(line=small_fair.poor_line)
    before = Match.objects.get(line=small_fair.good_line)
    change_product_line(small_fair.good_line, values={"production_lead_days": 300})
    note(small_fair.edition, Side.SUPPLIER, small_fair.good_line.pk)

    assert jobs.refresh_matches(small_fair.edition.pk, clock=clock) == 1

    after = Match.objects.get(line=small_fair.good_line)
    assert after.mutual_points < before.mutual_points
    assert after.run == run
    assert Match.objects.get(line=small_fair.poor_line).pk == kept.pk
    run.refresh_from_db()
    assert run.stale_since is None
    assert Change.objects.get().applied_at == NOON


def test_refreshing_twice_has_no_second_effect(small_fair):
    matched(small_fair.edition)
    note(small_fair.edition, Side.BUYER, small_fair.need.pk)

    assert jobs.refresh_matches(small_fair.edition.pk, clock=clock) == 1
    ids = set(Match.objects.values_list("pk", flat=True))

    assert jobs.refresh_matches(small_fair.edition.pk, clock=clock) == 0
    assert set(Match.objects.values_list("pk", flat=True)) == ids


def test_change_is_read_once_and_one_that_comes_late_as_well(small_fair, monkeypatch):
    matched(small_fair.edition)
    read = []
    load = warm.load_offers
    monkeypatch.setattr(
        warm, "load_offers", lambda edition, *, ids: read.append(ids) or load(edition, ids=ids)
    )
    good, poor = small_fair.good_line, small_fair.poor_line
    note(small_fair.edition, Side.SUPPLIER, good.pk)
    jobs.refresh_matches(small_fair.edition.pk, clock=clock)  # reads everything
    note(small_fair.edition, Side.SUPPLIER, poor.pk)
    jobs.refresh_matches(small_fair.edition.pk, clock=clock)
    change_product_line(good, values={"production_lead_days": 300})
    minute_ago = NOON - timedelta(minutes=1)
    services.note_change(small_fair.edition.pk, side=Side.SUPPLIER, row_id=good.pk, now=minute_ago)

    jobs.refresh_matches(small_fair.edition.pk, clock=clock)

    assert read[1:] == [{poor.pk}, {good.pk}]
    assert warm._kept[small_fair.edition.pk].offers[good.pk].lead_days == 300


def test_lines_are_packed_anew_when_enough_have_other_words(wordy_fair, monkeypatch):
    edition, good = wordy_fair.edition, wordy_fair.good_line
    matched(edition)
    note(edition, Side.SUPPLIER, good.pk)
    jobs.refresh_matches(edition.pk, clock=clock)  # reads everything
    kept = warm._kept[edition.pk]
    stack, text = kept.rules.text, kept.offers[good.pk].text
    assert stack.holds(text)

    change_product_line(good, values={"production_lead_days": 300})
    note(edition, Side.SUPPLIER, good.pk)
    jobs.refresh_matches(edition.pk, clock=clock)

    assert kept.offers[good.pk].lead_days == 300
    assert kept.offers[good.pk].text is text
    assert kept.unstacked == 0

    reword(good, "Turning of shafts")
    jobs.refresh_matches(edition.pk, clock=clock)

    assert kept.rules.text is stack
    assert not stack.holds(kept.offers[good.pk].text)
    assert kept.unstacked == 1
    with_other_words = rows(edition)

    monkeypatch.setattr(warm, "MOST_UNSTACKED", 1)
    reword(wordy_fair.poor_line, "Grinding")
    jobs.refresh_matches(edition.pk, clock=clock)

    assert kept.rules.text is not stack
    assert kept.rules.text.holds(kept.offers[good.pk].text)
    assert kept.unstacked == 0
    refreshed = rows(edition)
    assert refreshed != with_other_words
    matched(edition)
    jobs.refresh_matches(edition.pk, clock=clock)  # the reasons of near misses
    assert rows(edition) == refreshed


def test_withdrawn_line_and_paused_need_leave_the_lists(small_fair):
    matched(small_fair.edition)
    withdraw_product_line(small_fair.good_line)
    note(small_fair.edition, Side.SUPPLIER, small_fair.good_line.pk)
    jobs.refresh_matches(small_fair.edition.pk, clock=clock)
    assert list(Match.objects.eligible().values_list("line", flat=True)) == [
        small_fair.poor_line.pk
    ]

    pause_need(small_fair.need)
    note(small_fair.edition, Side.BUYER, small_fair.need.pk)
    jobs.refresh_matches(small_fair.edition.pk, clock=clock)
    assert not Match.objects.exists()


def test_interest_of_the_supplier_moves_the_points(small_fair):
    matched(small_fair.edition)
    before = Match.objects.get(line=small_fair.good_line).supplier_points

    services.record_verdict(
        small_fair.need,
        line=small_fair.good_line,
        side=Side.SUPPLIER,
        verdict=Verdict.MUST,
        actor=UserFactory(),
        now=NOON,
    )
    jobs.refresh_matches(small_fair.edition.pk, clock=clock)

    assert Match.objects.get(line=small_fair.good_line).supplier_points > before


def test_change_of_everything_is_left_to_a_whole_run(small_fair):
    run = matched(small_fair.edition)
    services.note_change(small_fair.edition.pk, side=Side.SUPPLIER, now=NOON)

    assert jobs.refresh_matches(small_fair.edition.pk, clock=clock) == 0

    later = NOON + jobs.REFRESH_AFTER + timedelta(seconds=1)
    [run_id] = jobs.refresh_stale(now=later)
    assert jobs.execute_run(run_id, clock=lambda: later)
    assert Change.objects.get().applied_at == later
    assert MatchRun.objects.get(pk=run_id).stale_since is None
    assert run_id != run.pk


def test_heap_of_changes_is_left_to_a_whole_run(small_fair, monkeypatch):
    matched(small_fair.edition)
    monkeypatch.setattr(refreshing, "MOST_CHANGES", 2)
    for _ in range(3):
        note(small_fair.edition, Side.BUYER, small_fair.need.pk)

    assert jobs.refresh_matches(small_fair.edition.pk, clock=clock) == 0


def test_change_of_everything_that_marked_no_run_as_stale_leads_to_a_run(small_fair):
    """It was noted in the moment in which another run became the current one."""
    matched(small_fair.edition)
    Change.objects.create(edition=small_fair.edition, changed_at=NOON)

    assert jobs.refresh_matches(small_fair.edition.pk, clock=clock) == 0

    assert len(jobs.refresh_stale(now=NOON + jobs.REFRESH_AFTER + timedelta(seconds=1))) == 1


def test_later_attempt_leaves_changes_that_the_first_one_has_not_read(small_fair):
    """It keeps the chunks that the first one finished."""
    matched(small_fair.edition)
    run = MatchRunFactory(edition=small_fair.edition)

    def note_and_die(done, total):
        if done == 0:
            note(small_fair.edition, Side.BUYER, small_fair.need.pk)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        jobs.execute_run(run.pk, clock=clock, progress=note_and_die)
    later = NOON + LEASE + timedelta(seconds=1)
    assert jobs.execute_run(run.pk, clock=lambda: later)

    assert Change.objects.get().applied_at is None


def test_edition_in_planning_is_left_alone(small_fair):
    matched(small_fair.edition)
    small_fair.edition.state = EditionState.SCHEDULING
    small_fair.edition.save(update_fields=["state"])
    note(small_fair.edition, Side.BUYER, small_fair.need.pk)

    assert jobs.refresh_matches(small_fair.edition.pk, clock=clock) == 0
    assert jobs.editions_left_behind(now=NOON) == []


def test_change_left_behind_is_found(small_fair):
    matched(small_fair.edition)
    note(small_fair.edition, Side.BUYER, small_fair.need.pk)

    assert jobs.editions_left_behind(now=NOON) == [small_fair.edition.pk]


def test_change_applied_during_a_run_is_applied_again_after_it(small_fair):
    """The run read the edition before the change, so its matches do not know of it."""
    matched(small_fair.edition)
    run = MatchRunFactory(edition=small_fair.edition)

    def change_meanwhile(done, total):
        if done == 0:
            note(small_fair.edition, Side.BUYER, small_fair.need.pk)
            jobs.refresh_matches(small_fair.edition.pk, clock=clock)

    assert jobs.execute_run(run.pk, clock=clock, progress=change_meanwhile)

    run.refresh_from_db()
    assert run.stale_since == NOON
    assert jobs.refresh_matches(small_fair.edition.pk, clock=clock) == 1
    run.refresh_from_db()
    assert run.stale_since is None


def random_fair(rng):
    """Return an edition with needs and lines of two processes, and its rows."""
    edition = EditionFactory()
    processes = [ProcessFactory(), ProcessFactory()]
    buyers = BuyerFactory.create_batch(2, edition=edition)
    suppliers = SupplierFactory.create_batch(3, edition=edition)
    needs = [
        PublishedNeedFactory(
            participation=rng.choice(buyers),
            processes=rng.sample(processes, rng.choice([1, 2])),
            tolerance_is_hard=rng.random() < 0.5,
            **random_need(rng),
        )
        for _ in range(8)
    ]
    lines = [
        PublishedLineFactory(
            participation=rng.choice(suppliers),
            processes=rng.sample(processes, rng.choice([1, 2])),
            **random_line(rng),
        )
        for _ in range(10)
    ]
    return edition, needs, lines


def random_need(rng):
    return {
        "tolerance_mm": rng.choice([None, "0.02", "0.05"]),
        "annual_volume_pcs": rng.choice([None, 12_000, 60_000]),
        "production_lead_days": rng.choice([None, 20, 40]),
    }


def random_line(rng):
    return {
        "tolerance_mm": rng.choice([None, "0.01", "0.03", "0.1"]),
        "free_capacity_per_month": rng.choice([None, 500, 5000]),
        "production_lead_days": rng.choice([None, 15, 30, 60]),
    }


@pytest.mark.parametrize("seed", range(4))
def test_lists_after_many_changes_are_those_of_a_whole_run(small_lists, seed):
    rng = random.Random(seed)  # noqa: S311 (a case to repeat, not a secret)
    edition, needs, lines = random_fair(rng)
    matched(edition)

    for _ in range(15):
        if rng.random() < 0.5:
            need = rng.choice(needs)
            change_need(need, values=random_need(rng))
            note(edition, Side.BUYER, need.pk)
        else:
            line = rng.choice(lines)
            change_product_line(line, values=random_line(rng))
            note(edition, Side.SUPPLIER, line.pk)
        if rng.random() < 0.5:
            jobs.refresh_matches(edition.pk, clock=clock)
    jobs.refresh_matches(edition.pk, clock=clock)

    refreshed = rows(edition)
    matched(edition)
    jobs.refresh_matches(edition.pk, clock=clock)  # the reasons of near misses
    assert rows(edition) == refreshed
    assert len(refreshed) > 10


def worsened(edition, need):
    change_need(need, values={"production_lead_days": 1, "tolerance_mm": "0.001"})
    note(edition, Side.BUYER, need.pk)


@pytest.mark.parametrize("seed", range(3))
def test_lists_that_a_worse_need_leaves_get_their_next_best_at_once(small_lists, seed):
    """In the same transaction, and without a change noted for each of them."""
    edition, needs, _lines = random_fair(random.Random(seed))  # noqa: S311 (a case to repeat)
    matched(edition)
    for need in needs[:3]:
        worsened(edition, need)

    refreshing._refresh_round(edition.pk, now=NOON)

    assert not Change.objects.pending(edition.pk).exists()
    refreshed = stored(edition)
    matched(edition)
    assert stored(edition) == refreshed


def test_without_a_next_best_the_lists_of_a_worse_need_differ(small_lists, monkeypatch):
    """The control of the test above."""
    edition, needs, _lines = random_fair(random.Random(1))  # noqa: S311 (a case to repeat)
    matched(edition)
    for need in needs[:3]:
        worsened(edition, need)
    monkeypatch.setattr(refreshing, "top_up", lambda *_lists, **_options: None)

    refreshing._refresh_round(edition.pk, now=NOON)

    refreshed = stored(edition)
    matched(edition)
    assert stored(edition) != refreshed


def test_need_that_many_full_lists_lose_is_taken_in_at_once(small_lists, monkeypatch):
    """So many lists noted as changed would have stopped single changes until a whole run."""
    monkeypatch.setattr(refreshing, "MOST_CHANGES", 40)
    edition, needs, _lines = random_fair(random.Random(1))  # noqa: S311 (a case to repeat)
    process = needs[0].processes.first()
    supplier = SupplierFactory(edition=edition)
    PublishedLineFactory.create_batch(100, participation=supplier, processes=[process])
    for need in needs:
        need.processes.add(process)
    run = matched(edition)
    worst = Match.objects.filter(run=run, is_last_for_line=True, eligible=True)
    need = max(needs, key=lambda need: worst.filter(need=need).count())
    assert worst.filter(need=need).count() > refreshing.MOST_CHANGES
    worsened(edition, need)

    assert jobs.refresh_matches(edition.pk, clock=clock) == 1

    assert not Change.objects.pending(edition.pk).exists()
    refreshed = stored(edition)
    matched(edition)
    assert stored(edition) == refreshed


def stored(edition):
    """Return the pairs of all lists and which are the last, without reasons."""
    return [
        {name: row[name] for name in row if name not in ("gates", "explanation")}
        for row in rows(edition)
    ]


def test_points_come_first_and_reasons_and_gates_right_behind(small_fair, monkeypatch):
    monkeypatch.setattr(lists, "EXPLAINED_AT_ONCE", 0)
    matched(small_fair.edition)
    before = Match.objects.get(line=small_fair.good_line)
    change_need(
        small_fair.need,
        values={"production_lead_days": 1, "tolerance_mm": "0.5", "tolerance_is_hard": True},
    )
    note(small_fair.edition, Side.BUYER, small_fair.need.pk)

    refreshing._refresh_round(small_fair.edition.pk, now=NOON)

    match = Match.objects.get(pk=before.pk)
    assert match.buyer_points != before.buyer_points
    assert (match.is_explained, match.gates) == (False, before.gates)
    assert match.explanation == storing.without_reasons(
        buyer=match.buyer_points, supplier=match.supplier_points
    )

    jobs.refresh_matches(small_fair.edition.pk, clock=clock)

    match.refresh_from_db()
    assert match.is_explained
    assert match.gates != before.gates
    assert match.explanation["buyer"]["items"]


def test_match_of_a_line_that_is_gone_waits_for_no_reasons(small_fair):
    edition, line = small_fair.edition, small_fair.uncertified_line
    matched(edition)
    missed = Match.objects.current().filter(line=line)
    assert missed.get().is_explained is False
    withdraw_product_line(line)
    note(edition, Side.SUPPLIER, line.pk)

    while refreshing._explain_round(edition.pk, now=NOON):
        pass
    assert missed.get().is_explained is True
    jobs.refresh_matches(edition.pk, clock=clock)
    assert not missed.exists()


def test_settling_touches_only_lists_that_are_not_right(small_fair, small_lists):
    run = matched(small_fair.edition)
    before = list(Match.objects.order_by("pk").values())

    settling.settle_run(run, limits=SMALL)

    assert list(Match.objects.order_by("pk").values()) == before


def test_last_pair_of_a_full_list_is_marked(small_fair, monkeypatch):
    matched(small_fair.edition)
    assert not Match.objects.filter(is_last_for_need=True).exists()
    assert not Match.objects.filter(is_last_for_line=True).exists()
    one = Limits(per_need=1, per_offer=1, near_misses_per_offer=1)
    for module in (chunks, runs):
        monkeypatch.setattr(module, "LIMITS", one)

    matched(small_fair.edition)

    last = Match.objects.filter(is_last_for_need=True)
    assert list(last.values_list("line", flat=True)) == [small_fair.good_line.pk]
    assert set(Match.objects.values_list("is_last_for_line", flat=True)) == {True}


@pytest.mark.parametrize("seed", range(2))
def test_run_in_chunks_finds_what_one_chunk_finds(small_lists, monkeypatch, seed):
    edition, _needs, _lines = random_fair(random.Random(seed))  # noqa: S311 (a case to repeat)
    matched(edition)
    jobs.refresh_matches(edition.pk, clock=clock)
    whole = rows(edition)
    monkeypatch.setattr(cutting, "PAIRS_OF_ONE_CHUNK", 1)
    monkeypatch.setattr(cutting, "FEWEST_LINES", 3)

    run = matched(edition)
    assert run.chunks.count() > 3
    assert Match.objects.current().filter(is_explained=False).exists()
    jobs.refresh_matches(edition.pk, clock=clock)

    assert rows(edition) == whole
