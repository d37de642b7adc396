"""Changes by hand in drafts and in the timetable: made, refused in words, taken back."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from fair.editions.choices import Attendance, EditionState
from fair.matching.choices import Verdict
from fair.meetings.choices import Clash, EditKind, MeetingState, PlanKind, PlanState, UnplacedCode
from fair.meetings.models import HandEdit, Meeting, PlannedMeeting, PlanRun
from fair.meetings.services import by_hand
from fair.meetings.services.changing import cancel_meeting
from fair.meetings.services.publishing import publish_plan, unpublish_plan
from fair.meetings.services.seatings import CannotEditPlan
from fair.meetings.services.telling import tell_now
from fair.notifications.models import Notice
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.matching import MatchVerdictFactory
from tests.factories.meetings import (
    FIRST_SLOT,
    NOW,
    AvailabilityWindowFactory,
    SmallFair,
    published_plan,
    ready_plan,
    small_fair,
)
from tests.races import overlaps, race

pytestmark = pytest.mark.django_db

# The small fair has six slots, half an hour apart.
SLOT = timedelta(minutes=30)


def slot(number: int):
    return FIRST_SLOT + (number - 1) * SLOT


def pair_of(fair: SmallFair, buyer: int = 0, supplier: int = 0) -> tuple[int, int]:
    return fair.buyers[buyer].pk, fair.suppliers[supplier].pk


def seat(run: PlanRun, pair, number: int, *, place=None, is_live=False, actor=None):
    return by_hand.seat_pair(
        run,
        pair,
        starts_at=slot(number),
        place_id=place,
        is_live=is_live,
        actor=actor,
        now=NOW,
    )


def take_out(run: PlanRun, pair, *, is_live=False, actor=None):
    return by_hand.take_out(run, pair, is_live=is_live, actor=actor, now=NOW)


def planned(run: PlanRun, pair) -> PlannedMeeting:
    return run.planned_meetings.get(buyer=pair[0], supplier=pair[1])


def rows(run: PlanRun) -> list[tuple]:
    fields = ("buyer", "supplier", "starts_at", "place_party", "buyer_party", "is_pinned", "value")
    return list(run.planned_meetings.order_by("buyer", "supplier").values_list(*fields))


def one_pair(**edition) -> tuple[SmallFair, PlanRun, tuple[int, int]]:
    fair = small_fair(buyers=1, suppliers=1, tables=1, **edition)
    return fair, ready_plan(fair), pair_of(fair)


def reasons(refused: pytest.ExceptionInfo[CannotEditPlan]) -> str:
    with override("en"):
        return str(refused.value)


def test_meeting_of_a_draft_moves_and_is_pinned():
    fair = small_fair()
    run, pair, organiser = ready_plan(fair), pair_of(fair), UserFactory()

    edit = seat(run, pair, 6, actor=organiser)

    row = planned(run, pair)
    assert (row.starts_at, row.ends_at, row.is_pinned) == (
        slot(6),
        slot(6) + timedelta(minutes=25),
        True,
    )
    assert (edit.kind, edit.is_live, edit.schedule_version, edit.actor) == (
        EditKind.MOVED,
        False,
        None,
        organiser,
    )
    fair.edition.refresh_from_db()
    assert fair.edition.schedule_version == 0
    assert Notice.objects.count() == 0


def test_moving_to_where_it_is_changes_nothing():
    _fair, run, pair = one_pair()

    assert seat(run, pair, 1) is None
    assert HandEdit.objects.count() == 0
    assert planned(run, pair).is_pinned is False


def test_moving_renews_the_figures_of_a_draft():
    fair = small_fair()
    run = ready_plan(fair)
    before = run.figures

    seat(run, pair_of(fair), 6)

    run.refresh_from_db()
    assert before["idle_slots"] == 0
    assert run.figures == {
        **before,
        "idle_slots": 2,
        "points": before["points"] - 2,
    }


def test_meeting_of_a_draft_moves_to_a_place():
    fair = small_fair(buyers=1, suppliers=1, tables=2)
    run, pair = ready_plan(fair), pair_of(fair)
    other = fair.edition.parties.filter(kind="table").exclude(pk=planned(run, pair).place_party_id)

    seat(run, pair, 1, place=other.get().pk)

    assert planned(run, pair).place_party_id == other.get().pk


def test_moved_meeting_keeps_its_place_where_that_is_free():
    fair = small_fair()
    run, pair = ready_plan(fair), pair_of(fair, buyer=1)
    place = planned(run, pair).place_party_id

    seat(run, pair, 6)

    assert planned(run, pair).place_party_id == place


def test_move_onto_other_meetings_is_refused_with_every_reason():
    fair = small_fair()
    run, pair = ready_plan(fair), pair_of(fair)
    before = rows(run)
    others = [row for row in before if (row[0], row[1]) != pair]
    refusals = 0

    for number in range(1, 7):
        at = [row for row in others if row[2] == slot(number)]
        words = [
            str(clash.label)
            for side, clash in ((0, Clash.BUYER_BUSY), (1, Clash.SUPPLIER_BUSY))
            if any(row[side] == pair[side] for row in at)
        ]
        if words:
            with pytest.raises(CannotEditPlan) as refused:
                seat(run, pair, number)
            assert (refused.value.code, reasons(refused)) == ("clash", " ".join(words))
            refusals += 1

    assert refusals >= 2
    assert rows(run) == before


def test_move_to_a_table_in_use_is_refused_and_to_another_is_not():
    fair = small_fair(buyers=2, suppliers=2)
    run = ready_plan(fair)
    row = planned(run, pair_of(fair, 1, 1))
    taken, own = row.place_party_id, pair_of(fair, 0, 0)
    by_hand.take_out(run, pair_of(fair, 0, 1), is_live=False, actor=None, now=NOW)
    by_hand.take_out(run, pair_of(fair, 1, 0), is_live=False, actor=None, now=NOW)
    seat(run, pair_of(fair, 1, 1), 5, place=taken)

    with pytest.raises(CannotEditPlan) as refused:
        seat(run, own, 5, place=taken)

    assert reasons(refused) == str(Clash.PLACE_TAKEN.label)
    seat(run, own, 5)
    assert planned(run, own).place_party_id != taken


def test_move_into_closed_hours_is_refused_and_into_open_ones_is_not():
    fair = small_fair(buyers=1, suppliers=1)
    run, pair = ready_plan(fair), pair_of(fair)
    AvailabilityWindowFactory(participation=fair.suppliers[0], starts_at=slot(1), ends_at=slot(4))

    with pytest.raises(CannotEditPlan) as refused:
        seat(run, pair, 4)

    assert reasons(refused) == str(Clash.SUPPLIER_AWAY.label)
    assert seat(run, pair, 3) is not None


def test_limit_of_a_buyer_holds_by_hand_too():
    fair = small_fair(buyers=1, suppliers=2)
    fair.buyers[0].max_meetings_total = 1
    fair.buyers[0].save(update_fields=["max_meetings_total"])
    run = ready_plan(fair)
    left_out = pair_of(fair, supplier=1)

    with pytest.raises(CannotEditPlan) as refused:
        seat(run, left_out, 3)

    assert reasons(refused) == str(Clash.BUYER_FULL.label)
    take_out(run, pair_of(fair))
    assert seat(run, left_out, 3).kind == EditKind.ADDED


def test_time_off_the_grid_and_unknown_places_are_refused():
    fair, run, pair = one_pair()

    for starts_at, place in ((slot(1) + timedelta(minutes=5), None), (slot(2), 10**9)):
        with pytest.raises(CannotEditPlan) as refused:
            by_hand.seat_pair(
                run, pair, starts_at=starts_at, place_id=place, is_live=False, actor=None, now=NOW
            )
        assert reasons(refused) == str(Clash.UNKNOWN.label)
    assert fair.edition.hand_edits.count() == 0


def test_remote_buyer_cannot_be_moved_to_a_table():
    fair = small_fair(buyers=1, suppliers=1, tables=1)
    run, pair = ready_plan(fair), pair_of(fair)
    table = planned(run, pair).place_party_id
    fair.buyers[0].attendance = Attendance.ONLINE
    fair.buyers[0].save(update_fields=["attendance"])

    with pytest.raises(CannotEditPlan) as refused:
        seat(run, pair, 2, place=table)

    assert reasons(refused) == f"{Clash.MODE_IMPOSSIBLE.label} {Clash.BUYER_AWAY.label}"
    seat(run, pair, 2)
    assert planned(run, pair).mode == "online"


def test_taken_out_meeting_is_a_wish_again_and_comes_back():
    fair, run, pair = one_pair()
    before = rows(run)

    edit = take_out(run, pair)

    assert rows(run) == []
    wish = run.unplaced_wishes.get()
    assert (wish.code, wish.value, edit.kind) == (UnplacedCode.TAKEN_OUT, 790, EditKind.TAKEN_OUT)
    by_hand.undo(edit, actor=None, now=NOW)
    assert rows(run) == before
    assert [need.participation for need in planned(run, pair).needs.all()] == fair.buyers


def test_taking_out_what_is_not_there_is_refused():
    _fair, run, pair = one_pair()
    take_out(run, pair)

    with pytest.raises(CannotEditPlan) as refused:
        take_out(run, pair)

    assert refused.value.code == "no_meeting"


def test_pin_and_let_go_have_one_effect_each():
    _fair, run, pair = one_pair()

    for is_pinned, kind in ((True, EditKind.PINNED), (False, EditKind.LET_GO)):
        edits = [
            by_hand.pin_pair(run, pair, is_pinned=is_pinned, is_live=False, actor=None, now=NOW)
            for _number in range(2)
        ]
        assert (edits[0].kind, edits[1]) == (kind, None)
        assert planned(run, pair).is_pinned is is_pinned


def test_undo_of_a_move_brings_time_place_and_pin_back_once():
    fair = small_fair()
    run = ready_plan(fair)
    before, organiser = rows(run), UserFactory()
    edit = seat(run, pair_of(fair), 6)

    undone = by_hand.undo(edit, actor=organiser, now=NOW)

    assert rows(run) == before
    assert (undone.undone_at, undone.undone_by) == (NOW, organiser)
    with pytest.raises(CannotEditPlan) as refused:
        by_hand.undo(edit, actor=organiser, now=NOW)
    assert refused.value.code == "undone"


def test_undo_after_another_change_of_the_meeting_is_refused():
    _fair, run, pair = one_pair()
    first = seat(run, pair, 4)
    seat(run, pair, 5)

    with pytest.raises(CannotEditPlan) as refused:
        by_hand.undo(first, actor=None, now=NOW)

    assert refused.value.code == "changed_since"
    assert planned(run, pair).starts_at == slot(5)


def test_undo_onto_a_time_taken_since_is_refused_with_the_reason():
    fair = small_fair(buyers=1, suppliers=2)
    run = ready_plan(fair)
    first = seat(run, pair_of(fair), 6)
    seat(run, pair_of(fair, supplier=1), 1)

    with pytest.raises(CannotEditPlan) as refused:
        by_hand.undo(first, actor=None, now=NOW)

    assert reasons(refused) == f"{Clash.BUYER_BUSY.label} {Clash.PLACE_TAKEN.label}"


def test_hand_edits_of_a_draft_are_pinned_when_published_and_survive_the_next_plan():
    fair = small_fair()
    run, pair = ready_plan(fair), pair_of(fair)
    seat(run, pair, 6)
    publish_plan(run, actor=None, now=NOW)

    publish_plan(ready_plan(fair), actor=None, now=NOW)

    kept = Meeting.objects.standing().get(buyer=pair[0], supplier=pair[1])
    assert (kept.is_pinned, kept.starts_at, kept.plan) == (True, slot(6), run)
    assert Meeting.objects.standing().filter(is_pinned=False).count() == 5


def test_what_if_is_never_edited():
    _fair, run, pair = one_pair()
    PlanRun.objects.filter(pk=run.pk).update(kind=PlanKind.WHAT_IF)

    with pytest.raises(CannotEditPlan) as refused:
        seat(run, pair, 4)

    assert refused.value.code == "not_editable"


@pytest.mark.parametrize("state", [PlanState.SUPERSEDED, PlanState.FAILED, PlanState.QUEUED])
def test_plan_that_is_neither_draft_nor_published_is_not_edited(state):
    _fair, run, pair = one_pair()
    PlanRun.objects.filter(pk=run.pk).update(state=state)

    with pytest.raises(CannotEditPlan) as refused:
        seat(run, pair, 4)

    assert refused.value.code == "not_editable"


def test_timetable_of_a_closed_edition_stays():
    fair, run, pair = one_pair()
    type(fair.edition).objects.update(state=EditionState.CLOSED)

    with pytest.raises(CannotEditPlan) as refused:
        seat(run, pair, 4)

    assert refused.value.code == "edition_closed"


def test_who_believes_it_is_a_draft_does_not_change_the_timetable():
    fair = small_fair()
    run = published_plan(fair)

    with pytest.raises(CannotEditPlan) as refused:
        seat(run, pair_of(fair), 6, is_live=False)

    assert refused.value.code == "changed_meanwhile"


def test_moved_meeting_of_the_timetable_is_told_once_and_pinned():
    fair = small_fair(buyers=1, suppliers=1)
    buyer = MembershipFactory(organisation=fair.buyers[0].organisation).user
    run, pair = published_plan(fair), pair_of(fair)
    fair.edition.refresh_from_db()
    version = fair.edition.schedule_version

    edit = seat(run, pair, 6, is_live=True)

    meeting = Meeting.objects.get()
    fair.edition.refresh_from_db()
    assert (meeting.starts_at, meeting.is_pinned, meeting.sequence) == (slot(6), True, 1)
    assert fair.edition.schedule_version == version + 1 == edit.schedule_version
    assert set(meeting.seats.values_list("period__startswith", "live")) == {(slot(6), True)}
    before = set(Notice.objects.values_list("pk", flat=True))
    assert tell_now(fair.edition, now=NOW) == 1
    assert tell_now(fair.edition, now=NOW) == 0
    told = Notice.objects.exclude(pk__in=before)
    assert [notice.recipient for notice in told] == [buyer]


def test_pinning_in_the_timetable_tells_nobody():
    fair = small_fair(buyers=1, suppliers=1)
    MembershipFactory(organisation=fair.buyers[0].organisation)
    run, pair = published_plan(fair), pair_of(fair)
    before = Notice.objects.count()

    by_hand.pin_pair(run, pair, is_pinned=True, is_live=True, actor=None, now=NOW)

    assert Meeting.objects.get().is_pinned is True
    assert Notice.objects.count() == before == 1


def test_meeting_taken_out_of_the_timetable_comes_back_under_its_address():
    fair = small_fair(buyers=1, suppliers=1)
    run, pair, organiser = published_plan(fair), pair_of(fair), UserFactory()
    meeting = Meeting.objects.get()

    edit = take_out(run, pair, is_live=True, actor=organiser)

    meeting.refresh_from_db()
    assert (meeting.state, meeting.cancelled_by) == (MeetingState.CANCELLED, organiser)
    assert not meeting.seats.filter(live=True).exists()
    by_hand.undo(edit, actor=organiser, now=NOW)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.cancelled_by, meeting.starts_at) == (
        MeetingState.CONFIRMED,
        None,
        slot(1),
    )
    assert meeting.seats.filter(live=True).count() == 3


def test_pair_taken_out_of_the_timetable_is_not_planned_again_unless_asked_for():
    fair = small_fair(buyers=1, suppliers=1)
    run, pair = published_plan(fair), pair_of(fair)
    take_out(run, pair, is_live=True, actor=UserFactory())

    assert ready_plan(fair).planned_meetings.count() == 0
    match = fair.matches.matches.get()
    MatchVerdictFactory(
        need=match.need,
        line=match.line,
        side="buyer",
        verdict=Verdict.MUST,
        decided_at=NOW + timedelta(hours=1),
    )
    assert ready_plan(fair).planned_meetings.count() == 1


def test_wish_left_out_is_added_to_the_timetable_by_hand():
    fair = small_fair(buyers=1, suppliers=2)
    fair.buyers[0].max_meetings_total = 1
    fair.buyers[0].save(update_fields=["max_meetings_total"])
    run, pair = published_plan(fair), pair_of(fair, supplier=1)
    fair.buyers[0].max_meetings_total = None
    fair.buyers[0].save(update_fields=["max_meetings_total"])

    edit = seat(run, pair, 3, is_live=True)

    meeting = Meeting.objects.get(supplier=fair.suppliers[1])
    assert (meeting.plan, meeting.is_pinned, meeting.starts_at) == (None, True, slot(3))
    assert [need.participation for need in meeting.needs.all()] == fair.buyers
    by_hand.undo(edit, actor=UserFactory(), now=NOW)
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CANCELLED


def test_meeting_called_off_by_a_side_is_not_added_again():
    fair = small_fair(buyers=1, suppliers=1)
    run, pair = published_plan(fair), pair_of(fair)
    cancel_meeting(Meeting.objects.get(), actor=UserFactory(), now=NOW)

    with pytest.raises(CannotEditPlan) as refused:
        seat(run, pair, 3, is_live=True)

    assert reasons(refused) == str(Clash.PAIR_BLOCKED.label)


def test_unpublishing_leaves_what_was_edited_by_hand():
    fair = small_fair()
    run, pair = published_plan(fair), pair_of(fair)
    seat(run, pair, 6, is_live=True)

    unpublish_plan(run, now=NOW)

    assert Meeting.objects.standing().get().buyer_id == pair[0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_live", [False, True])
def test_of_two_moves_to_one_table_at_once_one_is_refused(is_live):
    fair = small_fair(buyers=2, suppliers=2, tables=1)
    run = published_plan(fair) if is_live else ready_plan(fair)
    for pair in (pair_of(fair, 0, 1), pair_of(fair, 1, 0)):
        take_out(run, pair, is_live=is_live, actor=UserFactory())
    pairs = (pair_of(fair, 0, 0), pair_of(fair, 1, 1))

    answers = race(*(lambda pair=pair: seat(run, pair, 6, is_live=is_live) for pair in pairs))

    refused = [answer for answer in answers if isinstance(answer, CannotEditPlan)]
    assert [reasons_of(each) for each in refused] == [str(Clash.NO_PLACE.label)]
    assert sum(isinstance(answer, HandEdit) for answer in answers) == 1
    assert overlaps() == 0


def reasons_of(refusal: CannotEditPlan) -> str:
    return str(refusal.params["reasons"])


@pytest.mark.django_db(transaction=True)
def test_move_and_publishing_at_once_lose_nothing():
    """Either the move is in the draft that is published, or it comes too late and says so."""
    fair = small_fair()
    run, pair = ready_plan(fair), pair_of(fair)

    moved, _changes = race(
        lambda: seat(run, pair, 6), lambda: publish_plan(run, actor=None, now=NOW)
    )

    meeting = Meeting.objects.get(buyer=pair[0], supplier=pair[1])
    if isinstance(moved, CannotEditPlan):
        assert (moved.code, meeting.starts_at) == ("changed_meanwhile", slot(1))
    else:
        assert (meeting.starts_at, meeting.is_pinned) == (slot(6), True)


@pytest.mark.django_db(transaction=True)
def test_undo_pressed_twice_at_once_has_one_effect():
    fair = small_fair()
    run = published_plan(fair)
    edit = seat(run, pair_of(fair), 6, is_live=True)

    answers = race(*(lambda: by_hand.undo(edit, actor=None, now=NOW) for _number in range(2)))

    assert [each.code for each in answers if isinstance(each, CannotEditPlan)] == ["undone"]
    assert Meeting.objects.get(supplier=fair.suppliers[0], buyer=fair.buyers[0]).sequence == 2
