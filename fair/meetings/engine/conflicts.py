"""The only definition of every clash rule.

A rule looks at a diary, at a wish and at a mode, a place or an interpreter, and answers with the
slots that it forbids, as a bit mask. The planner, the checker and the explanations all use the
same tables: PAIR_RULES, PLACE_RULES and INTERPRETER_RULES.
"""

from collections.abc import Callable

from fair.meetings.engine.diary import Diary, Hours, union_of
from fair.meetings.engine.types import Code, Interpreter, Mode, Place, Request


def _pair_blocked(diary: Diary, request: Request, _mode: Mode) -> int:
    is_blocked = (request.buyer, request.supplier) in diary.problem.blocked
    return diary.all_slots if is_blocked else 0


def _pair_twice(diary: Diary, request: Request, _mode: Mode) -> int:
    return diary.all_slots if diary.pairs[request.buyer, request.supplier] else 0


def _need_full(diary: Diary, request: Request, _mode: Mode) -> int:
    limits, meetings = diary.need_limits, diary.meetings_by_need
    is_full = any(need in limits and meetings[need] >= limits[need] for need in request.needs)
    return diary.all_slots if is_full else 0


def _mode_impossible(diary: Diary, request: Request, mode: Mode) -> int:
    return 0 if mode in request.modes else diary.all_slots


def _buyer_away(diary: Diary, request: Request, mode: Mode) -> int:
    return diary.all_slots & ~diary.buyers[request.buyer].present(mode)


def _supplier_away(diary: Diary, request: Request, mode: Mode) -> int:
    return diary.all_slots & ~diary.suppliers[request.supplier].present(mode)


def _buyer_full(diary: Diary, request: Request, _mode: Mode) -> int:
    return _total_reached(diary, diary.buyers[request.buyer])


def _supplier_full(diary: Diary, request: Request, _mode: Mode) -> int:
    return _total_reached(diary, diary.suppliers[request.supplier])


def _buyer_day_full(diary: Diary, request: Request, _mode: Mode) -> int:
    return diary.full_days(diary.buyers[request.buyer])


def _supplier_day_full(diary: Diary, request: Request, _mode: Mode) -> int:
    return diary.full_days(diary.suppliers[request.supplier])


def _buyer_busy(diary: Diary, request: Request, _mode: Mode) -> int:
    return diary.buyers[request.buyer].full & diary.all_slots


def _supplier_busy(diary: Diary, request: Request, _mode: Mode) -> int:
    return diary.suppliers[request.supplier].full & diary.all_slots


def _no_interpreter(diary: Diary, request: Request, _mode: Mode) -> int:
    if request.language is None:
        return 0
    fitting = diary.interpreters_for(request)
    return diary.all_slots & ~union_of(interpreter_slots(diary, request, each) for each in fitting)


def _place_wrong(diary: Diary, request: Request, place: Place) -> int:
    is_welcome = place.owner in (None, request.buyer, request.supplier)
    return 0 if is_welcome else diary.all_slots


def _place_closed(diary: Diary, _request: Request, place: Place) -> int:
    return diary.all_slots & ~diary.open[place.id]


def _place_taken(diary: Diary, _request: Request, place: Place) -> int:
    return diary.taken[place.id]


def _interpreter_wrong(diary: Diary, request: Request, interpreter: Interpreter) -> int:
    return 0 if request.language in interpreter.languages else diary.all_slots


def _interpreter_away(diary: Diary, _request: Request, interpreter: Interpreter) -> int:
    return diary.all_slots & ~diary.interpreter_open[interpreter.id]


def _interpreter_taken(diary: Diary, _request: Request, interpreter: Interpreter) -> int:
    return diary.interpreter_taken[interpreter.id]


def _total_reached(diary: Diary, hours: Hours) -> int:
    limit = hours.party.limit_total
    return diary.all_slots if limit is not None and hours.total >= limit else 0


PairRule = Callable[[Diary, Request, Mode], int]
PlaceRule = Callable[[Diary, Request, Place], int]
InterpreterRule = Callable[[Diary, Request, Interpreter], int]

PAIR_RULES: tuple[tuple[Code, PairRule], ...] = (
    (Code.PAIR_BLOCKED, _pair_blocked),
    (Code.PAIR_TWICE, _pair_twice),
    (Code.NEED_FULL, _need_full),
    (Code.MODE_IMPOSSIBLE, _mode_impossible),
    (Code.BUYER_AWAY, _buyer_away),
    (Code.SUPPLIER_AWAY, _supplier_away),
    (Code.BUYER_FULL, _buyer_full),
    (Code.SUPPLIER_FULL, _supplier_full),
    (Code.BUYER_DAY_FULL, _buyer_day_full),
    (Code.SUPPLIER_DAY_FULL, _supplier_day_full),
    (Code.BUYER_BUSY, _buyer_busy),
    (Code.SUPPLIER_BUSY, _supplier_busy),
    (Code.NO_INTERPRETER, _no_interpreter),
)
PLACE_RULES: tuple[tuple[Code, PlaceRule], ...] = (
    (Code.PLACE_WRONG, _place_wrong),
    (Code.PLACE_CLOSED, _place_closed),
    (Code.PLACE_TAKEN, _place_taken),
)
INTERPRETER_RULES: tuple[tuple[Code, InterpreterRule], ...] = (
    (Code.INTERPRETER_WRONG, _interpreter_wrong),
    (Code.INTERPRETER_AWAY, _interpreter_away),
    (Code.INTERPRETER_TAKEN, _interpreter_taken),
)


def pair_slots(diary: Diary, request: Request, mode: Mode) -> int:
    """Return the slots that no pair rule forbids."""
    possible = diary.all_slots
    for _code, rule in PAIR_RULES:
        possible &= ~rule(diary, request, mode)
        if not possible:
            return 0
    return possible


def place_slots(diary: Diary, request: Request, place: Place) -> int:
    """Return the slots that no place rule forbids."""
    possible = diary.all_slots
    for _code, rule in PLACE_RULES:
        possible &= ~rule(diary, request, place)
    return possible


def interpreter_slots(diary: Diary, request: Request, interpreter: Interpreter) -> int:
    """Return the slots that no interpreter rule forbids."""
    possible = diary.all_slots
    for _code, rule in INTERPRETER_RULES:
        possible &= ~rule(diary, request, interpreter)
    return possible


def free_interpreter(diary: Diary, request: Request, slot: int) -> int | None:
    """Return who can interpret the wish in this slot; None where nobody can, or need."""
    if request.language is None:
        return None
    fitting = diary.interpreters_for(request)
    free = (each.id for each in fitting if interpreter_slots(diary, request, each) >> slot & 1)
    return next(free, None)


def broken_rules(
    diary: Diary, request: Request, *, slot: int, place: Place, interpreter: int | None = None
) -> tuple[Code, ...]:
    """Name every rule that a meeting in this slot at this place would break now."""
    bit = 1 << slot
    pair = [code for code, rule in PAIR_RULES if rule(diary, request, place.mode) & bit]
    own = [code for code, rule in PLACE_RULES if rule(diary, request, place) & bit]
    return (*pair, *own, *_broken_by_interpreter(diary, request, bit, interpreter))


def _broken_by_interpreter(
    diary: Diary, request: Request, bit: int, interpreter_id: int | None
) -> list[Code]:
    if interpreter_id is None:
        return [] if request.language is None else [Code.INTERPRETER_WRONG]
    interpreter = diary.interpreters.get(interpreter_id)
    if interpreter is None:
        return [Code.INTERPRETER_WRONG]
    return [code for code, rule in INTERPRETER_RULES if rule(diary, request, interpreter) & bit]
