"""Listen to the rooms below: what changed there makes the matches out of date, nothing more."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from fair.editions.signals import participations_changed
from fair.exhibitors.signals import product_lines_changed
from fair.matching.services import mark_stale
from fair.sourcing.signals import needs_changed


@receiver(
    [product_lines_changed, needs_changed, participations_changed],
    dispatch_uid="matching.matches_are_out_of_date",
)
def matches_are_out_of_date(*, edition_id: int, **_: Any) -> None:
    """Mark the edition's matches."""
    mark_stale(edition_id, now=timezone.now())
