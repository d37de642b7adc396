"""A draft takes over what people changed since it was made: nothing done by hand is lost."""

from datetime import timedelta

import pytest

from fair.editions.choices import ParticipationStatus
from fair.meetings.choices import MeetingState, PlanKind, PlanState, UnplacedCode
from fair.meetings.models import Meeting, PlannedMeeting, PlanRun
from fair.meetings.selectors import changed_since, difference_of, troubled_count
from fair.meetings.services import by_hand
from fair.meetings.services.changing import cancel_meeting, pin_meeting
from fair.meetings.services.publishing import CannotPublishPlan, publish_plan
from fair.meetings.services.seatings import CannotEditPlan
from fair.meetings.services.taking_over import TakenOver, take_over
from fair.notifications.models import Notice
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.editions import MeetingTableFactory
from tests.factories.meetings import (
    FIRST_SLOT,
    NOW,
    SmallFair,
    published_plan,
    ready_plan,
    small_fair,
)
from tests.races import overlaps, race

pytestmark = pytest.mark.django_db

SLOT = timedelta(minutes=30)


def pair_of(fair: SmallFair, buyer: int = 0, supplier: int = 0) -> tuple[int, int]:
    return fair.buyers[buyer].pk, fair.suppliers[supplier].pk


def moved_by_hand(published: PlanRun, pair, *, slot: int):
    starts_at = FIRST_SLOT + (slot - 1) * SLOT
    return by_hand.seat_pair(
        published, pair, starts_at=starts_at, place_id=None, is_live=True, actor=None, now=NOW
    )


def version(fair: SmallFair) -> int:
    fair.edition.refresh_from_db()
    return fair.edition.schedule_version


def times(fair: SmallFair) -> dict[tuple[int, int], object]:
    rows = Meeting.objects.filter(edition=fair.edition).standing()
    return {(row.buyer_id, row.supplier_id): row.starts_at for row in rows}


def test_change_by_hand_since_stops_publishing_and_is_named():
    fair = small_fair()
    published, draft = published_plan(fair), ready_plan(fair)
    edit = moved_by_hand(published, pair_of(fair), slot=6)

    with pytest.raises(CannotPublishPlan) as refused:
        publish_plan(draft, actor=None, now=NOW)

    assert refused.value.code == "schedule_changed"
    draft.refresh_from_db()
    changed = changed_since(draft)
    assert (changed.by_hand, changed.called_off, changed.published) == ((edit,), (), ())


def test_taken_over_change_survives_publishing():
    fair = small_fair()
    published, draft = published_plan(fair), ready_plan(fair)
    pair = pair_of(fair)
    moved_by_hand(published, pair, slot=6)

    take_over(draft)
    publish_plan(draft, actor=None, now=NOW)

    assert times(fair)[pair] == FIRST_SLOT + 5 * SLOT
    assert Meeting.objects.standing().count() == 6
    assert overlaps() == 0


def test_publishing_over_the_changes_that_were_seen_keeps_them():
    fair = small_fair()
    published, draft = published_plan(fair), ready_plan(fair)
    moved_by_hand(published, pair_of(fair), slot=6)

    publish_plan(draft, actor=None, now=NOW, over=version(fair))

    draft.refresh_from_db()
    assert draft.state == PlanState.PUBLISHED
    assert times(fair)[pair_of(fair)] == FIRST_SLOT + 5 * SLOT


def test_publishing_over_older_changes_than_the_last_is_refused():
    fair = small_fair()
    published, draft = published_plan(fair), ready_plan(fair)
    moved_by_hand(published, pair_of(fair), slot=6)
    seen = version(fair)
    moved_by_hand(published, pair_of(fair), slot=5)

    with pytest.raises(CannotPublishPlan) as refused:
        publish_plan(draft, actor=None, now=NOW, over=seen)

    assert refused.value.code == "schedule_changed"
    assert times(fair)[pair_of(fair)] == FIRST_SLOT + 4 * SLOT


def test_meeting_in_the_way_goes_to_the_nearest_free_time():
    fair = small_fair(buyers=1, suppliers=2, tables=2)
    draft = ready_plan(fair)
    first, second = draft.planned_meetings.order_by("starts_at")
    Meeting.objects.all().delete()
    other = published_plan(fair)
    # By hand, the first pair takes the second one's time.
    by_hand.take_out(
        other,
        (second.buyer_id, second.supplier_id),
        is_live=True,
        actor=None,
        now=NOW,
    )
    moved_by_hand(other, (first.buyer_id, first.supplier_id), slot=2)

    taken = take_over(draft)

    assert taken == TakenOver(
        moved=((second.buyer_id, second.supplier_id),),
        left_out=((first.buyer_id, first.supplier_id),),
    )
    left = draft.planned_meetings.get()
    assert left.starts_at == FIRST_SLOT
    assert draft.unplaced_wishes.count() == 0


def test_meeting_that_fits_nowhere_is_left_out_as_a_wish():
    fair = small_fair(buyers=1, suppliers=1)
    draft = ready_plan(fair)
    fair.suppliers[0].status = ParticipationStatus.WITHDRAWN
    fair.suppliers[0].save(update_fields=["status"])

    taken = take_over(draft)

    assert taken == TakenOver(left_out=(pair_of(fair),))
    assert draft.unplaced_wishes.get().code == UnplacedCode.NO_COMMON_SLOT
    draft.refresh_from_db()
    assert (draft.figures["meetings"], draft.figures["value"]) == (0, 0)


def test_draft_at_closed_tables_is_mended_at_others():
    fair = small_fair()
    draft = ready_plan(fair)
    closed = fair.edition.tables.order_by("id").first()
    closed.is_active = False
    closed.save(update_fields=["is_active"])
    assert draft.planned_meetings.filter(place_party__table=closed).exists()

    take_over(draft)
    publish_plan(draft, actor=None, now=NOW)

    assert not PlannedMeeting.objects.filter(place_party__table=closed).exists()
    assert Meeting.objects.standing().count() == draft.planned_meetings.count()
    assert overlaps() == 0


def test_sound_draft_is_left_as_it_is():
    fair = small_fair()
    draft = ready_plan(fair)
    before = list(draft.planned_meetings.order_by("id").values())

    assert take_over(draft) == TakenOver()
    assert list(draft.planned_meetings.order_by("id").values()) == before


def test_meeting_let_go_since_is_not_withdrawn():
    fair = small_fair()
    published_plan(fair)
    meeting = Meeting.objects.order_by("id").first()
    pin_meeting(meeting, is_pinned=True)
    draft = ready_plan(fair)
    pin_meeting(meeting, is_pinned=False)

    taken = take_over(draft)
    publish_plan(draft, actor=None, now=NOW)

    pair = (meeting.buyer_id, meeting.supplier_id)
    assert taken == TakenOver(added=(pair,))
    assert times(fair)[pair] == meeting.starts_at


def test_meeting_called_off_since_stays_off():
    fair = small_fair(buyers=1, suppliers=2)
    published_plan(fair)
    draft = ready_plan(fair)
    meeting = Meeting.objects.get(supplier=fair.suppliers[0])
    cancel_meeting(meeting, actor=UserFactory(), now=draft.claimed_at + timedelta(hours=1))

    draft.refresh_from_db()
    assert changed_since(draft).called_off == (meeting,)
    publish_plan(draft, actor=None, now=NOW, over=version(fair))

    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CANCELLED
    assert set(times(fair)) == {pair_of(fair, supplier=1)}


def test_other_plan_published_since_is_named():
    fair = small_fair()
    draft, other = ready_plan(fair), published_plan(fair)

    assert changed_since(draft).published == (other,)


def test_what_if_and_published_plans_take_nothing_over():
    fair = small_fair()
    published, what_if = published_plan(fair), ready_plan(fair)
    PlanRun.objects.filter(pk=what_if.pk).update(kind=PlanKind.WHAT_IF)

    for run in (published, what_if):
        with pytest.raises(CannotEditPlan) as refused:
            take_over(run)
        assert refused.value.code == "not_editable"


def test_what_if_is_never_published():
    fair = small_fair()
    what_if = ready_plan(fair)
    PlanRun.objects.filter(pk=what_if.pk).update(kind=PlanKind.WHAT_IF)

    with pytest.raises(CannotPublishPlan) as refused:
        publish_plan(what_if, actor=None, now=NOW, over=version(fair))

    assert refused.value.code == "what_if"
    assert Meeting.objects.count() == 0


def test_difference_names_new_moved_and_withdrawn_meetings_and_whom_to_tell():
    fair = small_fair(buyers=1, suppliers=3)
    person = MembershipFactory(organisation=fair.buyers[0].organisation)
    published_plan(fair)
    draft = ready_plan(fair)
    rows = {row.supplier_id: row for row in draft.planned_meetings.all()}
    suppliers = [supplier.pk for supplier in fair.suppliers]
    rows[suppliers[0]].delete()
    moved = rows[suppliers[1]]
    moved.starts_at += 4 * SLOT
    moved.ends_at += 4 * SLOT
    moved.save()

    difference = difference_of(draft)

    assert [row.supplier_id for row in difference.dropped] == [suppliers[0]]
    assert [row.supplier_id for row, _meeting in difference.moved] == [suppliers[1]]
    assert (difference.new, difference.same_count) == ((), 1)
    assert [(each.participation.pk, each.count) for each in difference.told] == [
        (fair.buyers[0].pk, 2),
        *((supplier, 1) for supplier in suppliers[:2]),
    ]
    assert difference.people_count == 1
    before = Notice.objects.filter(recipient=person.user).count()
    publish_plan(draft, actor=None, now=NOW)
    assert Notice.objects.filter(recipient=person.user).count() == before + 1


def test_difference_from_an_empty_timetable_is_all_new():
    fair = small_fair()

    difference = difference_of(ready_plan(fair))

    assert (len(difference.new), difference.moved, difference.dropped) == (6, (), ())


def test_meetings_at_a_table_taken_away_are_counted():
    fair = small_fair(buyers=1, suppliers=2, tables=1)
    published_plan(fair)
    assert troubled_count(fair.edition) == 0

    fair.edition.tables.update(is_active=False)

    assert troubled_count(fair.edition) == 2


def test_new_plan_brings_meetings_of_a_closed_table_elsewhere_and_moves_no_other():
    fair = small_fair(buyers=2, suppliers=2, tables=2)
    published_plan(fair)
    closed = fair.edition.tables.order_by("id").first()
    there = Meeting.objects.filter(seats__party__table=closed)
    others = {row.pk: row.starts_at for row in Meeting.objects.exclude(pk__in=there)}
    closed.is_active = False
    closed.save(update_fields=["is_active"])
    MeetingTableFactory(edition=fair.edition)

    published_plan(fair)

    assert troubled_count(fair.edition) == 0
    assert {row.pk: row.starts_at for row in Meeting.objects.filter(pk__in=others)} == others


@pytest.mark.django_db(transaction=True)
def test_change_by_hand_and_publishing_over_an_older_one_at_once_lose_nothing():
    fair = small_fair()
    published, draft = published_plan(fair), ready_plan(fair)
    moved_by_hand(published, pair_of(fair), slot=6)
    seen = version(fair)
    second = pair_of(fair, 1, 2)

    edited, answer = race(
        lambda: moved_by_hand(published, second, slot=5),
        lambda: publish_plan(draft, actor=None, now=NOW, over=seen),
    )

    assert times(fair)[pair_of(fair)] == FIRST_SLOT + 5 * SLOT
    if isinstance(answer, CannotPublishPlan):
        assert answer.code == "schedule_changed"
        assert times(fair)[second] == FIRST_SLOT + 4 * SLOT
    else:
        # The plan came first: the change was meant for the one before, and says so.
        assert isinstance(edited, CannotEditPlan)
    assert overlaps() == 0


def test_bound_of_a_mended_draft_is_still_one_that_no_plan_exceeds():
    fair = small_fair()
    published, draft = published_plan(fair), ready_plan(fair)
    moved_by_hand(published, pair_of(fair), slot=6)
    before = draft.figures

    take_over(draft)

    draft.refresh_from_db()
    left = sum(draft.planned_meetings.values_list("value", flat=True))
    assert draft.figures["value"] == left == before["value"] - 790
    # What the timetable holds now counts no more; that it stayed where people know it, may.
    assert left <= draft.figures["bound"] <= before["bound"] - 790 + 6 * 100
    assert draft.figures["ratio"] <= 1


@pytest.mark.django_db(transaction=True)
def test_publishing_anyway_pressed_twice_at_once_tells_everybody_once():
    fair = small_fair(buyers=1, suppliers=2)
    person = MembershipFactory(organisation=fair.buyers[0].organisation).user
    published, draft = published_plan(fair), ready_plan(fair)
    moved_by_hand(published, pair_of(fair), slot=6)
    draft.planned_meetings.filter(supplier=fair.suppliers[1]).update(
        starts_at=FIRST_SLOT + 3 * SLOT, ends_at=FIRST_SLOT + 3 * SLOT + timedelta(minutes=25)
    )
    seen = version(fair)
    before = Notice.objects.filter(recipient=person).count()

    answers = race(
        *(lambda: publish_plan(draft, actor=None, now=NOW, over=seen) for _number in range(2))
    )

    assert [each.code for each in answers if isinstance(each, CannotPublishPlan)] == ["not_ready"]
    assert Notice.objects.filter(recipient=person).count() == before + 1
    assert times(fair) == {
        pair_of(fair): FIRST_SLOT + 5 * SLOT,
        pair_of(fair, supplier=1): FIRST_SLOT + 3 * SLOT,
    }
