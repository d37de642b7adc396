"""What can become of a request for a meeting: one table of who may do what when.

A request belongs to two sides, the asker and the other one. While it is open it is exactly one
side's turn to answer. Nothing here knows who the sides are, or what time it is.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# How long a side has to answer.
ANSWER_WITHIN = timedelta(days=3)
# Who forgets is reminded so long before the end, or half-way where the time is short.
REMIND_BEFORE = timedelta(days=1)
# Nothing expires sooner after its reminder, however late the clock came round to that.
LEAST_NOTICE = timedelta(hours=12)


class State(StrEnum):
    """Where a request stands."""

    DRAFT = "draft"
    SENT = "sent"
    COUNTERED = "countered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({State.SENT, State.COUNTERED})


class Act(StrEnum):
    """What is done to a request."""

    SEND = "send"
    ACCEPT = "accept"
    DECLINE = "decline"
    COUNTER = "counter"
    DELEGATE = "delegate"
    WITHDRAW = "withdraw"
    REMIND = "remind"
    EXPIRE = "expire"
    LAPSE = "lapse"
    ASK_AGAIN = "ask_again"
    BOOK = "book"


class Doer(StrEnum):
    """Who does it: a side by its part in the request, or nobody but the clock and the fair."""

    ASKER = "asker"
    ANSWERER = "answerer"
    EITHER = "either"
    NOBODY = "nobody"


class Turn(StrEnum):
    """Whose answer is awaited."""

    ASKER = "asker"
    OTHER = "other"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may do `act` in which states, what the request becomes, and whose turn it is then.

    A `result` or a `turn` of None leaves things as they are; `passes_turn` gives it to the side
    that did not act.
    """

    act: Act
    doer: Doer
    states: frozenset[State]
    result: State | None
    turn: Turn | None = None
    passes_turn: bool = False


RULES = {
    rule.act: rule
    for rule in (
        Rule(Act.SEND, Doer.ASKER, frozenset({State.DRAFT}), State.SENT, Turn.OTHER),
        Rule(Act.ACCEPT, Doer.ANSWERER, OPEN, State.ACCEPTED, Turn.NOBODY),
        Rule(Act.DECLINE, Doer.ANSWERER, OPEN, State.DECLINED, Turn.NOBODY),
        Rule(Act.COUNTER, Doer.ANSWERER, OPEN, State.COUNTERED, passes_turn=True),
        Rule(Act.DELEGATE, Doer.ANSWERER, OPEN, None),
        Rule(Act.WITHDRAW, Doer.ASKER, OPEN, State.WITHDRAWN, Turn.NOBODY),
        Rule(Act.REMIND, Doer.NOBODY, OPEN, None),
        Rule(Act.EXPIRE, Doer.NOBODY, OPEN, State.EXPIRED, Turn.NOBODY),
        Rule(Act.LAPSE, Doer.NOBODY, OPEN, State.WITHDRAWN, Turn.NOBODY),
        Rule(Act.BOOK, Doer.EITHER, frozenset({State.ACCEPTED}), None),
        Rule(Act.ASK_AGAIN, Doer.ASKER, frozenset({State.EXPIRED}), State.SENT, Turn.OTHER),
    )
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A request's state and whose turn it is."""

    state: State
    turn: Turn


def may(act: Act, standing: Standing, *, is_asker: bool) -> bool:
    """Tell whether a side, the asker or the other one, may do `act` now."""
    rule = RULES[act]
    if standing.state not in rule.states:
        return False
    if rule.doer is Doer.ANSWERER:
        return standing.turn is _own_turn(is_asker=is_asker)
    return rule.doer is Doer.EITHER or (rule.doer is Doer.ASKER and is_asker)


def acts_of(standing: Standing, *, is_asker: bool) -> frozenset[Act]:
    """Return all that a side may do now."""
    return frozenset(act for act in Act if may(act, standing, is_asker=is_asker))


def after(act: Act, standing: Standing) -> Standing:
    """Return how a request stands after `act`, which must be allowed."""
    rule = RULES[act]
    turn = rule.turn or standing.turn
    if rule.passes_turn:
        turn = Turn.ASKER if standing.turn is Turn.OTHER else Turn.OTHER
    return Standing(rule.result or standing.state, turn)


def _own_turn(*, is_asker: bool) -> Turn:
    return Turn.ASKER if is_asker else Turn.OTHER


class Due(StrEnum):
    """What the clock has to do to an open request."""

    NOTHING = "nothing"
    REMIND = "remind"
    EXPIRE = "expire"


@dataclass(frozen=True, slots=True)
class Deadline:
    """Since when a side has the turn, until when it may answer, and whether it was reminded.

    `closes_at` is the end of the fair's last meeting time; nobody can answer after that.
    """

    since: datetime
    answer_by: datetime
    closes_at: datetime
    is_reminded: bool = False

    @property
    def remind_at(self) -> datetime:
        return self.answer_by - min(REMIND_BEFORE, (self.answer_by - self.since) / 2)


def answer_by(now: datetime, *, closes_at: datetime) -> datetime:
    """Return until when a side that gets the turn now may answer."""
    return max(now, min(now + ANSWER_WITHIN, closes_at))


def due(deadline: Deadline, *, now: datetime) -> Due:
    """Return what is due. Nothing expires without a reminder, except with the fair itself."""
    if now >= deadline.closes_at:
        return Due.EXPIRE
    if not deadline.is_reminded:
        return Due.REMIND if now >= deadline.remind_at else Due.NOTHING
    return Due.EXPIRE if now >= deadline.answer_by else Due.NOTHING


def postponed(deadline: Deadline, *, now: datetime) -> datetime:
    """Return until when a side that is reminded now may answer: a late reminder moves the end."""
    return max(deadline.answer_by, min(now + LEAST_NOTICE, deadline.closes_at))
