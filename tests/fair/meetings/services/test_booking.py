from datetime import timedelta
from uuid import uuid4

import pytest

from fair.editions.choices import ParticipationStatus, Side
from fair.meetings.choices import BookingKind, Clash, EditKind, MeetingMode, MeetingState
from fair.meetings.models import BookingRules, HandEdit, Meeting, MeetingSeat
from fair.meetings.selectors.free import free_times
from fair.meetings.services.booking import CannotBook, SlotTaken, book_meeting
from fair.meetings.services.changing import cancel_meeting
from fair.meetings.services.parties import ensure_parties
from fair.notifications.models import Notice
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.meetings import FIRST_SLOT, NOW, SmallFair, small_fair
from tests.telling import tell_all

pytestmark = pytest.mark.django_db

SECOND_SLOT = FIRST_SLOT + timedelta(minutes=30)


@pytest.fixture
def fair() -> SmallFair:
    fair = small_fair(buyers=2, suppliers=2, tables=2)
    ensure_parties(fair.edition)
    return fair


def book(fair, *, buyer=0, supplier=0, starts_at=FIRST_SLOT, mode=MeetingMode.TABLE, **rest):
    return book_meeting(
        fair.buyers[buyer],
        fair.suppliers[supplier],
        starts_at=starts_at,
        mode=mode,
        actor=None,
        now=NOW,
        **rest,
    )


def test_booked_meeting_has_its_seats_subjects_and_is_told_to_both_sides(fair):
    people = {
        MembershipFactory(organisation=side.organisation).user
        for side in (fair.buyers[0], fair.suppliers[0])
    }
    actor = UserFactory()

    meeting = book_meeting(
        fair.buyers[0],
        fair.suppliers[0],
        starts_at=FIRST_SLOT,
        mode=MeetingMode.TABLE,
        actor=actor,
        now=NOW,
        side=Side.BUYER,
    )

    assert (meeting.starts_at, meeting.ends_at) == (FIRST_SLOT, FIRST_SLOT + timedelta(minutes=25))
    assert (meeting.plan, meeting.booked_by_side, meeting.sequence) == (None, Side.BUYER, 0)
    kinds = sorted(seat.party.kind for seat in meeting.seats.all())
    assert kinds == ["table", "team", "team"]
    assert [need.participation for need in meeting.needs.all()] == [fair.buyers[0]]
    assert [line.participation for line in meeting.lines.all()] == [fair.suppliers[0]]
    assert tell_all() == 1
    assert set(Notice.objects.values_list("recipient", flat=True)) == {p.pk for p in people}
    edit = HandEdit.objects.get()
    assert (edit.kind, edit.actor, edit.schedule_version) == (EditKind.ADDED, actor, 1)
    fair.edition.refresh_from_db()
    assert fair.edition.schedule_version == 1


def test_booking_again_returns_the_same_meeting_and_tells_nobody(fair):
    MembershipFactory(organisation=fair.buyers[0].organisation)
    first = book(fair)

    again = book(fair)

    assert again == first
    assert Meeting.objects.count() == 1
    assert tell_all() == 1
    assert Notice.objects.count() == 1
    assert HandEdit.objects.count() == 1


def test_same_form_sent_after_the_meeting_was_called_off_books_nothing(fair):
    key = uuid4()
    first = book(fair, key=key)
    cancel_meeting(first, actor=None, now=NOW)

    again = book(fair, key=key)

    assert (again, again.state) == (first, MeetingState.CANCELLED)
    assert Meeting.objects.count() == 1


def test_pair_that_meets_already_gets_no_second_meeting(fair):
    book(fair)

    with pytest.raises(CannotBook) as refusal:
        book(fair, starts_at=SECOND_SLOT)

    assert refusal.value.code == "pair_twice"


def test_taken_time_is_refused_with_the_nearest_free_ones(fair):
    book(fair)

    with pytest.raises(SlotTaken) as refusal:
        book(fair, buyer=1)

    assert refusal.value.clashes == (Clash.SUPPLIER_BUSY,)
    assert [time.starts_at for time in refusal.value.alternatives] == [
        FIRST_SLOT + timedelta(minutes=30 * number) for number in range(1, 6)
    ]
    assert Meeting.objects.count() == 1


def test_last_table_is_given_once(fair):
    book(fair)
    book(fair, buyer=1, supplier=1)
    seats = MeetingSeat.objects.filter(party__kind="table").values_list("party", flat=True)

    assert len(set(seats)) == 2


def test_time_off_the_grid_or_over_is_refused(fair):
    with pytest.raises(SlotTaken) as refusal:
        book(fair, starts_at=FIRST_SLOT + timedelta(minutes=7))
    assert refusal.value.clashes == (Clash.TIME_GONE,)

    with pytest.raises(CannotBook) as over:
        book_meeting(
            fair.buyers[0],
            fair.suppliers[0],
            starts_at=FIRST_SLOT,
            mode=MeetingMode.TABLE,
            actor=None,
            now=FIRST_SLOT + timedelta(minutes=1),
        )
    assert over.value.code == "past"


def test_daily_limit_holds_unless_an_organiser_gives_a_reason(fair):
    fair.buyers[0].max_meetings_per_day = 1
    fair.buyers[0].save(update_fields=["max_meetings_per_day"])
    book(fair)

    with pytest.raises(SlotTaken) as refusal:
        book(fair, supplier=1, starts_at=SECOND_SLOT)
    assert refusal.value.clashes == (Clash.BUYER_DAY_FULL,)
    assert refusal.value.alternatives == ()

    book(fair, supplier=1, starts_at=SECOND_SLOT, override="The minister asked for it.")
    assert HandEdit.objects.last().reason == "The minister asked for it."


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ({"kind": BookingKind.PLANNED}, "planned_only"),
        ({"booking_opens_at": NOW + timedelta(seconds=1)}, "phase"),
        ({"booking_closes_at": NOW}, "phase"),
    ],
)
def test_phases_bind_a_side_but_not_two_that_agree(fair, rules, code):
    BookingRules.objects.create(edition=fair.edition, **rules)

    with pytest.raises(CannotBook) as refusal:
        book(fair, side=Side.BUYER)

    assert refusal.value.code == code
    assert book(fair).booked_by_side == ""


def test_quota_counts_what_a_side_booked_itself(fair):
    BookingRules.objects.create(edition=fair.edition, buyer_booked_meetings=1)
    book(fair, side=Side.BUYER)

    with pytest.raises(CannotBook) as refusal:
        book(fair, supplier=1, starts_at=SECOND_SLOT, side=Side.BUYER)
    assert refusal.value.code == "quota"

    assert book(fair, supplier=1, starts_at=SECOND_SLOT, side=Side.SUPPLIER)


def test_who_was_turned_down_does_not_book_and_who_turned_down_may(fair):
    member = MembershipFactory(organisation=fair.suppliers[0].organisation).user
    cancel_meeting(book(fair), actor=member, now=NOW)

    with pytest.raises(CannotBook) as refusal:
        book(fair, side=Side.BUYER)
    assert refusal.value.code == "objected"

    assert book(fair, side=Side.SUPPLIER).is_ahead


def test_company_that_left_books_nothing(fair):
    fair.buyers[0].status = ParticipationStatus.WITHDRAWN
    fair.buyers[0].save(update_fields=["status"])

    with pytest.raises(CannotBook) as refusal:
        book(fair)

    assert refusal.value.code == "gone"
    assert free_times(fair.buyers[0], fair.suppliers[0], now=NOW) == []


def test_new_participant_gets_its_teams_when_it_books_first():
    fair = small_fair(buyers=1, suppliers=1, tables=1)
    ensure_parties(fair.edition)
    fair.buyers[0].parties.all().delete()

    assert book(fair).seats.count() == 3
