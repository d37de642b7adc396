"""Tell how a meeting was, in one go: rating, note and next step."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from fair.editions.choices import Side
from fair.meetings.models import Meeting
from fair.outcomes.services.ledger import Entry, report_step
from fair.outcomes.services.notes import write_note
from fair.outcomes.services.ratings import rate_meeting


@dataclass(frozen=True, slots=True)
class Telling:
    """What somebody says after a meeting; whatever is left out is not said."""

    stars: int | None = None
    is_relevant: bool | None = None
    note: str = ""
    entry: Entry | None = None


@transaction.atomic
def tell_of_meeting(
    meeting: Meeting,
    *,
    side: Side,
    telling: Telling,
    submission_key: UUID,
    actor: User,
    now: datetime,
) -> None:
    """Store rating, note and next step of one side, all or none; twice stores them once.

    Raise CannotRate, CannotWriteNote, CannotReportStep.
    """
    rate_meeting(
        meeting,
        side=side,
        stars=telling.stars,
        is_relevant=telling.is_relevant,
        actor=actor,
        now=now,
    )
    if telling.note.strip():
        write_note(
            meeting,
            side=side,
            author=actor,
            text=telling.note,
            submission_key=submission_key,
            now=now,
        )
    if telling.entry:
        report_step(
            meeting.buyer,
            meeting.supplier,
            side=side,
            entry=telling.entry,
            submission_key=submission_key,
            actor=actor,
            now=now,
        )
