"""What meetings hear from the rooms below."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from fair.editions.signals import participations_changed
from fair.meetings.services.changing import cancel_meetings_of_leavers


@receiver(participations_changed, dispatch_uid="meetings.cancel_meetings_of_leavers")
def call_off_meetings_of_leavers(*, edition_id: int, **_: Any) -> None:
    """Call off what companies that no longer take part had planned."""
    cancel_meetings_of_leavers(edition_id, now=timezone.now())
