"""What is asked of requests for meetings."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from fair.editions.choices import Side
from fair.editions.models import Participation
from fair.exhibitors.models import ProductLine
from fair.meetings.choices import (
    BookingKind,
    MeetingMode,
    MeetingState,
    RequestState,
    RequestTab,
)
from fair.meetings.models import Meeting, MeetingRequest, RequestStep
from fair.meetings.selectors.free import FreeTime
from fair.meetings.selectors.rules import rules_of
from fair.meetings.snapshots.problem import possible_modes
from fair.sourcing.choices import Visibility
from fair.sourcing.models import ComponentNeed


def meetings_of_requests(requests: Iterable[MeetingRequest]) -> dict[int, Meeting]:
    """Return by request the meeting that came of it, if one did; one query.

    That is the pair's meeting that stands, else the last one made or called off since the two
    agreed. One that was withdrawn with its plan is none: the next plan has to find another.
    """
    accepted = [each for each in requests if each.state == RequestState.ACCEPTED]
    pairs = Q(pk__in=[])
    for each in accepted:
        pairs |= Q(buyer=each.buyer_id, supplier=each.supplier_id)
    by_pair: Mapping[tuple[int, int], list[Meeting]] = defaultdict(list)
    rows = Meeting.objects.filter(pairs).exclude(state=MeetingState.WITHDRAWN)
    for meeting in rows.with_sides_and_places().order_by("id"):
        by_pair[meeting.buyer_id, meeting.supplier_id].append(meeting)
    found: dict[int, Meeting] = {}
    for each in accepted:
        last = _latest(by_pair[each.buyer_id, each.supplier_id], since=each.settled_at)
        if last is not None:
            found[each.pk] = last
    return found


def _latest(meetings: Iterable[Meeting], *, since: datetime | None) -> Meeting | None:
    standing = [each for each in meetings if each.is_standing]
    if standing:
        return standing[-1]
    ended = [
        each for each in meetings if since and each.cancelled_at and each.cancelled_at >= since
    ]
    return ended[-1] if ended else None


def requests_in_tab(
    participations: Sequence[Participation], *, tab: RequestTab
) -> QuerySet[MeetingRequest]:
    """Return the requests of some participations that one tab of their inbox holds.

    Those to answer come in the order in which they end, settled ones the latest first.
    """
    rows = MeetingRequest.objects.of_participations(participations).with_sides()
    if tab == RequestTab.ANSWER:
        return rows.awaiting(participations).order_by("answer_by", "id")
    if tab == RequestTab.WAITING:
        ours = MeetingRequest.objects.awaiting(participations).values("pk")
        return rows.open().exclude(pk__in=ours).order_by("answer_by", "id")
    if tab == RequestTab.DRAFTS:
        return rows.written_by(participations).order_by("-updated_at", "-id")
    return rows.filter(state__in=RequestState.settled()).order_by("-settled_at", "-id")


def tab_counts(participations: Sequence[Participation]) -> dict[RequestTab, int]:
    """Return how many requests each tab of an inbox holds; one query."""
    rows = MeetingRequest.objects.of_participations(participations)
    awaiting = Q(pk__in=MeetingRequest.objects.awaiting(participations).values("pk"))
    drafts = Q(pk__in=MeetingRequest.objects.written_by(participations).values("pk"))
    found = rows.aggregate(
        answer=Count("pk", filter=awaiting),
        waiting=Count("pk", filter=Q(state__in=RequestState.open()) & ~awaiting),
        settled=Count("pk", filter=Q(state__in=RequestState.settled())),
        drafts=Count("pk", filter=drafts),
    )
    return {tab: found[tab.value] for tab in RequestTab}


def awaiting_count(participations: Sequence[Participation]) -> int:
    """Return how many requests some participations have to answer; one query."""
    return MeetingRequest.objects.awaiting(participations).count() if participations else 0


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as one of its sides sees it, with the meeting that came of it."""

    request: MeetingRequest
    own: Participation
    partner: Participation
    is_ours: bool
    meeting: Meeting | None

    @property
    def awaits_us(self) -> bool:
        return self.request.awaits == self.own.side


def as_seen_by(
    requests: Sequence[MeetingRequest], participations: Iterable[Participation]
) -> list[Asked]:
    """Return requests as their reader's side sees them; one query for any number.

    Who acts for both sides sees those that somebody has to answer as the one that has to, others
    as the asker. Organisers read them as the asker.
    """
    own = {each.pk for each in participations}
    meetings = meetings_of_requests(requests)
    return [_asked(each, own, meetings.get(each.pk)) for each in requests]


def _asked(request: MeetingRequest, own: set[int], meeting: Meeting | None) -> Asked:
    sides = [side for side in (request.awaits, request.asked_by) if side]
    sides += [side.value for side in Side if side.value not in sides]
    mine = next((side for side in sides if request.on_side(side).pk in own), request.asked_by)
    partner = Side.SUPPLIER if mine == Side.BUYER else Side.BUYER
    return Asked(
        request=request,
        own=request.on_side(mine),
        partner=request.on_side(partner),
        is_ours=request.asked_by == mine,
        meeting=meeting,
    )


def thread_of(request: MeetingRequest) -> QuerySet[RequestStep]:
    """Return what was done to a request, from the beginning; its sides are read from `request`."""
    return request.steps.select_related("actor", "person").order_by("number")


def request_between(
    own: Iterable[Participation], partner: Participation, *, user: Any
) -> MeetingRequest | None:
    """Return the request of one of some participations with a partner that is still of interest.

    One that somebody has to answer, else a draft, else one that was accepted. One query.
    """
    rows = MeetingRequest.objects.visible_to(user).of_participations(list(own))
    found = rows.of_participations([partner]).filter(
        state__in=[*RequestState.open(), RequestState.DRAFT, RequestState.ACCEPTED]
    )
    order = [*RequestState.open(), RequestState.DRAFT, RequestState.ACCEPTED]
    return min(
        found.with_sides(),
        key=lambda each: (order.index(RequestState(each.state)), -each.pk),
        default=None,
    )


def needs_between(buyer: Participation, supplier: Participation) -> QuerySet[ComponentNeed]:
    """Return the buyer's needs of which the supplier may know, so that both can talk of them."""
    organisation = supplier.organisation_id
    return (
        ComponentNeed.objects.published()
        .filter(participation=buyer)
        .filter(~Q(visibility=Visibility.INVITED) | Q(invited_organisations=organisation))
        .exclude(blocked_organisations=organisation)
        .distinct()
        .order_by("priority", "-published_at", "id")
    )


def lines_of(supplier: Participation) -> QuerySet[ProductLine]:
    """Return the lines that a supplier shows."""
    lines = ProductLine.objects.published().filter(participation=supplier)
    return lines.order_by("-published_at", "id")


def ways_to_meet(buyer: Participation, supplier: Participation) -> list[MeetingMode]:
    """Return how the two could meet, in person first."""
    return [MeetingMode(mode.value) for mode in possible_modes(buyer, supplier)]


def in_ways(times: Iterable[FreeTime], ways: Sequence[str]) -> list[FreeTime]:
    """Keep each beginning once, in the first way that is among `ways`; none means any."""
    by_start: dict[datetime, FreeTime] = {}
    for time in times:
        if not ways or time.mode in ways:
            by_start.setdefault(time.starts_at, time)
    return list(by_start.values())


def must_choose_time(request: MeetingRequest, *, now: datetime) -> bool:
    """Tell whether agreeing needs a time: no plan will find one, and one can be booked now."""
    rules = rules_of(request.edition)
    return rules.kind == BookingKind.BOOKING and rules.may_book(now)


def colleagues_of(own: Participation, *, user: Any) -> QuerySet[User]:
    """Return the others who act for a participant, by name."""
    members = User.objects.filter(
        is_active=True, memberships__organisation=own.organisation_id
    ).exclude(pk=user.pk)
    return members.order_by("full_name", "email")
