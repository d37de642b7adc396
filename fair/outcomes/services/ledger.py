"""Report next steps, correct them, take them back, confirm and dispute them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refusal
from fair.common.uploads import plain_filename
from fair.editions.choices import Side
from fair.editions.models import Participation
from fair.exhibitors.models import ProductLine
from fair.outcomes.choices import StepKind, Verdict
from fair.outcomes.models import DealStep, StepReply
from fair.outcomes.selectors.met import have_met
from fair.sourcing.models import ComponentNeed


class CannotReportStep(Refusal):
    """The step cannot be reported."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "not_met": _("Steps are noted once the two of you have met at the fair."),
        "ahead": _("The date lies ahead: note a step once it is done."),
        "foreign_subject": _("Choose a need of the buyer and a product line of the supplier."),
        "answer_first": _(
            "The other side has reported the same step, on %(date)s. Confirm or dispute that one."
        ),
        "form_used": _("This form was sent before. Open a new one and fill it in."),
    }


class CannotCorrectStep(Refusal):
    """The step cannot be corrected or taken back."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "replaced": _("It was corrected or taken back already; look at the newest row."),
        "not_taken_back": _("There is nothing to bring back."),
    }


class CannotReply(Refusal):
    """The step cannot be confirmed or disputed."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "own": _("The other side confirms what you reported, not you."),
        "replaced": _("It was corrected or taken back meanwhile; look at the newest row."),
    }


@dataclass(frozen=True, slots=True)
class Entry:
    """What a side says of one step; `value` and `currency` go together."""

    kind: StepKind
    happened_on: date
    lost_reason: str = ""
    value: Decimal | None = None
    currency: str = ""
    remark: str = ""
    need: ComponentNeed | None = None
    line: ProductLine | None = None
    evidence: "File[Any] | None" = None


@transaction.atomic
def report_step(
    buyer: Participation,
    supplier: Participation,
    *,
    side: Side,
    entry: Entry,
    submission_key: UUID,
    actor: User,
    now: datetime,
) -> DealStep:
    """Add a step to the ledger of two who met, as `side` reports it; a form sent twice adds one.

    Who reports what the other side has reported with the same amount, confirms it, and that row is
    returned. Raise CannotReportStep; with another amount the other row must be answered first.
    """
    _lock(buyer, supplier)
    rows = DealStep.objects.of_pair(buyer, supplier)
    earlier = rows.filter(public_id=submission_key, reported_side=side).first()
    if earlier:
        return earlier
    if not have_met(buyer, supplier, now=now):
        raise CannotReportStep("not_met")
    _check(buyer, supplier, entry=entry, now=now)
    theirs = _same_of_other_side(buyer, supplier, side=side, entry=entry)
    if theirs is None:
        fields = _fields(entry)
        return _add(
            buyer, supplier, side=side, fields=fields, key=submission_key, actor=actor, now=now
        )
    if (theirs.value, theirs.currency) != (entry.value, entry.currency):
        raise CannotReportStep("answer_first", date=theirs.happened_on.isoformat())
    reply_to_step(theirs, side=side, verdict=Verdict.CONFIRMED, remark="", actor=actor, now=now)
    return theirs


@transaction.atomic
def correct_step(
    step: DealStep, *, entry: Entry, submission_key: UUID, actor: User, now: datetime
) -> DealStep:
    """Add a row that replaces `step`; both are kept, and the other side confirms the new one.

    Without a new file the evidence stays. Raise CannotCorrectStep, CannotReportStep.
    """
    _lock(step.buyer, step.supplier)
    earlier = DealStep.objects.filter(public_id=submission_key, replaces=step).first()
    if earlier:
        return earlier
    _check_is_current(step)
    _check(step.buyer, step.supplier, entry=entry, now=now)
    fields = _fields(entry)
    if not entry.evidence:
        fields |= {"evidence": step.evidence.name, "evidence_name": step.evidence_name}
    return _replace(step, fields=fields, key=submission_key, actor=actor, now=now)


@transaction.atomic
def take_back_step(step: DealStep, *, actor: User, now: datetime) -> DealStep:
    """Add a void row that replaces `step`; taking back twice takes back once."""
    _lock(step.buyer, step.supplier)
    earlier = DealStep.objects.filter(replaces=step, is_void=True).first()
    if earlier:
        return earlier
    _check_is_current(step)
    fields = {**_copied(step), "is_void": True}
    return _replace(step, fields=fields, key=uuid4(), actor=actor, now=now)


@transaction.atomic
def bring_back_step(step: DealStep, *, actor: User, now: datetime) -> DealStep:
    """Undo that `step` was taken back: add a row that says again what it said.

    Raise CannotCorrectStep where it was not taken back. Twice brings back once.
    """
    _lock(step.buyer, step.supplier)
    void = DealStep.objects.filter(replaces=step, is_void=True).first()
    if void is None:
        raise CannotCorrectStep("not_taken_back")
    earlier = DealStep.objects.filter(replaces=void).first()
    if earlier:
        return earlier
    return _replace(void, fields=_copied(step), key=uuid4(), actor=actor, now=now)


@transaction.atomic
def reply_to_step(
    step: DealStep, *, side: Side, verdict: Verdict, remark: str, actor: User, now: datetime
) -> None:
    """Confirm or dispute what the other side reported; saying the same again adds nothing.

    Raise CannotReply for an own step, and for one that does not count any more.
    """
    _lock(step.buyer, step.supplier)
    if step.reported_side == side:
        raise CannotReply("own")
    row = DealStep.objects.current().filter(pk=step.pk).first()
    if row is None:
        raise CannotReply("replaced")
    last = row.replies.order_by("-id").first()
    if last and (last.verdict, last.remark) == (verdict, remark.strip()):
        return
    StepReply.objects.create(
        step=row,
        verdict=verdict,
        side=side,
        remark=remark.strip(),
        replied_by=actor,
        replied_at=now,
    )


def _lock(buyer: Participation, supplier: Participation) -> None:
    """Let one ledger be written by one at a time."""
    rows = Participation.objects.filter(pk__in=[buyer.pk, supplier.pk])
    list(rows.select_for_update(no_key=True).order_by("id").values_list("pk"))


def _check(buyer: Participation, supplier: Participation, *, entry: Entry, now: datetime) -> None:
    if entry.happened_on > now.astimezone(buyer.edition.zone).date():
        raise CannotReportStep("ahead")
    is_foreign = (entry.need and entry.need.participation_id != buyer.pk) or (
        entry.line and entry.line.participation_id != supplier.pk
    )
    if is_foreign:
        raise CannotReportStep("foreign_subject")


def _check_is_current(step: DealStep) -> None:
    if not DealStep.objects.current().filter(pk=step.pk).exists():
        raise CannotCorrectStep("replaced")


def _same_of_other_side(
    buyer: Participation, supplier: Participation, *, side: Side, entry: Entry
) -> DealStep | None:
    """Return a step of the other side about the same, which nobody has answered yet.

    Information goes both ways: when both have sent some, that is two steps.
    """
    if entry.kind == StepKind.INFO_SENT:
        return None
    rows = DealStep.objects.of_pair(buyer, supplier).unanswered()
    same = rows.filter(kind=entry.kind, need=entry.need, line=entry.line)
    return same.exclude(reported_side=side).order_by("-id").first()


def _fields(entry: Entry) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "kind": entry.kind,
        "happened_on": entry.happened_on,
        "lost_reason": entry.lost_reason,
        "value": entry.value,
        "currency": entry.currency,
        "remark": entry.remark.strip(),
        "need": entry.need,
        "line": entry.line,
    }
    if entry.evidence:
        name = plain_filename(entry.evidence.name or "")
        fields |= {"evidence": entry.evidence, "evidence_name": name}
    return fields


COPIED = (
    *("kind", "happened_on", "lost_reason", "value", "currency", "remark", "need", "line"),
    "evidence_name",
)


def _copied(step: DealStep) -> dict[str, Any]:
    return {**{name: getattr(step, name) for name in COPIED}, "evidence": step.evidence.name}


def _replace(
    step: DealStep, *, fields: dict[str, Any], key: UUID, actor: User, now: datetime
) -> DealStep:
    return _add(
        step.buyer,
        step.supplier,
        side=Side(step.reported_side),
        fields={**fields, "replaces": step},
        key=key,
        actor=actor,
        now=now,
    )


def _add(
    buyer: Participation,
    supplier: Participation,
    *,
    side: Side,
    fields: dict[str, Any],
    key: UUID,
    actor: User,
    now: datetime,
) -> DealStep:
    try:
        with transaction.atomic():
            return DealStep.objects.create(
                public_id=key,
                edition=buyer.edition,
                buyer=buyer,
                supplier=supplier,
                reported_side=side,
                reported_by=actor,
                reported_at=now,
                **fields,
            )
    except IntegrityError as error:
        raise CannotReportStep("form_used") from error
