"""What a fair lacks: what alone keeps needs and offers apart, and who could make what is asked."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fair.matching.engine.certificates import possible_codes
from fair.matching.engine.eligibility import (
    Gate,
    consent_gate,
    envelope_gate,
    material_gate,
    process_gate,
    tolerance_gate,
)
from fair.matching.engine.types import GateCode, GateState, Need, Offer, Reason, Rules

# Upper ends of the classes of size, by the longest edge in millimetres; the last has none.
SIZE_CLASSES_MM = (50, 200, 500, 1500)
NO_SIZE = -1
NO_CERTIFICATE = ""
MONTHS = 12

# The gates whose answer does not name what is lacking.
PLAIN_GATES: tuple[Gate, ...] = (tolerance_gate, material_gate, envelope_gate)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """The one thing that keeps a need and some offers apart: without it they would be eligible.

    `subjects` are the certificates that are lacking, all of them, or the materials asked for, each
    of which would do. `opening_ids` are those of `offer_ids` whose party has no other offer that
    the need accepts: to them it would open the need.
    """

    need_id: int
    code: GateCode
    reason: Reason
    subjects: tuple[str, ...]
    offer_ids: tuple[int, ...]
    opening_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Unserved:
    """A need that no offer serves; `near` is how many offers fail on `reason` alone.

    With no reason every offer of the process lacks several things.
    """

    need_id: int
    reason: Reason | None
    subjects: tuple[str, ...]
    near: int


@dataclass(frozen=True, slots=True)
class DemandCell:
    """What is asked of a process with a certificate in a class of size, and who could make it.

    A need stands in a cell for each of its processes and each certificate that it requires;
    `size_class` is an index into SIZE_CLASSES_MM (its length: larger still), or NO_SIZE.
    """

    process: str
    certificate: str
    size_class: int
    needs: int
    pieces_a_year: int
    parties: int
    unserved: int


@dataclass(frozen=True, slots=True)
class Survey:
    """All that was found, in order of the needs; cells by process, certificate, size."""

    obstacles: tuple[Obstacle, ...]
    unserved: tuple[Unserved, ...]
    cells: tuple[DemandCell, ...]


@dataclass(slots=True)
class _Cell:
    needs: int = 0
    pieces: float = 0
    unserved: int = 0
    parties: frozenset[int] = frozenset()


def survey(needs: Sequence[Need], offers: Sequence[Offer], *, rules: Rules) -> Survey:
    """Look at every pair of a need and an offer that shares its process.

    Cost: one comparison for each need and set of processes, some microseconds for each pair of one
    process.
    """
    held = {offer.id: possible_codes(offer.certificates, fair_on=rules.fair_on) for offer in offers}
    by_processes: dict[frozenset[str], list[Offer]] = defaultdict(list)
    for offer in offers:
        by_processes[offer.processes].append(offer)
    obstacles: list[Obstacle] = []
    unserved: list[Unserved] = []
    cells: dict[tuple[str, str, int], _Cell] = defaultdict(_Cell)
    for need in needs:
        makers = list(_makers(need, by_processes, rules))
        found, is_served = _obstacles(need, makers, held=held, rules=rules)
        obstacles += found
        if not is_served:
            unserved.append(_unserved(need, makers, found))
        _count(cells, need, makers, held=held, is_served=is_served, rules=rules)
    return Survey(tuple(obstacles), tuple(unserved), tuple(_demand(cells)))


def size_class(need: Need) -> int:
    """Return the class of size of a need's part."""
    if not need.size_mm:
        return NO_SIZE
    longest = max(need.size_mm)
    return sum(longest > limit for limit in SIZE_CLASSES_MM)


def _makers(
    need: Need, by_processes: dict[frozenset[str], list[Offer]], rules: Rules
) -> Iterable[Offer]:
    """Return the offers that may be shown and whose process is not another one."""
    for offers in by_processes.values():
        gate = process_gate(need, offers[0], rules)
        if gate is None or gate.state is not GateState.FAIL:
            yield from (offer for offer in offers if consent_gate(need, offer, rules) is None)


def _obstacles(
    need: Need, makers: Iterable[Offer], *, held: dict[int, frozenset[str]], rules: Rules
) -> tuple[list[Obstacle], bool]:
    """Return what alone keeps makers out, and whether there is one that nothing keeps out."""
    found: dict[tuple[GateCode, Reason, tuple[str, ...]], list[Offer]] = defaultdict(list)
    served: set[int] = set()
    for offer in makers:
        failures = _failures(need, offer, held=held[offer.id], rules=rules)
        if not failures:
            served.add(offer.party_id)
        elif len(failures) == 1:
            found[failures[0]].append(offer)
    obstacles = [
        Obstacle(
            need.id,
            *key,
            offer_ids=tuple(offer.id for offer in offers),
            opening_ids=tuple(offer.id for offer in offers if offer.party_id not in served),
        )
        for key, offers in sorted(found.items())
    ]
    return obstacles, bool(served)


def _failures(
    need: Need, offer: Offer, *, held: frozenset[str], rules: Rules
) -> list[tuple[GateCode, Reason, tuple[str, ...]]]:
    """Return the gates that fail, each with its reason and what would pass it."""
    failures: list[tuple[GateCode, Reason, tuple[str, ...]]] = []
    for ask in PLAIN_GATES:
        gate = ask(need, offer, rules)
        if gate is not None and gate.state is GateState.FAIL and gate.reason is not None:
            wanted = tuple(sorted(need.materials)) if gate.code is GateCode.MATERIAL else ()
            failures.append((gate.code, gate.reason, wanted))
    lacking = need.required_certificates - held
    if lacking:
        codes = tuple(sorted(lacking))
        failures.append((GateCode.CERTIFICATES, Reason.CERTIFICATE_MISSING, codes))
    return failures


def _unserved(need: Need, makers: Sequence[Offer], obstacles: Sequence[Obstacle]) -> Unserved:
    if not makers:
        return Unserved(need.id, Reason.PROCESS_OTHER, (), 0)
    if not obstacles:
        return Unserved(need.id, None, (), 0)
    nearest = max(obstacles, key=lambda obstacle: len(obstacle.offer_ids))
    return Unserved(need.id, nearest.reason, nearest.subjects, len(nearest.offer_ids))


def _count(
    cells: dict[tuple[str, str, int], _Cell],
    need: Need,
    makers: Sequence[Offer],
    *,
    held: dict[int, frozenset[str]],
    is_served: bool,
    rules: Rules,
) -> None:
    """Add a need, and who could make it, to its cells."""
    able: dict[str, set[int]] = defaultdict(set)
    for offer in makers:
        if _fits(need, offer, rules):
            for code in (NO_CERTIFICATE, *(need.required_certificates & held[offer.id])):
                able[code].add(offer.party_id)
    for code in need.required_certificates or (NO_CERTIFICATE,):
        for process in need.processes:
            cell = cells[process, code, size_class(need)]
            cell.needs += 1
            cell.pieces += (need.monthly_quantity or 0) * MONTHS
            cell.unserved += not is_served
            cell.parties |= able[code]


def _fits(need: Need, offer: Offer, rules: Rules) -> bool:
    gate = envelope_gate(need, offer, rules)
    return gate is None or gate.state is not GateState.FAIL


def _demand(cells: dict[tuple[str, str, int], _Cell]) -> Iterable[DemandCell]:
    for (process, certificate, size), cell in sorted(cells.items()):
        yield DemandCell(
            process,
            certificate,
            size,
            needs=cell.needs,
            pieces_a_year=round(cell.pieces),
            parties=len(cell.parties),
            unserved=cell.unserved,
        )
