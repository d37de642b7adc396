"""Planning problems and plans as JSON; docs/planning.md describes the format."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from fair.meetings.engine.types import (
    Assignment,
    Interpreter,
    Mode,
    Party,
    Pin,
    Place,
    Plan,
    Problem,
    Request,
    Slot,
    Weights,
)


class UnusableInstance(Exception):
    """The file does not describe a problem, or names what it does not hold; the text says where."""


def read_problem(path: Path) -> Problem:
    """Read a problem. Raise UnusableInstance, with the place in the file, for what is wrong."""
    given = json.loads(path.read_text())
    if not isinstance(given, dict):
        raise UnusableInstance("a problem is an object with slots, buyers, suppliers, …")
    unknown = given.keys() - {each.name for each in fields(Problem)}
    if unknown:
        raise UnusableInstance(f"unknown: {', '.join(sorted(unknown))}")
    slots = tuple(_slot(n, each) for n, each in enumerate(given.get("slots", ())))
    everywhere = frozenset(range(len(slots)))
    problem = Problem(
        slots=slots,
        buyers=_many(given, "buyers", lambda each: _party(each, everywhere)),
        suppliers=_many(given, "suppliers", lambda each: _party(each, everywhere)),
        places=_many(given, "places", lambda each: _place(each, everywhere)),
        requests=_many(given, "requests", _request),
        pins=_many(given, "pins", lambda each: _pin(each, slots)),
        blocked=frozenset((buyer, supplier) for buyer, supplier in given.get("blocked", ())),
        need_limits=tuple((need, most) for need, most in given.get("need_limits", ())),
        weights=Weights(**{"first_meeting": 0, **given.get("weights", {})}),
        interpreters=_many(given, "interpreters", lambda each: _interpreter(each, everywhere)),
        standing=_many(given, "standing", lambda each: Assignment(**each)),
    )
    _refuse_strangers(problem)
    return problem


def write_problem(problem: Problem, path: Path) -> None:
    path.write_text(json.dumps(asdict(problem), default=sorted))


def read_plan(path: Path) -> Plan:
    """Read a plan: {"assignments": [{"request", "slot", "place", "interpreter"}]}."""
    rows = json.loads(path.read_text())["assignments"]
    return Plan(tuple(Assignment(**row) for row in rows))


def write_plan(plan: Plan, path: Path) -> None:
    path.write_text(json.dumps(asdict(plan)))


def _many(given: Mapping[str, Any], name: str, make: Any) -> tuple[Any, ...]:
    made = []
    for n, each in enumerate(given.get(name, ())):
        try:
            made.append(make(dict(each)))
        except (KeyError, TypeError, ValueError) as error:
            raise UnusableInstance(f"{name}[{n}]: {error!r}") from error
    return tuple(made)


def _slot(n: int, each: Any) -> Slot:
    if isinstance(each, Mapping):
        return Slot(**each)
    if isinstance(each, Iterable):
        return Slot(*each)
    raise UnusableInstance(f"slots[{n}]: neither an object nor [starts_at, ends_at, day]")


def _set(each: dict[str, Any], name: str, default: frozenset[int]) -> frozenset[int]:
    given = each.pop(name, None)
    return default if given is None else frozenset(given)


def _party(each: dict[str, Any], everywhere: frozenset[int]) -> Party:
    """Make a party; `slots` stands for both `onsite` and `online`."""
    both = _set(each, "slots", everywhere)
    onsite, online = _set(each, "onsite", both), _set(each, "online", both)
    return Party(onsite=onsite & everywhere, online=online & everywhere, **each)


def _place(each: dict[str, Any], everywhere: frozenset[int]) -> Place:
    open_slots = _set(each, "open_slots", everywhere) & everywhere
    return Place(mode=Mode(each.pop("mode")), open_slots=open_slots, **each)


def _interpreter(each: dict[str, Any], everywhere: frozenset[int]) -> Interpreter:
    open_slots = _set(each, "open_slots", everywhere) & everywhere
    languages = frozenset(each.pop("languages"))
    return Interpreter(languages=languages, open_slots=open_slots, **each)


def _request(each: dict[str, Any]) -> Request:
    modes = tuple(Mode(mode) for mode in each.pop("modes", ("booth", "table")))
    return Request(modes=modes, needs=tuple(each.pop("needs", ())), **each)


def _pin(each: dict[str, Any], slots: tuple[Slot, ...]) -> Pin:
    touched = frozenset(each.pop("slots"))
    if not touched <= frozenset(range(len(slots))):
        raise UnusableInstance(f"pin {each.get('id')}: a slot that does not exist")
    day = each.pop("day", None)
    if day is None:
        day = slots[min(touched)].day
    return Pin(slots=touched, day=day, needs=tuple(each.pop("needs", ())), **each)


def _refuse_strangers(problem: Problem) -> None:
    """Refuse ids that are used twice, and wishes of parties that are not there."""
    kinds = ("buyers", "suppliers", "places", "requests", "pins", "interpreters")
    for kind in kinds:
        ids = [each.id for each in getattr(problem, kind)]
        if len(ids) != len(set(ids)):
            raise UnusableInstance(f"{kind}: an id is used twice")
    buyers = {each.id for each in problem.buyers}
    suppliers = {each.id for each in problem.suppliers}
    for request in problem.requests:
        if request.buyer not in buyers or request.supplier not in suppliers:
            raise UnusableInstance(f"request {request.id}: its buyer or supplier is not listed")
