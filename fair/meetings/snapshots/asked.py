"""What companies have said by asking each other for meetings: who agreed, who declined."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from fair.common.compiled import CompiledQuery
from fair.editions.choices import Side
from fair.editions.models import Edition, Participation
from fair.matching.choices import Verdict
from fair.matching.models import MatchVerdict
from fair.meetings.choices import MeetingState, RequestAct, RequestState
from fair.meetings.models import Meeting, MeetingRequest, RequestStep

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Agreed:
    """Two companies agreed to meet, about what and in which ways; no ways means any."""

    buyer_id: int
    supplier_id: int
    need_ids: tuple[int, ...]
    line_ids: tuple[int, ...]
    ways: frozenset[str]


def agreed_in(edition: Edition, *, pairs: Iterable[Pair] | None = None) -> dict[Pair, Agreed]:
    """Return who has agreed to meet, of some pairs or of all; three queries.

    The last word of a pair counts, and nothing of it is left once somebody called the meeting off.
    """
    rows = _last_words(edition).filter(state=RequestState.ACCEPTED)
    wanted = None if pairs is None else frozenset(pairs)
    if wanted is not None:
        rows = rows.filter(buyer__in={buyer for buyer, _supplier in wanted})
    called_off = Meeting.objects.filter(
        buyer=OuterRef("buyer"),
        supplier=OuterRef("supplier"),
        state=MeetingState.CANCELLED,
        cancelled_by__isnull=False,
        cancelled_at__gte=OuterRef("settled_at"),
    )
    standing = rows.exclude(Exists(called_off)).prefetch_related("needs", "lines").order_by("id")
    agreed = {(row.buyer_id, row.supplier_id): _agreed(row) for row in standing}
    return {pair: each for pair, each in agreed.items() if wanted is None or pair in wanted}


def declined_in(edition: Edition) -> frozenset[Pair]:
    """Return the pairs whose last word was a no, unless who said it wants to meet since; a query.

    A side wants to when it marks a match of the two as a must.
    """
    declines = RequestStep.objects.filter(
        act=RequestAct.DECLINE,
        request__in=_last_words(edition).filter(state=RequestState.DECLINED).values("pk"),
    )
    changed = MatchVerdict.objects.filter(
        need__participation=OuterRef("request__buyer"),
        line__participation=OuterRef("request__supplier"),
        side=OuterRef("side"),
        verdict=Verdict.MUST,
        decided_at__gt=OuterRef("at"),
    )
    rows = declines.exclude(Exists(changed)).values_list("request__buyer", "request__supplier")
    return frozenset(rows)


def has_declined_request(side: Side, buyer: Participation, supplier: Participation) -> bool:
    """Tell whether the last word between the two was that side's no; one query."""
    return bool(_LAST_WORD_IS_NO(buyer=buyer.pk, supplier=supplier.pk, side=side.value))


def _last_word_is_no(buyer: int, supplier: int, side: str) -> QuerySet[RequestStep, Any]:
    rows = MeetingRequest.objects.filter(
        buyer=buyer, supplier=supplier, state__in=[RequestState.ACCEPTED, RequestState.DECLINED]
    )
    last = rows.order_by("-settled_at", "-id").values("pk")[:1]
    steps = RequestStep.objects.filter(request__in=last, act=RequestAct.DECLINE, side=side)
    return steps.values_list("pk")


_LAST_WORD_IS_NO = CompiledQuery(_last_word_is_no)


def _last_words(edition: Edition) -> QuerySet[MeetingRequest]:
    """Return of each pair the request that was accepted or declined last."""
    said = MeetingRequest.objects.filter(
        edition=edition, state__in=[RequestState.ACCEPTED, RequestState.DECLINED]
    )
    last = said.order_by("buyer", "supplier", "-settled_at", "-id").distinct("buyer", "supplier")
    return MeetingRequest.objects.filter(pk__in=last.values("pk"))


def _agreed(request: MeetingRequest) -> Agreed:
    return Agreed(
        buyer_id=request.buyer_id,
        supplier_id=request.supplier_id,
        need_ids=tuple(sorted(need.pk for need in request.needs.all())),
        line_ids=tuple(sorted(line.pk for line in request.lines.all())),
        ways=frozenset(request.modes),
    )
