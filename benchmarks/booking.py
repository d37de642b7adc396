"""Many book, move and call off at the same moment: is ever anything booked twice, and how long?

python -m benchmarks.booking [--attempts 100000] [--ways 16] [--http 20000] [--unprotected] [--json]

In each round so many clients as `--ways` want one supplier at one time: most book, a quarter
accept the supplier's request, the last two move a meeting that they have with that supplier, if
they have one. The winner of every second round is called off, so that meetings come and go. A
worker tells people of it all meanwhile. `--http` repeats it by so many requests to a real web
server of two processes. `--unprotected` takes the locks and the constraint away: then the same
rounds must show double bookings, or they would prove nothing.

Prints for each part {"overlaps", "rounds", "rounds_without_winner", "rounds_with_many_winners",
"deadlocks", "errors", "accept_ms": {p50, p99}, "attempt_ms": {p50, p99}, "refusals",
"with_alternative", "told": {"acts", "waited_ms", "untold", "wrong_calendars"}, …}. `overlaps` come
from joining live seats with themselves in the database; a round without a winner counts only
where somebody could have had the time. Losers' times include finding them other times; the first
three rounds are not timed. `untold` and `wrong_calendars` (people whose calendar does not hold what
the timetable does) must be 0 at the end.
"""

import argparse
import json
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.synchronize import Barrier as BarrierType
from typing import Any
from unittest import mock

from benchmarks.booking_acts import act_of
from benchmarks.booking_fair import NOW, OVERLAPS, HotFair, Round, hot_fair
from benchmarks.booking_teller import UNTOLD, WRONG_CALENDARS, tell_until
from benchmarks.fresh_site import fresh_site

WAIT_SECONDS = 60
# Not timed: in its first rounds a new process loads templates and opens connections.
WARM_UP_ROUNDS = 3
LONGEST_SECONDS = 4 * 3600

# What one client did in one round: (round, what, milliseconds); what is "won", "agreed" or "moved",
# "lost" (other times were offered), "dead end" (none were), "twice" (the two meet already) or an
# error's name.
Answer = tuple[int, str, float]
WINS = ("won", "agreed", "moved")


@dataclass(frozen=True, slots=True)
class Contest:
    """All rounds of a run, in which every way is a process."""

    fair: HotFair
    rounds: int
    ways: int
    is_protected: bool
    barrier: BarrierType
    out: Any


def client(contest: Contest, way: int) -> None:
    """Take part in every round, in a process of its own."""
    from django.db import connections

    connections.close_all()
    answers: list[Answer] = []
    barrier = contest.barrier
    with ExitStack() as stack:
        if not contest.is_protected:
            leave_locks_out(stack)
        for each in contest.fair.rounds(ways=contest.ways):
            if each.number >= contest.rounds:
                break
            attempt = act_of(each, way, ways=contest.ways)
            barrier.wait(WAIT_SECONDS)
            started = time.perf_counter()
            try:
                what = attempt()
            except Exception as error:  # noqa: BLE001 - the figures tell of it
                what = type(error).__name__
            answers.append((each.number, what, (time.perf_counter() - started) * 1000))
            barrier.wait(WAIT_SECONDS)
            if way == 0:
                tidy(each)
            barrier.wait(WAIT_SECONDS)
    contest.out.put(answers)


def tidy(each: Round) -> None:
    """Call the supplier's meeting off after every second round, as people do."""
    from fair.meetings.choices import MeetingState
    from fair.meetings.models import Meeting
    from fair.meetings.services.changing import cancel_meeting

    if each.number % 2:
        rows = Meeting.objects.filter(
            supplier=each.supplier, starts_at=each.starts_at, state=MeetingState.CONFIRMED
        )
        for meeting in rows:
            cancel_meeting(meeting, actor=None, now=NOW)


def leave_locks_out(stack: ExitStack) -> None:
    """Let everybody believe that they hold their locks."""
    from fair.meetings.services import locks, openings

    stack.enter_context(mock.patch.object(locks, "_wait_for", return_value=1))
    stack.enter_context(mock.patch.object(openings, "try_places", return_value=True))


def by_service(fair: HotFair, *, attempts: int, ways: int, protected: bool) -> list[Answer]:
    """Run the rounds with one process for each way."""
    from django.db import connections

    connections.close_all()
    # As the web server does before it forks.
    import_module("matchmaking.wsgi")
    context = multiprocessing.get_context("fork")
    contest = Contest(
        fair=fair,
        rounds=attempts // ways,
        ways=ways,
        is_protected=protected,
        barrier=context.Barrier(ways),
        out=context.Queue(),
    )
    processes = [
        context.Process(target=client, args=(contest, way), daemon=True) for way in range(ways)
    ]
    for process in processes:
        process.start()
    # A client that died breaks the barrier, and all end without an answer.
    answers = [
        answer for _way in range(ways) for answer in contest.out.get(timeout=LONGEST_SECONDS)
    ]
    for process in processes:
        process.join()
    return answers


@contextmanager
def telling() -> Iterator[dict[str, Any]]:
    """Have a worker tell of all that is done inside, and say how it did."""
    from django.db import connections

    connections.close_all()
    context = multiprocessing.get_context("fork")
    stopped, out = context.Event(), context.Queue()
    worker = context.Process(target=tell_until, args=(stopped, out), daemon=True)
    worker.start()
    told: dict[str, Any] = {}
    yield told
    stopped.set()
    waited = out.get(timeout=LONGEST_SECONDS)
    worker.join()
    told |= {
        "acts": len(waited),
        "waited_ms": percentiles(waited),
        "untold": counted(UNTOLD),
        "wrong_calendars": counted(WRONG_CALENDARS),
    }


def figures_of(answers: list[Answer], *, seconds: float) -> dict[str, Any]:
    """Put the answers of all clients into numbers."""
    words = Counter(what for _round, what, _ms in answers)
    wins: Counter[int] = Counter(n for n, what, _ms in answers if what in WINS)
    rounds = {n for n, _what, _ms in answers}
    # Somebody who was refused for want of the time alone shows that the round was feasible.
    feasible = {n for n, what, _ms in answers if what in {*WINS, "lost", "dead end"}}
    refused = words["lost"] + words["dead end"]
    timed = [each for each in answers if each[0] >= min(rounds) + WARM_UP_ROUNDS]
    known = {*WINS, "lost", "dead end", "twice"}
    return {
        "attempts": len(answers),
        "rounds": len(rounds),
        "rounds_without_winner": sum(1 for n in feasible if not wins[n]),
        "rounds_with_many_winners": sum(1 for n in rounds if wins[n] > 1),
        **{what: words[what] for what in WINS},
        "refusals": refused,
        "with_alternative": round(words["lost"] / refused, 4) if refused else None,
        "errors": {what: n for what, n in words.items() if what not in known},
        "accept_ms": percentiles([ms for _n, what, ms in timed if what in WINS]),
        "attempt_ms": percentiles([ms for _n, _what, ms in timed]),
        "attempts_per_second": round(len(answers) / seconds, 1),
    }


def percentiles(values: list[float]) -> dict[str, float]:
    if not values:
        return {}
    ordered = sorted(values)
    return {
        f"p{percent}": round(ordered[min(len(ordered) - 1, len(ordered) * percent // 100)], 1)
        for percent in (50, 95, 99)
    }


def counted(statement: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


def deadlocks() -> int:
    """Return how many deadlocks PostgreSQL has counted; it notes them a second late."""
    time.sleep(1.5)
    return counted("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")


def run(*, attempts: int, ways: int, http: int, unprotected: bool) -> dict[str, Any]:
    """Run the parts that were asked for on a fair of its own."""
    from django.core.management import call_command
    from django.db import connection

    from benchmarks.booking_http import by_http

    started = time.perf_counter()
    # Pages name their styles by content, so these must have been collected.
    call_command("collectstatic", interactive=False, verbosity=0)
    fair = hot_fair()
    print(f"fair made in {time.perf_counter() - started:.0f} s", file=sys.stderr)
    if unprotected:
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE meetings_meetingseat DROP CONSTRAINT seat_never_booked_twice"
            )
    parts: dict[str, Any] = {}
    for name, size in (("service", attempts), ("http", 0 if unprotected else http)):
        if not size:
            continue
        before, started = deadlocks(), time.perf_counter()
        with telling() as told:
            answers = (
                by_service(fair, attempts=size, ways=ways, protected=not unprotected)
                if name == "service"
                else by_http(fair, attempts=size, ways=ways, first_round=attempts // ways)
            )
            seconds = time.perf_counter() - started
        parts[name] = {
            "overlaps": counted(OVERLAPS),
            "deadlocks": deadlocks() - before,
            **figures_of(answers, seconds=seconds),
            "told": told,
        }
        print(f"{name}: {json.dumps(parts[name])}", file=sys.stderr)
    return {"ways": ways, "is_protected": not unprotected, **parts}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--attempts", type=int, default=100_000)
    parser.add_argument("--ways", type=int, default=16)
    parser.add_argument("--http", type=int, default=0)
    parser.add_argument("--unprotected", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = vars(parser.parse_args())
    as_json = options.pop("json")
    with fresh_site():
        print(json.dumps(run(**options), indent=None if as_json else 1))


if __name__ == "__main__":
    main()
