"""What keeps suppliers from needs, and what a fair lacks."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from fair.editions.models import Edition, Participation
from fair.exhibitors.models import ProductLine
from fair.matching.models import GapReport, Match, Obstacle
from fair.sourcing.models import ComponentNeed


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is lacking, and the needs, each once, that ask for nothing else."""

    reason: str
    subjects: tuple[str, ...]
    needs: tuple[ComponentNeed, ...]

    @property
    def count(self) -> int:
        return len(self.needs)


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is lacking, the most asked for first; `secret` needs more keep their demands secret."""

    gaps: tuple[Gap, ...]
    secret: int


@dataclass(frozen=True, slots=True)
class CertificateGap:
    """Certificates that some lines lack, together, and what they would open."""

    subjects: tuple[str, ...]
    needs: int
    lines: int
    unserved: int


@dataclass(frozen=True, slots=True)
class UnservedNeed:
    """A need nobody serves; `near` lines fail on nothing but `reason`."""

    need: ComponentNeed
    reason: str | None
    subjects: tuple[str, ...]
    near: int


@dataclass(frozen=True, slots=True)
class Demand:
    """What is asked of a process with a certificate in a class of size, and who could make it."""

    process: str
    certificate: str
    size_class: int
    needs: int
    pieces_a_year: int
    parties: int
    unserved: int


@dataclass(frozen=True, slots=True)
class FairGaps:
    """What organisers read of a run: each list with the gravest first."""

    report: GapReport
    demand: tuple[Demand, ...]
    certificates: tuple[CertificateGap, ...]
    unserved: tuple[UnservedNeed, ...]
    unwanted: tuple[ProductLine, ...]


def gaps_of_line(line: ProductLine, *, user: Any) -> Gaps:
    """Return what alone keeps a line from needs that `user` may know of; one query."""
    return _gaps(_before([line.pk], user=user))


def gaps_of_supplier(participation: Participation, *, user: Any) -> Gaps:
    """Return what would open needs to a supplier that none of its lines fits; two queries."""
    lines = ProductLine.objects.published().filter(participation=participation)
    own = set(lines.values_list("pk", flat=True))
    obstacles = [
        obstacle
        for obstacle in _before(sorted(own), user=user)
        if not own.isdisjoint(obstacle.opening_ids)
    ]
    return _gaps(obstacles)


def gaps_of_fair(edition: Edition) -> FairGaps | None:
    """Return what the current run of an edition found lacking; None before the first. 4 queries."""
    report = (
        GapReport.objects.filter(run__edition=edition, run__is_current=True)
        .select_related("run")
        .first()
    )
    if report is None:
        return None
    unserved = _unserved(report)
    ids = {entry.need.pk for entry in unserved}
    return FairGaps(
        report=report,
        demand=tuple(sorted((Demand(**cell) for cell in report.cells), key=_gravity)),
        certificates=_certificates(report, unserved=ids),
        unserved=unserved,
        unwanted=tuple(lines_unwanted(edition)),
    )


def lines_unwanted(edition: Edition) -> "QuerySet[ProductLine]":
    """Return the published lines of an edition that no need fits."""
    matches = Match.objects.current().eligible().filter(line=OuterRef("pk"))
    return (
        ProductLine.objects.published()
        .filter(~Exists(matches), participation__edition=edition)
        .select_related("participation__organisation", "participation__edition")
        .order_by("participation__organisation__legal_name", "id")
    )


def _before(line_ids: Sequence[int], *, user: Any) -> "QuerySet[Any]":
    obstacles = Obstacle.objects.visible_to(user).current().before(line_ids)
    return (
        obstacles.not_declined(lines=line_ids)
        .select_related("need__participation__organisation", "need__participation__edition")
        .order_by("need__priority", "need_id", "id")
    )


def _gaps(obstacles: Iterable[Any]) -> Gaps:
    needs: dict[tuple[str, tuple[str, ...]], dict[int, ComponentNeed]] = defaultdict(dict)
    secret: set[int] = set()
    for obstacle in obstacles:
        if obstacle.is_secret:
            secret.add(obstacle.need_id)
        else:
            found = needs[obstacle.reason, tuple(obstacle.subjects)]
            found[obstacle.need_id] = obstacle.need
    gaps = [Gap(*key, tuple(found.values())) for key, found in needs.items()]
    gaps.sort(key=lambda gap: (-gap.count, gap.reason, gap.subjects))
    return Gaps(tuple(gaps), len(secret))


def _unserved(report: GapReport) -> tuple[UnservedNeed, ...]:
    found = {entry["need_id"]: entry for entry in report.unserved}
    needs = ComponentNeed.objects.filter(pk__in=found).select_related(
        "participation__organisation", "participation__edition"
    )
    entries = [
        UnservedNeed(
            need,
            found[need.pk]["reason"],
            tuple(found[need.pk]["subjects"]),
            found[need.pk]["near"],
        )
        for need in needs.order_by("priority", "id")
    ]
    return tuple(sorted(entries, key=lambda entry: -entry.near))


def _certificates(report: GapReport, *, unserved: set[int]) -> tuple[CertificateGap, ...]:
    needs: dict[tuple[str, ...], set[int]] = defaultdict(set)
    lines: dict[tuple[str, ...], set[int]] = defaultdict(set)
    obstacles = Obstacle.objects.filter(run=report.run_id, reason="certificate_missing")
    for need_id, subjects, line_ids in obstacles.values_list("need_id", "subjects", "line_ids"):
        needs[tuple(subjects)].add(need_id)
        lines[tuple(subjects)].update(line_ids)
    gaps = [
        CertificateGap(subjects, len(ids), len(lines[subjects]), len(ids & unserved))
        for subjects, ids in needs.items()
    ]
    return tuple(sorted(gaps, key=lambda gap: (-gap.needs, -gap.lines, gap.subjects)))


def _gravity(cell: Demand) -> tuple[Any, ...]:
    """Put first what most needs lack, then what fewest can make."""
    return (-cell.unserved, cell.parties, -cell.needs, cell.process, cell.certificate)
