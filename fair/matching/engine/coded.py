"""Many equal values, told apart once: an array of numbers and the few distinct values."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from fair.matching.engine.similarity import EXACT
from fair.matching.engine.types import Relations

Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True, eq=False)
class Coded(Generic[T]):
    """Values of many rows: `ids`, shape (rows,), are numbers of the distinct values."""

    ids: Ints
    number: Mapping[T, int]  # counted from 0 in the order of the mapping

    @property
    def distinct(self) -> tuple[T, ...]:
        return tuple(self.number)

    def updated(self, rows: Ints, values: Sequence[T]) -> "Coded[T]":
        """Return the same with other values in some rows, which may lie just behind the end.

        New values get the next numbers.
        """
        number = dict(self.number)
        more = max(0, int(rows.max(initial=-1)) + 1 - len(self.ids))
        ids = np.concatenate([self.ids, np.zeros(more, np.intp)])
        ids[rows] = [number.setdefault(value, len(number)) for value in values]
        return Coded(ids, number)


def coded(values: Iterable[T]) -> Coded[T]:
    """Number values in the order in which they first come."""
    number: dict[T, int] = {}
    ids = np.array([number.setdefault(value, len(number)) for value in values], np.intp)
    return Coded(ids, number)


def padded(
    sets: Sequence[frozenset[str]], *, number: Mapping[str, int], filler: int, least: int = 1
) -> Ints:
    """Return the numbers of each set's codes, shape (sets, codes of the largest set).

    Short rows end in `filler`, which is also the number of a code that is not in `number`.
    """
    width = max((len(codes) for codes in sets), default=0)
    numbers = np.full((len(sets), max(width, least)), filler, np.intp)
    for at, codes in enumerate(sets):
        numbers[at, : len(codes)] = [number.get(code, filler) for code in sorted(codes)]
    return numbers


class Numbers(NamedTuple):
    """The numbers of sets' codes, a row per set, and which of them are no padding."""

    codes: Ints
    is_code: Bools

    def of(self, rows: Ints) -> "Numbers":
        return Numbers(self.codes[rows], self.is_code[rows])


@dataclass(frozen=True, slots=True, eq=False)
class Membership:
    """Which distinct sets hold which code: `holds` has shape (sets, codes + 1).

    The last column stands for every code that no set holds, and is empty.
    """

    number: Mapping[str, int]
    holds: Bools

    def numbers_of(self, sets: Sequence[frozenset[str]]) -> "Numbers":
        """Return the numbers of other sets' codes."""
        numbers = padded(sets, number=self.number, filler=len(self.number))
        sizes = np.array([len(codes) for codes in sets], np.intp)
        return Numbers(numbers, np.arange(numbers.shape[1]) < sizes[:, None])

    def extended(self, values: Sequence[T], read: Callable[[T], frozenset[str]]) -> "Membership":
        """Return the membership of more values, of which the first are those already here."""
        fresh = [read(value) for value in values[len(self.holds) :]]
        if not fresh:
            return self
        if any(code not in self.number for held in fresh for code in held):
            return membership([read(value) for value in values])
        return Membership(self.number, np.vstack([self.holds, _holds(fresh, self.number)]))


def membership(sets: Sequence[frozenset[str]]) -> Membership:
    """Tabulate which set holds which code."""
    number = {code: at for at, code in enumerate(sorted(frozenset().union(*sets)))}
    return Membership(number, _holds(sets, number))


def _holds(sets: Sequence[frozenset[str]], number: Mapping[str, int]) -> Bools:
    holds = np.zeros((len(sets), len(number) + 1), np.bool_)
    for at, held in enumerate(sets):
        holds[at, [number[code] for code in held]] = True
    return holds


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """How well each distinct offered set answers each code that may be asked.

    `best[asked, set]` and `pairs[asked, offered]` are numbers of `levels`, the similarities that
    occur, which rise from 0. The last row and column stand for a code that answers nothing.
    `offered` are the numbers of each set's codes, padded with the last, and `sizes` how many.
    """

    number: Mapping[str, int]
    levels: Floats
    pairs: NDArray[np.uint16]
    best: NDArray[np.uint16]
    offered: Ints
    sizes: Ints

    def extended(self, sets: Sequence[frozenset[str]], *, relations: Relations) -> "Likeness":
        """Return the likeness of more sets, of which the first are those already here."""
        fresh = sets[len(self.sizes) :]
        if not fresh:
            return self
        if any(code not in self.number for codes in fresh for code in codes):
            return _table(sets, relations=relations)
        width = self.offered.shape[1]
        offered = padded(fresh, number=self.number, filler=len(self.number), least=width)
        widened = np.full((len(self.sizes), offered.shape[1]), len(self.number), np.intp)
        widened[:, :width] = self.offered
        return Likeness(
            self.number,
            self.levels,
            self.pairs,
            np.hstack([self.best, _best(self.pairs, offered)]),
            np.vstack([widened, offered]),
            np.concatenate([self.sizes, [len(codes) for codes in fresh]]),
        )


def likeness(sets: Sequence[frozenset[str]], *, relations: Relations) -> Likeness:
    """Tabulate how well sets answer codes; a code without relations is answered by itself only.

    Cost: two bytes for each code and distinct set; relations seen lately are tabulated already.
    """
    known = _tabulated.get(id(relations))
    if known is None or known[0] is not relations:
        if len(_tabulated) >= KEPT_RELATIONS:
            _tabulated.clear()
        known = _tabulated[id(relations)] = (relations, _table([], relations=relations))
    if any(code not in relations for codes in sets for code in codes):
        return _table(sets, relations=relations)
    return known[1].extended(sets, relations=relations)


# Relations by identity, kept with their tables, which have no sets yet.
KEPT_RELATIONS = 8
_tabulated: dict[int, tuple[Relations, Likeness]] = {}


def _table(sets: Sequence[frozenset[str]], *, relations: Relations) -> Likeness:
    codes = sorted(frozenset(relations).union(*sets))
    number = {code: at for at, code in enumerate(codes)}
    rows = {code: relations.get(code, {code: EXACT}) for code in codes}
    levels = sorted({0.0, *(value for row in rows.values() for value in row.values())})
    level = {value: at for at, value in enumerate(levels)}
    pairs = np.zeros((len(codes) + 1, len(codes) + 1), np.uint16)
    for asked, row in rows.items():
        for code, value in row.items():
            if code in number:
                pairs[number[asked], number[code]] = level[value]
    offered = padded(sets, number=number, filler=len(codes))
    sizes = np.array([len(held) for held in sets], np.intp)
    return Likeness(number, np.array(levels), pairs, _best(pairs, offered), offered, sizes)


def _best(pairs: NDArray[np.uint16], offered: Ints) -> NDArray[np.uint16]:
    """Return rows that lie together in memory, as they are read one by one."""
    best = np.take(pairs, offered[:, 0], axis=1)
    for at in range(1, offered.shape[1]):
        np.maximum(best, np.take(pairs, offered[:, at], axis=1), out=best)
    return best
