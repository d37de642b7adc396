"""Who waits for time with somebody, and why; the best first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Max

from fair.attendance.choices import OfferReason, other_side
from fair.attendance.models import CheckIn, FreedTime
from fair.editions.choices import Side
from fair.editions.models import Participation
from fair.matching.models import Match
from fair.meetings.choices import MeetingState, PlanState, RequestState
from fair.meetings.models import Meeting, MeetingRequest, UnplacedWish

# A match with fewer points of 100 is no reason to disturb somebody.
GOOD_MATCH = 60

ORDER = list(OfferReason)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A company that might take freed time; among equal reasons, who is there and more points."""

    partner: Participation
    reason: OfferReason
    is_there: bool
    points: int

    @property
    def rank(self) -> tuple[int, bool, int, int]:
        return (ORDER.index(self.reason), not self.is_there, -self.points, self.partner.pk)


def candidates_for(freed: FreedTime) -> list[Candidate]:
    """Return who waits for time with the one who has it, the best first; eight queries.

    Left out are those who meet already, those whose meeting one of the two called off or does
    not want, those who were offered this time before and those who want no offers.
    """
    host = freed.participation
    reasons: dict[int, tuple[OfferReason, int]] = {}
    for partner_id, reason, points in _waiting(host):
        reasons.setdefault(partner_id, (reason, points))
    partners = (
        Participation.objects.approved()
        .filter(edition=host.edition_id, side=other_side(host.side), pk__in=reasons)
        .exclude(pk__in=_settled(freed))
        .exclude(pk__in=freed.offers.values("partner"))
        .exclude(offer_choice__wants_offers=False)
        .select_related("organisation", "edition")
    )
    there = _there_today(freed)
    found = [
        Candidate(partner, reasons[partner.pk][0], partner.pk in there, reasons[partner.pk][1])
        for partner in partners
    ]
    return sorted(found, key=lambda candidate: candidate.rank)


def _waiting(host: Participation) -> Iterator[tuple[int, OfferReason, int]]:
    """Yield partner, reason and points; the better reasons first."""
    other = str(other_side(host.side).value)
    requests = MeetingRequest.objects.filter(state__in=RequestState.open(), **{host.side: host})
    for partner_id in requests.order_by("sent_at", "id").values_list(other, flat=True):
        yield partner_id, OfferReason.ASKED, 0
    wishes = UnplacedWish.objects.left_out().filter(
        run__state=PlanState.PUBLISHED, **{host.side: host}
    )
    for partner_id, value in wishes.order_by("-is_must", "-value").values_list(other, "value"):
        yield partner_id, OfferReason.WISHED, value
    column = {Side.BUYER: "need__participation", Side.SUPPLIER: "line__participation"}
    matches = Match.objects.current().eligible().not_blocked()
    for side in Side:
        matches = matches.not_declined_by(side)
    best = (
        matches.filter(**{column[Side(host.side)]: host}, mutual_points__gte=GOOD_MATCH)
        .values(column[other_side(host.side)])
        .annotate(points=Max("mutual_points"))
        .order_by("-points")
    )
    for partner_id, points in best.values_list(column[other_side(host.side)], "points"):
        yield partner_id, OfferReason.MATCH, points


def _settled(freed: FreedTime) -> Iterable[int]:
    """Return with whom there is nothing to arrange: they meet, met, declined or called it off."""
    host = freed.participation
    other = str(other_side(host.side).value)
    meetings = Meeting.objects.filter(**{host.side: host})
    standing = meetings.standing().values_list(other, flat=True)
    called_off = meetings.filter(state=MeetingState.CANCELLED, cancelled_by__isnull=False)
    declined = MeetingRequest.objects.filter(state=RequestState.DECLINED, **{host.side: host})
    return {
        *standing,
        *called_off.values_list(other, flat=True),
        *declined.values_list(other, flat=True),
    }


def _there_today(freed: FreedTime) -> set[int]:
    """Return who checked in somewhere on that day: they need no long way."""
    zone = freed.participation.edition.zone
    day = freed.starts_at.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = CheckIn.objects.standing().filter(
        meeting__edition=freed.participation.edition_id, checked_at__gte=day
    )
    return {
        buyer if side == Side.BUYER else supplier
        for side, buyer, supplier in rows.values_list("side", "meeting__buyer", "meeting__supplier")
    }
