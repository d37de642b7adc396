from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from accounts.choices import Role
from accounts.models import User
from fair.editions.choices import EditionState, ParticipationStatus, Side
from fair.editions.models import Participation
from fair.editions.services.participation import withdraw
from fair.meetings.choices import (
    DeclineReason,
    MeetingMode,
    MeetingState,
    RequestAct,
    RequestState,
)
from fair.meetings.models import MeetingRequest, MeetingSeat, RequestStep
from fair.meetings.services import answering, requesting
from fair.meetings.services.answering import CannotAnswerRequest
from fair.meetings.services.requesting import CannotAskForMeeting, Wished
from fair.meetings.services.settling import lapse_requests_of_leavers
from fair.notifications.models import Notice
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.meetings import (
    FIRST_SLOT,
    NOW,
    BookingRulesFactory,
    MeetingFactory,
    SmallFair,
    small_fair,
)
from tests.factories.requests import DraftRequestFactory, RequestFactory, SettledRequestFactory

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


@dataclass
class Pair:
    """A buyer and a supplier with a person each."""

    fair: SmallFair
    buyer: Participation
    supplier: Participation
    ann: User
    bao: User

    def ask(self, *, key=None, now=NOW, by=Side.BUYER, **wished) -> MeetingRequest:
        own, partner = (
            (self.buyer, self.supplier) if by == Side.BUYER else (self.supplier, self.buyer)
        )
        actor = self.ann if by == Side.BUYER else self.bao
        return requesting.ask(
            own,
            partner=partner,
            wished=Wished(**wished),
            key=key or uuid4(),
            actor=actor,
            now=now,
        )

    def by_supplier(self, **more) -> dict:
        return {"side": Side.SUPPLIER, "actor": self.bao, "now": LATER, "key": uuid4(), **more}

    def by_buyer(self, **more) -> dict:
        return {"side": Side.BUYER, "actor": self.ann, "now": LATER, "key": uuid4(), **more}


@pytest.fixture
def pair() -> Pair:
    fair = small_fair(buyers=1, suppliers=1)
    buyer, supplier = fair.buyers[0], fair.suppliers[0]
    people = [
        MembershipFactory(organisation=side.organisation, role=Role.OWNER).user
        for side in (buyer, supplier)
    ]
    return Pair(fair, buyer, supplier, *people)


def mails() -> list[tuple[str, str]]:
    rows = Notice.objects.order_by("id").select_related("recipient")
    return [(row.kind.removeprefix("meetings/request_"), row.recipient) for row in rows]


def thread(request: MeetingRequest) -> list[tuple[int, str, str]]:
    return list(request.steps.order_by("number").values_list("number", "act", "side"))


def refused(error: type[Exception], action) -> str:
    with pytest.raises(error) as refusal, transaction.atomic():
        action()
    return refusal.value.code


def test_asking_tells_the_other_side_and_nobody_else(pair):
    need, line = pair.buyer.needs.get(), pair.supplier.product_lines.get()

    request = pair.ask(
        message="Gears of module 2?",
        modes=(MeetingMode.TABLE, MeetingMode.BOOTH),
        times=(FIRST_SLOT, FIRST_SLOT),
        needs=(need,),
        lines=(line,),
    )

    request.refresh_from_db()
    assert (request.state, request.awaits) == (RequestState.SENT, Side.SUPPLIER)
    assert (request.sent_at, request.answer_by) == (NOW, NOW + timedelta(days=3))
    assert (request.modes, request.times) == (["booth", "table"], [FIRST_SLOT])
    assert (list(request.needs.all()), list(request.lines.all())) == ([need], [line])
    assert thread(request) == [(1, "send", "buyer")]
    assert mails() == [("send", pair.bao)]
    assert "Gears of module 2?" in Notice.objects.get().body_text
    assert request.get_absolute_url() in Notice.objects.get().body_text


def test_request_takes_up_nobodys_time(pair):
    pair.ask(times=(FIRST_SLOT,))

    assert not MeetingSeat.objects.exists()


def test_form_that_is_sent_twice_asks_once(pair):
    key = uuid4()

    first, second = pair.ask(key=key), pair.ask(key=key)

    assert first == second
    assert MeetingRequest.objects.count() == RequestStep.objects.count() == 1
    assert len(mails()) == 1


def test_form_of_another_pair_is_refused(pair):
    key = uuid4()
    pair.ask(key=key)
    other = small_fair(buyers=1, suppliers=1)

    def ask() -> None:
        requesting.ask(
            other.buyers[0],
            partner=other.suppliers[0],
            wished=Wished(),
            key=key,
            actor=pair.ann,
            now=NOW,
        )

    assert refused(CannotAskForMeeting, ask) == "form_used"


def test_pair_has_one_open_request(pair):
    pair.ask()

    assert refused(CannotAskForMeeting, pair.ask) == "asked_already"


def test_database_refuses_a_second_open_request(pair):
    sides = {"edition": pair.fair.edition, "buyer": pair.buyer, "supplier": pair.supplier}
    RequestFactory(**sides)
    SettledRequestFactory(**sides)
    DraftRequestFactory(**sides)

    with pytest.raises(IntegrityError, match="request_open_once"):
        RequestFactory(**sides)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"awaits": ""}, "request_open_awaits_a_side"),
        ({"awaits": Side.BUYER}, "request_sent_awaits_the_other"),
        ({"sent_at": None}, "request_sent_at_fits"),
        ({"settled_at": NOW}, "request_settled_at_fits"),
        ({"answer_by": NOW - timedelta(days=1)}, "request_open_awaits_a_side"),
        ({"state": RequestState.ACCEPTED}, "request_open_awaits_a_side"),
    ],
)
def test_database_refuses_states_that_cannot_be(fields, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        RequestFactory(**fields)


def test_requests_that_cross_become_one(pair):
    first = pair.ask()
    line = pair.supplier.product_lines.get()

    second = pair.ask(by=Side.SUPPLIER, message="We were about to ask you!", lines=(line,))

    assert first == second
    second.refresh_from_db()
    assert (second.state, second.is_mutual) == (RequestState.ACCEPTED, True)
    assert list(second.lines.all()) == [line]
    assert thread(second) == [(1, "send", "buyer"), (2, "accept", "supplier")]
    assert mails() == [("send", pair.bao), ("accept", pair.ann)]


def test_crossing_form_that_is_sent_twice_accepts_once(pair):
    key = uuid4()
    pair.ask()

    first = pair.ask(by=Side.SUPPLIER, key=key)
    second = pair.ask(by=Side.SUPPLIER, key=key)

    assert first == second
    assert RequestStep.objects.count() == len(mails()) == 2


def test_asking_those_who_have_a_proposal_of_ours_is_no_answer(pair):
    request = pair.ask()
    answering.counter_request(request, modes=(MeetingMode.TABLE,), times=(), **pair.by_supplier())

    assert refused(CannotAskForMeeting, lambda: pair.ask(by=Side.SUPPLIER)) == "asked_already"


def test_pair_that_meets_need_not_ask(pair):
    meeting = MeetingFactory(edition=pair.fair.edition, buyer=pair.buyer, supplier=pair.supplier)
    assert refused(CannotAskForMeeting, pair.ask) == "meet_already"

    meeting.state = MeetingState.HELD
    meeting.save()
    assert pair.ask().state == RequestState.SENT


def test_pair_that_agreed_waits_for_its_time(pair):
    answering.accept_request(pair.ask(), **pair.by_supplier())

    assert refused(CannotAskForMeeting, pair.ask) == "accepted_already"


def test_pair_whose_meeting_was_called_off_asks_anew(pair):
    answering.accept_request(pair.ask(), **pair.by_supplier())
    MeetingFactory(
        edition=pair.fair.edition,
        buyer=pair.buyer,
        supplier=pair.supplier,
        state=MeetingState.CANCELLED,
        cancelled_at=LATER + timedelta(hours=1),
    )

    assert pair.ask(now=LATER + timedelta(hours=2)).state == RequestState.SENT


def test_nobody_asks_outside_the_phase_of_requests(pair):
    BookingRulesFactory(edition=pair.fair.edition, requests_open_at=LATER)

    assert refused(CannotAskForMeeting, pair.ask) == "closed"
    assert pair.ask(now=LATER).state == RequestState.SENT


def test_quota_bounds_the_open_requests_of_who_asks(pair):
    BookingRulesFactory(edition=pair.fair.edition, buyer_open_requests=1)
    sides = {"edition": pair.fair.edition, "buyer": pair.buyer}
    RequestFactory(**sides, asked_by=Side.SUPPLIER, awaits=Side.BUYER)
    SettledRequestFactory(**sides)
    other = RequestFactory(**sides)
    assert refused(CannotAskForMeeting, pair.ask) == "quota"

    other.delete()
    assert pair.ask().state == RequestState.SENT


def test_quota_does_not_keep_from_agreeing(pair):
    BookingRulesFactory(edition=pair.fair.edition, buyer_open_requests=1)
    RequestFactory(edition=pair.fair.edition, buyer=pair.buyer)
    pair.ask(by=Side.SUPPLIER)

    assert pair.ask().state == RequestState.ACCEPTED


@pytest.mark.parametrize("state", [EditionState.DRAFT, EditionState.CLOSED])
def test_nobody_asks_outside_the_fairs_time(pair, state):
    pair.fair.edition.state = state
    pair.fair.edition.save()

    assert refused(CannotAskForMeeting, pair.ask) == "closed"


def test_nobody_asks_after_the_fair(pair):
    after = pair.fair.edition.closes_at

    assert refused(CannotAskForMeeting, lambda: pair.ask(now=after)) == "closed"
    assert pair.ask(now=after - timedelta(minutes=1)).answer_by == after


def test_company_that_does_not_take_part_is_not_asked(pair):
    pair.supplier.status = ParticipationStatus.PENDING
    pair.supplier.save()

    assert refused(CannotAskForMeeting, pair.ask) == "not_taking_part"


def test_buyers_do_not_ask_buyers(pair):
    pair.supplier = small_fair(buyers=1, suppliers=1).suppliers[0]

    assert refused(CannotAskForMeeting, pair.ask) == "not_a_pair"


def test_draft_is_kept_then_sent(pair):
    draft = requesting.keep_draft(
        pair.buyer, partner=pair.supplier, wished=Wished(message="Soon"), key=uuid4()
    )
    assert (draft.state, thread(draft), mails()) == (RequestState.DRAFT, [], [])

    request = pair.ask(message="Now")

    request.refresh_from_db()
    assert request == draft
    assert (request.state, request.message) == (RequestState.SENT, "Now")


def test_both_sides_keep_drafts_of_their_own(pair):
    ours = requesting.keep_draft(
        pair.buyer, partner=pair.supplier, wished=Wished(message="Ours"), key=uuid4()
    )
    theirs = requesting.keep_draft(
        pair.supplier, partner=pair.buyer, wished=Wished(message="Theirs"), key=uuid4()
    )

    assert ours != theirs
    assert list(MeetingRequest.objects.visible_to(pair.ann)) == [ours]
    assert list(MeetingRequest.objects.visible_to(pair.bao)) == [theirs]


def test_draft_is_kept_in_the_place_of_an_earlier_one(pair):
    for message in ("First", "Second"):
        requesting.keep_draft(
            pair.buyer, partner=pair.supplier, wished=Wished(message=message), key=uuid4()
        )

    assert MeetingRequest.objects.get().message == "Second"


def test_draft_is_thrown_away_and_a_request_is_not(pair):
    draft = DraftRequestFactory(edition=pair.fair.edition, buyer=pair.buyer, supplier=pair.supplier)
    requesting.discard_draft(draft)
    requesting.discard_draft(draft)
    assert not MeetingRequest.objects.exists()

    request = pair.ask()
    assert refused(CannotAskForMeeting, lambda: requesting.discard_draft(request)) == "not_draft"


def test_accepting_tells_who_asked(pair):
    request = pair.ask()

    done = answering.accept_request(request, note="With pleasure", **pair.by_supplier())

    assert (done.state, done.awaits, done.settled_at) == (RequestState.ACCEPTED, "", LATER)
    assert mails() == [("send", pair.bao), ("accept", pair.ann)]
    assert "With pleasure" in Notice.objects.last().body_text


def test_who_asked_cannot_accept(pair):
    request = pair.ask()

    assert (
        refused(CannotAnswerRequest, lambda: answering.accept_request(request, **pair.by_buyer()))
        == "not_now"
    )


def test_declining_says_why(pair):
    request = pair.ask()

    answering.decline_request(
        request, reason=DeclineReason.VOLUME, note="Too few for us", **pair.by_supplier()
    )

    request.refresh_from_db()
    step = request.steps.last()
    assert request.state == RequestState.DECLINED
    assert (step.act, step.reason, step.note) == (RequestAct.DECLINE, "volume", "Too few for us")
    text = Notice.objects.last().body_text
    assert "The reason given: Volume." in text
    assert "Too few for us" in text


def test_countering_passes_the_turn_and_starts_its_time_anew(pair):
    request = pair.ask(times=(FIRST_SLOT,))
    other = FIRST_SLOT + timedelta(hours=2)

    answering.counter_request(
        request, modes=(MeetingMode.ONLINE,), times=(other,), **pair.by_supplier()
    )
    request.refresh_from_db()
    assert (request.state, request.awaits) == (RequestState.COUNTERED, Side.BUYER)
    assert (request.modes, request.times) == (["online"], [other])
    assert request.answer_by == LATER + timedelta(days=3)

    answering.counter_request(request, modes=(MeetingMode.TABLE,), times=(), **pair.by_buyer())
    request.refresh_from_db()
    assert (request.state, request.awaits) == (RequestState.COUNTERED, Side.SUPPLIER)
    assert [kind for kind, _person in mails()] == ["send", "counter", "counter"]


def test_countering_needs_a_proposal(pair):
    request = pair.ask()

    def counter() -> None:
        answering.counter_request(request, modes=(), times=(), **pair.by_supplier())

    assert refused(CannotAnswerRequest, counter) == "nothing_proposed"


def test_replay_of_an_old_counter_does_nothing_when_the_turn_has_come_back(pair):
    request, first = pair.ask(), pair.by_supplier()
    table, online = (MeetingMode.TABLE,), (MeetingMode.ONLINE,)
    answering.counter_request(request, modes=table, times=(), **first)
    answering.counter_request(request, modes=online, times=(), **pair.by_buyer())

    answering.counter_request(request, modes=table, times=(), **first)

    request.refresh_from_db()
    assert request.modes == ["online"]
    assert len(thread(request)) == len(mails()) == 3


def test_delegating_tells_the_colleague_alone(pair):
    chi = MembershipFactory(organisation=pair.supplier.organisation, role=Role.DELEGATE).user
    request = pair.ask()
    before = len(mails())

    answering.delegate_request(request, to=chi, **pair.by_supplier())

    request.refresh_from_db()
    assert request.supplier_person == chi
    assert (request.state, request.awaits) == (RequestState.SENT, Side.SUPPLIER)
    assert mails()[before:] == [("delegate", chi)]


def test_what_follows_is_told_to_the_person_named(pair):
    chi = MembershipFactory(organisation=pair.supplier.organisation, role=Role.DELEGATE).user
    request = pair.ask()
    answering.delegate_request(request, to=chi, **pair.by_supplier())
    before = len(mails())

    answering.withdraw_request(request, **pair.by_buyer())

    assert mails()[before:] == [("withdraw", chi)]


def test_strangers_are_not_colleagues(pair):
    request = pair.ask()

    def delegate() -> None:
        answering.delegate_request(request, to=UserFactory(), **pair.by_supplier())

    assert refused(CannotAnswerRequest, delegate) == "not_a_colleague"


def test_withdrawing_tells_the_other_side(pair):
    request = pair.ask()

    answering.withdraw_request(request, note="Found somebody", **pair.by_buyer())

    request.refresh_from_db()
    assert request.state == RequestState.WITHDRAWN
    assert mails() == [("send", pair.bao), ("withdraw", pair.bao)]


def test_only_who_asked_withdraws(pair):
    request = pair.ask()

    def withdraw_it() -> None:
        answering.withdraw_request(request, **pair.by_supplier())

    assert refused(CannotAnswerRequest, withdraw_it) == "not_now"


def expired(pair: Pair) -> MeetingRequest:
    return SettledRequestFactory(
        edition=pair.fair.edition,
        buyer=pair.buyer,
        supplier=pair.supplier,
        state=RequestState.EXPIRED,
    )


def test_asking_again_opens_the_request_anew(pair):
    request = expired(pair)

    answering.ask_again(request, **pair.by_buyer())

    request.refresh_from_db()
    assert (request.state, request.awaits) == (RequestState.SENT, Side.SUPPLIER)
    assert (request.answer_by, request.settled_at) == (LATER + timedelta(days=3), None)
    assert mails() == [("ask_again", pair.bao)]


def test_asking_again_is_refused_beside_a_newer_request(pair):
    request = expired(pair)
    pair.ask()

    def again() -> None:
        answering.ask_again(request, **pair.by_buyer())

    assert refused(CannotAnswerRequest, again) == "asked_already"


def test_asking_again_is_refused_beside_a_meeting(pair):
    request = expired(pair)
    MeetingFactory(edition=pair.fair.edition, buyer=pair.buyer, supplier=pair.supplier)

    def again() -> None:
        answering.ask_again(request, **pair.by_buyer())

    assert refused(CannotAnswerRequest, again) == "meet_already"


@pytest.mark.parametrize("state", RequestState.settled())
def test_settled_request_is_not_answered(pair, state):
    request = SettledRequestFactory(
        edition=pair.fair.edition, buyer=pair.buyer, supplier=pair.supplier, state=state
    )

    def accept() -> None:
        answering.accept_request(request, **pair.by_supplier())

    assert refused(CannotAnswerRequest, accept) == "not_now"


def test_nothing_is_answered_in_a_closed_edition(pair):
    request = pair.ask()
    pair.fair.edition.state = EditionState.CLOSED
    pair.fair.edition.save()

    def accept() -> None:
        answering.accept_request(request, **pair.by_supplier())

    assert refused(CannotAnswerRequest, accept) == "closed"


def test_company_that_leaves_ends_its_requests_and_the_other_side_is_told(
    pair, django_capture_on_commit_callbacks
):
    request = pair.ask()
    before = len(mails())

    with django_capture_on_commit_callbacks(execute=True):
        withdraw(pair.supplier, actor=pair.bao, now=LATER, reason="")

    request.refresh_from_db()
    assert request.state == RequestState.WITHDRAWN
    assert thread(request)[-1] == (2, "lapse", "")
    told = [mail for mail in mails()[before:] if mail[0] == "lapse"]
    assert told == [("lapse", pair.ann)]
    assert lapse_requests_of_leavers(pair.fair.edition.pk, now=LATER) == 0


def test_person_on_both_sides_gets_no_mail_of_what_they_did(pair):
    MembershipFactory(organisation=pair.supplier.organisation, user=pair.ann)

    pair.ask()

    assert mails() == [("send", pair.bao)]
