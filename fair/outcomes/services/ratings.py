"""How a side found a meeting."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refusal
from fair.editions.choices import Side
from fair.meetings.models import Meeting
from fair.outcomes.models import MeetingRating


class CannotRate(Refusal):
    """The meeting cannot be rated."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "not_held": _("A meeting can be rated once it has taken place."),
    }


@transaction.atomic
def rate_meeting(
    meeting: Meeting,
    *,
    side: Side,
    stars: int | None,
    is_relevant: bool | None,
    actor: User,
    now: datetime,
) -> MeetingRating | None:
    """Store what a side thinks of a meeting; without any opinion the rating goes.

    The last one of a company's people to rate decides. Raise CannotRate before it took place.
    """
    if not meeting.took_place(now):
        raise CannotRate("not_held")
    rows = MeetingRating.objects.filter(meeting=meeting, side=side)
    if stars is None and is_relevant is None:
        rows.delete()
        return None
    opinion = {"stars": stars, "is_relevant": is_relevant}
    rating, _created = MeetingRating.objects.update_or_create(
        meeting=meeting, side=side, defaults={**opinion, "rated_by": actor, "rated_at": now}
    )
    return rating
