"""Changes by hand in the timetable: many of them, one message."""

from datetime import timedelta

import pytest

from fair.meetings import jobs
from fair.meetings.models import HandEdit
from fair.meetings.services import by_hand
from fair.meetings.services.publishing import publish_plan
from fair.meetings.services.telling import tell_now
from fair.meetings.tasks import tell_edits
from fair.notifications.models import Notice
from tests.factories.accounts import MembershipFactory
from tests.factories.meetings import FIRST_SLOT, NOW, published_plan, ready_plan, small_fair
from tests.fair.meetings.views.conftest import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair():
    fair = small_fair(buyers=1, suppliers=3)
    for each in (*fair.buyers, *fair.suppliers):
        MembershipFactory(organisation=each.organisation)
    return fair


@pytest.fixture
def run(fair):
    run = published_plan(fair)
    Notice.objects.all().delete()
    return run


def seat(run, pair, number: int):
    return by_hand.seat_pair(
        run,
        pair,
        starts_at=FIRST_SLOT + (number - 1) * timedelta(minutes=30),
        place_id=None,
        is_live=True,
        actor=None,
        now=NOW,
    )


def pairs_of(fair):
    return [(fair.buyers[0].pk, supplier.pk) for supplier in fair.suppliers]


def letters(notices=None):
    """Return, by person, the numbers of meetings in their messages."""
    rows = Notice.objects.order_by("id") if notices is None else notices
    return {
        row.recipient.email: (
            row.body_text.count("New meetings"),
            row.body_text.count("new time or place"),
            row.body_text.count("do not take place"),
        )
        for row in rows
    }


def test_ten_changes_are_one_message_to_each(fair, run):
    pairs = pairs_of(fair)
    seat(run, pairs[0], 6)
    seat(run, pairs[0], 5)
    seat(run, pairs[1], 6)
    by_hand.take_out(run, pairs[2], is_live=True, actor=None, now=NOW)
    assert Notice.objects.count() == 0

    assert tell_now(run.edition, now=NOW) == 4

    assert Notice.objects.count() == 4
    buyer = fair.buyers[0].organisation.memberships.get().user.email
    assert letters()[buyer] == (0, 1, 1)
    assert HandEdit.objects.untold().count() == 0
    assert tell_now(run.edition, now=NOW) == 0


def test_what_comes_back_to_where_it_was_is_told_to_nobody(fair, run):
    pair = pairs_of(fair)[0]
    by_hand.undo(seat(run, pair, 6), actor=None, now=NOW)

    assert tell_now(run.edition, now=NOW) == 0
    assert HandEdit.objects.untold().count() == 0


def test_taking_back_what_was_told_is_told(fair, run):
    pair = pairs_of(fair)[0]
    edit = seat(run, pair, 6)
    tell_now(run.edition, now=NOW)
    edit.refresh_from_db()

    by_hand.undo(edit, actor=None, now=NOW)

    assert HandEdit.objects.untold().count() == 1
    assert tell_now(run.edition, now=NOW) == 2


def test_meeting_added_and_taken_out_again_is_told_to_nobody(fair):
    fair.buyers[0].max_meetings_total = 2
    fair.buyers[0].save(update_fields=["max_meetings_total"])
    run = published_plan(fair)
    fair.buyers[0].max_meetings_total = 3
    fair.buyers[0].save(update_fields=["max_meetings_total"])
    Notice.objects.all().delete()
    pair = pairs_of(fair)[2]
    seat(run, pair, 6)

    assert tell_now(run.edition, now=NOW) == 2
    by_hand.take_out(run, pair, is_live=True, actor=None, now=NOW)
    seat(run, pair, 5)
    by_hand.take_out(run, pair, is_live=True, actor=None, now=NOW)
    assert tell_now(run.edition, now=NOW) == 2
    seat(run, pair, 4)
    by_hand.take_out(run, pair, is_live=True, actor=None, now=NOW)
    assert tell_now(run.edition, now=NOW) == 0


def test_pins_are_not_told(fair, run):
    by_hand.pin_pair(run, pairs_of(fair)[0], is_pinned=True, is_live=True, actor=None, now=NOW)

    assert HandEdit.objects.untold().count() == 0


def test_clock_tells_when_no_change_has_come_for_ten_minutes(fair, run):
    first = seat(run, pairs_of(fair)[0], 6)
    seat(run, pairs_of(fair)[1], 5)
    latest = HandEdit.objects.latest("id").created_at

    assert jobs.tell_quiet_edits(now=latest + timedelta(minutes=9)) == 0
    assert jobs.tell_quiet_edits(now=latest + timedelta(minutes=10)) == 3
    assert jobs.tell_quiet_edits(now=latest + timedelta(minutes=20)) == 0
    first.refresh_from_db()
    assert first.told_at == latest + timedelta(minutes=10)
    tell_edits()


def test_publishing_tells_of_changes_that_wait_in_the_same_message(fair, run):
    seat(run, pairs_of(fair)[0], 6)
    draft = ready_plan(fair)

    publish_plan(draft, actor=None, now=NOW)

    assert HandEdit.objects.untold().count() == 0
    assert Notice.objects.count() == 2
    assert set(letters().values()) == {(0, 1, 0)}


def test_board_counts_what_waits_and_tells_on_demand(fair, run):
    client = client_of(fair.edition.organiser)
    url = f"/{fair.edition.slug}/meetings/plans/{run.public_id}/"
    assert "are not told yet" not in client.get(f"{url}board/").content.decode()
    seat(run, pairs_of(fair)[0], 6)
    seat(run, pairs_of(fair)[1], 5)

    page = client.get(f"{url}board/").content.decode()
    told = client.post(f"{url}tell/", follow=True).content.decode()

    assert "2 changes of the timetable are not told yet." in page
    assert "data-ask" not in page
    assert "3 people are told." in told
    assert Notice.objects.count() == 3
