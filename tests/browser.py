"""A real Chromium for tests marked “browser”: Debian's, not a downloaded one."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

# Playwright keeps an event loop running in the thread of the tests. Django would take that for
# asynchronous code and refuse to touch the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "page" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
        if item.get_closest_marker("browser") and CHROMIUM is None:
            item.add_marker(pytest.mark.skip(reason="no Chromium: apt-get install chromium"))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    arguments = ["--disable-dev-shm-usage", "--use-fake-device-for-media-stream"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium's sandbox does not work for root
    return {"executable_path": CHROMIUM, "args": arguments}


@pytest.fixture(autouse=True)
def _answered(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let the live server answer what the browser has asked before the database is emptied.

    A page that polls is rarely idle, and emptying tables under a request ends in a deadlock.
    """
    if "live_server" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")  # made first, so that it is emptied last
    asked = _Asked()
    yield
    asked.wait_for_answers()


class _Asked:
    """How many requests the live server's threads are at."""

    def __init__(self) -> None:
        self.count = 0
        self.changed = threading.Condition()
        request_started.connect(self._start)
        request_finished.connect(self._finish)

    def wait_for_answers(self, *, seconds: float = 30) -> None:
        """Wait until none is left, and a moment for those that are just arriving."""
        time.sleep(0.05)
        with self.changed:
            is_quiet = self.changed.wait_for(lambda: self.count <= 0, timeout=seconds)
        request_started.disconnect(self._start)
        request_finished.disconnect(self._finish)
        assert is_quiet, "the live server still answers the browser's last request"

    def _start(self, **_: Any) -> None:
        self._add(1)

    def _finish(self, **_: Any) -> None:
        self._add(-1)

    def _add(self, number: int) -> None:
        if threading.current_thread() is threading.main_thread():
            return  # Django's own test client, whose answers come at once
        with self.changed:
            self.count += number
            self.changed.notify_all()
