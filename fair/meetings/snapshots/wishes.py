"""Which buyers and suppliers should meet, about what, and how much it is worth."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet

from fair.common.compiled import CompiledQuery
from fair.editions.choices import Side
from fair.editions.models import Edition
from fair.matching.choices import Verdict
from fair.matching.models import Match, MatchRun, MatchVerdict
from fair.meetings.choices import MeetingState
from fair.meetings.models import Meeting, PlannedMeeting, PlanRun
from fair.meetings.snapshots.asked import Agreed, agreed_in, declined_in
from fair.meetings.snapshots.met import met_before

# Of each need's ranking so many product lines become wishes, of each line's so many needs; what a
# side asked for always does.
BEST_OF_NEED = 15
BEST_OF_LINE = 2

# A match has up to 100 points; a wish counts in finer ones.
POINTS_PER_MATCH_POINT = 10
POINTS_OF_VERDICT = {Verdict.NICE: 100, Verdict.MUST: 200}

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Wish:
    """One meeting wished for: a pair, all it would talk about, and its worth in points.

    `places` are the meeting places that the needs allow; empty means any.
    """

    buyer_id: int
    supplier_id: int
    value: int
    is_must: bool
    need_ids: tuple[int, ...]
    line_ids: tuple[int, ...]
    places: frozenset[str] = frozenset()


def wishes_of_matches(run: MatchRun) -> list[Wish]:
    """Return a wish for each pair that the matches of `run` bring together; up to seven queries.

    Pairs that have agreed by asking each other are wishes whether or not they match.
    All needs and lines of a pair are one meeting. Its value sums, over the needs, the points of
    the best line, and adds something where a side asked for it.
    """
    verdicts = _verdicts(run.edition)
    matches: dict[Pair, list[Match]] = defaultdict(list)
    for match in _candidates(run):
        if Verdict.NO not in verdicts[match.need_id, match.line_id].values():
            pair = (match.need.participation_id, match.line.participation_id)
            matches[pair].append(match)
    for pair in met_before(run.edition) & matches.keys():
        if not _want_again(verdicts[match.need_id, match.line_id] for match in matches[pair]):
            del matches[pair]
    wishes = [_wish(pair, matches[pair], verdicts) for pair in sorted(matches)]
    return _with_agreed(wishes, agreed_in(run.edition))


def wishes_of_plan(run: PlanRun) -> list[Wish]:
    """Return a plan's meetings as wishes, in the mode that was planned; three queries."""
    needs = _subjects(PlannedMeeting.needs.through, run, "componentneed")
    lines = _subjects(PlannedMeeting.lines.through, run, "productline")
    rows = run.planned_meetings.order_by("buyer", "supplier")
    return [
        Wish(
            buyer_id=buyer_id,
            supplier_id=supplier_id,
            value=value,
            is_must=is_must,
            need_ids=tuple(needs[pk]),
            line_ids=tuple(lines[pk]),
            places=frozenset({mode}),
        )
        for pk, buyer_id, supplier_id, value, is_must, mode in rows.values_list(
            "pk", "buyer", "supplier", "value", "is_must", "mode"
        )
    ]


def wishes_of_pairs(run: MatchRun, pairs: Iterable[Pair]) -> list[Wish]:
    """Return the wishes that the matches of `run` make of some pairs; two queries."""
    wanted = frozenset(pairs)
    if not wanted:
        return []
    verdicts = _verdicts(run.edition)
    of_buyers = Q(need__participation__in={buyer for buyer, _supplier in wanted})
    of_suppliers = Q(line__participation__in={supplier for _buyer, supplier in wanted})
    # Whole lists of either side, so that places in them are right.
    rows = _candidates(run, ranked=of_buyers | of_suppliers).filter(of_buyers, of_suppliers)
    matches: dict[Pair, list[Match]] = defaultdict(list)
    for match in rows:
        pair = (match.need.participation_id, match.line.participation_id)
        is_declined = Verdict.NO in verdicts[match.need_id, match.line_id].values()
        if pair in wanted and not is_declined:
            matches[pair].append(match)
    wishes = [_wish(pair, matches[pair], verdicts) for pair in sorted(matches)]
    return _with_agreed(wishes, agreed_in(run.edition, pairs=wanted))


def wish_between(buyer_id: int, supplier_id: int) -> Wish | None:
    """Return what the matches that people see say two companies could talk about; two queries.

    However low they rank; None where nothing of theirs matches, or all of it was declined.
    """
    rows = _MATCHES_BETWEEN(buyer=buyer_id, supplier=supplier_id)
    if not rows:
        return None
    pair = {"need__participation": buyer_id, "line__participation": supplier_id}
    verdicts: dict[Pair, dict[str, str]] = defaultdict(dict)
    for verdict in MatchVerdict.objects.filter(**pair):
        verdicts[verdict.need_id, verdict.line_id][verdict.side] = verdict.verdict
    wanted = [
        match for match in rows if Verdict.NO not in verdicts[match.need_id, match.line_id].values()
    ]
    return _wish((buyer_id, supplier_id), wanted, verdicts) if wanted else None


def _matches_between(buyer: int, supplier: int) -> QuerySet[Match]:
    rows = Match.objects.filter(need__participation=buyer, line__participation=supplier)
    read = ("need_id", "line_id", "mutual_points", "need__meeting_places")
    return rows.current().eligible().select_related("need").only(*read).order_by("id")


_MATCHES_BETWEEN = CompiledQuery(_matches_between)


def wish_about(row: PlannedMeeting | Meeting, *, is_must: bool = False) -> Wish:
    """Return a meeting as a wish that may be met in every way its needs allow.

    Reads needs and lines, so load them along.
    """
    needs = list(row.needs.all())
    allowed = [frozenset(need.meeting_places) for need in needs]
    return Wish(
        buyer_id=row.buyer_id,
        supplier_id=row.supplier_id,
        value=row.value,
        is_must=is_must,
        need_ids=tuple(sorted(need.pk for need in needs)),
        line_ids=tuple(sorted(line.pk for line in row.lines.all())),
        places=frozenset().union(*allowed) if all(allowed) else frozenset(),
    )


def blocked_pairs(edition: Edition) -> frozenset[Pair]:
    """Return the pairs that must not meet; up to eight queries.

    A side said no to all that is left between them, or to the other's request, or somebody called
    their meeting off and no side has asked for it since. Who agreed since then, may.
    """
    declined = MatchVerdict.objects.filter(
        verdict=Verdict.NO, need__participation__edition=edition
    ).values_list("need__participation_id", "line__participation_id")
    open_matches = Match.objects.filter(run__edition=edition).current().eligible()
    for side in Side:
        open_matches = open_matches.not_declined_by(side)
    still_open = open_matches.values_list("need__participation_id", "line__participation_id")
    refused = frozenset(declined.distinct()) - frozenset(still_open.distinct())
    agreed = agreed_in(edition).keys()
    return (refused | declined_in(edition) | _called_off(edition)) - agreed


def _with_agreed(wishes: Iterable[Wish], agreed: Mapping[Pair, Agreed]) -> list[Wish]:
    """Add what pairs have agreed by asking: it must be met, and counts as a must of both sides."""
    by_pair = {(wish.buyer_id, wish.supplier_id): wish for wish in wishes}
    for pair, each in agreed.items():
        known = by_pair.get(pair) or Wish(*pair, 0, False, (), ())
        by_pair[pair] = replace(
            known,
            value=known.value + len(Side) * POINTS_OF_VERDICT[Verdict.MUST],
            is_must=True,
            need_ids=tuple(sorted({*known.need_ids, *each.need_ids})),
            line_ids=tuple(sorted({*known.line_ids, *each.line_ids})),
            places=each.ways or known.places,
        )
    return [by_pair[pair] for pair in sorted(by_pair)]


def _called_off(edition: Edition) -> frozenset[Pair]:
    """Return the pairs whose meeting somebody called off, unless a side has asked for it since."""
    rows = Meeting.objects.filter(
        edition=edition, state=MeetingState.CANCELLED, cancelled_by__isnull=False
    )
    called_off = {
        (buyer, supplier): at
        for buyer, supplier, at in rows.order_by("cancelled_at", "id").values_list(
            "buyer", "supplier", "cancelled_at"
        )
        if at is not None
    }
    if not called_off:
        return frozenset()
    asked = MatchVerdict.objects.filter(
        verdict=Verdict.MUST, need__participation__edition=edition
    ).values_list("need__participation_id", "line__participation_id", "decided_at")
    asked_since = {
        (buyer, supplier)
        for buyer, supplier, at in asked
        if (buyer, supplier) in called_off and at > called_off[buyer, supplier]
    }
    return frozenset(called_off.keys() - asked_since)


def _subjects(through: Any, run: PlanRun, subject: str) -> dict[int, list[int]]:
    """Return the ids of what a plan's meetings are about, by meeting, in order."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = through.objects.filter(plannedmeeting__run=run).order_by(subject)
    for meeting_id, subject_id in rows.values_list("plannedmeeting_id", f"{subject}_id"):
        found[meeting_id].append(subject_id)
    return found


def _verdicts(edition: Edition) -> dict[Pair, dict[str, str]]:
    """Return each side's word by (need, line)."""
    verdicts: dict[Pair, dict[str, str]] = defaultdict(dict)
    rows = MatchVerdict.objects.filter(need__participation__edition=edition)
    for need_id, line_id, side, verdict in rows.values_list("need", "line", "side", "verdict"):
        verdicts[need_id, line_id][side] = verdict
    return verdicts


def _candidates(run: MatchRun, *, ranked: Q = Q()) -> QuerySet[Match]:  # noqa: B008 (never changed)
    """Return the matches that stand high in a list, of those to be `ranked`, or are asked for."""
    asked_for = MatchVerdict.objects.filter(
        need__participation__edition=run.edition, verdict__in=POINTS_OF_VERDICT
    )
    matches = Match.objects.filter(run=run).eligible()
    best = matches.filter(ranked).among_best(of_need=BEST_OF_NEED, of_line=BEST_OF_LINE)
    return (
        matches.filter(
            Q(pk__in=best.values("pk"))
            | Q(need__in=asked_for.values("need"), line__in=asked_for.values("line"))
        )
        .select_related("need", "line")
        .defer("gates", "explanation")
        .order_by("id")
    )


def _wish(pair: Pair, matches: Sequence[Match], verdicts: dict[Pair, dict[str, str]]) -> Wish:
    best: dict[int, int] = defaultdict(int)
    for match in matches:
        best[match.need_id] = max(best[match.need_id], match.mutual_points)
    words = [verdicts[match.need_id, match.line_id] for match in matches]
    allowed = [frozenset(match.need.meeting_places) for match in matches]
    return Wish(
        buyer_id=pair[0],
        supplier_id=pair[1],
        value=POINTS_PER_MATCH_POINT * sum(best.values()) + _asked_points(words),
        is_must=any(_is_must(word) for word in words),
        need_ids=tuple(sorted(best)),
        line_ids=tuple(sorted({match.line_id for match in matches})),
        places=frozenset().union(*allowed) if all(allowed) else frozenset(),
    )


def _asked_points(words: Iterable[dict[str, str]]) -> int:
    """Return, summed over both sides, the points of the side's strongest word."""
    strongest = dict.fromkeys(Side, 0)
    for word in words:
        for side, verdict in word.items():
            points = POINTS_OF_VERDICT.get(Verdict(verdict), 0)
            strongest[Side(side)] = max(strongest[Side(side)], points)
    return sum(strongest.values())


def _want_again(words: Iterable[dict[str, str]]) -> bool:
    """Tell whether both of two who met before insist on meeting."""
    insisting = {
        side for word in words for side, verdict in word.items() if verdict == Verdict.MUST
    }
    return insisting == set(Side)


def _is_must(word: dict[str, str]) -> bool:
    """Tell whether they must meet: the buyer insists, or the supplier does and the buyer agrees."""
    is_answered = word.get(Side.BUYER) in POINTS_OF_VERDICT
    return word.get(Side.BUYER) == Verdict.MUST or (
        is_answered and word.get(Side.SUPPLIER) == Verdict.MUST
    )
