"""People and clocks do whatever comes to their minds; an oracle of its own says what may happen.

The oracle shares nothing with the engine: it is the rules once more, in the plainest words.
"""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.refusals import Refusal
from fair.editions.choices import Side
from fair.meetings.choices import DeclineReason, MeetingMode, RequestAct
from fair.meetings.jobs import settle_due_requests
from fair.meetings.models import MeetingRequest, MeetingSeat, RequestStep
from fair.meetings.services import answering, requesting
from fair.notifications.models import Notice
from tests.factories.accounts import MembershipFactory
from tests.factories.meetings import NOW, small_fair
from tests.telling import tell_all

pytestmark = pytest.mark.django_db

SIDES = st.sampled_from([Side.BUYER, Side.SUPPLIER])
HOUR = timedelta(hours=1)
OTHER = {Side.BUYER: Side.SUPPLIER, Side.SUPPLIER: Side.BUYER}


class Requests(RuleBasedStateMachine):
    """One pair; the last request of it is what the sides act upon."""

    @initialize()
    def set_up(self) -> None:
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        fair = small_fair(buyers=1, suppliers=1)
        self.own = {Side.BUYER: fair.buyers[0], Side.SUPPLIER: fair.suppliers[0]}
        self.people = {
            side: MembershipFactory(organisation=own.organisation).user
            for side, own in self.own.items()
        }
        self.now = NOW
        # The oracle: who asked, whose turn it is, what became of it, until when, if reminded.
        self.asker: Side | None = None
        self.turn: Side | None = None
        self.word = "none"
        self.end = NOW
        self.reminded = False
        self.steps = 0
        self.mails = 0
        self.last: tuple[str, UUID, Side] | None = None

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    def request(self) -> MeetingRequest:
        return MeetingRequest.objects.order_by("-id").first()

    def tries(self, act: str, side: Side, *, key: UUID | None = None) -> bool:
        """Do something; return whether it was taken."""
        key = key or uuid4()
        who = {"side": side, "key": key, "actor": self.people[side], "now": self.now}
        try:
            with transaction.atomic():
                if act == "ask":
                    requesting.ask(
                        self.own[side],
                        partner=self.own[OTHER[side]],
                        wished=requesting.Wished(),
                        key=key,
                        actor=self.people[side],
                        now=self.now,
                    )
                elif act == "decline":
                    answering.decline_request(self.request(), reason=DeclineReason.OTHER, **who)
                elif act == "counter":
                    modes = (MeetingMode.TABLE,)
                    answering.counter_request(self.request(), modes=modes, times=(), **who)
                else:
                    service = {
                        "accept": answering.accept_request,
                        "withdraw": answering.withdraw_request,
                        "again": answering.ask_again,
                    }[act]
                    service(self.request(), **who)
        except Refusal:
            return False
        self.last = (act, key, side)
        return True

    def gives_turn(self, side: Side) -> None:
        self.turn, self.word = side, "open"
        self.end, self.reminded = self.now + 72 * HOUR, False

    def is_told(self, count: int = 1) -> None:
        self.steps += count
        self.mails += count

    @rule(side=SIDES)
    def ask(self, side: Side) -> None:
        taken = self.tries("ask", side)
        if self.word == "open":
            crosses = side != self.asker and self.turn == side
            assert taken == crosses
            if crosses:
                self.word, self.turn = "agreed", None
                self.is_told()
        elif self.word == "agreed":
            assert not taken
        else:
            assert taken
            self.asker = side
            self.gives_turn(OTHER[side])
            self.is_told()

    @precondition(lambda self: self.word != "none")
    @rule(side=SIDES, act=st.sampled_from(["accept", "decline", "counter"]))
    def answer(self, side: Side, act: str) -> None:
        assert self.tries(act, side) == (self.word == "open" and self.turn == side)
        if self.word == "open" and self.turn == side:
            self.is_told()
            if act == "counter":
                self.gives_turn(OTHER[side])
            else:
                self.word, self.turn = {"accept": "agreed", "decline": "refused"}[act], None

    @precondition(lambda self: self.word != "none")
    @rule(side=SIDES)
    def withdraw(self, side: Side) -> None:
        can = self.word == "open" and side == self.asker
        assert self.tries("withdraw", side) == can
        if can:
            self.word, self.turn = "withdrawn", None
            self.is_told()

    @precondition(lambda self: self.word != "none")
    @rule(side=SIDES)
    def ask_again(self, side: Side) -> None:
        can = self.word == "missed" and side == self.asker
        assert self.tries("again", side) == can
        if can:
            self.gives_turn(OTHER[side])
            self.is_told()

    @precondition(lambda self: self.last is not None)
    @rule()
    def sends_the_last_form_once_more(self) -> None:
        """Whatever became of the request since then: nothing happens."""
        act, key, side = self.last
        assert self.tries(act, side, key=key)

    @rule(hours=st.sampled_from([-1, 1, 11, 25, 49, 80]))
    def clock_goes(self, hours: int) -> None:
        self.now = max(self.now + hours * HOUR, NOW)
        settle_due_requests(now=self.now)
        settle_due_requests(now=self.now)
        if self.word != "open":
            return
        if not self.reminded and self.now >= self.end - 24 * HOUR:
            self.reminded, self.end = True, max(self.end, self.now + 12 * HOUR)
            self.is_told()
        if self.reminded and self.now >= self.end:
            self.word, self.turn = "missed", None
            self.is_told()

    @invariant()
    def rows_say_what_the_oracle_says(self) -> None:
        if not hasattr(self, "own"):
            return
        request = self.request()
        words = {
            None: "none",
            "sent": "open",
            "countered": "open",
            "accepted": "agreed",
            "declined": "refused",
            "withdrawn": "withdrawn",
            "expired": "missed",
        }
        assert words[request and request.state] == self.word
        if request is not None:
            assert (request.awaits or None, request.asked_by) == (self.turn, self.asker)
        assert RequestStep.objects.count() == self.steps
        tell_all()
        assert Notice.objects.count() == self.mails
        assert MeetingRequest.objects.open().count() <= 1
        assert not MeetingSeat.objects.exists()


def run(examples: int) -> None:
    run_state_machine_as_test(
        Requests,
        settings=settings(
            max_examples=examples,
            stateful_step_count=20,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
            report_multiple_bugs=False,
        ),
    )


def test_requests_are_what_people_made_of_them(db):
    run(25)


def test_machine_notices_a_side_that_answers_out_of_turn(db, monkeypatch):
    monkeypatch.setattr(MeetingRequest, "may", lambda request, _act, **_: request.is_open)

    with pytest.raises(AssertionError):
        run(150)


def test_machine_notices_a_form_that_counts_twice(db, monkeypatch):
    monkeypatch.setattr(
        answering, "_locked_for", lambda request, step: (_forgetful(request, step), True)
    )

    with pytest.raises((AssertionError, IntegrityError)):
        run(150)


def _forgetful(request: MeetingRequest, step: RequestStep) -> MeetingRequest:
    """Lock the request as the service does, without a look at the key."""
    locked = MeetingRequest.objects.with_sides().get(pk=request.pk)
    if not locked.may(RequestAct(step.act), side=step.side):
        raise answering.CannotAnswerRequest("not_now")
    return locked
