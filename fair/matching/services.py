"""What is done to runs and matches."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, ClassVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refusal
from fair.common import after_commit
from fair.editions.choices import EditionState, Side
from fair.editions.models import Edition, Participation
from fair.exhibitors.models import ProductLine
from fair.matching import jobs, selectors
from fair.matching.choices import OPEN_STATES, RunState, Verdict, VerdictReason
from fair.matching.engine.scoring import DEFAULT_WEIGHTS, weight_limits
from fair.matching.models import (
    Change,
    MatchRun,
    MatchVerdict,
    TextModelVersion,
    WeightSet,
)
from fair.matching.tasks import execute_run, refresh_matches
from fair.sourcing.models import ComponentNeed

# What organisers may set each criterion to: the standard, less or more by half of it.
WEIGHT_LIMITS: dict[Side, dict[str, tuple[int, int]]] = {
    Side.BUYER: weight_limits(DEFAULT_WEIGHTS.buyer),
    Side.SUPPLIER: weight_limits(DEFAULT_WEIGHTS.supplier),
}


class CannotRequestRun(Refusal):
    """No run can be started."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "run_is_open": _("A run is waiting or running already: wait for it or cancel it."),
        "edition_closed": _("The edition is closed; its matches stay as they are."),
    }


class CannotCancelRun(Refusal):
    """The run cannot be cancelled."""

    MESSAGES: ClassVar[dict[str, Any]] = {"not_open": _("The run has come to its end already.")}


@transaction.atomic
def request_run(edition: Edition, *, actor: User | None) -> MatchRun:
    """Queue a run of an edition; a worker takes it after the transaction commits.

    Raise CannotRequestRun while another one is open.
    """
    run = open_run(edition, actor=actor)
    after_commit.enqueue(execute_run, run_id=run.pk)
    return run


@transaction.atomic
def open_run(edition: Edition, *, actor: User | None) -> MatchRun:
    """Queue a run and leave it to the caller to do it; raise CannotRequestRun as above."""
    if edition.state == EditionState.CLOSED:
        raise CannotRequestRun("edition_closed")
    try:
        with transaction.atomic():
            return jobs.open_run(edition, requested_by=actor)
    except IntegrityError as error:
        raise CannotRequestRun("run_is_open") from error


def cancel_run(run: MatchRun, *, now: datetime) -> None:
    """Stop a run; its worker notices within a second of work. Raise CannotCancelRun."""
    changed = MatchRun.objects.filter(pk=run.pk, state__in=OPEN_STATES).update(
        state=RunState.CANCELLED, finished_at=now
    )
    if not changed:
        raise CannotCancelRun("not_open")


class CannotChangeWeights(Refusal):
    """The weights stay as they are."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "edition_closed": _("The edition is closed; its matches stay as they are."),
        "out_of_range": _("A weight may differ from the standard by half of it at most."),
        "unknown_criterion": _("There is no such criterion."),
        "changed_meanwhile": _(
            "Somebody else has changed the weights since you opened the page: look at them first."
        ),
    }


@transaction.atomic
def change_weights(
    edition: Edition,
    *,
    buyer: Mapping[str, int],
    supplier: Mapping[str, int],
    based_on: int,
    restored: WeightSet | None = None,
    actor: User,
    now: datetime,
) -> int:
    """Make a new version of an edition's weights and have everything matched with it.

    Return the number of the version that counts; weights that count already make no new one.
    `based_on` is the number of the version that the actor saw. While a run is open, the new
    weights wait for the next one. Raise CannotChangeWeights.
    """
    edition = Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    if edition.state == EditionState.CLOSED:
        raise CannotChangeWeights("edition_closed")
    _check_weights(buyer, within=WEIGHT_LIMITS[Side.BUYER])
    _check_weights(supplier, within=WEIGHT_LIMITS[Side.SUPPLIER])
    newest, current = selectors.weight_number(edition), selectors.weights_of(edition)
    if (current.buyer, current.supplier) == (buyer, supplier):
        return newest
    if newest != based_on:
        raise CannotChangeWeights("changed_meanwhile")
    WeightSet.objects.create(
        edition=edition,
        number=newest + 1,
        buyer=dict(buyer),
        supplier=dict(supplier),
        copied_from=restored,
        made_by=actor,
        made_at=now,
    )
    note_change(edition.pk, now=now)
    with suppress(CannotRequestRun):
        request_run(edition, actor=actor)
    return newest + 1


def restore_weights(
    weight_set: WeightSet | None, *, edition: Edition, based_on: int, actor: User, now: datetime
) -> int:
    """Go back to an earlier version, or with None to the standard; raise CannotChangeWeights."""
    weights = selectors.engine_weights(weight_set) if weight_set else DEFAULT_WEIGHTS
    return change_weights(
        edition,
        buyer=weights.buyer,
        supplier=weights.supplier,
        based_on=based_on,
        restored=weight_set,
        actor=actor,
        now=now,
    )


def _check_weights(weights: Mapping[str, int], *, within: Mapping[str, tuple[int, int]]) -> None:
    if weights.keys() != within.keys():
        raise CannotChangeWeights("unknown_criterion")
    for code, (least, most) in within.items():
        if not least <= weights[code] <= most:
            raise CannotChangeWeights("out_of_range")


class CannotUseTextModel(Refusal):
    """The edition goes on with the text model it has."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "edition_closed": _("The edition is closed; its matches stay as they are."),
        "in_use": _("The edition uses this text model already."),
    }


@transaction.atomic
def use_text_model(version: TextModelVersion, *, actor: User | None, now: datetime) -> None:
    """Let an edition judge texts by another version, from the next whole run on.

    Raise CannotUseTextModel.
    """
    edition = Edition.objects.select_for_update(no_key=True).get(pk=version.edition_id)
    if edition.state == EditionState.CLOSED:
        raise CannotUseTextModel("edition_closed")
    if TextModelVersion.objects.filter(pk=version.pk, is_active=True).exists():
        raise CannotUseTextModel("in_use")
    jobs.activate_text_model(version, actor=actor, now=now)
    note_change(edition.pk, now=now)


@transaction.atomic
def note_change(
    edition_id: int,
    *,
    side: Side | str = "",
    participation_id: int | None = None,
    row_id: int | None = None,
    now: datetime,
) -> None:
    """Note that a need or line changed, or all of a participant, or of the edition.

    Its matches are out of date from now on; a worker takes single changes in within moments. An
    edition that was never matched has nothing to go out of date.
    """
    if not MatchRun.objects.filter(edition_id=edition_id).exists():
        return
    Change.objects.create(
        edition_id=edition_id,
        side=side,
        participation_id=participation_id,
        row_id=row_id,
        changed_at=now,
    )
    current = MatchRun.objects.filter(edition_id=edition_id, is_current=True)
    current.filter(stale_since=None).update(stale_since=now)
    after_commit.enqueue(refresh_matches, edition_id=edition_id)


@transaction.atomic
def note_changed_organisation(organisation_id: int, *, now: datetime) -> None:
    """Note that all of an organisation changed, in every edition that it takes part in."""
    own = Participation.objects.approved().filter(organisation=organisation_id)
    for participation_id, edition_id in own.order_by("id").values_list("pk", "edition"):
        note_change(edition_id, participation_id=participation_id, now=now)


@transaction.atomic
def record_verdict(
    need: ComponentNeed,
    *,
    line: ProductLine,
    side: Side,
    verdict: Verdict,
    reason: VerdictReason | str = "",
    note: str = "",
    actor: User,
    now: datetime,
) -> MatchVerdict:
    """Keep what a side thinks of a need and a line, in the place of what it thought before."""
    earlier = MatchVerdict.objects.filter(need=need, line=line, side=side)
    is_news = not earlier.filter(verdict=verdict).exists()
    recorded, _is_new = MatchVerdict.objects.update_or_create(
        need=need,
        line=line,
        side=side,
        defaults={
            "verdict": verdict,
            "reason": reason,
            "note": note,
            "decided_by": actor,
            "decided_at": now,
        },
    )
    if is_news:
        _note_verdict(need, now=now)
    return recorded


@transaction.atomic
def withdraw_verdict(need: ComponentNeed, *, line: ProductLine, side: Side, now: datetime) -> None:
    """Forget what a side thought of a need and a line."""
    if MatchVerdict.objects.filter(need=need, line=line, side=side).delete()[0]:
        _note_verdict(need, now=now)


def _note_verdict(need: ComponentNeed, *, now: datetime) -> None:
    """Have the need matched again: an interest counts, a no excludes."""
    note_change(
        need.participation.edition_id,
        side=Side.BUYER,
        participation_id=need.participation_id,
        row_id=need.pk,
        now=now,
    )
