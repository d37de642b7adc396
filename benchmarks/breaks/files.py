"""Read the MiniZinc data files (.dzn) that the B2BSP instances are published in."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

MORNING, AFTERNOON = 1, 2


@dataclass(frozen=True)
class Instance:
    """One problem; participants, meetings and slots are numbered from 0.

    `domains` are the slots that a meeting may take by its session, its fixed slot, its
    participants' forbidden slots and what must come before and after it; `earlier` its
    predecessors.
    """

    name: str
    participants: int
    slots: int
    tables: int
    pairs: tuple[tuple[int, int], ...]
    domains: tuple[frozenset[int], ...]
    earlier: tuple[frozenset[int], ...]

    @cached_property
    def meetings_of(self) -> list[list[int]]:
        """The meetings of each participant."""
        meetings: list[list[int]] = [[] for _ in range(self.participants)]
        for number, pair in enumerate(self.pairs):
            for participant in pair:
                meetings[participant].append(number)
        return meetings

    @cached_property
    def clusters(self) -> list[list[int]]:
        """Sets of meetings that share a participant, which together are all meetings."""
        left = [set(meetings) for meetings in self.meetings_of]
        clusters = []
        while largest := max(left, key=len, default=set()):
            clusters.append(sorted(largest))
            taken = set(largest)
            left = [meetings - taken for meetings in left]
        return clusters


def read_instance(path: Path) -> Instance:
    """Read one file. Raise ValueError where its parts do not fit together."""
    parts = dict(re.findall(r"(\w+)\s*=\s*([^;]*);", re.sub(r"%.*", "", path.read_text())))
    count = {name: int(parts[f"n{name}"]) for name in ("Business", "Meetings", "Tables")}
    slots, morning = int(parts["nTotalSlots"]), int(parts["nMorningSlots"])
    requested = _rows_of_three(parts["requested"])
    fixed = _numbers(parts["fixed"])
    forbidden, earlier = _sets(parts["forbidden"]), _sets(parts["precedences"])
    if len(requested) != count["Meetings"] or len(forbidden) != count["Business"]:
        raise ValueError(f"{path.name}: the numbers of meetings or participants do not fit")
    pairs = tuple((first - 1, second - 1) for first, second, _session in requested)
    domains = []
    for (first, second), (_a, _b, session), slot in zip(pairs, requested, fixed, strict=True):
        domain = {
            MORNING: set(range(morning)),
            AFTERNOON: set(range(morning, slots)),
        }.get(session, set(range(slots)))
        if slot:
            domain &= {slot - 1}
        domains.append(domain - {n - 1 for n in forbidden[first] | forbidden[second]})
    predecessors = [{n - 1 for n in each if n > 0} for each in earlier]
    _narrow(domains, predecessors)
    return Instance(
        name=path.name.removesuffix(".dzn"),
        participants=count["Business"],
        slots=slots,
        tables=count["Tables"],
        pairs=pairs,
        domains=tuple(map(frozenset, domains)),
        earlier=tuple(map(frozenset, predecessors)),
    )


def _numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"-?\d+", text)]


def _rows_of_three(text: str) -> list[tuple[int, int, int]]:
    numbers = _numbers(text)
    return list(zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True))


def _sets(text: str) -> list[set[int]]:
    return [set(_numbers(each)) for each in re.findall(r"\{([^}]*)\}", text)]


def _narrow(domains: list[set[int]], earlier: list[set[int]]) -> None:
    """Take out slots that leave no room for what comes strictly before or after."""
    has_changed = True
    while has_changed:
        has_changed = False
        for later, before in enumerate(earlier):
            for first in before:
                low = min(domains[first], default=0)
                high = max(domains[later], default=-1)
                kept_later = {slot for slot in domains[later] if slot > low}
                kept_first = {slot for slot in domains[first] if slot < high}
                if (kept_later, kept_first) != (domains[later], domains[first]):
                    domains[later], domains[first] = kept_later, kept_first
                    has_changed = True
