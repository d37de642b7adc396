"""Answer the question what came of a meeting, by a link in a mail."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from fair.editions.choices import Side
from fair.outcomes.choices import Answer
from fair.outcomes.models import AskedPair
from fair.outcomes.services.ledger import Entry, report_step


class CannotAnswer(Refusal):
    """The question cannot be answered by this link."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "answered": _("You have answered this already; change it on the follow-up page."),
    }


@transaction.atomic
def answer_question(asked: AskedPair, *, entry: Entry | None, now: datetime) -> None:
    """Store the answer, and the step where there was one; each partner of a mail is answered once.

    Raise CannotAnswer, and CannotReportStep where the step itself is refused.
    """
    row = AskedPair.objects.select_for_update(no_key=True, of=("self",)).get(pk=asked.pk)
    if row.answer:
        raise CannotAnswer("answered")
    if entry is not None:
        report_step(
            asked.buyer,
            asked.supplier,
            side=Side(asked.side),
            entry=entry,
            submission_key=uuid4(),
            actor=asked.prompt.user,
            now=now,
        )
    row.answer = Answer.NOTHING if entry is None else Answer.STEP
    row.answered_at = now
    row.save(update_fields=["answer", "answered_at"])
