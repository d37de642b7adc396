"""Set up kiosks, give them a new link, take them out of use, and check who sits down."""

import hmac
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refusal
from fair.conferencing.choices import Seat
from fair.conferencing.models import Kiosk
from fair.conferencing.models.kiosk import new_key
from fair.conferencing.selectors import kiosk_code, sides_at_the_fair
from fair.conferencing.services.joining import Way, join_at_kiosk
from fair.conferencing.services.rooms import ensure_room
from fair.editions.models import Edition, Participation
from fair.meetings.models import Meeting

TRIES = 5
TRIES_WITHIN_SECONDS = 300
SEEN_EVERY = timedelta(minutes=1)


class CannotSitDown(Refusal):
    """The side cannot join at this kiosk."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "not_here": _("This company does not join from here."),
        "wrong_code": _("The code is not right. It stands on the page of your meeting."),
        "too_often": _("Too many wrong codes. Try again in five minutes."),
    }


@transaction.atomic
def set_up_kiosk(
    edition: Edition, *, name: str, participation: Participation | None, actor: User
) -> Kiosk:
    """Set a kiosk up; one of the same name that is in use is returned as it is."""
    Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    earlier = Kiosk.objects.filter(
        edition=edition, name=name, participation=participation, is_active=True
    ).first()
    return earlier or Kiosk.objects.create(
        edition=edition, name=name, participation=participation, created_by=actor
    )


def change_key(kiosk: Kiosk) -> None:
    """Make the kiosk's link worthless, and with it the screen that was let in; make a new one."""
    kiosk.key, kiosk.is_active = new_key(), True
    kiosk.save(update_fields=["key", "is_active", "updated_at"])


def close_kiosk(kiosk: Kiosk) -> None:
    """Take the kiosk out of use at once."""
    kiosk.is_active = False
    kiosk.save(update_fields=["is_active", "updated_at"])


def note_seen(kiosk: Kiosk, *, now: datetime) -> None:
    """Note that the kiosk's screen is on; once a minute is enough."""
    stale = Q(seen_at=None) | Q(seen_at__lt=now - SEEN_EVERY)
    Kiosk.objects.filter(stale, pk=kiosk.pk).update(seen_at=now)


def sit_down(kiosk: Kiosk, meeting: Meeting, *, seat: Seat, code: str, now: datetime) -> Way:
    """Let a side in at a kiosk; in a hall it shows its code first.

    Raise CannotSitDown or CannotJoin.
    """
    if seat not in sides_at_the_fair(meeting, kiosk=kiosk):
        raise CannotSitDown("not_here")
    if kiosk.participation_id is None:
        _check_code(kiosk, meeting, seat=seat, code=code)
    return join_at_kiosk(kiosk, meeting, seat=seat, now=now)


def _check_code(kiosk: Kiosk, meeting: Meeting, *, seat: Seat, code: str) -> None:
    """Compare the code; after five wrong ones for a side nobody tries again for a while."""
    key = f"conferencing:code:{meeting.pk}:{seat}"
    cache.add(key, 0, timeout=TRIES_WITHIN_SECONDS)
    if cache.incr(key) > TRIES:
        raise CannotSitDown("too_often")
    wanted = kiosk_code(ensure_room(meeting), seat)
    typed = "".join(character for character in code if character.isdigit())
    if not hmac.compare_digest(typed.encode(), wanted.encode()):
        raise CannotSitDown("wrong_code")
    cache.delete(key)
