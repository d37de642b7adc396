"""Let companies of the demo fair ask each other for meetings, each request at another stage."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import yaml
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery

from accounts.models import User
from fair.editions.choices import Side
from fair.editions.models import Edition, Participation
from fair.matching.models import Match
from fair.meetings.choices import DeclineReason, MeetingMode, MeetingState
from fair.meetings.models import Meeting, MeetingRequest, other_side
from fair.meetings.selectors.free import FreeTime, free_times
from fair.meetings.services import answering
from fair.meetings.services.requesting import Wished, ask, keep_draft

TEXTS: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "requests.yaml").read_text(encoding="utf-8")
)


def ask_for_meetings(edition: Edition, *, now: datetime) -> int:
    """Let the busiest Vietnamese buyer and supplier ask and be asked; return how many requests.

    Theirs are the log-ins that the demo prints (`protagonist`).
    """
    count = 0
    for side in Side:
        own = busiest(edition, side)
        if own is not None:
            partners = list(_strangers(edition, own))
            count += sum(
                stage(own, partner, now) for stage, partner in zip(STAGES, partners, strict=False)
            )
    return count


def busiest(edition: Edition, side: Side) -> Participation | None:
    """Return the Vietnamese participant on a side that has the most meetings."""
    rows = Meeting.objects.filter(edition=edition, state=MeetingState.CONFIRMED)
    return _with_most(rows.filter(**{f"{side.value}__organisation__country": "VN"}), side)


def protagonist(edition: Edition, side: Side) -> Participation | None:
    """Return whose requests these are: meetings come and go, so who was busiest may not be now."""
    return _with_most(MeetingRequest.objects.filter(edition=edition), side)


def _with_most(rows: QuerySet[Any], side: Side) -> Participation | None:
    """Return who has most of some meetings or requests on a side."""
    counts = rows.order_by().values(side.value).annotate(number=Count("pk"))
    most = counts.order_by("-number", f"{side.value}__organisation").first()
    found = Participation.objects.select_related("organisation", "edition")
    return found.filter(pk=most[side.value]).first() if most else None


def _strangers(edition: Edition, own: Participation) -> QuerySet[Participation]:
    """Return those on the other side without a meeting with `own`, the best matches first."""
    mine, theirs = ("need", "line") if own.side == Side.BUYER else ("line", "need")
    matches = (
        Match.objects.filter(
            **{f"{mine}__participation": own, f"{theirs}__participation": OuterRef("pk")}
        )
        .current()
        .eligible()
        .order_by("-mutual_points", "id")
    )
    side = other_side(own.side)
    meetings = Meeting.objects.filter(**{own.side: own, side.value: OuterRef("pk")})
    return (
        Participation.objects.approved()
        .filter(edition=edition, side=side)
        .exclude(Exists(meetings))
        .annotate(points=Subquery(matches.values("mutual_points")[:1]))
        .select_related("organisation", "edition")
        .order_by(F("points").desc(nulls_last=True), "id")[: len(STAGES)]
    )


def _asked(own: Participation, partner: Participation, now: datetime) -> MeetingRequest:
    """Let `own` ask `partner`, about what matches, at the first time that suits both."""
    buyer, supplier = _pair(own, partner)
    match = Match.objects.filter(need__participation=buyer, line__participation=supplier).current()
    best = match.select_related("need", "line").order_by("-mutual_points", "id").first()
    times = free_times(buyer, supplier, now=now)
    wished = Wished(
        message=_text(TEXTS["asks"][own.side], partner),
        times=tuple(time.starts_at for time in times[:1]),
        needs=(best.need,) if best else (),
        lines=(best.line,) if best else (),
    )
    return ask(own, partner=partner, wished=wished, key=uuid4(), actor=_person(own), now=now)


def _to_answer(own: Participation, partner: Participation, now: datetime) -> int:
    _asked(partner, own, now - timedelta(hours=20))
    return 1


def _waiting(own: Participation, partner: Participation, now: datetime) -> int:
    _asked(own, partner, now - timedelta(hours=30))
    return 1


def _countered(own: Participation, partner: Participation, now: datetime) -> int:
    request = _asked(own, partner, now - timedelta(hours=40))
    times = free_times(*_pair(own, partner), now=now)
    answering.counter_request(
        request,
        modes=() if times else (MeetingMode.ONLINE,),  # the busiest may have no time left
        times=[time.starts_at for time in times[-1:]],
        note=_text(TEXTS["counter"], own),
        **_by(partner, now - timedelta(hours=10)),
    )
    return 1


def _declined(own: Participation, partner: Participation, now: datetime) -> int:
    request = _asked(own, partner, now - timedelta(hours=50))
    answering.decline_request(
        request,
        reason=DeclineReason.VOLUME,
        note=_text(TEXTS["decline"], own),
        **_by(partner, now - timedelta(hours=12)),
    )
    return 1


def _agreed(own: Participation, partner: Participation, now: datetime) -> int:
    request = _asked(partner, own, now - timedelta(hours=60))
    times = free_times(*_pair(own, partner), now=now)
    answering.accept_request(
        request,
        at=_spot(times[0]) if times else None,
        note=_text(TEXTS["accept"], partner),
        **_by(own, now - timedelta(hours=5)),
    )
    return 1


def _withdrawn(own: Participation, partner: Participation, now: datetime) -> int:
    request = _asked(partner, own, now - timedelta(hours=70))
    answering.withdraw_request(request, **_by(partner, now - timedelta(hours=30)))
    return 1


def _draft(own: Participation, partner: Participation, now: datetime) -> int:
    wished = Wished(message=_text(TEXTS["asks"][own.side], partner), modes=(MeetingMode.TABLE,))
    keep_draft(own, partner=partner, wished=wished, key=uuid4())
    return 1


Stage = Callable[[Any, Participation, datetime], int]
STAGES: tuple[Stage, ...] = (
    *(_to_answer, _agreed, _countered, _waiting, _to_answer),
    *(_declined, _withdrawn, _waiting, _draft),
)


def _by(own: Participation, at: datetime) -> dict[str, Any]:
    return {"side": Side(own.side), "key": uuid4(), "actor": _person(own), "now": at}


def _person(own: Participation) -> User:
    return own.organisation.members.order_by("pk")[0]


def _spot(time: FreeTime) -> answering.Spot:
    return answering.Spot(time.starts_at, time.mode)


def _pair(own: Participation, partner: Participation) -> tuple[Participation, Participation]:
    return (own, partner) if other_side(own.side) == Side.SUPPLIER else (partner, own)


def _text(texts: dict[str, str], reader: Participation) -> str:
    """Return what is written to a reader: in Vietnamese at home, else in English."""
    return texts["vi" if reader.organisation.country == "VN" else "en"]
