"""Offer time that came free to the best of those who wait, a few at once."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction

from fair.attendance import mails
from fair.attendance.choices import FreedState, OfferState
from fair.attendance.models import FreedTime, TimeOffer
from fair.attendance.selectors.candidates import Candidate, candidates_for
from fair.editions.choices import Side
from fair.editions.models import Participation
from fair.meetings.choices import MeetingMode
from fair.meetings.selectors.free import free_times

# So many hold an offer of one time at once, and so many get one in all.
OFFERS_AT_ONCE = 3
MOST_OFFERS = 9
# So many are looked at for one round; each costs a dozen queries.
LOOKED_AT = 12
OFFER_LASTS = timedelta(minutes=15)
MOST_FREED_TIMES = 200


@transaction.atomic
def offer_freed_time(freed_id: int, *, now: datetime) -> int:
    """Offer a freed time to the next best; return to how many.

    Nothing happens while enough others are asked, and once it is taken or over.
    """
    rows = FreedTime.objects.select_for_update(no_key=True, of=("self",))
    related = ("participation__organisation", "participation__edition", "lost")
    freed = rows.select_related(*related).filter(pk=freed_id).first()
    if freed is None or freed.state != FreedState.OPEN or freed.expires_at <= now:
        return 0
    asked = freed.offers.count()
    open_now = freed.offers.filter(state=OfferState.OPEN, expires_at__gt=now).count()
    wanted = min(OFFERS_AT_ONCE - open_now, MOST_OFFERS - asked)
    if wanted <= 0:
        return 0
    able = list(islice(_able(freed, now=now), wanted))
    for candidate, mode in able:
        _offer(freed, candidate, mode=mode, now=now)
    return len(able)


def expire_offers(*, now: datetime) -> int:
    """Close offers and freed times whose time has passed; return how many offers."""
    over = FreedTime.objects.filter(state=FreedState.OPEN, expires_at__lte=now)
    over.update(state=FreedState.EXPIRED, updated_at=now)
    return TimeOffer.objects.filter(state=OfferState.OPEN, expires_at__lte=now).update(
        state=OfferState.EXPIRED, updated_at=now
    )


def waiting_freed_ids(*, now: datetime) -> list[int]:
    """Return the freed times that nobody has taken yet, the most urgent first."""
    rows = FreedTime.objects.filter(state=FreedState.OPEN, expires_at__gt=now)
    return list(rows.order_by("starts_at", "id").values_list("pk", flat=True)[:MOST_FREED_TIMES])


def _able(freed: FreedTime, *, now: datetime) -> Iterator[tuple[Candidate, MeetingMode]]:
    """Yield those who could come then, the best first, with how; a dozen queries for each."""
    for candidate in candidates_for(freed)[:LOOKED_AT]:
        mode = _mode_for(freed, candidate.partner)
        if mode is not None:
            yield candidate, mode


def _mode_for(freed: FreedTime, partner: Participation) -> MeetingMode | None:
    """Return how the two could meet then, as the lost meeting was if possible; None if not."""
    host = freed.participation
    buyer, supplier = (host, partner) if host.side == Side.BUYER else (partner, host)
    # From its beginning on: who stands at the booth already may begin a little late.
    times = free_times(buyer, supplier, now=freed.starts_at)
    modes = [time.mode for time in times if time.starts_at == freed.starts_at]
    if freed.lost.mode in modes:
        return MeetingMode(freed.lost.mode)
    return modes[0] if modes else None


def _offer(freed: FreedTime, candidate: Candidate, *, mode: MeetingMode, now: datetime) -> None:
    offer = TimeOffer.objects.create(
        freed=freed,
        partner=candidate.partner,
        reason=candidate.reason,
        mode=mode,
        expires_at=min(now + OFFER_LASTS, freed.expires_at),
    )
    mails.tell_offer(offer)
