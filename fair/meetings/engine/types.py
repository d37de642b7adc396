"""What a planning problem and its answer are made of.

A slot is named by its place in `Problem.slots`, which is in order of time; a set of slots is
a frozenset of those numbers. Parties, places, requests and pins are named by ids that are
unique within their kind. Every quantity is a whole number.
"""

from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    """How a meeting is held."""

    BOOTH = "booth"
    TABLE = "table"
    ONLINE = "online"


class Code(StrEnum):
    """Why a meeting may not be in a plan, or why a wish found no place in one."""

    PAIR_BLOCKED = "pair_blocked"
    PAIR_TWICE = "pair_twice"
    NEED_FULL = "need_full"
    MODE_IMPOSSIBLE = "mode_impossible"
    BUYER_AWAY = "buyer_away"
    SUPPLIER_AWAY = "supplier_away"
    NO_COMMON_SLOT = "no_common_slot"
    BUYER_BUSY = "buyer_busy"
    SUPPLIER_BUSY = "supplier_busy"
    BUYER_DAY_FULL = "buyer_day_full"
    SUPPLIER_DAY_FULL = "supplier_day_full"
    BUYER_FULL = "buyer_full"
    SUPPLIER_FULL = "supplier_full"
    PLACE_WRONG = "place_wrong"
    PLACE_CLOSED = "place_closed"
    PLACE_TAKEN = "place_taken"
    NO_PLACE = "no_place"
    NO_INTERPRETER = "no_interpreter"
    INTERPRETER_WRONG = "interpreter_wrong"
    INTERPRETER_AWAY = "interpreter_away"
    INTERPRETER_TAKEN = "interpreter_taken"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Slot:
    """A half-open piece of one fair day, [starts_at, ends_at) in minutes since 1970 UTC."""

    starts_at: int
    ends_at: int
    day: int


@dataclass(frozen=True, slots=True)
class Party:
    """A company at the fair: when it can meet, in how many teams, and how often.

    `onsite` holds for booth and table meetings, `online` for online ones. A limit of None is
    no limit. Who `prefers_compact` would have its meetings on as few days as possible.
    """

    id: int
    onsite: frozenset[int]
    online: frozenset[int]
    capacity: int = 1
    limit_day: int | None = None
    limit_total: int | None = None
    prefers_compact: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Room for one meeting at a time: a booth seat, a meeting table or an online room.

    A place with an owner serves only that party's meetings; without one it serves everybody.
    Between places of different halls people walk; `hall` is None where that is not known.
    """

    id: int
    mode: Mode
    open_slots: frozenset[int]
    owner: int | None = None
    hall: int | None = None


@dataclass(frozen=True, slots=True)
class Interpreter:
    """Somebody who interprets one meeting at a time, and the languages they can do that for."""

    id: int
    languages: frozenset[str]
    open_slots: frozenset[int]


@dataclass(frozen=True, slots=True)
class Request:
    """The wish that one buyer and one supplier meet once.

    `value` is in points, 0 to 1000 for ordinary wishes. `modes` are in order of preference,
    `needs` what the two would talk about. With a `language` the two need an interpreter of it.
    """

    id: int
    buyer: int
    supplier: int
    value: int
    modes: tuple[Mode, ...]
    must: bool = False
    needs: tuple[int, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Pin:
    """A meeting that stays as it is, and every slot that it touches.

    It need not lie on the slot grid and need not have been wished for. It takes up its
    parties' time and limits, and its place and interpreter if it has them.
    """

    id: int
    buyer: int
    supplier: int
    slots: frozenset[int]
    day: int
    place: int | None = None
    needs: tuple[int, ...] = ()
    interpreter: int | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much, in points (see `objective.TERMS`)."""

    must: int = 100_000
    value: int = 1
    first_meeting: int = 1_000
    idle_slot: int = 1
    stay: int = 100


@dataclass(frozen=True, slots=True, order=True)
class Assignment:
    """One planned meeting: which wish, in which slot, at which place, with which interpreter."""

    request: int
    slot: int
    place: int
    interpreter: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything a planner may know about one edition.

    `need_limits` holds (need, most meetings about it) for the needs that have a limit.
    `standing` is the timetable that people know: a wish that keeps its slot earns `stay`.
    """

    slots: tuple[Slot, ...]
    buyers: tuple[Party, ...]
    suppliers: tuple[Party, ...]
    places: tuple[Place, ...]
    requests: tuple[Request, ...]
    pins: tuple[Pin, ...] = ()
    blocked: frozenset[tuple[int, int]] = frozenset()
    need_limits: tuple[tuple[int, int], ...] = ()
    weights: Weights = Weights()
    interpreters: tuple[Interpreter, ...] = ()
    standing: tuple[Assignment, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Planned meetings in order of request id; pins belong to the problem."""

    assignments: tuple[Assignment, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """One rule that one planned meeting breaks, given those before it."""

    code: Code
    request: int
    slot: int
    place: int


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A rule and the number of otherwise possible slots that it closes.

    `points` are what it would cost others to make it give way, where that is known.
    """

    code: Code
    slots: int
    points: int = 0


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A wish without a meeting: the binding reason, then every obstacle met.

    `shortfall` is how many points the plan would lose by giving it its cheapest slot.
    """

    request: int
    code: Code
    common_slots: int
    obstacles: tuple[Obstacle, ...]
    shortfall: int | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """A plan in numbers; `points` is the objective, `value` the wishes' own points.

    Two decide between plans worth the same: `days_used`, on which the `compact_parties` meet (those
    with meetings of whom prefer few days), then `walks`, changes of hall from one slot to the next.
    """

    points: int
    meetings: int
    musts: int
    value: int
    served_suppliers: int
    servable_suppliers: int
    idle_slots: int
    stays: int = 0
    walks: int = 0
    compact_parties: int = 0
    days_used: int = 0
