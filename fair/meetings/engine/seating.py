"""Give each planned meeting one of its parties' teams.

Meetings take single slots, so any free team will do: the planner only counted them.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from fair.meetings.engine.types import Plan, Problem


class TooFewTeams(Exception):
    """A party has more meetings in a slot than teams, which no checked plan has."""


@dataclass(frozen=True, slots=True)
class Teams:
    """Which team of each side takes a meeting; teams are numbered from 1."""

    buyer: int
    supplier: int


def seat_teams(
    problem: Problem, plan: Plan, *, taken: Mapping[tuple[int, int], frozenset[int]]
) -> dict[int, Teams]:
    """Return the teams of every planned meeting by request id.

    `taken` names the teams that pins occupy, by (party, slot). Raise TooFewTeams if
    a party has more meetings in a slot than teams.
    """
    requests = {request.id: request for request in problem.requests}
    capacity = {party.id: party.capacity for party in (*problem.buyers, *problem.suppliers)}
    used: dict[tuple[int, int], set[int]] = defaultdict(set)
    for key, teams in taken.items():
        used[key] |= teams

    def next_team(party: int, slot: int) -> int:
        free = (n for n in range(1, capacity[party] + 1) if n not in used[party, slot])
        team = next(free, None)
        if team is None:
            raise TooFewTeams(party, slot)
        used[party, slot].add(team)
        return team

    return {
        assignment.request: Teams(
            next_team(requests[assignment.request].buyer, assignment.slot),
            next_team(requests[assignment.request].supplier, assignment.slot),
        )
        for assignment in sorted(plan.assignments, key=lambda each: (each.slot, each.request))
    }
