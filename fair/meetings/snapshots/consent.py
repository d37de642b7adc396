"""Whether a company has said that it does not want to meet another."""

from fair.common.compiled import CompiledQuery
from fair.editions.choices import Side
from fair.editions.models import Participation
from fair.matching.choices import Verdict
from fair.matching.models import Match, MatchVerdict
from fair.meetings.choices import MeetingState
from fair.meetings.models import Meeting
from fair.meetings.snapshots.asked import has_declined_request


def objects(side: Side, *, buyer: Participation, supplier: Participation) -> bool:
    """Tell whether the side does not want to meet the other; up to five queries.

    It said no to all that is left between the two or to the other's request, or it called their
    last meeting off and has not asked for it since. What the other side said or did does not
    count: it may change its mind.
    """
    return (
        _has_declined(side, buyer, supplier)
        or has_declined_request(side, buyer, supplier)
        or _has_called_off(side, buyer, supplier)
    )


def _has_declined(side: Side, buyer: Participation, supplier: Participation) -> bool:
    if not _NOES(buyer=buyer.pk, supplier=supplier.pk, side=side.value):
        return False
    pair = {"need__participation": buyer.pk, "line__participation": supplier.pk}
    matches = Match.objects.filter(**pair).current().eligible()
    return not matches.not_declined_by(side).exists()


_NOES = CompiledQuery(
    lambda buyer, supplier, side: MatchVerdict.objects.filter(
        need__participation=buyer, line__participation=supplier, side=side, verdict=Verdict.NO
    ).values_list("pk")[:1]
)


def _has_called_off(side: Side, buyer: Participation, supplier: Participation) -> bool:
    own = buyer if side == Side.BUYER else supplier
    last = next(iter(_CALLED_OFF(buyer=buyer.pk, supplier=supplier.pk)), None)
    if last is None or not own.organisation.memberships.filter(user=last.cancelled_by).exists():
        return False
    asked = MatchVerdict.objects.filter(
        need__participation=buyer,
        line__participation=supplier,
        side=side,
        verdict=Verdict.MUST,
        decided_at__gt=last.cancelled_at,
    )
    return not asked.exists()


_CALLED_OFF = CompiledQuery(
    lambda buyer, supplier: Meeting.objects.filter(
        buyer=buyer, supplier=supplier, state=MeetingState.CANCELLED, cancelled_by__isnull=False
    ).order_by("-cancelled_at", "-id")[:1]
)
