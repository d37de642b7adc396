"""Whatever is taken away: no meeting points at it, and everybody concerned is told once."""

from collections import Counter
from datetime import timedelta

import pytest
import time_machine

from fair.editions.choices import EditionState
from fair.editions.models import Session
from fair.meetings.choices import MeetingMode, MeetingState
from fair.meetings.models import Meeting
from fair.meetings.selectors import troubled_count
from fair.meetings.services.booking import book_meeting
from fair.meetings.services.mending import Mended, mend_timetable
from fair.meetings.services.parties import ensure_parties
from fair.notifications.models import Notice
from tests.factories.accounts import MembershipFactory
from tests.factories.editions import BoothFactory, HallFactory
from tests.factories.exhibitors import BoothRegistrationFactory
from tests.factories.meetings import FIRST_SLOT, NOW, SmallFair, published_plan, small_fair
from tests.telling import tell_all

pytestmark = pytest.mark.django_db

SECOND_SLOT = FIRST_SLOT + timedelta(minutes=30)


@pytest.fixture
def fair() -> SmallFair:
    fair = small_fair(buyers=2, suppliers=2, tables=2)
    ensure_parties(fair.edition)
    for side in (*fair.buyers, *fair.suppliers):
        MembershipFactory(organisation=side.organisation)
    return fair


def book(fair, *, buyer=0, supplier=0, starts_at=FIRST_SLOT, mode=MeetingMode.TABLE) -> Meeting:
    pair = (fair.buyers[buyer], fair.suppliers[supplier])
    return book_meeting(*pair, starts_at=starts_at, mode=mode, actor=None, now=NOW)


def told() -> Counter[int]:
    return Counter(Notice.objects.values_list("recipient", flat=True))


def test_meetings_at_a_table_out_of_use_get_the_other_or_the_nearest_time(fair):
    first, second = book(fair), book(fair, buyer=1, supplier=1)
    third = book(fair, supplier=1, starts_at=SECOND_SLOT)
    Notice.objects.all().delete()
    gone = first.seats.get(party__kind="table").party.table
    gone.is_active = False
    gone.save()

    mended = mend_timetable(fair.edition.pk, now=NOW)

    assert first in mended.moved
    assert mended.called_off == ()
    assert troubled_count(fair.edition) == 0
    tables = Meeting.objects.standing().filter(seats__party__table=gone)
    assert not tables.filter(seats__live=True).exists()
    assert set(told().values()) == {1}
    concerned = {each.organisation for each in (first.buyer, first.supplier)}
    people = {each.memberships.get().user_id for each in concerned}
    assert people <= set(told())
    assert {first.pk, second.pk, third.pk} == set(
        Meeting.objects.standing().values_list("pk", flat=True)
    )


def test_mending_again_changes_and_tells_nothing(fair):
    meeting = book(fair)
    table = meeting.seats.get(party__kind="table").party.table
    table.is_active = False
    table.save()
    mend_timetable(fair.edition.pk, now=NOW)
    notices = Notice.objects.count()

    assert mend_timetable(fair.edition.pk, now=NOW) == Mended()
    assert Notice.objects.count() == notices


def test_meeting_without_any_free_time_is_called_off_and_told(fair):
    meeting = book(fair)
    tell_all()
    fair.edition.tables.update(is_active=False)

    mended = mend_timetable(fair.edition.pk, now=NOW)

    meeting.refresh_from_db()
    assert mended.called_off == (meeting,)
    assert meeting.state == MeetingState.CANCELLED
    assert set(told().values()) == {2}


def test_session_that_is_no_more_moves_its_meetings_after_commit(
    fair, django_capture_on_commit_callbacks
):
    day = fair.edition.days.get()
    afternoon = Session.objects.create(day=day, opens_at="13:00", closes_at="15:00")
    meeting = book(fair, starts_at=FIRST_SLOT + timedelta(hours=4))

    with time_machine.travel(NOW), django_capture_on_commit_callbacks(execute=True):
        afternoon.delete()

    meeting.refresh_from_db()
    assert meeting.starts_at == FIRST_SLOT + timedelta(minutes=150)
    assert troubled_count(fair.edition) == 0


def test_booth_taken_away_sends_its_meetings_to_a_table(fair, django_capture_on_commit_callbacks):
    booth = BoothFactory(hall=HallFactory(edition=fair.edition))
    registration = BoothRegistrationFactory(participation=fair.suppliers[0], booth=booth)
    ensure_parties(fair.edition)
    meeting = book(fair, mode=MeetingMode.BOOTH)

    with time_machine.travel(NOW), django_capture_on_commit_callbacks(execute=True):
        registration.booth = None
        registration.save()

    meeting.refresh_from_db()
    assert (meeting.starts_at, meeting.mode) == (FIRST_SLOT, MeetingMode.TABLE)


def test_sound_timetable_and_meetings_that_are_over_stay_as_they_are(fair):
    published_plan(fair)
    before = list(Meeting.objects.order_by("id").values_list("starts_at", "sequence"))
    assert mend_timetable(fair.edition.pk, now=NOW) == Mended()

    fair.edition.tables.update(is_active=False)
    assert mend_timetable(fair.edition.pk, now=FIRST_SLOT + timedelta(days=1)) == Mended()

    fair.edition.state = EditionState.CLOSED
    fair.edition.save(update_fields=["state"])
    assert mend_timetable(fair.edition.pk, now=NOW) == Mended()
    assert list(Meeting.objects.order_by("id").values_list("starts_at", "sequence")) == before
