"""Let the demo fair be booked live: its rules, its interpreters, a meeting that needs one."""

from datetime import datetime, time, timedelta
from itertools import islice
from uuid import uuid4

from django.db.models import Exists, OuterRef

from accounts.models import User
from fair.editions.choices import Side
from fair.editions.models import Edition, Participation
from fair.matching.models import Match
from fair.meetings.choices import BookingKind, PartyKind
from fair.meetings.models import BookingRules, Interpreter, Meeting, MeetingSeat
from fair.meetings.selectors.free import FreeTime, free_times
from fair.meetings.selectors.offers import next_times
from fair.meetings.services.attempts import WALK_IN_GRACE
from fair.meetings.services.booking import book_meeting
from fair.portal.management.demo.requests import busiest

WEEK = timedelta(days=7)
INTERPRETERS = {
    "Nguyễn Minh Châu": ["vi", "ja"],
    "Trần Quốc Bảo": ["vi", "ko"],
    "Lê Thu Trang": ["vi", "zh-hans"],
    "Phạm Hải Yến": ["vi", "en"],
}
# So many of the best pairs are looked at for one that can be booked.
LOOKED_AT = 60


def state_rules(edition: Edition, *, now: datetime) -> str:
    """Let participants ask until the eve of the fair, and book until its end, each so many."""
    eve = datetime.combine(edition.starts_on, time(), tzinfo=edition.zone)
    rules, _is_new = BookingRules.objects.get_or_create(
        edition=edition,
        defaults={
            "kind": BookingKind.BOTH,
            "requests_open_at": now - 2 * WEEK,
            "requests_close_at": eve,
            "booking_opens_at": now - WEEK,
            "booking_closes_at": edition.closes_at,
            "supplier_open_requests": 10,
            "buyer_open_requests": 15,
            "supplier_booked_meetings": 6,
            "buyer_booked_meetings": 12,
        },
    )
    return str(rules.get_kind_display())


def bring_interpreters(edition: Edition) -> int:
    """Let a few people interpret all day; return how many there are."""
    for name, languages in INTERPRETERS.items():
        Interpreter.objects.get_or_create(
            edition=edition, full_name=name, defaults={"languages": languages}
        )
    return edition.interpreters.count()


def bring_together(edition: Edition, *, actor: User, now: datetime) -> int:
    """See to it that somebody meets with an interpreter; return how many meetings have one.

    Where the plan has none, the best pair that needs one and has time is booked.
    """
    seats = MeetingSeat.objects.filter(party__kind=PartyKind.INTERPRETER, live=True)
    spoken = Meeting.objects.standing().filter(pk__in=seats.values("meeting"), edition=edition)
    if not spoken.exists():
        _book_with_interpreter(edition, actor=actor, now=now)
    return spoken.count()


def _book_with_interpreter(edition: Edition, *, actor: User, now: datetime) -> None:
    strangers = (
        (buyer, supplier)
        for buyer, supplier in _best_pairs(edition)
        if not set(buyer.languages) & set(supplier.languages)
    )
    for buyer, supplier in islice(strangers, LOOKED_AT):
        found = (each for each in free_times(buyer, supplier, now=now) if each.interpreter)
        if (free := next(found, None)) is not None:
            _book(buyer, supplier, free, actor=actor, now=now)
            return


def walk_in(edition: Edition, *, now: datetime) -> Meeting | None:
    """Let a buyer sit down at the booth of a good match, now or soon: the busiest, else another."""
    buyer = busiest(edition, Side.BUYER)
    if buyer is None or Meeting.objects.filter(edition=edition, is_walk_in=True).exists():
        return None
    pairs = [*_best_pairs(edition, buyer=buyer)[:LOOKED_AT], *_best_pairs(edition)[:LOOKED_AT]]
    for guest, supplier in pairs:
        times = next_times(guest, supplier, now=now, grace=WALK_IN_GRACE, count=1)
        actor = guest.organisation.members.order_by("pk").first()
        if times and actor:
            return _book(guest, supplier, times[0], actor=actor, now=now, is_walk_in=True)
    return None


def _best_pairs(
    edition: Edition, *, buyer: Participation | None = None
) -> list[tuple[Participation, Participation]]:
    """Return who matches and has no meeting, the best first; two queries."""
    sides = ("need__participation", "line__participation")
    meet = Meeting.objects.standing().filter(buyer=OuterRef(sides[0]), supplier=OuterRef(sides[1]))
    rows = Match.objects.filter(run__edition=edition).current().eligible().not_blocked()
    if buyer is not None:
        rows = rows.filter(need__participation=buyer)
    ids = rows.exclude(Exists(meet)).order_by("-mutual_points", "id").values_list(*sides)
    pairs = list(dict.fromkeys(ids))
    known = Participation.objects.select_related("organisation", "edition").in_bulk(
        {each for pair in pairs for each in pair}
    )
    return [(known[first], known[second]) for first, second in pairs]


def _book(
    buyer: Participation,
    supplier: Participation,
    free: FreeTime,
    *,
    actor: User,
    now: datetime,
    is_walk_in: bool = False,
) -> Meeting:
    return book_meeting(
        buyer,
        supplier,
        starts_at=free.starts_at,
        mode=free.mode,
        actor=actor,
        now=now,
        side=Side.BUYER if is_walk_in else None,
        is_walk_in=is_walk_in,
        key=uuid4(),
    )
