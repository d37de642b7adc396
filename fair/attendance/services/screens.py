"""Make and revoke big screens, and decide what the day shows and offers."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from fair.attendance.models import DayRules, Screen
from fair.editions.models import Edition, Hall


@transaction.atomic
def make_screen(edition: Edition, *, hall: Hall | None, actor: User) -> Screen:
    """Make a screen of a hall, or of all halls; where one stands already, return that."""
    Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    standing = Screen.objects.filter(edition=edition, hall=hall, revoked_at=None).first()
    return standing or Screen.objects.create(edition=edition, hall=hall, made_by=actor)


def revoke_screen(screen: Screen, *, now: datetime) -> None:
    """Let the screen's address lead nowhere from now on."""
    Screen.objects.filter(pk=screen.pk, revoked_at=None).update(revoked_at=now, updated_at=now)


@transaction.atomic
def decide_rules(
    edition: Edition, *, screens_name_companies: bool, offers_freed_time: bool
) -> DayRules:
    """Note what an edition's organisers decided about the day."""
    rules, _is_new = DayRules.objects.update_or_create(
        edition=edition,
        defaults={
            "screens_name_companies": screens_name_companies,
            "offers_freed_time": offers_freed_time,
        },
    )
    return rules
