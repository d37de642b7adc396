"""Pairs without a common language: planned with an interpreter, seated, moved and told."""

from datetime import timedelta

import pytest

from fair.meetings.choices import Clash, PartyKind, UnplacedCode
from fair.meetings.models import Meeting, Party
from fair.meetings.selectors import levers_of, unplaced_wishes, with_cheapest_changes
from fair.meetings.services.by_hand import seat_pair, undo
from fair.meetings.services.parties import ensure_parties
from fair.meetings.snapshots import bench_in_draft, clashes_in_draft, clashes_in_timetable
from tests.factories.meetings import (
    FIRST_SLOT,
    NOW,
    InterpreterFactory,
    SmallFair,
    published_plan,
    ready_plan,
    small_fair,
)
from tests.fair.meetings.views.conftest import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair() -> SmallFair:
    """Two Japanese buyers, two Vietnamese suppliers, one interpreter."""
    fair = small_fair(buyers=2, suppliers=2)
    for side, language in ((fair.buyers, "ja"), (fair.suppliers, "vi")):
        for each in side:
            each.languages = [language]
            each.save(update_fields=["languages"])
    InterpreterFactory(edition=fair.edition)
    return fair


def interpreter_of(fair: SmallFair) -> Party:
    return Party.objects.get(edition=fair.edition, kind=PartyKind.INTERPRETER)


def test_one_interpreter_sits_in_one_meeting_at_a_time(fair):
    run = ready_plan(fair)

    rows = list(run.planned_meetings.order_by("starts_at"))
    assert [row.interpreter_party for row in rows] == [interpreter_of(fair)] * 4
    assert len({row.starts_at for row in rows}) == 4
    assert clashes_in_draft(run) == {}


def test_who_understands_each_other_needs_nobody(fair):
    fair.buyers[0].languages = ["ja", "vi"]
    fair.buyers[0].save(update_fields=["languages"])

    run = ready_plan(fair)

    assert set(run.planned_meetings.values_list("buyer", "interpreter_party")) == {
        (fair.buyers[0].pk, None),
        (fair.buyers[1].pk, interpreter_of(fair).pk),
    }


def test_where_nobody_speaks_both_the_two_meet_without(fair):
    fair.edition.interpreters.update(languages=["ko", "vi"])

    run = ready_plan(fair)

    assert set(run.planned_meetings.values_list("interpreter_party", flat=True)) == {None}


def test_publishing_seats_the_interpreter_and_the_next_plan_keeps_them(fair):
    run = published_plan(fair)

    meetings = Meeting.objects.prefetch_related("seats__party", "needs").order_by("id")
    assert {
        tuple(sorted(seat.party.kind for seat in meeting.seats.all())) for meeting in meetings
    } == {("interpreter", "table", "team", "team")}
    assert clashes_in_timetable(fair.edition, list(meetings)) == {}
    before = set(run.planned_meetings.values_list("buyer", "starts_at", "interpreter_party"))
    again = ready_plan(fair)
    assert before == set(
        again.planned_meetings.values_list("buyer", "starts_at", "interpreter_party")
    )


def test_interpreter_who_is_away_or_gone_is_a_clash(fair):
    run = ready_plan(fair)
    interpreter = fair.edition.interpreters.get()
    interpreter.windows.create(starts_at=FIRST_SLOT, ends_at=FIRST_SLOT + timedelta(hours=1))

    away = clashes_in_draft(run)

    assert (
        sorted(clashes for clashes in away.values())
        == [(Clash.NO_INTERPRETER, Clash.INTERPRETER_AWAY)] * 2
    )


def test_moving_by_hand_takes_the_interpreter_along_and_undo_brings_them_back(fair):
    run = published_plan(fair)
    first = Meeting.objects.order_by("starts_at").first()
    pair = (first.buyer_id, first.supplier_id)
    taken = Meeting.objects.order_by("starts_at")[1].starts_at

    spots = {spot.starts_at for spot in bench_in_draft(run, pair).spots()}
    edit = seat_pair(
        run,
        pair,
        starts_at=FIRST_SLOT + timedelta(minutes=150),
        place_id=None,
        is_live=True,
        actor=None,
        now=NOW,
    )

    assert taken not in spots
    assert edit.after["interpreter"] == interpreter_of(fair).pk
    first.refresh_from_db()
    assert first.seats.filter(party=interpreter_of(fair), live=True).count() == 1
    undo(edit, actor=None, now=NOW)
    first.refresh_from_db()
    assert first.starts_at == FIRST_SLOT
    assert first.seats.filter(party=interpreter_of(fair), live=True).count() == 1


def test_second_interpreter_is_the_lever_and_the_cheapest_change(fair):
    interpreter = fair.edition.interpreters.get()
    interpreter.windows.create(starts_at=FIRST_SLOT, ends_at=FIRST_SLOT + timedelta(minutes=60))
    run = ready_plan(fair)

    words = [lever.words for lever in levers_of(run)]
    rows = with_cheapest_changes(run, list(unplaced_wishes(run)))

    assert "One more interpreter for 日本語 – Tiếng Việt" in words
    assert len(rows) == 2
    assert rows[0].wish.code == UnplacedCode.NO_INTERPRETER
    assert rows[0].change[0].startswith("One more interpreter (日本語 – Tiếng Việt) on Wed 15 Sep")
    InterpreterFactory(edition=fair.edition)
    ensure_parties(fair.edition)
    pair = (rows[0].wish.buyer_id, rows[0].wish.supplier_id)
    assert bench_in_draft(run, pair).spots()


def test_board_has_rows_of_interpreters(fair):
    run = ready_plan(fair)
    InterpreterFactory(edition=fair.edition, full_name="Idle Ida")
    ensure_parties(fair.edition)
    url = f"/{fair.edition.slug}/meetings/plans/{run.public_id}/board/?rows=interpreters"

    rows = client_of(fair.edition.organiser).get(url).context["page_obj"].object_list

    counts = {row.label: sum(len(cell.sittings) for cell in row.cells) for row in rows}
    assert counts == {interpreter_of_name(fair): 4, "Idle Ida": 0}


def interpreter_of_name(fair: SmallFair) -> str:
    return fair.edition.interpreters.exclude(full_name="Idle Ida").get().full_name
