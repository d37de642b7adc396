from datetime import date, timedelta

import pytest

from fair.editions.choices import Attendance, ParticipationStatus
from fair.editions.models import Participation
from fair.meetings.choices import MeetingState, PartyKind
from fair.meetings.engine import types
from fair.meetings.models import Meeting, Party
from fair.meetings.services.parties import ensure_parties
from fair.meetings.snapshots import take_snapshot, wishes_of_matches
from fair.meetings.snapshots.problem import possible_modes
from tests.factories.editions import BoothFactory
from tests.factories.exhibitors import BoothRegistrationFactory
from tests.factories.meetings import (
    FIRST_SLOT,
    SmallFair,
    published_plan,
    seated_meeting,
    small_fair,
)

pytestmark = pytest.mark.django_db


def problem_of(fair: SmallFair) -> types.Problem:
    return snapshot_of(fair).problem


def snapshot_of(fair: SmallFair):
    ensure_parties(fair.edition)
    return take_snapshot(fair.edition, wishes=wishes_of_matches(fair.matches))


def test_slots_lie_in_order_on_days_of_the_edition():
    fair = small_fair(buyers=1, suppliers=1)

    slots = problem_of(fair).slots

    start = int(FIRST_SLOT.timestamp()) // 60
    day = date(2027, 9, 15).toordinal()
    assert slots == tuple(
        types.Slot(start + 30 * number, start + 30 * number + 25, day) for number in range(6)
    )


def test_parties_carry_hours_teams_and_limits():
    fair = small_fair(buyers=1, suppliers=1)
    buyer = fair.buyers[0]
    buyer.parallel_meetings, buyer.max_meetings_per_day, buyer.max_meetings_total = 2, 3, 4
    buyer.attendance, buyer.time_zone = Attendance.ONLINE, "America/Los_Angeles"
    buyer.save()

    problem = problem_of(fair)

    everywhere = frozenset(range(6))
    assert problem.buyers == (types.Party(buyer.pk, frozenset(), frozenset({0, 1, 2, 3}), 2, 3, 4),)
    assert problem.suppliers == (
        types.Party(fair.suppliers[0].pk, everywhere, everywhere, 1, 12, None),
    )


def test_who_prefers_few_days_is_known_to_the_planner():
    fair = small_fair(buyers=2, suppliers=1)
    fair.buyers[0].prefers_compact_days = True
    fair.buyers[0].save(update_fields=["prefers_compact_days"])

    problem = problem_of(fair)

    assert [party.prefers_compact for party in problem.buyers] == [True, False]
    assert [party.prefers_compact for party in problem.suppliers] == [False]


def test_places_are_tables_rooms_and_seats_at_the_booth_of_a_supplier():
    fair = small_fair(buyers=1, suppliers=2, tables=1)
    fair.edition.tables.model.objects.create(edition=fair.edition, code="T99", is_active=False)
    supplier = fair.suppliers[0]
    supplier.parallel_meetings = 2
    supplier.save(update_fields=["parallel_meetings"])
    BoothRegistrationFactory(participation=supplier, booth=BoothFactory(hall__edition=fair.edition))

    places = problem_of(fair).places

    assert sorted((place.mode.value, place.owner) for place in places) == [
        ("booth", supplier.pk),
        ("booth", supplier.pk),
        ("online", None),
        ("online", None),
        ("table", None),
    ]
    assert {place.open_slots for place in places} == {frozenset(range(6))}


def test_parties_out_of_use_are_left_out():
    fair = small_fair(buyers=1, suppliers=1)
    ensure_parties(fair.edition)
    fair.edition.tables.update(is_active=False)
    fair.edition.online_rooms = 1
    fair.edition.save(update_fields=["online_rooms"])
    fair.suppliers[0].status = ParticipationStatus.WITHDRAWN
    fair.suppliers[0].save(update_fields=["status"])

    problem = problem_of(fair)

    assert [place.mode for place in problem.places] == [types.Mode.ONLINE]
    assert problem.suppliers == ()
    assert problem.requests == ()


def test_kept_meeting_is_a_pin_and_takes_its_pair_out_of_the_wishes():
    fair = small_fair(buyers=1, suppliers=2)
    ensure_parties(fair.edition)
    team = Party.objects.get(participation=fair.buyers[0])
    table = Party.objects.filter(kind=PartyKind.TABLE).first()
    meeting = seated_meeting(
        team,
        table,
        edition=fair.edition,
        buyer=fair.buyers[0],
        supplier=fair.suppliers[0],
        starts_at=FIRST_SLOT + timedelta(minutes=20),
    )

    snapshot = snapshot_of(fair)

    # 09:20–09:45 touches the slots 09:00–09:25 and 09:30–09:55.
    day = date(2027, 9, 15).toordinal()
    assert snapshot.problem.pins == (
        types.Pin(
            meeting.pk, fair.buyers[0].pk, fair.suppliers[0].pk, frozenset({0, 1}), day, table.pk
        ),
    )
    assert [wish.supplier_id for wish in snapshot.wishes.values()] == [fair.suppliers[1].pk]
    assert snapshot.taken == {(fair.buyers[0].pk, slot): frozenset({1}) for slot in (0, 1)}


def test_published_meeting_that_may_move_stands_where_people_know_it():
    fair = small_fair(buyers=1, suppliers=1)
    assert problem_of(fair).standing == ()
    published_plan(fair)
    meeting = Meeting.objects.get()

    snapshot = snapshot_of(fair)

    ((number, _wish),) = snapshot.wishes.items()
    slot = [slot.starts_at for slot in snapshot.slots].index(meeting.starts_at)
    place = meeting.seats.get(party__kind=PartyKind.TABLE).party_id
    assert snapshot.problem.standing == (types.Assignment(number, slot, place),)
    Meeting.objects.update(is_pinned=True)
    assert problem_of(fair).standing == ()


def test_cancelled_meeting_is_no_pin():
    fair = small_fair(buyers=1, suppliers=1)
    seated_meeting(edition=fair.edition, buyer=fair.buyers[0])
    Meeting.objects.update(state=MeetingState.CANCELLED)

    assert problem_of(fair).pins == ()


@pytest.mark.parametrize(
    ("buyer", "supplier", "modes"),
    [
        ("in_person", "in_person", ["booth", "table"]),
        ("in_person", "online", ["online"]),
        ("online", "in_person", ["online"]),
        ("online", "online", ["online"]),
        ("both", "in_person", ["booth", "table", "online"]),
        ("both", "online", ["online"]),
    ],
)
def test_attendance_of_both_sides_decides_the_modes(buyer, supplier, modes):
    pair = [Participation(attendance=attendance) for attendance in (buyer, supplier)]

    assert [mode.value for mode in possible_modes(*pair)] == modes


def test_needs_narrow_the_modes():
    fair = small_fair(buyers=1, suppliers=1)
    need = fair.buyers[0].needs.get()
    need.meeting_places = ["table", "online"]
    need.save(update_fields=["meeting_places"])

    assert problem_of(fair).requests[0].modes == (types.Mode.TABLE,)


def test_limit_of_a_need_counts_kept_meetings_about_it():
    fair = small_fair(buyers=1, suppliers=1)
    need = fair.buyers[0].needs.get()
    need.max_meetings = 1
    need.save(update_fields=["max_meetings"])
    meeting = seated_meeting(edition=fair.edition, buyer=fair.buyers[0])
    meeting.needs.add(need)

    problem = problem_of(fair)

    assert problem.need_limits == ((need.pk, 1),)
    assert [pin.needs for pin in problem.pins] == [(need.pk,)]
    assert [request.needs for request in problem.requests] == [(need.pk,)]


def test_hash_follows_the_inputs():
    fair = small_fair(buyers=1, suppliers=1)
    before = snapshot_of(fair).inputs_hash
    assert snapshot_of(fair).inputs_hash == before

    fair.buyers[0].max_meetings_total = 3
    fair.buyers[0].save(update_fields=["max_meetings_total"])

    assert snapshot_of(fair).inputs_hash != before


def test_snapshot_takes_as_many_queries_for_one_as_for_many(django_assert_num_queries):
    for size in (1, 3):
        fair = small_fair(buyers=size, suppliers=size, tables=size)
        ensure_parties(fair.edition)
        wishes = wishes_of_matches(fair.matches)
        with django_assert_num_queries(12):
            take_snapshot(fair.edition, wishes=wishes)
