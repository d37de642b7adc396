"""The cheapest change for a wish left out: in words, and done."""

import pytest

from fair.editions.choices import Attendance
from fair.meetings.choices import UnplacedCode
from fair.meetings.engine.remedies import RemedyKind
from fair.meetings.selectors import unplaced_wishes, with_cheapest_changes
from fair.meetings.services.by_hand import seat_pair, take_out
from fair.meetings.services.parties import ensure_parties
from fair.meetings.snapshots import bench_in_draft, bench_in_timetable, cheapest_changes
from fair.sourcing.models import ComponentNeed
from tests.factories.editions import MeetingTableFactory
from tests.factories.meetings import NOW, published_plan, ready_plan, small_fair

pytestmark = pytest.mark.django_db


def left_out(run):
    return with_cheapest_changes(run, list(unplaced_wishes(run)))


def test_full_buyer_is_to_have_one_more_and_then_has_room():
    fair = small_fair(buyers=1, suppliers=2)
    buyer = fair.buyers[0]
    buyer.max_meetings_total = 1
    buyer.save(update_fields=["max_meetings_total"])
    run = ready_plan(fair)

    (row,) = left_out(run)

    assert row.wish.code == UnplacedCode.BUYER_FULL
    assert row.change == (
        f"Let {buyer} have 2 meetings in total.",
        "The two could then meet on Wed 15 Sep 2027 at 09:30.",
    )
    pair = (row.wish.buyer_id, row.wish.supplier_id)
    change = cheapest_changes(run, [pair])[pair]
    assert change.starts_at not in [spot.starts_at for spot in bench_in_draft(run, pair).spots()]
    buyer.max_meetings_total = change.remedies[0].count
    buyer.save(update_fields=["max_meetings_total"])
    assert change.starts_at in [spot.starts_at for spot in bench_in_draft(run, pair).spots()]


def test_full_day_and_full_need_are_told_with_their_names():
    fair = small_fair(buyers=1, suppliers=2)
    need = ComponentNeed.objects.get(participation=fair.buyers[0])
    need.max_meetings = 1
    need.save(update_fields=["max_meetings"])
    about = left_out(ready_plan(fair))[0].change[0]
    need.max_meetings = None
    need.save(update_fields=["max_meetings"])
    fair.buyers[0].max_meetings_per_day = 1
    fair.buyers[0].save(update_fields=["max_meetings_per_day"])

    a_day = left_out(ready_plan(fair))[0].change[0]

    assert about == f"Let {fair.buyers[0]} have 2 meetings about “{need.title['en']}”."
    assert a_day.startswith(f"Let {fair.buyers[0]} have 2 meetings on ")


def test_missing_table_is_added_and_then_there_is_room():
    fair = small_fair(buyers=2, suppliers=4, tables=1)
    run = ready_plan(fair)
    rows = left_out(run)
    assert {row.wish.code for row in rows} == {UnplacedCode.NO_PLACE}
    pair = (rows[0].wish.buyer_id, rows[0].wish.supplier_id)
    change = cheapest_changes(run, [pair])[pair]
    assert [remedy.kind for remedy in change.remedies] == [RemedyKind.PLACE]
    assert rows[0].change[0].startswith("One more meeting table on ")

    MeetingTableFactory(edition=fair.edition)
    ensure_parties(fair.edition)

    assert change.starts_at in [spot.starts_at for spot in bench_in_draft(run, pair).spots()]
    assert left_out(run)[0].change[0].startswith("Nothing: the two could meet on ")


def test_changes_in_the_timetable_follow_what_was_done_by_hand():
    fair = small_fair(buyers=1, suppliers=2)
    fair.buyers[0].max_meetings_total = 1
    fair.buyers[0].save(update_fields=["max_meetings_total"])
    run = published_plan(fair)
    wish = unplaced_wishes(run).get()
    pair = (wish.buyer_id, wish.supplier_id)
    assert [r.kind for r in cheapest_changes(run, [pair])[pair].remedies] == [
        RemedyKind.BUYER_TOTAL
    ]
    other = next(s for s in fair.suppliers if s.pk != wish.supplier_id)
    take_out(run, (wish.buyer_id, other.pk), is_live=True, actor=None, now=NOW)

    change = cheapest_changes(run, [pair])[pair]

    assert change.remedies == ()
    starts_at = change.starts_at
    assert starts_at in [
        s.starts_at for s in bench_in_timetable(run.edition, pair, run=run).spots()
    ]
    seat_pair(run, pair, starts_at=starts_at, place_id=None, is_live=True, actor=None, now=NOW)
    assert cheapest_changes(run, [pair]) == {}


def test_nobody_afar_is_asked_to_come_in_their_night():
    """The buyer is online from São Paulo: 09:00 in Hanoi is 23:00 of the day before there."""
    fair = small_fair(buyers=1, suppliers=1)
    buyer = fair.buyers[0]
    buyer.attendance, buyer.time_zone = Attendance.ONLINE, "America/Sao_Paulo"
    buyer.save(update_fields=["attendance", "time_zone"])
    run = ready_plan(fair)
    pair = (buyer.pk, fair.suppliers[0].pk)

    assert unplaced_wishes(run).get().code == UnplacedCode.NO_COMMON_SLOT
    assert cheapest_changes(run, [pair]) == {}
    assert left_out(run)[0].change == ("Ask one of the two for other hours.",)


def test_what_if_has_the_usual_advice(django_assert_num_queries):
    fair = small_fair(buyers=1, suppliers=2)
    run = ready_plan(fair)
    run.kind = "what_if"

    with django_assert_num_queries(0):
        assert cheapest_changes(run, [(fair.buyers[0].pk, fair.suppliers[0].pk)]) == {}
