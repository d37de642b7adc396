"""A company's partners after the fair: how far they are with each, and what to do next."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from fair.common.search import folded
from fair.editions.choices import Side
from fair.editions.models import Participation
from fair.meetings.models import Meeting
from fair.outcomes.choices import Stage, ToDo
from fair.outcomes.engine import ledger
from fair.outcomes.models import ContactConsent, DealStep, MeetingRating, StepReply
from fair.outcomes.selectors.met import meetings_that_took_place

# What is urgent comes first, what is settled last.
URGENCY = {code: place for place, code in enumerate(ToDo.values)}


@dataclass(frozen=True, slots=True)
class Partner:
    """One company that another one met: their meetings, and the steps that count."""

    own: Participation
    partner: Participation
    side: Side
    meetings: tuple[Meeting, ...]
    steps: tuple[DealStep, ...]
    stage: Stage
    to_do: ToDo
    card_count: int

    @property
    def last_step(self) -> DealStep | None:
        return self.steps[-1] if self.steps else None

    @property
    def buyer(self) -> Participation:
        return self.own if self.side == Side.BUYER else self.partner

    @property
    def supplier(self) -> Participation:
        return self.partner if self.side == Side.BUYER else self.own

    @property
    def unrated(self) -> Meeting | None:
        """The meeting to rate, where that is what to do."""
        return self.meetings[-1] if self.to_do == ToDo.RATE else None


def partners_of(own: Participation, *, now: datetime) -> list[Partner]:
    """Return whom a participant met, the most urgent first; four queries for any number."""
    side = Side(own.side)
    theirs = "supplier" if side == Side.BUYER else "buyer"
    steps = DealStep.objects.filter(**{side.value: own})
    meetings: dict[Participation, list[Meeting]] = defaultdict(list)
    for meeting in _with_outcome(now).filter(**{side.value: own}).order_by("starts_at", "id"):
        meetings[getattr(meeting, theirs)].append(meeting)
    ledgers: dict[int, list[DealStep]] = defaultdict(list)
    for step in steps.with_standing().order_by("happened_on", "id"):
        ledgers[getattr(step, f"{theirs}_id")].append(step)
    rated = set(
        MeetingRating.objects.filter(side=side, meeting__in=_ids(meetings)).values_list(
            "meeting", flat=True
        )
    )
    cards = _card_counts(meetings)
    today = now.astimezone(own.edition.zone).date()
    partners = [
        _partner(own, other, met, ledgers[other.pk], rated=rated, cards=cards, today=today)
        for other, met in meetings.items()
    ]
    return sorted(partners, key=lambda each: (URGENCY[each.to_do], str(each.partner)))


def narrowed(partners: Iterable[Partner], *, words: str, stage: str, to_do: str) -> list[Partner]:
    """Keep the partners in whose name all words are found, at a stage, with something to do."""
    wanted = folded(words).split()
    return [
        each
        for each in partners
        if (not stage or each.stage == stage)
        and (not to_do or each.to_do == to_do)
        and all(word in _names(each.partner) for word in wanted)
    ]


def by_stage(partners: Iterable[Partner]) -> list[tuple[Stage, list[Partner]]]:
    """Group partners by stage, in the order in which stages are reached; without empty ones."""
    groups: dict[Stage, list[Partner]] = {stage: [] for stage in Stage}
    for each in partners:
        groups[each.stage].append(each)
    return [(stage, rows) for stage, rows in groups.items() if rows]


def history_of(buyer: Participation, supplier: Participation) -> list[DealStep]:
    """Return every row of a pair's ledger, the latest first, each with its answers."""
    rows = DealStep.objects.of_pair(buyer, supplier).with_standing()
    return list(
        rows.select_related("need", "line", "reported_by", "edition")
        .prefetch_related(_replies())
        .order_by("-id")
    )


@dataclass(frozen=True, slots=True)
class Summary:
    """Where a pair stands: its stage and the rows that count, the latest first."""

    stage: Stage
    current: tuple[DealStep, ...]


def summary_of(rows: Sequence[DealStep]) -> Summary:
    """Say where a pair stands, from all rows of its ledger; no query."""
    steps = [row.as_step() for row in rows]
    places = {step.id: place for place, step in enumerate(ledger.current(steps))}
    counting = [row for row in rows if row.pk in places]
    return Summary(
        stage=Stage(ledger.stage_of(steps)),
        current=tuple(sorted(counting, key=lambda row: -places[row.pk])),
    )


def _replies() -> Any:
    from_first = StepReply.objects.select_related("replied_by").order_by("id")
    return Prefetch("replies", from_first)


def _with_outcome(now: datetime) -> QuerySet[Meeting]:
    """Return meetings that took place; what was reported stays in sight if that is mended later."""
    pair = DealStep.objects.filter(buyer=OuterRef("buyer"), supplier=OuterRef("supplier"))
    rows = meetings_that_took_place(now) | Meeting.objects.filter(Exists(pair))
    return rows.select_related("edition", "buyer__organisation", "supplier__organisation")


def _ids(meetings: dict[Participation, list[Meeting]]) -> list[int]:
    return [meeting.pk for met in meetings.values() for meeting in met]


def _card_counts(partners: Iterable[Participation]) -> dict[int, int]:
    rows = ContactConsent.objects.standing().filter(participation__in=list(partners))
    counts: dict[int, int] = defaultdict(int)
    for pk in rows.values_list("participation", flat=True):
        counts[pk] += 1
    return counts


def _partner(
    own: Participation,
    partner: Participation,
    met: Sequence[Meeting],
    steps: Sequence[DealStep],
    *,
    rated: set[int],
    cards: dict[int, int],
    today: date,
) -> Partner:
    rows = [step.as_step() for step in steps]
    counting = {row.id for row in ledger.current(rows)}
    is_rated = all(meeting.pk in rated for meeting in met)
    to_do = ledger.next_to_do(rows, side=own.side, is_rated=is_rated, today=today)
    return Partner(
        own=own,
        partner=partner,
        side=Side(own.side),
        meetings=tuple(met),
        steps=tuple(step for step in steps if step.pk in counting),
        stage=Stage(ledger.stage_of(rows)),
        to_do=ToDo(to_do),
        card_count=cards.get(partner.pk, 0),
    )


def _names(participation: Participation) -> str:
    organisation = participation.organisation
    return folded(" ".join([organisation.legal_name, *organisation.names.values()]))
