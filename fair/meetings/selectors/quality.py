"""How good a plan is: for whom, how evenly, how full it makes the places, and beside others."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fair.common.templatetags.fair_ui import day as day_words
from fair.editions.choices import Side
from fair.editions.models import Participation
from fair.meetings.choices import MeetingMode, PartyKind, UnplacedCode
from fair.meetings.models import Meeting, Party, PlanRun
from fair.meetings.selectors.plans import slot_loads, unplaced_wishes
from fair.meetings.snapshots import Scenario

CHART_HEIGHT = 100


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: `height` of CHART_HEIGHT, at `x` in bar widths."""

    x: int
    label: str
    count: int
    height: int

    @property
    def y(self) -> int:
        return CHART_HEIGHT - self.height


@dataclass(frozen=True, slots=True)
class Evenness:
    """How many companies of a side have how many meetings."""

    side: str
    label: str
    bars: tuple[Bar, ...]
    fewest: int
    median: int
    most: int
    without: int


@dataclass(frozen=True, slots=True)
class PlaceLoad:
    """How much of one kind of place a plan uses at one time; `share` in percent."""

    starts_at: datetime
    used: int
    available: int

    @property
    def share(self) -> int:
        return min(100, 100 * self.used // self.available) if self.available else 0


@dataclass(frozen=True, slots=True)
class Loads:
    """The use of one kind of place on one day, and where it is fullest."""

    day: date
    label: str
    loads: tuple[PlaceLoad, ...]

    @property
    def fullest(self) -> PlaceLoad:
        return max(self.loads, key=lambda load: (load.share, load.used))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many wishes have no meeting for one reason, and their value together."""

    label: str
    code: str
    count: int
    musts: int
    value: int


@dataclass(frozen=True, slots=True)
class Compared:
    """A plan beside others: what is different in it, and from the first of them."""

    run: PlanRun
    words: tuple[str, ...]
    moved: int
    dropped: int
    new: int
    unmet_musts: int


def evenness_of(run: PlanRun) -> list[Evenness]:
    """Return how many meetings the companies of each side have, kept ones included; 6 queries."""
    kept = Meeting.objects.filter(edition=run.edition_id).kept()
    found = []
    for side in Side:
        name = side.value
        counts = Counter(dict(run.planned_meetings.values_list(name).annotate(Count("pk"))))
        counts.update(dict(kept.values_list(name).annotate(Count("pk")).order_by()))
        participants = Participation.objects.approved().filter(edition=run.edition_id, side=side)
        numbers = sorted(counts[pk] for pk in participants.values_list("pk", flat=True))
        if numbers:
            found.append(_evenness(side, numbers))
    return found


def place_loads(run: PlanRun) -> list[Loads]:
    """Return how full a plan makes tables and online rooms, day by day; three queries."""
    available = {
        MeetingMode.TABLE: Party.objects.filter(
            edition=run.edition_id, kind=PartyKind.TABLE, table__is_active=True
        ).count(),
        MeetingMode.ONLINE: run.edition.online_rooms,
    }
    scenario = Scenario.from_json(run.scenario)
    available[MeetingMode.TABLE] += scenario.more_tables
    available[MeetingMode.ONLINE] += scenario.more_rooms
    by_day: dict[tuple[date, MeetingMode], list[PlaceLoad]] = defaultdict(list)
    for slot in slot_loads(run):
        day = slot.starts_at.astimezone(run.edition.zone).date()
        used = {MeetingMode.TABLE: slot.tables, MeetingMode.ONLINE: slot.online}
        for mode, count in used.items():
            load = PlaceLoad(slot.starts_at, count, available[mode])
            by_day[day, mode].append(load)
    return [
        Loads(day, str(mode.label), tuple(loads))
        for (day, mode), loads in sorted(by_day.items())
        if available[mode]
    ]


def left_out_by_reason(run: PlanRun) -> list[LeftOut]:
    """Sum up a plan's wishes without a meeting by reason, the most first; one query."""
    sums: dict[str, list[Any]] = defaultdict(list)
    for wish in unplaced_wishes(run):
        sums[wish.code].append(wish)
    found = [
        LeftOut(
            str(UnplacedCode(code).label),
            code,
            len(wishes),
            sum(wish.is_must for wish in wishes),
            sum(wish.value for wish in wishes),
        )
        for code, wishes in sums.items()
    ]
    return sorted(found, key=lambda each: (-each.count, each.code))


def compared(runs: Sequence[PlanRun]) -> list[Compared]:
    """Put plans beside the first of them; two queries for each."""
    found: list[Compared] = []
    first: dict[tuple[int, int], Any] = {}
    for number, run in enumerate(runs):
        rows = run.planned_meetings.values_list("buyer", "supplier", "starts_at")
        times = {(buyer, supplier): starts_at for buyer, supplier, starts_at in rows}
        if number == 0:
            first = times
        both = first.keys() & times.keys()
        found.append(
            Compared(
                run,
                words=tuple(scenario_words(run)),
                moved=sum(first[pair] != times[pair] for pair in both),
                dropped=len(first.keys() - times.keys()),
                new=len(times.keys() - first.keys()),
                unmet_musts=run.unplaced_wishes.left_out().filter(is_must=True).count(),
            )
        )
    return found


def scenario_words(run: PlanRun) -> Iterable[str]:
    """Say what is different in a what-if; one query where it leaves companies out."""
    scenario = Scenario.from_json(run.scenario)
    if scenario.more_tables:
        words = ngettext("%(count)d more table", "%(count)d more tables", scenario.more_tables)
        yield words % {"count": scenario.more_tables}
    if scenario.more_rooms:
        words = ngettext(
            "%(count)d more online meeting at once",
            "%(count)d more online meetings at once",
            scenario.more_rooms,
        )
        yield words % {"count": scenario.more_rooms}
    if scenario.more_slots:
        words = ngettext(
            "%(count)d more meeting time: %(day)s",
            "%(count)d more meeting times: %(day)s",
            scenario.more_slots,
        )
        when = day_words(scenario.day) if scenario.day else _("every day")
        yield words % {"count": scenario.more_slots, "day": when}
    if scenario.first_meeting is not None:
        words = _("a supplier's first meeting is worth %(points)d")
        yield words % {"points": scenario.first_meeting}
    if scenario.without:
        rows = Participation.objects.filter(pk__in=scenario.without).select_related("organisation")
        names = ", ".join(str(row) for row in rows.order_by(F("organisation__legal_name"), "id"))
        yield _("without %(companies)s") % {"companies": names}


def _evenness(side: Side, numbers: Sequence[int]) -> Evenness:
    counts = Counter(numbers)
    highest = max(counts.values())
    bars = tuple(
        Bar(number, str(number), counts[number], round(CHART_HEIGHT * counts[number] / highest))
        for number in range(max(numbers) + 1)
    )
    return Evenness(
        side=side.value,
        label=str(side.label),
        bars=bars,
        fewest=numbers[0],
        median=numbers[len(numbers) // 2],
        most=numbers[-1],
        without=counts[0],
    )
