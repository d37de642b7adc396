"""Move an edition through its states."""

from datetime import time, timedelta
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from fair.editions.choices import EditionState, Side
from fair.editions.models import Edition, FairDay, Participation, Session

USUAL_SESSIONS = [(time(9, 0), time(12, 0)), (time(13, 30), time(17, 0))]


class CannotMoveEdition(Refusal):
    """The edition cannot move to the state."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "last_state": _("The edition is closed; there is no further state."),
        "first_state": _("The edition is a draft; there is no earlier state."),
        "no_sessions": _("Add fair days with sessions first: meetings need a time."),
        "no_supplier": _("Approve at least one supplier first."),
        "no_buyer": _("Approve at least one buyer first."),
    }


@transaction.atomic
def advance_edition(edition: Edition) -> EditionState:
    """Move `edition` to its next state and return it.

    Raise CannotMoveEdition where something is missing for it.
    """
    locked = Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    state = EditionState(locked.state).following
    if state is None:
        raise CannotMoveEdition("last_state")
    missing = what_is_missing(locked, state=state)
    if missing:
        raise CannotMoveEdition(missing[0])
    return _set_state(edition, state)


@transaction.atomic
def step_back_edition(edition: Edition) -> EditionState:
    """Move `edition` to the state before and return it; nothing that was made is lost."""
    locked = Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    state = EditionState(locked.state).preceding
    if state is None:
        raise CannotMoveEdition("first_state")
    return _set_state(edition, state)


def what_is_missing(edition: Edition, *, state: EditionState) -> list[str]:
    """Return the codes of what `edition` lacks before it may enter `state`; up to two queries."""
    if state == EditionState.REGISTRATION:
        has_sessions = Session.objects.filter(day__edition=edition).exists()
        return [] if has_sessions else ["no_sessions"]
    if state == EditionState.MATCHING:
        sides = set(
            Participation.objects.approved()
            .filter(edition=edition)
            .values_list("side", flat=True)
            .distinct()
        )
        wanted = {Side.SUPPLIER: "no_supplier", Side.BUYER: "no_buyer"}
        return [code for side, code in wanted.items() if side not in sides]
    return []


@transaction.atomic
def lay_out_days(edition: Edition) -> int:
    """Give every date of `edition` that is no fair day yet the usual sessions; return how many."""
    Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    dates = [edition.starts_on + timedelta(days=number) for number in range(edition.day_count)]
    existing = set(edition.days.values_list("date", flat=True))
    days = FairDay.objects.bulk_create(
        FairDay(edition=edition, date=date) for date in dates if date not in existing
    )
    Session.objects.bulk_create(
        Session(day=day, opens_at=opens_at, closes_at=closes_at)
        for day in days
        for opens_at, closes_at in USUAL_SESSIONS
    )
    return len(days)


def _set_state(edition: Edition, state: EditionState) -> EditionState:
    edition.state = state
    edition.save(update_fields=["state", "updated_at"])
    return state
