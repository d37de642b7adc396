"""Let some meetings of the demo fair be over: what both sides thought, and what came of it.

The fair is still to come, so its busiest companies' first meetings are taken as if they were past;
what the two sides say of them is dated today.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import yaml
from django.db import transaction

from accounts.models import User
from fair.editions.choices import Side
from fair.editions.models import Edition
from fair.meetings.choices import MeetingState
from fair.meetings.models import Meeting
from fair.meetings.selectors.attendees import attendees_of
from fair.meetings.services.closing import hold_meeting
from fair.outcomes.choices import LostReason, StepKind, Verdict
from fair.outcomes.models import DealStep
from fair.outcomes.services.contacts import share_contact
from fair.outcomes.services.ledger import Entry, reply_to_step, report_step
from fair.outcomes.services.telling import Telling, tell_of_meeting
from fair.portal.management.demo.requests import busiest

MEETINGS_OF_EACH = 5
STARS = (5, 4, 4, 3, 2, 5, 3)
FAIR = 3


@dataclass(frozen=True, slots=True)
class Act:
    """A step of the story: who reports it, and what the other side says, if anything."""

    side: Side
    kind: StepKind
    amount: str = ""
    currency: str = ""
    reason: str = ""
    verdict: Verdict | None = None


_RFQ = Act(Side.BUYER, StepKind.RFQ_SENT, verdict=Verdict.CONFIRMED)
_LOST = Act(Side.BUYER, StepKind.LOST, reason=LostReason.PRICE, verdict=Verdict.CONFIRMED)

# One story for each meeting, in turn.
STORIES: tuple[tuple[Act, ...], ...] = (
    (
        _RFQ,
        Act(Side.SUPPLIER, StepKind.QUOTE_SENT, "48200", "USD", verdict=Verdict.CONFIRMED),
        Act(Side.BUYER, StepKind.CONTRACT, "45900", "USD", verdict=Verdict.CONFIRMED),
    ),
    (_RFQ, Act(Side.SUPPLIER, StepKind.QUOTE_SENT, "1250000000", "VND")),
    (Act(Side.SUPPLIER, StepKind.INFO_SENT),),
    (_RFQ, Act(Side.BUYER, StepKind.FACTORY_VISIT, verdict=Verdict.CONFIRMED)),
    (
        Act(Side.SUPPLIER, StepKind.QUOTE_SENT, "3600000", "JPY", verdict=Verdict.CONFIRMED),
        _LOST,
    ),
    (),
    (
        Act(Side.BUYER, StepKind.SAMPLE_ORDERED, "900", "USD", verdict=Verdict.CONFIRMED),
        Act(Side.SUPPLIER, StepKind.TRIAL_ORDER, "210000000", "VND", verdict=Verdict.DISPUTED),
    ),
)


@transaction.atomic
def let_some_be_over(edition: Edition, *, now: datetime) -> int:
    """Hold meetings of the busiest buyer and supplier and tell their stories; return how many.

    Where something was reported already, nothing is done.
    """
    if DealStep.objects.filter(edition=edition).exists():
        return 0
    path = Path(__file__).parent / "follow_up.yaml"
    notes = yaml.safe_load(path.read_text("utf-8"))["notes"]
    meetings = _chosen(edition)
    for number, meeting in enumerate(meetings):
        held = hold_meeting(meeting, actor=None, now=meeting.ends_at)
        people = _people(meeting)
        for side, person in people.items():
            _tell(held, side, person, number=number, notes=notes, now=now)
        for act in STORIES[number % len(STORIES)]:
            _act(held, act, people, now=now)
    return len(meetings)


def _chosen(edition: Edition) -> list[Meeting]:
    """Return the first meetings of the busiest company on each side."""
    rows = Meeting.objects.filter(edition=edition, state=MeetingState.CONFIRMED)
    chosen: dict[int, Meeting] = {}
    for side in Side:
        own = busiest(edition, side)
        if own is not None:
            theirs = rows.filter(**{side.value: own}).select_related("edition", "buyer", "supplier")
            for meeting in theirs.order_by("starts_at", "id")[:MEETINGS_OF_EACH]:
                chosen[meeting.pk] = meeting
    return sorted(chosen.values(), key=lambda each: (each.starts_at, each.pk))


def _people(meeting: Meeting) -> dict[Side, User]:
    """Return one person of each side who comes."""
    attendees = attendees_of([meeting])
    sides = ((Side.BUYER, meeting.buyer_id), (Side.SUPPLIER, meeting.supplier_id))
    found = {side: attendees[meeting.pk, own] for side, own in sides}
    return {side: people[0] for side, people in found.items() if people}


def _tell(
    meeting: Meeting,
    side: Side,
    person: User,
    *,
    number: int,
    notes: dict[str, list[str]],
    now: datetime,
) -> None:
    """Rate and note for one side, and share the card of every other person."""
    words = notes[person.language]
    telling = Telling(
        stars=STARS[number % len(STARS)],
        is_relevant=STARS[number % len(STARS)] >= FAIR,
        note=words[number % len(words)] if number % 2 == 0 or side == Side.BUYER else "",
    )
    is_left_out = side == Side.SUPPLIER and not (number + 1) % 3
    if not is_left_out:
        tell_of_meeting(
            meeting, side=side, telling=telling, submission_key=uuid4(), actor=person, now=now
        )
    own = meeting.buyer if side == Side.BUYER else meeting.supplier
    if number % 2 == 0:
        share_contact(own, person=person, now=now)


def _act(meeting: Meeting, act: Act, people: dict[Side, User], *, now: datetime) -> None:
    other = Side.SUPPLIER if act.side == Side.BUYER else Side.BUYER
    if not {act.side, other} <= people.keys():
        return
    entry = Entry(
        kind=act.kind,
        happened_on=now.astimezone(meeting.edition.zone).date(),
        lost_reason=act.reason,
        value=Decimal(act.amount) if act.amount else None,
        currency=act.currency,
    )
    step = report_step(
        meeting.buyer,
        meeting.supplier,
        side=act.side,
        entry=entry,
        submission_key=uuid4(),
        actor=people[act.side],
        now=now,
    )
    if act.verdict:
        reply_to_step(
            step, side=other, verdict=act.verdict, remark="", actor=people[other], now=now
        )
