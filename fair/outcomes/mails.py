"""The messages of the outcomes room."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from fair.editions.models import Participation
from fair.notifications.services import notify
from fair.outcomes.choices import Wave
from fair.outcomes.models import AskedPair, Prompt
from fair.outcomes.selectors.answering import Link, links_of, partner_of


@dataclass(frozen=True, slots=True)
class Question:
    """A partner in a mail, with the answers that one click gives."""

    partner: Participation
    links: list[Link]


def ask(prompt: Prompt, asked: Iterable[AskedPair]) -> None:
    """Send one person one message about all partners: thanks at first, later what came of it."""
    edition: Any = prompt.edition
    questions = [Question(partner_of(each), links_of(each, slug=edition.slug)) for each in asked]
    notify(
        prompt.user,
        kind="outcomes/thanks" if prompt.wave == Wave.THANKS else "outcomes/question",
        context={"edition": edition, "questions": questions},
        dedupe_key=f"outcomes:{edition.pk}:{prompt.wave}:{prompt.user_id}",
    )
