"""Links in mails by which a person answers without signing in, and what they name."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core import signing
from django.urls import reverse

from fair.editions.choices import Side
from fair.editions.models import Participation
from fair.editions.permissions import is_member
from fair.outcomes.choices import Answer, StepKind
from fair.outcomes.models import AskedPair

SALT = "fair.outcomes.answer"
VALID_FOR = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Link:
    """One answer: what it says and where it leads."""

    label: Any
    url: str


def answers_offered(side: Side) -> list[Any]:
    """Return what a side can answer by one click, the most likely first."""
    asked_for = StepKind.RFQ_SENT if side == Side.BUYER else StepKind.QUOTE_SENT
    steps = [asked_for, StepKind.SAMPLE_ORDERED, StepKind.CONTRACT, StepKind.LOST]
    return [Answer.NOTHING, *steps]


def links_of(asked: AskedPair, *, slug: str) -> list[Link]:
    """Return the links that answer for one partner; no query."""
    return [
        Link(each.label, reverse("outcomes:answer", args=[slug, token_of(asked, each.value)]))
        for each in answers_offered(Side(asked.side))
    ]


def token_of(asked: AskedPair, answer: str) -> str:
    """Sign which partner of which mail is answered how."""
    return signing.dumps([asked.pk, answer], salt=SALT)


def read_token(token: str) -> tuple[AskedPair, str] | None:
    """Return whom a link asks about and its answer; None where it is invalid, old or revoked.

    It is revoked when its recipient may not act for the company any more. Two queries.
    """
    try:
        pk, answer = signing.loads(token, salt=SALT, max_age=VALID_FOR)
    except signing.BadSignature:
        return None
    sides = ("buyer__organisation", "supplier__organisation", "buyer__edition")
    rows = AskedPair.objects.select_related("prompt__user", "prompt__edition", *sides)
    asked = rows.filter(pk=pk, prompt__user__is_active=True).first()
    if asked is None or not is_member(asked.prompt.user, own_side_of(asked)):
        return None
    return asked, answer


def own_side_of(asked: AskedPair) -> Participation:
    """Return the participant for whom the person is asked."""
    return asked.buyer if asked.side == Side.BUYER else asked.supplier


def partner_of(asked: AskedPair) -> Participation:
    """Return the participant that the person is asked about."""
    return asked.supplier if asked.side == Side.BUYER else asked.buyer
