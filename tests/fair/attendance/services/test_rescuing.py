"""Time that came free: to whom it is offered, and that the first yes has it."""

from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from django.db import IntegrityError
from django.db.models import F

from fair.attendance import jobs
from fair.attendance.choices import CheckInWay, FreedState, OfferReason, OfferState
from fair.attendance.models import FreedTime, TimeOffer
from fair.attendance.selectors.candidates import candidates_for
from fair.attendance.services import rescuing
from fair.attendance.services.checking_in import check_in
from fair.attendance.services.missing import say_absent
from fair.attendance.services.rescuing import (
    CannotAcceptOffer,
    accept_offer,
    choose_offers,
    decline_offer,
    look_for_partners,
    look_for_partners_instead,
    stop_offers,
)
from fair.attendance.services.screens import decide_rules
from fair.editions.choices import Side
from fair.matching.models import Match
from fair.meetings.choices import MeetingState, PartyKind, RequestState
from fair.meetings.models import HandEdit, Meeting, MeetingRequest, Party
from fair.meetings.services import moving
from fair.meetings.services.booking import SlotTaken, book_meeting
from fair.meetings.services.changing import cancel_meeting
from fair.notifications.models import Notice
from tests.factories.accounts import UserFactory
from tests.factories.attendance import MINUTE, CheckInFactory, Day, day, person_of
from tests.factories.meetings import FIRST_SLOT
from tests.factories.requests import RequestFactory, SettledRequestFactory
from tests.fair.meetings.services.test_seats import race

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
EARLY = FIRST_SLOT - timedelta(hours=2)


def without_meetings_of(that_day: Day, *suppliers) -> None:
    """Call the meetings of some suppliers off, so that they wait for one."""
    for meeting in Meeting.objects.filter(supplier__in=suppliers, state=MeetingState.CONFIRMED):
        cancel_meeting(meeting, actor=None, now=EARLY)
    FreedTime.objects.all().delete()


def waiting_fair(*, waiting: int = 2, **teams) -> Day:
    """A buyer meets one supplier at 9:00; others suit the buyer as well and have no meeting."""
    that_day = day(suppliers=1 + waiting, tables=4)
    meeting = that_day.meeting
    others = [each for each in that_day.fair.suppliers if each.pk != meeting.supplier_id]
    without_meetings_of(that_day, *others)
    Match.objects.update(mutual_points=F("mutual_points") * 2 / 5 + 60)
    for name, value in teams.items():
        setattr(meeting.buyer, name, value)
        meeting.buyer.save(update_fields=[name])
    return that_day


def freed(that_day: Day, *, now=EARLY) -> FreedTime:
    """Let the supplier call the first meeting off; the buyer has time."""
    cancel_meeting(that_day.meeting, actor=that_day.supplier, now=now)
    [found] = look_for_partners(that_day.meeting.pk, now=now)
    return found


def offers(that_day: Day, *, now=EARLY) -> list[TimeOffer]:
    found = freed(that_day, now=now)
    jobs.offer_freed_time(found.pk, now=now)
    return list(found.offers.order_by("id"))


def accept(offer: TimeOffer, *, now=EARLY):
    return accept_offer(offer, actor=UserFactory(), now=now)


@pytest.fixture(autouse=True)
def _clock(time_machine):
    """Let tasks that a commit starts see the same morning."""
    time_machine.move_to(EARLY)


# --- Whose time it is


@pytest.mark.django_db
def test_time_of_who_did_not_call_off_is_offered():
    that_day = waiting_fair()

    assert freed(that_day).participation == that_day.meeting.buyer


@pytest.mark.django_db
def test_both_have_time_when_the_organiser_calls_off():
    that_day = waiting_fair()
    cancel_meeting(that_day.meeting, actor=that_day.organiser, now=EARLY)

    hosts = {each.participation for each in look_for_partners(that_day.meeting.pk, now=EARLY)}

    assert hosts == {that_day.meeting.buyer, that_day.meeting.supplier}


@pytest.mark.django_db
def test_signal_of_a_no_show_has_the_time_offered(django_capture_on_commit_callbacks, time_machine):
    that_day = waiting_fair()
    now = FIRST_SLOT + 6 * MINUTE
    time_machine.move_to(now, tick=False)
    check_in(that_day.meeting, side=Side.BUYER, how=CheckInWay.BUTTON, actor=None, now=FIRST_SLOT)

    with django_capture_on_commit_callbacks(execute=True):
        say_absent(that_day.meeting, side=Side.BUYER, actor=that_day.buyer, now=now)

    found = FreedTime.objects.get()
    assert found.participation == that_day.meeting.buyer
    assert found.offers.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before_start", "is_offered"),
    [
        (timedelta(hours=24), True),
        (timedelta(hours=24) + SECOND, False),
        (-10 * MINUTE + SECOND, True),
        (-10 * MINUTE, False),
    ],
)
def test_time_is_offered_from_a_day_ahead_until_it_is_too_late(before_start, is_offered):
    that_day = waiting_fair()
    cancel_meeting(that_day.meeting, actor=that_day.supplier, now=EARLY)

    found = look_for_partners(that_day.meeting.pk, now=FIRST_SLOT - before_start)

    assert bool(found) == is_offered


def moved(that_day: Day, *, to=FIRST_SLOT + HOUR, actor=None) -> list[FreedTime]:
    """Move the first meeting; return whose time is offered then."""
    moving.move_meeting(that_day.meeting, starts_at=to, actor=actor, now=EARLY)
    return look_for_partners_instead(that_day.meeting.pk, now=EARLY)


@pytest.mark.django_db
def test_both_have_time_where_the_organiser_moved_their_meeting_away():
    that_day = waiting_fair()

    found = moved(that_day, actor=that_day.organiser)

    hosts = [that_day.meeting.buyer, that_day.meeting.supplier]
    times = [(each.participation, each.starts_at, each.ends_at) for each in found]
    assert times == [(host, FIRST_SLOT, that_day.meeting.ends_at) for host in hosts]
    assert look_for_partners_instead(that_day.meeting.pk, now=EARLY) == found


@pytest.mark.django_db
def test_time_of_who_moved_the_meeting_is_not_offered():
    that_day = waiting_fair()

    found = moved(that_day, actor=that_day.supplier)

    assert [each.participation for each in found] == [that_day.meeting.buyer]


@pytest.mark.django_db
def test_who_meets_others_at_the_old_time_has_no_time_then():
    that_day = day(suppliers=2)
    buyer, supplier = that_day.meeting.buyer, that_day.meeting.supplier
    other = Meeting.objects.get(supplier=that_day.fair.suppliers[1])
    moving.swap_meetings(that_day.meeting, other, actor=None, now=EARLY)

    found = look_for_partners_instead(that_day.meeting.pk, now=EARLY)

    assert [each.participation for each in found] == [supplier]
    buyer.parallel_meetings = 2
    buyer.save(update_fields=["parallel_meetings"])
    found = look_for_partners_instead(that_day.meeting.pk, now=EARLY)
    assert [each.participation for each in found] == [buyer, supplier]


@pytest.mark.django_db
def test_signal_of_a_move_has_the_old_time_offered_to_who_waits(
    django_capture_on_commit_callbacks,
):
    that_day = waiting_fair()

    with django_capture_on_commit_callbacks(execute=True):
        moving.move_meeting(
            that_day.meeting, starts_at=FIRST_SLOT + HOUR, actor=that_day.supplier, now=EARLY
        )

    found = FreedTime.objects.get()
    assert {offer.partner for offer in found.offers.all()} == set(that_day.fair.suppliers[1:])
    taken = accept(found.offers.earliest("id"))
    assert (taken.buyer, taken.starts_at) == (that_day.meeting.buyer, FIRST_SLOT)


@pytest.mark.django_db
def test_every_time_that_a_meeting_left_is_offered_and_none_to_which_it_came_back():
    that_day = waiting_fair()
    [first] = moved(that_day, to=FIRST_SLOT + HOUR, actor=that_day.supplier)
    later = moved(that_day, to=FIRST_SLOT + 2 * HOUR, actor=that_day.supplier)
    assert [each.starts_at for each in later] == [FIRST_SLOT, FIRST_SLOT + HOUR]

    back = moved(that_day, to=FIRST_SLOT, actor=that_day.supplier)

    assert [each.starts_at for each in back] == [FIRST_SLOT + HOUR, FIRST_SLOT + 2 * HOUR]
    first.refresh_from_db()
    assert first.state == FreedState.STOPPED


@pytest.mark.django_db
def test_another_table_at_the_same_time_frees_no_time():
    that_day = waiting_fair()
    tables = Party.objects.filter(edition=that_day.edition, kind=PartyKind.TABLE)
    [free, *_others] = tables.exclude(seats__meeting=that_day.meeting).order_by("id")

    moving.move_meeting(
        that_day.meeting, starts_at=FIRST_SLOT, mode="table", place=free.pk, actor=None, now=EARLY
    )

    assert HandEdit.objects.filter(kind="moved").count() == 1
    assert look_for_partners_instead(that_day.meeting.pk, now=EARLY) == []


@pytest.mark.django_db
def test_edition_may_want_no_offers():
    that_day = waiting_fair()
    decide_rules(that_day.edition, screens_name_companies=False, offers_freed_time=False)
    cancel_meeting(that_day.meeting, actor=that_day.supplier, now=EARLY)

    assert look_for_partners(that_day.meeting.pk, now=EARLY) == []


# --- Who is asked


@pytest.mark.django_db
def test_waiting_partners_are_asked_at_once_and_urgently():
    that_day = waiting_fair()
    persons = {person_of(each) for each in that_day.fair.suppliers[1:]}

    made = offers(that_day)

    assert {offer.partner for offer in made} == set(that_day.fair.suppliers[1:])
    notices = Notice.objects.filter(kind="attendance/offer")
    assert {notice.recipient for notice in notices} == persons
    assert {(notice.is_urgent, notice.expires_at) for notice in notices} == {
        (True, EARLY + jobs.offering.OFFER_LASTS)
    }


@pytest.mark.django_db
def test_no_more_than_three_are_asked_at_once_and_others_when_one_declines():
    that_day = waiting_fair(waiting=4)
    made = offers(that_day)
    assert len(made) == jobs.offering.OFFERS_AT_ONCE == 3
    assert jobs.offer_freed_time(made[0].freed_id, now=EARLY) == 0

    decline_offer(made[0], actor=UserFactory(), now=EARLY)

    assert jobs.offer_freed_time(made[0].freed_id, now=EARLY) == 1
    assert TimeOffer.objects.filter(state=OfferState.OPEN).count() == 3


@pytest.mark.django_db
def test_offer_that_ran_out_makes_room_for_another():
    that_day = waiting_fair(waiting=4)
    made = offers(that_day)
    later = made[0].expires_at

    jobs.expire_offers(now=later)

    assert jobs.offer_freed_time(made[0].freed_id, now=later) == 1


@pytest.mark.django_db
def test_who_meets_already_or_wants_no_offers_is_not_asked():
    that_day = waiting_fair(waiting=3)
    _missing, other, refusing, busy = that_day.fair.suppliers
    choose_offers(refusing, wants_offers=False)
    book_meeting(
        that_day.meeting.buyer,
        busy,
        starts_at=FIRST_SLOT + timedelta(hours=1),
        mode="table",
        actor=None,
        now=EARLY,
    )

    assert [offer.partner for offer in offers(that_day)] == [other]


@pytest.mark.django_db
def test_open_request_is_a_better_reason_than_a_match_and_a_declined_one_is_none():
    that_day = waiting_fair()
    better, worse = that_day.fair.suppliers[1:]
    sides = {"edition": that_day.edition, "buyer": that_day.meeting.buyer}
    RequestFactory(supplier=worse, **sides)
    found = freed(that_day)

    assert [(each.partner, each.reason) for each in candidates_for(found)] == [
        (worse, OfferReason.ASKED),
        (better, OfferReason.MATCH),
    ]
    MeetingRequest.objects.all().delete()
    SettledRequestFactory(supplier=worse, state=RequestState.DECLINED, **sides)
    assert [each.partner for each in candidates_for(found)] == [better]


@pytest.mark.django_db
def test_poor_match_is_no_reason_to_disturb():
    that_day = waiting_fair()
    Match.objects.update(mutual_points=59)

    assert offers(that_day) == []


@pytest.mark.django_db
def test_who_is_busy_then_is_not_asked():
    that_day = day(buyers=2, suppliers=2, tables=4)
    # Both buyers meet both suppliers; the second buyer's supplier of 9:00 has no time then.
    other = Meeting.objects.get(starts_at=FIRST_SLOT, buyer=that_day.fair.buyers[1])
    their_later = Meeting.objects.get(buyer=that_day.meeting.buyer, supplier=other.supplier)
    cancel_meeting(their_later, actor=None, now=EARLY)
    FreedTime.objects.all().delete()

    found = freed(that_day)

    assert [each.partner for each in candidates_for(found)] == [other.supplier]
    assert jobs.offer_freed_time(found.pk, now=EARLY) == 0


@pytest.mark.django_db
def test_who_is_at_the_fair_is_asked_before_who_is_not():
    that_day = waiting_fair()
    worse, better = that_day.fair.suppliers[2], that_day.fair.suppliers[1]
    found = freed(that_day)
    assert [each.partner for each in candidates_for(found)] == [better, worse]

    elsewhere = Meeting.objects.create(
        edition=that_day.edition,
        buyer=that_day.fair.suppliers[0],
        supplier=worse,
        starts_at=EARLY,
        ends_at=EARLY + 25 * MINUTE,
        mode="table",
    )
    CheckInFactory(meeting=elsewhere, side=Side.SUPPLIER)

    assert [each.partner for each in candidates_for(found)] == [worse, better]
    assert {each.reason for each in candidates_for(found)} == {OfferReason.MATCH}


# --- The first yes has it


@pytest.mark.django_db
def test_first_yes_has_it_and_the_others_are_told_kindly():
    that_day = waiting_fair()
    loser = person_of(that_day.fair.suppliers[2])
    first, second = offers(that_day)

    meeting = accept(first)

    assert (meeting.buyer, meeting.supplier) == (that_day.meeting.buyer, first.partner)
    assert (meeting.starts_at, meeting.state) == (FIRST_SLOT, MeetingState.CONFIRMED)
    with pytest.raises(CannotAcceptOffer) as refusal:
        accept(second)
    assert refusal.value.code == "gone"
    assert Notice.objects.get(kind="attendance/offer_gone").recipient == loser
    assert FreedTime.objects.get().state == FreedState.TAKEN
    assert FreedTime.objects.get().booked == meeting


@pytest.mark.django_db
def test_saying_yes_twice_is_once():
    first, _second = offers(waiting_fair())

    assert accept(first) == accept(first)


@pytest.mark.django_db
def test_time_of_a_no_show_can_be_taken_a_little_late():
    that_day = waiting_fair()
    now = FIRST_SLOT + 6 * MINUTE
    check_in(that_day.meeting, side=Side.BUYER, how=CheckInWay.BUTTON, actor=None, now=FIRST_SLOT)
    say_absent(that_day.meeting, side=Side.BUYER, actor=that_day.buyer, now=now)
    [found] = look_for_partners(that_day.meeting.pk, now=now)
    jobs.offer_freed_time(found.pk, now=now)

    meeting = accept(found.offers.first(), now=FIRST_SLOT + 10 * MINUTE - SECOND)

    assert (meeting.starts_at, meeting.is_walk_in) == (FIRST_SLOT, True)


@pytest.mark.django_db
def test_offer_that_ran_out_is_not_accepted():
    first, _second = offers(waiting_fair())

    with pytest.raises(CannotAcceptOffer) as refusal:
        accept(first, now=first.expires_at)

    assert refusal.value.code == "over"


@pytest.mark.django_db
def test_who_has_another_meeting_by_now_hears_why_not():
    that_day = waiting_fair()
    first, second = offers(that_day)
    book_meeting(
        that_day.fair.buyers[0],
        second.partner,
        starts_at=FIRST_SLOT,
        mode="table",
        actor=None,
        now=EARLY,
    )

    with pytest.raises(CannotAcceptOffer) as refusal:
        accept(first)

    assert refusal.value.code == "no_time"
    first.refresh_from_db()
    assert first.state == OfferState.GONE


@pytest.mark.django_db
def test_host_can_stop_the_offers():
    first, _second = offers(waiting_fair())

    stop_offers(FreedTime.objects.all(), now=EARLY)

    with pytest.raises(CannotAcceptOffer) as refusal:
        accept(first)
    assert refusal.value.code == "gone"


# --- At the same moment

# The host could hold two meetings at once, so nothing but the offers' own lock stands between
# two answers and two meetings in one freed time.
TWO_TEAMS = {"parallel_meetings": 2}


def answers_at_once(that_day: Day) -> list[object]:
    return race(*(partial(accept, offer) for offer in offers(that_day)))


def booked() -> int:
    return Meeting.objects.filter(state=MeetingState.CONFIRMED).count()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("waiting", [2, 3])
def test_of_answers_at_the_same_moment_one_wins(waiting):
    answers = answers_at_once(waiting_fair(waiting=waiting, **TWO_TEAMS))

    refusals = [answer for answer in answers if isinstance(answer, CannotAcceptOffer)]
    assert [refusal.code for refusal in refusals] == ["gone"] * (waiting - 1)
    assert booked() == 1
    assert TimeOffer.objects.filter(state=OfferState.ACCEPTED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_only_the_database_keeps_the_second_out(monkeypatch):
    """The control: both would find the time open, and the second fails without a kind word."""
    that_day = waiting_fair(**TWO_TEAMS)
    both_have_looked = Barrier(2)

    def look(freed_id):
        found = FreedTime.objects.select_related("participation__edition", "booked").get(
            pk=freed_id
        )
        both_have_looked.wait(timeout=10)
        return found

    monkeypatch.setattr(rescuing, "lock_freed", look)

    answers = answers_at_once(that_day)

    assert [isinstance(answer, Meeting) for answer in answers].count(True) == 1
    [failed] = [answer for answer in answers if not isinstance(answer, Meeting)]
    assert isinstance(failed, IntegrityError)
    assert "time_offer_one_winner" in str(failed)
    assert not isinstance(failed, SlotTaken)
