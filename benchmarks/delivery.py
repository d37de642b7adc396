"""Mails under SIGKILL: workers die, the relay is busy, slow or gone; is anything lost or doubled?

python -m benchmarks.delivery [--kills 60] [--mails 400] [--control no-lease|new-id] [--json]

Real Celery workers deliver to a relay of our own. The kills hit one process, half of them right
after the relay took a message and before it answered, half at a random moment; every tenth hits
the whole worker. A quarter of the mails go to people who have too many and get them in bundles.

Prints {"mails", "kills", "lost", "second_ids", "raw_copies", "messages", "stuck", "failed",
"bundles", "seconds"}: "lost" never reached the relay; "second_ids" reached it under two
Message-IDs; "raw_copies" are repeated deliveries under the same Message-ID, by which mail servers
and programs know them. A control takes a protection away and must fail.
"""

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import psutil

from benchmarks.fresh_site import fresh_site
from benchmarks.mail_sink import Sink, controller_of

PEOPLE_SHARE = 4  # every fourth mail goes to somebody with too many
MAILS_PER_PERSON = 10
WHOLE_WORKER_EVERY = 10
PATIENCE_SECONDS = 90


class Worker:
    """A Celery worker in a session of its own, so that all of it can be killed at once."""

    def __init__(self, *, port: int, control: str, env: Mapping[str, str] | None = None) -> None:
        command = [sys.executable, "-m", "benchmarks.delivery_worker", "--port", str(port)]
        self._command = [*command, "--control", control]
        self._env = {**os.environ, **(env or {})}
        self._start()

    def _start(self) -> None:
        self.process = subprocess.Popen(
            self._command,
            env=self._env,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill_one(self, rng: random.Random) -> bool:
        """Kill one of the processes that deliver; False while there is none."""
        with suppress(psutil.NoSuchProcess):
            children = psutil.Process(self.process.pid).children()
            if children:
                rng.choice(children).kill()
                return True
        return False

    def kill_all(self) -> None:
        """Kill the worker with all its processes, as a power cut would."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def keep_alive(self) -> None:
        """Start the worker again if it is gone, as the supervisor does."""
        if self.process.poll() is not None:
            self._start()


def queue_mails(count: int) -> None:
    """Write the mails, each with a mark of its own: most to addresses, some to few people."""
    from datetime import time as clock

    from django.contrib.auth import get_user_model

    from fair.notifications.models import Preferences
    from fair.notifications.services import queue_notice

    people = []
    for number in range(max(1, count // PEOPLE_SHARE // MAILS_PER_PERSON)):
        person = get_user_model().objects.create_user(f"person{number}@example.com")
        Preferences.objects.create(user=person, quiet_from=clock(), quiet_until=clock())
        people.append(person)
    for number in range(count):
        is_plain = number % PEOPLE_SHARE != 0
        person = None if is_plain else people[number // PEOPLE_SHARE % len(people)]
        queue_notice(
            person.email if person else f"address{number}@example.com",
            kind="benchmark",
            subject=f"Mail {number}",
            body_text=f"mark:{number}:\n",
            recipient=person,
        )


def kill_while_delivering(worker: Worker, sink: Sink, *, kills: int, seed: int) -> int:
    """Kill as often as asked while there is work, sweeping as the clock does; return how often."""
    rng, done = random.Random(seed), 0
    while done < kills and open_count():
        sweep()
        worker.keep_alive()
        sink.arrived.clear()
        if not sink.arrived.wait(1):
            continue  # starting, or waiting for a claim to end: nobody to surprise
        if rng.random() < 1 / 2:
            time.sleep(rng.uniform(0, 0.3))
        if (done + 1) % WHOLE_WORKER_EVERY == 0:
            worker.kill_all()
            done += 1
        else:
            done += worker.kill_one(rng)
            time.sleep(0.25)  # more in a second and Celery gives its pool up
    return done


def wait_for_rest(worker: Worker) -> None:
    """Wait until nothing is open, or nothing changes any more."""
    last, since = open_count(), time.monotonic()
    while last and time.monotonic() - since < PATIENCE_SECONDS / 6:
        time.sleep(0.5)
        sweep()
        worker.keep_alive()
        count = open_count()
        if count != last:
            last, since = count, time.monotonic()


def sweep() -> None:
    from fair.notifications.tasks import deliver_due

    deliver_due.delay()


def open_count() -> int:
    from fair.notifications.choices import NoticeState
    from fair.notifications.models import Notice

    states = [NoticeState.QUEUED, NoticeState.SENDING, NoticeState.GATHERED]
    return Notice.objects.filter(state__in=states).count()


def figures_of(sink: Sink, *, mails: int) -> dict[str, Any]:
    """Compare what was written with what the relay took."""
    from fair.notifications.choices import NoticeState
    from fair.notifications.models import BUNDLE_KIND, Notice

    ids = [sink.marks.get(f"mark:{number}:", []) for number in range(mails)]
    return {
        "lost": sum(not found for found in ids),
        "second_ids": sum(len(set(found)) > 1 for found in ids),
        "raw_copies": sum(len(found) - len(set(found)) for found in ids),
        "messages": sink.messages,
        "stuck": open_count(),
        "failed": Notice.objects.filter(state=NoticeState.FAILED).count(),
        "bundles": Notice.objects.filter(kind=BUNDLE_KIND).count(),
    }


def run(
    *, mails: int, kills: int, seed: int, control: str = "", env: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Deliver `mails` while workers are killed `kills` times; return the figures."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    sink = Sink(seed=seed)
    controller = controller_of(sink, port=port)
    controller.start()
    queue_mails(mails)
    started = time.monotonic()
    worker = Worker(port=port, control=control, env=env)
    try:
        done = kill_while_delivering(worker, sink, kills=kills, seed=seed)
        wait_for_rest(worker)
    finally:
        worker.kill_all()
        controller.stop()
    seconds = round(time.monotonic() - started, 1)
    return {
        "mails": mails,
        "kills": done,
        **figures_of(sink, mails=mails),
        "seconds": seconds,
        "control": control,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--mails", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--control", choices=["", "no-lease", "new-id"], default="")
    parser.add_argument("--json", action="store_true", help="the default; kept for symmetry")
    options = parser.parse_args()
    with fresh_site():
        figures = run(
            mails=options.mails, kills=options.kills, seed=options.seed, control=options.control
        )
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
