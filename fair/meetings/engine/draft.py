"""A plan in the making: where a wish can sit best, and what the plan is worth so far."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from fair.meetings.engine.conflicts import free_interpreter, pair_slots, place_slots
from fair.meetings.engine.diary import Diary, Hours, slots_in, union_of
from fair.meetings.engine.objective import added_idle, idle_slots
from fair.meetings.engine.types import Assignment, Mode, Place, Plan, Problem, Request

PRESSURE_UNIT = 1_000


class Draft:
    """Mutable state of the planner. `points` follows the objective with every change."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.diary = Diary(problem)
        self.requests = {request.id: request for request in problem.requests}
        self.placed: dict[int, Assignment] = {}
        self.by_buyer: dict[int, set[int]] = defaultdict(set)
        self.by_supplier: dict[int, set[int]] = defaultdict(set)
        self.points = 0
        self.standing = {(each.request, each.slot): each.place for each in problem.standing}
        self._place_at: dict[tuple[int, int], int] = {}
        self._pressure = Pressure(self.diary)

    def plan(self) -> Plan:
        """Freeze the plan as it stands."""
        return Plan(tuple(sorted(self.placed.values())))

    def gain(self, request: Request) -> int:
        """Return what a meeting for this wish would add now, its slot apart."""
        weights = self.problem.weights
        is_first = self.diary.suppliers[request.supplier].total == 0
        return (
            weights.value * request.value
            + (weights.must if request.must else 0)
            + (weights.first_meeting if is_first else 0)
        )

    def put(self, request: Request, assignment: Assignment) -> None:
        """Enter a meeting."""
        before = self._idle(request, assignment.slot)
        self.points += self.gain(request) + self._stay(request, assignment.slot)
        self.diary.add(request, assignment)
        self.points -= self._idle(request, assignment.slot) - before
        self.placed[request.id] = assignment
        self.by_buyer[request.buyer].add(request.id)
        self.by_supplier[request.supplier].add(request.id)
        self._place_at[request.buyer, assignment.slot] = assignment.place

    def take(self, request: Request) -> Assignment:
        """Strike a meeting out and return where it was."""
        assignment = self.placed.pop(request.id)
        before = self._idle(request, assignment.slot)
        self.diary.remove(request, assignment)
        self.points -= self._idle(request, assignment.slot) - before
        self.points -= self.gain(request) + self._stay(request, assignment.slot)
        self.by_buyer[request.buyer].discard(request.id)
        self.by_supplier[request.supplier].discard(request.id)
        self._place_at.pop((request.buyer, assignment.slot), None)
        return assignment

    def seat(self, request: Request) -> Assignment | None:
        """Find the best free slot and place for a wish, in the most preferred mode possible.

        Best: where the meeting stands already; then fewest new idle slots of the buyer (four times
        as heavy as the supplier's), then the slot that other wishes of the two, and for such
        places, need least, then the earliest.
        """
        for mode in request.modes:
            possible = pair_slots(self.diary, request, mode)
            if not possible:
                continue
            free = self._free_places(request, mode)
            possible &= union_of(slots for _place, slots in free)
            if possible:
                slot = self._best_slot(
                    request, possible, self._pressure.on(request, mode, places=len(free))
                )
                place = self._choose_place(request, slot, free)
                interpreter = free_interpreter(self.diary, request, slot)
                return Assignment(request.id, slot, place, interpreter)
        return None

    def _free_places(self, request: Request, mode: Mode) -> list[tuple[Place, int]]:
        diary = self.diary
        places = diary.places_for(request, mode)
        return [(place, place_slots(diary, request, place)) for place in places]

    def _choose_place(self, request: Request, slot: int, free: list[tuple[Place, int]]) -> int:
        """Prefer the place that people know, or where the buyer sits just before or after."""
        usable = [place.id for place, slots in free if slots >> slot & 1]
        wanted = (
            self.standing.get((request.id, slot)),
            self._place_at.get((request.buyer, slot - 1)),
            self._place_at.get((request.buyer, slot + 1)),
        )
        return next((place for place in wanted if place in usable), usable[0])

    def _best_slot(self, request: Request, possible: int, pressure: list[int]) -> int:
        buyer = self.diary.buyers[request.buyer]
        supplier = self.diary.suppliers[request.supplier]
        best: tuple[bool, int, int, int] | None = None
        for day in self.diary.day_masks.values():
            open_ = possible & day
            if not open_:
                continue
            of_buyer, of_supplier = _new_idle(buyer, day), _new_idle(supplier, day)
            for slot in slots_in(open_):
                idle = 4 * of_buyer.get(slot, 0) + of_supplier.get(slot, 0)
                is_new = (request.id, slot) not in self.standing
                rank = (is_new, idle, pressure[slot], slot)
                if best is None or rank < best:
                    best = rank
        if best is None:
            raise ValueError("no slot to choose from")
        return best[-1]

    def _stay(self, request: Request, slot: int) -> int:
        return self.problem.weights.stay if (request.id, slot) in self.standing else 0

    def _idle(self, request: Request, slot: int) -> int:
        """Return the points that the buyer's idle slots on this slot's day cost."""
        hours = self.diary.buyers[request.buyer]
        day = self.diary.day_masks[self.problem.slots[slot].day]
        idle = idle_slots(hours.busy, present=hours.onsite | hours.online, day=day)
        return self.problem.weights.idle_slot * idle


def _new_idle(hours: Hours, day: int) -> Mapping[int, int]:
    """Return how many idle slots a meeting in each slot of a day would add, where not none."""
    return added_idle(hours.busy & day, present=hours.onsite | hours.online, day=day)


class Pressure:
    """How much the wishes of one party, or for one kind of shared place, need each slot.

    Each wish presses on the slots that it could use, the harder the fewer they are.
    """

    def __init__(self, diary: Diary) -> None:
        self._none = [0] * len(diary.problem.slots)
        self._of: dict[int | Mode, list[int]] = {}
        self._on: dict[tuple[int, Mode], list[int]] = {}
        for request in diary.problem.requests:
            by_mode = {mode: pair_slots(diary, request, mode) for mode in request.modes}
            possible = union_of(by_mode.values())
            if possible:
                slots = list(slots_in(possible))
                share = PRESSURE_UNIT // len(slots)
                self._press(request.buyer, slots, share)
                self._press(request.supplier, slots, share)
                for mode, own in by_mode.items():
                    self._press(mode, slots if own == possible else slots_in(own), share)

    def on(self, request: Request, mode: Mode, *, places: int) -> list[int]:
        """Return what presses on each slot for a wish; its places share the load of their mode."""
        if (request.id, mode) not in self._on:
            of_buyer = self._of.get(request.buyer, self._none)
            of_supplier = self._of.get(request.supplier, self._none)
            of_mode = self._of.get(mode, self._none)
            self._on[request.id, mode] = [
                buyer + supplier + shared // places
                for buyer, supplier, shared in zip(of_buyer, of_supplier, of_mode, strict=True)
            ]
        return self._on[request.id, mode]

    def _press(self, presser: int | Mode, slots: Iterable[int], share: int) -> None:
        if presser not in self._of:
            self._of[presser] = self._none.copy()
        loads = self._of[presser]
        for slot in slots:
            loads[slot] += share
