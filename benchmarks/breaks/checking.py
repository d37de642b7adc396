"""Verify a timetable of an instance, from the definition and nothing else."""

import re
from collections.abc import Iterator
from pathlib import Path

from benchmarks.breaks import FAIRNESS


def breaks_of(busy: set[int]) -> int:
    """Count the runs of idle slots between the first and the last meeting."""
    return sum(slot + 1 not in busy for slot in busy if slot != max(busy))


class Given:
    """What a file says, read without the solvers' reader."""

    def __init__(self, path: Path) -> None:
        self.text = path.read_text()
        rows = [
            tuple(map(int, re.findall(r"\d+", row))) for row in self._part("requested").split("|")
        ]
        self.requested = [row for row in rows if row]
        self.fixed = [int(number) for number in re.findall(r"\d+", self._part("fixed"))]
        self.forbidden, self.precedences = self._sets("forbidden"), self._sets("precedences")
        self.people, self.tables = int(self._part("nBusiness")), int(self._part("nTables"))
        slots, morning = int(self._part("nTotalSlots")), int(self._part("nMorningSlots"))
        anywhere = range(1, slots + 1)
        self.sessions = {1: anywhere[:morning], 2: anywhere[morning:], 3: anywhere}

    def _part(self, name: str) -> str:
        found = re.search(rf"^{name}\s*=\s*(.*?);", self.text, re.DOTALL | re.MULTILINE)
        return found.group(1) if found else ""

    def _sets(self, name: str) -> list[set[int]]:
        groups = self._part(name).split("{")[1:]
        return [{int(n) for n in re.findall(r"\d+", group)} for group in groups]


def violations(path: Path, schedule: list[int]) -> list[str]:
    """Say what a timetable (the slot of each meeting, from 1) breaks."""
    given = Given(path)
    if len(schedule) != len(given.requested):
        return [f"{len(schedule)} meetings instead of {len(given.requested)}"]
    found = [fault for n, slot in enumerate(schedule) for fault in _of_meeting(given, n, slot)]
    for number, before in enumerate(given.precedences):
        late = [each for each in before if each > 0 and schedule[each - 1] >= schedule[number]]
        found += [f"meeting {number + 1}: meeting {each} does not come before it" for each in late]
    crowded = [slot for slot in set(schedule) if schedule.count(slot) > given.tables]
    found += [f"slot {slot}: more meetings than tables" for slot in crowded]
    busy: dict[int, list[int]] = {n: [] for n in range(1, given.people + 1)}
    for (first, second, _session), slot in zip(given.requested, schedule, strict=True):
        busy[first].append(slot)
        busy[second].append(slot)
    twice = [who for who, when in busy.items() if len(when) > len(set(when))]
    found += [f"participant {who}: two meetings in one slot" for who in twice]
    breaks = [breaks_of(set(when)) for when in busy.values()]
    if max(breaks) - min(breaks) > FAIRNESS:
        found.append(f"unfair: {min(breaks)} to {max(breaks)} breaks")
    return found


def _of_meeting(given: Given, number: int, slot: int) -> Iterator[str]:
    first, second, session = given.requested[number]
    if slot not in given.sessions[session]:
        yield f"meeting {number + 1}: slot {slot} is not in its session"
    if given.fixed[number] not in {0, slot}:
        yield f"meeting {number + 1}: not in its fixed slot"
    for participant in (first, second):
        if slot in given.forbidden[participant - 1]:
            yield f"meeting {number + 1}: slot {slot} is forbidden to {participant}"


def total_breaks(instance_pairs: list[tuple[int, int]], schedule: list[int]) -> int:
    """Count all breaks of all participants."""
    busy: dict[int, set[int]] = {}
    for pair, slot in zip(instance_pairs, schedule, strict=True):
        for participant in pair:
            busy.setdefault(participant, set()).add(slot)
    return sum(breaks_of(when) for when in busy.values())
