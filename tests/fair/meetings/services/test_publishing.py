from datetime import timedelta

import pytest
from django.core import mail
from django.db.models import Count

from fair.editions.choices import ParticipationStatus
from fair.meetings import mails
from fair.meetings.choices import MeetingState, PlanState
from fair.meetings.models import Meeting, MeetingSeat, Party, PlannedMeeting
from fair.meetings.services.changing import cancel_meeting, pin_meeting
from fair.meetings.services.publishing import (
    CannotPublishPlan,
    CannotUnpublishPlan,
    publish_plan,
    unpublish_plan,
)
from fair.notifications.models import Notice
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.meetings import (
    FIRST_SLOT,
    NOW,
    SmallFair,
    published_plan,
    ready_plan,
    seated_meeting,
    small_fair,
)

pytestmark = pytest.mark.django_db


def timetable(fair: SmallFair) -> set[tuple]:
    rows = Meeting.objects.filter(edition=fair.edition).standing()
    return set(rows.values_list("buyer", "supplier", "starts_at", "mode"))


def test_published_draft_is_the_timetable():
    fair = small_fair()
    run = ready_plan(fair)
    planned = set(run.planned_meetings.values_list("buyer", "supplier", "starts_at", "mode"))
    organiser = UserFactory()

    changes = publish_plan(run, actor=organiser, now=NOW)

    assert timetable(fair) == planned
    assert (len(changes.new), len(changes.moved), len(changes.dropped)) == (6, 0, 0)
    seats = Meeting.objects.annotate(seat_count=Count("seats"))
    assert set(seats.values_list("seat_count", "plan", "value")) == {
        (3, run.pk, value) for value in (790, 780, 690, 680, 590, 580)
    }
    run.refresh_from_db()
    fair.edition.refresh_from_db()
    assert (run.state, run.published_by, run.published_at) == (
        PlanState.PUBLISHED,
        organiser,
        NOW,
    )
    assert run.published_version == fair.edition.schedule_version == 1


def test_published_meetings_carry_their_subjects():
    fair = small_fair(buyers=1, suppliers=1)

    published_plan(fair)

    meeting = Meeting.objects.get()
    assert [need.participation for need in meeting.needs.all()] == fair.buyers
    assert [line.participation for line in meeting.lines.all()] == fair.suppliers


def test_publishing_twice_is_refused_and_changes_nothing():
    fair = small_fair()
    run = published_plan(fair)

    with pytest.raises(CannotPublishPlan) as refusal:
        publish_plan(run, actor=None, now=NOW)

    assert refusal.value.code == "not_ready"
    assert Meeting.objects.count() == 6


def test_draft_made_before_a_change_is_refused():
    fair = small_fair()
    first, second = ready_plan(fair), ready_plan(fair)
    publish_plan(first, actor=None, now=NOW)

    with pytest.raises(CannotPublishPlan) as refusal:
        publish_plan(second, actor=None, now=NOW)

    assert refusal.value.code == "schedule_changed"
    first.refresh_from_db()
    assert first.state == PlanState.PUBLISHED


@pytest.mark.parametrize("lost", ["participant", "table", "hours", "team"])
def test_draft_that_has_become_impossible_is_refused(lost):
    fair = small_fair(buyers=1, suppliers=1, tables=1)
    run = ready_plan(fair)
    if lost == "participant":
        fair.suppliers[0].status = ParticipationStatus.WITHDRAWN
        fair.suppliers[0].save(update_fields=["status"])
    elif lost == "table":
        fair.edition.tables.update(is_active=False)
    elif lost == "hours":
        fair.edition.days.all().delete()
    else:
        Party.objects.filter(pk=PlannedMeeting.objects.get().buyer_party_id).update(number=2)

    with pytest.raises(CannotPublishPlan) as refusal:
        publish_plan(run, actor=None, now=NOW)

    assert refusal.value.code == "outdated"
    assert str(refusal.value).startswith("1 meetings of this plan are no longer possible")
    assert Meeting.objects.count() == 0


def test_time_booked_meanwhile_is_refused_as_a_whole():
    fair = small_fair()
    run = ready_plan(fair)
    row = PlannedMeeting.objects.first()
    seated_meeting(row.place_party, edition=fair.edition, starts_at=row.starts_at)

    with pytest.raises(CannotPublishPlan) as refusal:
        publish_plan(run, actor=None, now=NOW)

    assert refusal.value.code == "outdated"
    assert Meeting.objects.count() == 1


def test_worker_killed_while_publishing_leaves_no_trace(monkeypatch):
    fair = small_fair()
    before = published_plan(fair)
    run = ready_plan(fair)
    meetings = list(Meeting.objects.order_by("id").values())

    class Killed(BaseException):
        pass

    def die(*_args, **_kwargs):
        raise Killed

    monkeypatch.setattr(mails, "tell_changes", die)
    with pytest.raises(Killed):
        publish_plan(run, actor=None, now=NOW)

    assert list(Meeting.objects.order_by("id").values()) == meetings
    run.refresh_from_db()
    before.refresh_from_db()
    assert (run.state, before.state) == (PlanState.READY, PlanState.PUBLISHED)


def test_new_plan_keeps_pinned_and_handmade_meetings():
    fair = small_fair()
    published_plan(fair)
    pinned = pin_meeting(Meeting.objects.order_by("starts_at").first(), is_pinned=True)
    team = Party.objects.get(participation=fair.buyers[1])
    by_hand = seated_meeting(
        team,
        edition=fair.edition,
        buyer=fair.buyers[1],
        starts_at=FIRST_SLOT + timedelta(minutes=130),
    )

    published_plan(fair)

    for kept in (pinned, by_hand):
        before = (kept.starts_at, kept.mode, kept.plan_id, kept.sequence)
        kept.refresh_from_db()
        assert (kept.starts_at, kept.mode, kept.plan_id, kept.sequence) == before
        assert kept.state == MeetingState.CONFIRMED


def test_new_plan_moves_meetings_instead_of_making_new_ones():
    fair = small_fair(buyers=1, suppliers=1, tables=1)
    published_plan(fair)
    meeting = Meeting.objects.get()
    # The buyer can no longer come before ten.
    fair.buyers[0].availability_windows.create(
        starts_at=FIRST_SLOT + timedelta(hours=1), ends_at=FIRST_SLOT + timedelta(hours=3)
    )

    run = ready_plan(fair)
    changes = publish_plan(run, actor=None, now=NOW)

    assert changes.moved == (meeting,)
    moved = Meeting.objects.get()
    assert moved.public_id == meeting.public_id
    assert moved.starts_at == FIRST_SLOT + timedelta(hours=1)
    assert (moved.sequence, moved.plan) == (1, run)
    assert {seat.period.lower for seat in moved.seats.all()} == {moved.starts_at}


def test_new_plan_withdraws_what_it_leaves_out_and_frees_the_seats():
    fair = small_fair(buyers=1, suppliers=2)
    first = published_plan(fair)
    fair.buyers[0].max_meetings_total = 1
    fair.buyers[0].save(update_fields=["max_meetings_total"])

    second = published_plan(fair)

    dropped = Meeting.objects.get(state=MeetingState.WITHDRAWN)
    assert (dropped.supplier, dropped.sequence) == (fair.suppliers[1], 1)
    assert list(dropped.seats.values_list("live", flat=True)) == [False] * 3
    first.refresh_from_db()
    assert (first.state, second.state) == (PlanState.SUPERSEDED, PlanState.PUBLISHED)


def test_same_plan_again_changes_nothing_for_anybody():
    fair = small_fair()
    published_plan(fair)
    before = timetable(fair)
    MembershipFactory(organisation=fair.buyers[0].organisation)

    changes = publish_plan(ready_plan(fair), actor=None, now=NOW)

    assert (changes.new, changes.moved, changes.dropped) == ((), (), ())
    assert timetable(fair) == before
    assert set(Meeting.objects.values_list("sequence", flat=True)) == {0}
    assert Notice.objects.count() == 0


def test_unpublished_plan_is_a_draft_that_can_be_published_again():
    fair = small_fair()
    run = published_plan(fair)

    changes = unpublish_plan(run, now=NOW)

    assert len(changes.dropped) == 6
    assert timetable(fair) == set()
    assert not MeetingSeat.objects.filter(live=True).exists()
    run.refresh_from_db()
    assert (run.state, run.base_version, run.published_version) == (PlanState.READY, 2, None)
    publish_plan(run, actor=None, now=NOW)
    assert len(timetable(fair)) == 6


def test_plan_unpublished_after_a_change_by_hand_stays_outdated():
    fair = small_fair()
    run = published_plan(fair)
    cancel_meeting(Meeting.objects.order_by("id").first(), actor=None, now=NOW)

    unpublish_plan(run, now=NOW)

    run = type(run).objects.select_related("edition").get(pk=run.pk)
    assert run.is_outdated
    with pytest.raises(CannotPublishPlan) as refusal:
        publish_plan(run, actor=None, now=NOW)
    assert refusal.value.code == "schedule_changed"


def test_unpublishing_leaves_held_and_pinned_meetings():
    fair = small_fair()
    run = published_plan(fair)
    held, pinned = Meeting.objects.order_by("id")[:2]
    Meeting.objects.filter(pk=held.pk).update(state=MeetingState.HELD)
    pin_meeting(pinned, is_pinned=True)

    unpublish_plan(run, now=NOW)

    assert set(Meeting.objects.standing()) == {held, pinned}


def test_only_the_published_plan_can_be_unpublished():
    fair = small_fair()
    run = ready_plan(fair)

    with pytest.raises(CannotUnpublishPlan) as refusal:
        unpublish_plan(run, now=NOW)

    assert refusal.value.code == "not_published"


def test_everybody_concerned_gets_one_message_about_all(
    django_capture_on_commit_callbacks, time_machine
):
    time_machine.move_to(NOW, tick=False)  # by day, when messages do not wait
    fair = small_fair(buyers=1, suppliers=2)
    run = ready_plan(fair)
    person = MembershipFactory(organisation=fair.buyers[0].organisation).user
    MembershipFactory(organisation=fair.suppliers[0].organisation)
    MembershipFactory(user__is_active=False, organisation=fair.suppliers[1].organisation)
    MembershipFactory()

    with django_capture_on_commit_callbacks(execute=True):
        publish_plan(run, actor=None, now=NOW)

    assert Notice.objects.count() == 2
    assert len(mail.outbox) == 2
    notice = Notice.objects.get(recipient=person)
    assert notice.subject == f"{fair.edition}: your meetings"
    first, second = [
        f"{meeting.buyer} – {meeting.supplier}, {meeting.place_name}"
        for meeting in Meeting.objects.order_by("starts_at").with_sides_and_places()
    ]
    assert notice.body_text.split("\n") == [
        f"Hello {person},",
        "",
        f"the timetable of {fair.edition} has changed for you.",
        "",
        "New meetings",
        f"- Wed 15 Sep 2027, 09:00–09:25 UTC+7: {first}",
        f"- Wed 15 Sep 2027, 09:30–09:55 UTC+7: {second}",
        "",
        "Your agenda is on this page:",
        f"http://127.0.0.1:8000/{fair.edition.slug}/meetings/agenda/",
        "",
    ]


def test_withdrawn_meeting_is_told_with_the_place_it_had():
    fair = small_fair(buyers=1, suppliers=1)
    run = published_plan(fair)
    MembershipFactory(organisation=fair.buyers[0].organisation)

    unpublish_plan(run, now=NOW)

    lines = Notice.objects.get().body_text.split("\n")
    assert lines[4] == "Meetings that do not take place"
    assert lines[5].endswith(Meeting.objects.with_sides_and_places().get().place_name)
