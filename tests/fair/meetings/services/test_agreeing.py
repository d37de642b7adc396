"""What comes of two companies that agree to meet: a wish of the next plan, or a meeting at once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from accounts.choices import Role
from fair.editions.choices import Side
from fair.matching.choices import Verdict
from fair.matching.models import Match
from fair.matching.services import record_verdict
from fair.meetings.choices import (
    BookingKind,
    DeclineReason,
    MeetingMode,
    MeetingState,
    RequestState,
)
from fair.meetings.models import Meeting, MeetingAttendee, MeetingRequest
from fair.meetings.selectors.requests import meetings_of_requests
from fair.meetings.services.answering import (
    CannotAnswerRequest,
    Spot,
    accept_request,
    choose_time,
    decline_request,
    delegate_request,
)
from fair.meetings.services.booking import CannotBook, SlotTaken, book_meeting
from fair.meetings.services.changing import cancel_meeting
from fair.meetings.services.parties import ensure_parties
from fair.meetings.services.requesting import Wished, ask
from fair.meetings.services.settling import agree_by_meeting
from fair.meetings.snapshots.wishes import blocked_pairs, wishes_of_matches
from fair.notifications.models import Notice
from tests.factories.accounts import MembershipFactory
from tests.factories.editions import DelegateFactory
from tests.factories.meetings import (
    FIRST_SLOT,
    NOW,
    BookingRulesFactory,
    SmallFair,
    published_plan,
    small_fair,
)
from tests.telling import tell_all

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)
SPOT = Spot(FIRST_SLOT, MeetingMode.TABLE)


@pytest.fixture
def fair() -> SmallFair:
    fair = small_fair(buyers=1, suppliers=2)
    ensure_parties(fair.edition)
    for side in (fair.buyers[0], fair.suppliers[0]):
        MembershipFactory(organisation=side.organisation, role=Role.OWNER)
    return fair


def person(side):
    return side.organisation.members.order_by("id").first()


def asked(fair: SmallFair, **wished) -> MeetingRequest:
    buyer, supplier = fair.buyers[0], fair.suppliers[0]
    return ask(
        buyer,
        partner=supplier,
        wished=Wished(**wished),
        key=uuid4(),
        actor=person(buyer),
        now=NOW,
    )


def by_supplier(fair: SmallFair, **more) -> dict:
    return {
        "side": Side.SUPPLIER,
        "actor": person(fair.suppliers[0]),
        "now": LATER,
        "key": uuid4(),
        **more,
    }


def told() -> list[tuple[str, str]]:
    tell_all()
    rows = Notice.objects.order_by("id").values_list("kind", "recipient__email")
    return [(kind.removeprefix("meetings/"), email) for kind, email in rows]


def wish(fair: SmallFair):
    pair = (fair.buyers[0].pk, fair.suppliers[0].pk)
    wishes = wishes_of_matches(fair.matches)
    return next((each for each in wishes if (each.buyer_id, each.supplier_id) == pair), None)


def test_agreement_is_the_first_wish_of_the_next_plan(fair):
    before = wish(fair)
    request = asked(fair, modes=(MeetingMode.ONLINE,))
    assert wish(fair) == before

    accept_request(request, **by_supplier(fair))

    after = wish(fair)
    assert (before.is_must, after.is_must) == (False, True)
    assert after.value == before.value + 400
    assert (after.need_ids, after.line_ids) == (before.need_ids, before.line_ids)
    assert after.places == {"online"}


def test_companies_that_do_not_match_are_planned_when_they_agree(fair):
    Match.objects.all().delete()
    need, line = fair.buyers[0].needs.get(), fair.suppliers[0].product_lines.get()
    assert wish(fair) is None

    accept_request(asked(fair, needs=(need,), lines=(line,)), **by_supplier(fair))

    after = wish(fair)
    assert (after.value, after.is_must, after.places) == (400, True, frozenset())
    assert (after.need_ids, after.line_ids) == ((need.pk,), (line.pk,))


def test_plan_serves_what_two_agreed_to_and_the_request_says_so(fair):
    Match.objects.filter(line__participation=fair.suppliers[0]).delete()
    request = accept_request(asked(fair), **by_supplier(fair))

    published_plan(fair)

    meeting = Meeting.objects.get(supplier=fair.suppliers[0])
    assert meetings_of_requests([request]) == {request.pk: meeting}


def test_agreement_is_planned_anew_until_somebody_calls_the_meeting_off(fair):
    request = accept_request(asked(fair), **by_supplier(fair))
    published_plan(fair)
    meeting = Meeting.objects.get(supplier=fair.suppliers[0])
    assert wish(fair).is_must

    cancel_meeting(meeting, actor=person(fair.buyers[0]), now=LATER + timedelta(hours=1))

    assert not wish(fair).is_must
    assert (fair.buyers[0].pk, fair.suppliers[0].pk) in blocked_pairs(fair.edition)
    called_off = meetings_of_requests([request])[request.pk]
    assert called_off.state == MeetingState.CANCELLED


def test_declined_pair_is_kept_apart_until_who_declined_wants_to_meet(fair):
    pair = (fair.buyers[0].pk, fair.suppliers[0].pk)
    need, line = fair.buyers[0].needs.get(), fair.suppliers[0].product_lines.get()
    request = asked(fair)
    assert blocked_pairs(fair.edition) == frozenset()

    decline_request(request, reason=DeclineReason.VOLUME, **by_supplier(fair))
    assert blocked_pairs(fair.edition) == {pair}

    after = LATER + timedelta(hours=1)
    word = {"line": line, "verdict": Verdict.MUST, "actor": person(fair.buyers[0]), "now": after}
    record_verdict(need, side=Side.BUYER, **word)
    assert blocked_pairs(fair.edition) == {pair}

    record_verdict(need, side=Side.SUPPLIER, **word)
    assert blocked_pairs(fair.edition) == frozenset()


def test_later_agreement_counts_more_than_an_earlier_no(fair):
    decline_request(asked(fair), reason=DeclineReason.NO_TIME, **by_supplier(fair))

    accept_request(asked(fair), **by_supplier(fair, now=LATER + timedelta(hours=1)))

    assert blocked_pairs(fair.edition) == frozenset()
    assert wish(fair).is_must


def book_alone(fair: SmallFair, side: Side) -> Meeting:
    return book_meeting(
        fair.buyers[0],
        fair.suppliers[0],
        starts_at=FIRST_SLOT,
        mode=MeetingMode.TABLE,
        actor=None,
        now=LATER,
        side=side,
    )


def test_who_was_declined_does_not_book_instead(fair):
    decline_request(asked(fair), reason=DeclineReason.PRICE, **by_supplier(fair))

    with pytest.raises(CannotBook) as refusal, transaction.atomic():
        book_alone(fair, Side.BUYER)

    assert refusal.value.code == "objected"
    assert book_alone(fair, Side.SUPPLIER).state == MeetingState.CONFIRMED


def test_agreeing_on_a_time_books_it_and_tells_each_person_once(fair):
    need = fair.buyers[0].needs.get()
    request = asked(fair, needs=(need,))
    before = len(told())

    accept_request(request, at=SPOT, note="See you", **by_supplier(fair))

    request.refresh_from_db()
    meeting = Meeting.objects.get()
    assert request.state == RequestState.ACCEPTED
    assert (meeting.starts_at, meeting.mode) == (FIRST_SLOT, MeetingMode.TABLE)
    assert (meeting.booked_by_side, list(meeting.needs.all())) == ("", [need])
    assert meetings_of_requests([request]) == {request.pk: meeting}
    news = told()[before:]
    assert {kind for kind, _email in news} == {"timetable_changed"}
    assert len(news) == len({email for _kind, email in news}) == 2


def test_who_asked_but_does_not_come_hears_that_it_is_agreed(fair):
    colleague = MembershipFactory(organisation=fair.buyers[0].organisation).user
    DelegateFactory(participation=fair.buyers[0], user=colleague)
    request = asked(fair)
    before = len(told())

    accept_request(request, at=SPOT, **by_supplier(fair))

    news = dict(reversed(each) for each in told()[before:])
    assert news[person(fair.buyers[0]).email] == "request_accept"
    assert news[colleague.email] == "timetable_changed"
    text = Notice.objects.get(kind="meetings/request_accept").body_text
    assert "09:00–09:25 UTC+7" in text


def test_agreeing_twice_under_one_key_books_once(fair):
    request, again = asked(fair), by_supplier(fair)

    accept_request(request, at=SPOT, **again)
    before = len(told())
    accept_request(request, at=SPOT, **again)

    assert Meeting.objects.count() == 1
    assert request.steps.count() == 2
    assert len(told()) == before


def test_time_that_is_taken_leaves_the_request_open_and_offers_others(fair):
    request = asked(fair)
    book_meeting(
        fair.buyers[0],
        fair.suppliers[1],
        starts_at=FIRST_SLOT,
        mode=MeetingMode.TABLE,
        actor=None,
        now=NOW,
    )

    with pytest.raises(SlotTaken) as refusal:
        accept_request(request, at=SPOT, **by_supplier(fair))

    assert FIRST_SLOT not in [time.starts_at for time in refusal.value.alternatives]
    assert refusal.value.alternatives
    request.refresh_from_db()
    assert (request.state, request.steps.count()) == (RequestState.SENT, 1)


def test_no_time_is_booked_where_the_organiser_plans(fair):
    BookingRulesFactory(edition=fair.edition, kind=BookingKind.PLANNED)
    request = asked(fair)

    with pytest.raises(CannotAnswerRequest) as refusal, transaction.atomic():
        accept_request(request, at=SPOT, **by_supplier(fair))

    assert refusal.value.code == "no_booking"
    assert accept_request(request, **by_supplier(fair)).state == RequestState.ACCEPTED


def test_time_is_chosen_after_both_agreed(fair):
    request = accept_request(asked(fair), **by_supplier(fair))
    by_buyer = {"side": Side.BUYER, "actor": person(fair.buyers[0]), "now": LATER, "key": uuid4()}

    choose_time(request, at=SPOT, **by_buyer)
    choose_time(request, at=SPOT, **by_buyer)

    assert Meeting.objects.get().starts_at == FIRST_SLOT
    assert request.steps.count() == 3
    with pytest.raises(CannotAnswerRequest) as refusal, transaction.atomic():
        choose_time(request, at=SPOT, **by_supplier(fair))
    assert refusal.value.code == "meet_already"


def test_time_is_not_chosen_before_both_agreed(fair):
    request = asked(fair)

    with pytest.raises(CannotAnswerRequest) as refusal, transaction.atomic():
        choose_time(request, at=SPOT, **by_supplier(fair))

    assert refusal.value.code == "not_now"


def test_person_to_whom_it_was_handed_on_comes(fair):
    chi = MembershipFactory(organisation=fair.suppliers[0].organisation).user
    request = asked(fair)
    delegate_request(request, to=chi, **by_supplier(fair))

    accept_request(request, at=SPOT, **by_supplier(fair, actor=chi))

    comes = MeetingAttendee.objects.get()
    assert (comes.user, comes.participation) == (chi, fair.suppliers[0])


def test_open_request_of_two_who_get_a_meeting_needs_no_answer(
    fair, django_capture_on_commit_callbacks
):
    request = asked(fair)
    before = len(told())

    with django_capture_on_commit_callbacks(execute=True):
        meeting = book_alone(fair, Side.SUPPLIER)

    request.refresh_from_db()
    assert (request.state, request.awaits) == (RequestState.ACCEPTED, "")
    assert meetings_of_requests([request]) == {request.pk: meeting}
    assert {kind for kind, _email in told()[before:]} == {"timetable_changed"}
    assert not agree_by_meeting(meeting.pk, now=LATER)


def test_meeting_of_others_leaves_a_request_open(fair):
    request = asked(fair)
    other = book_meeting(
        fair.buyers[0],
        fair.suppliers[1],
        starts_at=FIRST_SLOT,
        mode=MeetingMode.TABLE,
        actor=None,
        now=NOW,
    )

    assert not agree_by_meeting(other.pk, now=LATER)
    request.refresh_from_db()
    assert request.state == RequestState.SENT
