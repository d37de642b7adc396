"""An instant plan: greedy by points, then a cheap improvement pass.

The greedy part always runs to its end (about 0.1 s for 40 buyers and 250 suppliers); the
improvement stops when nothing gains any more, after `rounds`, or when `keep_going` says no.
Every stage leaves a plan without a conflict in which no further wish can be placed.
"""

import heapq
import random
from collections.abc import Callable, Iterable

from fair.meetings.engine.conflicts import broken_rules
from fair.meetings.engine.draft import Draft
from fair.meetings.engine.types import Plan, Problem, Request

ROUNDS = 4


def construct(
    problem: Problem,
    *,
    seed: int = 0,
    rounds: int = ROUNDS,
    keep_going: Callable[[], bool] = lambda: True,
) -> Plan:
    """Plan an edition. The same problem, seed and rounds give the same plan."""
    draft = Draft(problem)
    _fill(draft, problem.requests)
    rng = random.Random(seed)  # noqa: S311 order of trials, not a secret
    for _round in range(rounds):
        before = draft.points
        for move in (_replace, _compact):
            move(draft, rng, keep_going)
        _fill(draft, _unplaced(draft))
        if draft.points == before or not keep_going():
            break
    return draft.plan()


def patched(problem: Problem) -> Plan:
    """Move nobody: keep what is still possible of `standing`, and let others fill what is free."""
    draft = Draft(problem)
    for each in problem.standing:
        request, place = draft.requests.get(each.request), draft.diary.places.get(each.place)
        if request is None or place is None or not 0 <= each.slot < len(problem.slots):
            continue
        if request.id in draft.placed:
            continue
        broken = broken_rules(
            draft.diary, request, slot=each.slot, place=place, interpreter=each.interpreter
        )
        if not broken:
            draft.put(request, each)
    _fill(draft, _unplaced(draft))
    return draft.plan()


def _fill(draft: Draft, requests: Iterable[Request]) -> None:
    """Place wishes by falling gain, ties by id.

    A supplier's first meeting is worth more, so a wish's gain may have fallen by the time that
    its turn comes: then it queues again.
    """
    queue = [(-draft.gain(request), request.id) for request in requests]
    heapq.heapify(queue)
    while queue:
        negative_gain, request_id = heapq.heappop(queue)
        request = draft.requests[request_id]
        gain = draft.gain(request)
        if gain != -negative_gain:
            heapq.heappush(queue, (-gain, request_id))
            continue
        assignment = draft.seat(request)
        if assignment is not None:
            draft.put(request, assignment)


def _unplaced(draft: Draft) -> list[Request]:
    requests = draft.problem.requests
    return [request for request in requests if request.id not in draft.placed]


def _replace(draft: Draft, rng: random.Random, keep_going: Callable[[], bool]) -> None:
    """Let unplaced wishes push out or move aside one meeting of their buyer or supplier."""
    waiting = _unplaced(draft)
    rng.shuffle(waiting)
    waiting.sort(key=lambda request: -draft.gain(request))
    for request in waiting:
        if not keep_going():
            return
        _push_in(draft, request)


def _push_in(draft: Draft, request: Request) -> None:
    rivals = draft.by_buyer[request.buyer] | draft.by_supplier[request.supplier]
    for rival_id in sorted(rivals, key=lambda id_: (draft.requests[id_].value, id_)):
        if _exchange(draft, request, draft.requests[rival_id]):
            return


def _exchange(draft: Draft, request: Request, rival: Request) -> bool:
    """Seat a wish in place of a rival and the rival elsewhere; undo it if that gains nothing."""
    before = draft.points
    old = draft.take(rival)
    new = draft.seat(request)
    if new is not None:
        draft.put(request, new)
        elsewhere = draft.seat(rival)
        if elsewhere is not None:
            draft.put(rival, elsewhere)
        if draft.points > before:
            return True
        if elsewhere is not None:
            draft.take(rival)
        draft.take(request)
    draft.put(rival, old)
    return False


def _compact(draft: Draft, rng: random.Random, keep_going: Callable[[], bool]) -> None:
    """Move meetings of buyers who wait between meetings."""
    buyers = sorted(draft.by_buyer)
    rng.shuffle(buyers)
    for buyer in buyers:
        if not keep_going():
            return
        for request_id in sorted(draft.by_buyer[buyer]):
            _relocate(draft, draft.requests[request_id])


def _relocate(draft: Draft, request: Request) -> None:
    before = draft.points
    old = draft.take(request)
    new = draft.seat(request)
    if new is not None:
        draft.put(request, new)
        if draft.points > before:
            return
        draft.take(request)
    draft.put(request, old)
