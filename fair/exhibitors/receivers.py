"""What the supply side does when it hears from rooms below."""

from typing import Any

from django.dispatch import receiver

from fair.editions.signals import participations_changed
from fair.exhibitors.services import booths


@receiver(participations_changed, dispatch_uid="exhibitors.release_booths_of_absent")
def free_booths(*, edition_id: int, **_: Any) -> None:
    """Free the booths of those who no longer take part."""
    booths.release_booths_of_absent(edition_id)
