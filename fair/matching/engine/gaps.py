"""What a fair lacks: what alone keeps needs and offers apart, and who could make what is asked."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from fair.matching.engine.certificates import possible_codes
from fair.matching.engine.coded import Bools, Ints
from fair.matching.engine.columns import need_columns, offer_columns, vocabulary_of
from fair.matching.engine.eligibility import PROCESS_PASSES_FROM, envelope_gate
from fair.matching.engine.exact import FACT_GATES, failures
from fair.matching.engine.pairing import Pairing
from fair.matching.engine.types import GateCode, Need, Offer, Reason, Rules

# Upper ends of the classes of size, by the longest edge in millimetres; the last has none.
SIZE_CLASSES_MM = (50, 200, 500, 1500)
NO_SIZE = -1
NO_CERTIFICATE = ""
MONTHS = 12

Key = tuple[GateCode, Reason, tuple[str, ...]]


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


@dataclass(frozen=True, slots=True, eq=False)
class _Makers:
    """The offers that are not of another process and may be shown a need, and how they fail."""

    need_row: int
    rows: Ints
    fails: Bools  # (gates of FACT_GATES, makers)


def survey(needs: Sequence[Need], offers: Sequence[Offer], *, rules: Rules) -> Survey:
    """Look at every pair of a need and an offer that shares its process.

    Cost: some hundred microseconds for a need and a tenth of one for each pair of one process.
    """
    columns = offer_columns(offers, vocabulary=vocabulary_of(rules))
    pairing = Pairing(need_columns(needs), columns, rules)
    obstacles: list[Obstacle] = []
    unserved: list[Unserved] = []
    cells: dict[tuple[str, str, int], _Cell] = defaultdict(_Cell)
    for row, need in enumerate(needs):
        makers = _makers(pairing, row)
        is_serving = np.logical_not(makers.fails.any(axis=0))
        found = _obstacles(pairing, need, makers, is_serving=is_serving)
        obstacles += found
        if not is_serving.any():
            unserved.append(_unserved(need, makers, found))
        _count(cells, pairing, need, makers, is_served=bool(is_serving.any()))
    return Survey(tuple(obstacles), tuple(unserved), tuple(_demand(cells)))


def size_class(need: Need) -> int:
    """Return the class of size of a need's part."""
    if not need.size_mm:
        return NO_SIZE
    longest = max(need.size_mm)
    return sum(longest > limit for limit in SIZE_CLASSES_MM)


def _makers(pairing: Pairing, row: int) -> _Makers:
    offers, answers = pairing.offers, pairing.processes
    is_maker = np.ones(len(offers), np.bool_)
    if pairing.asked["process"][row]:
        every_set = np.arange(len(answers.likeness.sizes))
        levels = answers.levels_of(pairing.needs.processes.ids[row : row + 1], every_set)[0]
        is_foreign = levels < answers.level_from(PROCESS_PASSES_FROM)
        is_foreign &= answers.likeness.sizes > 0
        is_maker = ~is_foreign[offers.processes.ids]
    for partners in (pairing.kept_apart, pairing.declined):
        is_maker[partners.offers[partners.starts[row] : partners.starts[row + 1]]] = False
    rows = np.flatnonzero(is_maker)
    return _Makers(row, rows, failures(pairing, np.full(len(rows), row), rows))


def _obstacles(
    pairing: Pairing, need: Need, makers: _Makers, *, is_serving: Bools
) -> list[Obstacle]:
    """Return what alone keeps makers out."""
    offers = pairing.offers
    served = np.unique(offers.party_ids[makers.rows[is_serving]])
    found: dict[Key, list[Ints]] = defaultdict(list)
    for key, rows in _kept_out(pairing, need, makers):
        found[key].append(rows)
    obstacles = []
    for key in sorted(found):
        rows = np.sort(np.concatenate(found[key]))
        opening = rows[~np.isin(offers.party_ids[rows], served)]
        ids, opening_ids = offers.ids[rows].tolist(), offers.ids[opening].tolist()
        obstacles.append(Obstacle(need.id, *key, tuple(ids), tuple(opening_ids)))
    return obstacles


def _kept_out(pairing: Pairing, need: Need, makers: _Makers) -> Iterator[tuple[Key, Ints]]:
    """Yield the makers that one gate alone keeps out, those alike together."""
    offers = pairing.offers
    is_alone = makers.fails.sum(axis=0) == 1
    for code, fails in zip(FACT_GATES, makers.fails, strict=True):
        rows = makers.rows[is_alone & fails]
        alike = np.zeros(len(rows), np.intp)
        if code is GateCode.CERTIFICATES:
            alike = offers.certificates.ids[rows]
        elif code is GateCode.ENVELOPE:
            alike = _misfits(pairing, makers.need_row, rows)
        for kind in np.unique(alike):
            own = rows[alike == kind]
            reason, subjects = _named(code, need, offers.items[own[0]], rules=pairing.rules)
            yield (code, reason, subjects), own


def _misfits(pairing: Pairing, need_row: int, rows: Ints) -> Ints:
    """Return what kind of misfit each offer is: too large for it, too small, too heavy."""
    edges = pairing.needs.edges[:, need_row, None]
    is_too_large = (edges > pairing.offers.limits[:, rows]).any(axis=0)
    is_too_small = edges[0] < pairing.offers.numbers["min_size_mm"][rows]
    return np.where(is_too_large, 0, np.where(is_too_small, 1, 2))


def _named(
    code: GateCode, need: Need, offer: Offer, *, rules: Rules
) -> tuple[Reason, tuple[str, ...]]:
    """Return why an offer fails a gate, and what would pass it."""
    if code is GateCode.CERTIFICATES:
        possible = possible_codes(offer.certificates, fair_on=rules.fair_on)
        return Reason.CERTIFICATE_MISSING, tuple(sorted(need.required_certificates - possible))
    if code is GateCode.MATERIAL:
        return Reason.MATERIAL_OTHER, tuple(sorted(need.materials))
    if code is GateCode.TOLERANCE:
        return Reason.TOLERANCE_TOO_WIDE, ()
    gate = envelope_gate(need, offer, rules)
    return (gate.reason if gate and gate.reason else Reason.TOO_LARGE), ()


def _unserved(need: Need, makers: _Makers, obstacles: Sequence[Obstacle]) -> Unserved:
    if not len(makers.rows):
        return Unserved(need.id, Reason.PROCESS_OTHER, (), 0)
    if not obstacles:
        return Unserved(need.id, None, (), 0)
    nearest = max(obstacles, key=lambda obstacle: len(obstacle.offer_ids))
    return Unserved(need.id, nearest.reason, nearest.subjects, len(nearest.offer_ids))


def _count(
    cells: dict[tuple[str, str, int], _Cell],
    pairing: Pairing,
    need: Need,
    makers: _Makers,
    *,
    is_served: bool,
) -> None:
    """Add a need, and who could make it, to its cells."""
    offers, possible = pairing.offers, pairing.offers.tables.possible
    fits = ~makers.fails[tuple(FACT_GATES).index(GateCode.ENVELOPE)]
    rows = makers.rows[fits]
    for code in need.required_certificates or (NO_CERTIFICATE,):
        able = rows
        if code:
            column = possible.number.get(code, len(possible.number))
            able = rows[possible.holds[offers.certificates.ids[rows], column]]
        parties = frozenset(offers.party_ids[able].tolist())
        for process in need.processes:
            cell = cells[process, code, size_class(need)]
            cell.needs += 1
            cell.pieces += (need.monthly_quantity or 0) * MONTHS
            cell.unserved += not is_served
            cell.parties |= parties


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
