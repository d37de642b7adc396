"""The rounds of `benchmarks.booking` as requests to a real web server of two processes."""

import http.client
import os
import socket
import subprocess
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import dropwhile
from typing import Any
from uuid import uuid4

from benchmarks.booking_fair import HotFair, Round

TOKEN = "b" * 32
HOST = "127.0.0.1"
FOUND, CONFLICT = 302, 409
WAIT_SECONDS = 60


def by_http(
    fair: HotFair, *, attempts: int, ways: int, first_round: int
) -> list[tuple[int, str, float]]:
    """Run the rounds with a thread for each client; every one is signed in as the buyer's owner."""
    from benchmarks.booking import tidy

    sessions, paths = _sessions(fair), _paths(fair)
    rounds = attempts // ways
    answers: list[tuple[int, str, float]] = []
    barrier = threading.Barrier(ways)

    def client(way: int, port: int) -> None:
        wanted = dropwhile(lambda each: each.number < first_round, fair.rounds(ways=ways))
        for each in wanted:
            if each.number >= first_round + rounds:
                break
            barrier.wait()
            started = time.perf_counter()
            what = _post(port, each, way, sessions, paths)
            answers.append((each.number, what, (time.perf_counter() - started) * 1000))
            barrier.wait()
            if way == 0:
                tidy(each)
            barrier.wait()

    with _server() as port:
        threads = [threading.Thread(target=client, args=(way, port)) for way in range(ways)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return answers


def _post(
    port: int,
    each: Round,
    way: int,
    sessions: dict[int, str],
    paths: dict[int, str],
) -> str:
    """Send the form that books, and say what came of it."""
    buyer = each.buyers[way]
    form = {
        "csrfmiddlewaretoken": TOKEN,
        "submission_key": str(uuid4()),
        "time": f"{each.starts_at:%Y-%m-%dT%H:%M:%SZ}",
        "mode": "table",
    }
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"sessionid={sessions[buyer]}; csrftoken={TOKEN}",
    }
    path = f"/hot/meetings/book/{paths[buyer]}/{paths[each.supplier]}/"
    # A connection for each: between rounds the server closes those that wait.
    connection = http.client.HTTPConnection(HOST, port, timeout=WAIT_SECONDS)
    try:
        connection.request("POST", path, urllib.parse.urlencode(form), headers)
        answer = connection.getresponse()
        text = answer.read().decode()
    except OSError as error:
        return type(error).__name__
    finally:
        connection.close()
    if answer.status == FOUND:
        return "won"
    if answer.status != CONFLICT:
        return f"status {answer.status}"
    if "has a meeting already" in text or "have a meeting already" in text:
        return "twice"
    return "lost" if 'name="time"' in text else "dead end"


def _paths(fair: HotFair) -> dict[int, str]:
    from fair.editions.models import Participation

    rows = Participation.objects.filter(edition=fair.edition)
    return {pk: str(public_id) for pk, public_id in rows.values_list("pk", "public_id")}


def _sessions(fair: HotFair) -> dict[int, str]:
    """Sign every buyer's owner in; return the session keys."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from fair.editions.models import Participation

    store: Any = import_module(settings.SESSION_ENGINE).SessionStore
    keys = {}
    rows = Participation.objects.filter(pk__in=fair.buyers)
    for row in rows.prefetch_related("organisation__memberships__user"):
        user = row.organisation.memberships.all()[0].user
        session = store()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        keys[row.pk] = session.session_key
    return keys


@contextmanager
def _server() -> Iterator[int]:
    """Start the web server as `manage.py up` does, without its log of requests."""
    from matchmaking.services import web

    with socket.socket() as free:
        free.bind((HOST, 0))
        port = int(free.getsockname()[1])
    service = web(host=HOST, port=port)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(
        service.command,
        env=os.environ | service.environment,
        **quiet,  # type: ignore[call-overload]
    )
    try:
        _wait_until_open(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_until_open(port: int) -> None:
    for _try in range(600):
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("The web server did not start.")
