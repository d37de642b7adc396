"""Listen to the rooms below: what changed there makes matches out of date, nothing more."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from accounts.signals import organisation_changed
from fair.editions.choices import Side
from fair.editions.signals import participations_changed
from fair.exhibitors.signals import product_lines_changed
from fair.matching.services import note_change, note_changed_organisation
from fair.sourcing.signals import needs_changed


@receiver(product_lines_changed, dispatch_uid="matching.note_changed_line")
def note_changed_line(
    *, edition_id: int, participation_id: int | None = None, line_id: int | None = None, **_: Any
) -> None:
    """Mark the matches of a line, or of all lines of a supplier."""
    note_change(
        edition_id,
        side=Side.SUPPLIER,
        participation_id=participation_id,
        row_id=line_id,
        now=timezone.now(),
    )


@receiver(needs_changed, dispatch_uid="matching.note_changed_need")
def note_changed_need(
    *, edition_id: int, participation_id: int | None = None, need_id: int | None = None, **_: Any
) -> None:
    """Mark the matches of a need, or of all needs of a buyer."""
    note_change(
        edition_id,
        side=Side.BUYER,
        participation_id=participation_id,
        row_id=need_id,
        now=timezone.now(),
    )


@receiver(participations_changed, dispatch_uid="matching.note_changed_participation")
def note_changed_participation(
    *, edition_id: int, participation_id: int | None = None, **_: Any
) -> None:
    """Mark the matches of a participant, whichever side it is on."""
    note_change(edition_id, participation_id=participation_id, now=timezone.now())


@receiver(organisation_changed, dispatch_uid="matching.note_changed_organisation")
def note_changed_company(*, organisation_id: int, **_: Any) -> None:
    """Mark the matches of an organisation: its country and languages count."""
    note_changed_organisation(organisation_id, now=timezone.now())
