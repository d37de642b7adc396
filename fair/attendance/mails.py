"""The messages of the attendance room; all of them are urgent."""

from collections.abc import Iterable
from datetime import datetime
from itertools import chain
from typing import Any

from accounts.models import User
from fair.attendance.choices import other_side
from fair.attendance.models import FreedTime, TimeOffer
from fair.editions.models import Participation
from fair.meetings.models import Meeting
from fair.meetings.selectors.attendees import attendees_of
from fair.notifications.services import notify


def people_of(participation: Participation) -> Iterable[User]:
    """Return everybody who acts for a company: any of them may be the one who is there."""
    organisation = participation.organisation_id
    members = User.objects.filter(is_active=True, memberships__organisation_id=organisation)
    return members.order_by("id")


def who_comes(meeting: Meeting, side: Participation) -> Iterable[User]:
    """Return the people who come to a meeting for one side."""
    return attendees_of([meeting])[meeting.pk, side.pk]


def tell_late(meeting: Meeting, *, side: str, minutes: int) -> None:
    """Tell the partner that `side` comes late."""
    late, partner = _sides(meeting, side)
    _tell(
        who_comes(meeting, partner),
        kind="partner_late",
        context={**_about(meeting), "late": late, "minutes": minutes},
        once=f"late:{meeting.pk}:{side}:{minutes}",
        expires_at=meeting.ends_at,
    )


def tell_may_be_late(meeting: Meeting, *, before: Meeting, minutes: int) -> None:
    """Tell the partner of a meeting that the one before it begins late."""
    shared = {before.buyer_id, before.supplier_id}
    partner = meeting.supplier if meeting.buyer_id in shared else meeting.buyer
    detained = meeting.buyer if meeting.buyer_id in shared else meeting.supplier
    _tell(
        who_comes(meeting, partner),
        kind="may_be_late",
        context={**_about(meeting), "detained": detained, "minutes": minutes},
        once=f"may-be-late:{meeting.pk}:{before.pk}:{minutes}",
        expires_at=meeting.ends_at,
    )


def tell_missed(meeting: Meeting, *, absent: str) -> None:
    """Tell a side that it counts as not come."""
    missing, waiting = _sides(meeting, absent)
    _tell(
        who_comes(meeting, missing),
        kind="missed",
        context={**_about(meeting), "waiting": waiting},
        once=_missed(meeting),
    )


def tell_neither_came(meeting: Meeting) -> None:
    """Tell both sides that neither counts as come."""
    _tell(
        chain(who_comes(meeting, meeting.buyer), who_comes(meeting, meeting.supplier)),
        kind="neither_came",
        context=_about(meeting),
        once=_missed(meeting),
    )


def tell_offer(offer: TimeOffer) -> None:
    """Offer freed time to a company."""
    _tell(
        people_of(offer.partner),
        kind="offer",
        context=_about_offer(offer),
        once=f"offer:{offer.pk}",
        expires_at=offer.expires_at,
    )


def tell_gone(offer: TimeOffer) -> None:
    """Tell a company kindly that somebody else was faster."""
    _tell(
        people_of(offer.partner),
        kind="offer_gone",
        context=_about_offer(offer),
        once=f"offer-gone:{offer.pk}",
    )


def _tell(
    people: Iterable[User],
    *,
    kind: str,
    context: dict[str, Any],
    once: str,
    expires_at: datetime | None = None,
) -> None:
    """Send some people one message each; `once` names what nobody hears twice."""
    for person in people:
        notify(
            person,
            kind=f"attendance/{kind}",
            context=context,
            is_urgent=True,
            expires_at=expires_at,
            dedupe_key=f"{once}:{person.pk}",
        )


def _missed(meeting: Meeting) -> str:
    """Name what was found last of who came: what is taken back and found again is told again."""
    return f"missed:{meeting.pk}:{meeting.updated_at.timestamp()}"


def _sides(meeting: Meeting, side: str) -> tuple[Participation, Participation]:
    """Return the participation of `side`, and the other's."""
    sides = {"buyer": meeting.buyer, "supplier": meeting.supplier}
    return sides[str(side)], sides[str(other_side(side).value)]


def _about(meeting: Meeting) -> dict[str, Any]:
    loaded = Meeting.objects.with_sides_and_places().get(pk=meeting.pk)
    return {"meeting": loaded, "edition": loaded.edition}


def _about_offer(offer: TimeOffer) -> dict[str, Any]:
    freed: FreedTime = offer.freed
    host = freed.participation
    return {"offer": offer, "freed": freed, "host": host, "edition": host.edition}
