"""Places and interpreters that serve the same people: which of them is used makes no difference.

A planner therefore counts them, slot by slot, and names one only when its plan is made.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fair.meetings.engine.conflicts import interpreter_slots, pair_slots, place_slots
from fair.meetings.engine.diary import Diary, slots_in, union_of
from fair.meetings.engine.types import Mode, Request

NOBODY = -1


@dataclass(frozen=True, slots=True)
class Pool:
    """Things of which any one will do, and how many of them are free in each slot.

    `members` are their ids, each with the bit mask of its free slots; `any_slot` is the mask of
    the slots in which at least one is free.
    """

    members: tuple[tuple[int, int], ...]
    owner: int | None
    free: tuple[int, ...]
    any_slot: int


@dataclass(frozen=True, slots=True)
class Option:
    """One way in which a wish could be met, and the bit mask of the slots for it.

    `place_pool` and `interpreter_pool` are numbers in `Pools`, the latter NOBODY without one.
    """

    place_pool: int
    interpreter_pool: int
    slots: int


class Pools:
    """All pools of a problem beside its pins, and the options that they leave to a wish."""

    def __init__(self, diary: Diary) -> None:
        self.diary = diary
        self.slot_count = len(diary.problem.slots)
        self.places: list[Pool] = []
        self.interpreters: list[Pool] = []
        self._of_mode: dict[tuple[Mode, int | None], int] = {}
        self._of_language: dict[str, list[int]] = defaultdict(list)
        self._pool_places()
        self._pool_interpreters()

    def options(self, request: Request) -> Iterator[Option]:
        """Yield what a wish could use, preferred ways first.

        A place of a party's own that can never run out leaves nothing to later ways.
        """
        covered = 0
        speakers = [NOBODY] if request.language is None else self._of_language[request.language]
        for mode in request.modes:
            possible = pair_slots(self.diary, request, mode) & ~covered
            for owner in (request.supplier, request.buyer, None):
                number = self._of_mode.get((mode, owner))
                if number is None or not possible & self.places[number].any_slot:
                    continue
                pool = self.places[number]
                for speaker in speakers:
                    slots = possible & pool.any_slot & self._interpreted(speaker)
                    if slots:
                        yield Option(number, speaker, slots)
                # Only where this way is possible at all does it leave nothing to later ones.
                plenty = possible & self._never_short(request, pool)
                covered |= plenty
                possible &= ~plenty

    def _interpreted(self, number: int) -> int:
        return -1 if number == NOBODY else self.interpreters[number].any_slot

    def _never_short(self, request: Request, pool: Pool) -> int:
        """Return the slots in which an owner has as many places as teams."""
        if pool.owner is None:
            return 0
        of_supplier = pool.owner == request.supplier
        side = self.diary.suppliers if of_supplier else self.diary.buyers
        if pool.owner not in side:
            return 0
        hours = side[pool.owner]
        return sum(
            1 << slot
            for slot in slots_in(pool.any_slot)
            if pool.free[slot] >= hours.party.capacity - hours.counts.get(slot, 0)
        )

    def _pool_places(self) -> None:
        groups: dict[tuple[Mode, int | None], list[tuple[int, int]]] = defaultdict(list)
        nobody = Request(0, 0, 0, 0, ())
        for place in sorted(self.diary.places.values(), key=lambda place: place.id):
            asker = nobody if place.owner is None else Request(0, place.owner, place.owner, 0, ())
            slots = place_slots(self.diary, asker, place)
            groups[place.mode, place.owner].append((place.id, slots))
        for key, members in groups.items():
            self._of_mode[key] = len(self.places)
            self.places.append(self._pool(members, owner=key[1]))

    def _pool_interpreters(self) -> None:
        groups: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
        for each in self.diary.problem.interpreters:
            languages = tuple(sorted(each.languages))
            if languages:
                asker = Request(0, 0, 0, 0, (), language=languages[0])
                groups[languages].append((each.id, interpreter_slots(self.diary, asker, each)))
        for languages, members in sorted(groups.items(), key=lambda item: (len(item[0]), item[0])):
            for language in languages:
                self._of_language[language].append(len(self.interpreters))
            self.interpreters.append(self._pool(members, owner=None))

    def _pool(self, members: Iterable[tuple[int, int]], *, owner: int | None) -> Pool:
        kept = tuple(members)
        free = [0] * self.slot_count
        for _id, slots in kept:
            for slot in slots_in(slots):
                free[slot] += 1
        return Pool(kept, owner, tuple(free), union_of(slots for _id, slots in kept))
