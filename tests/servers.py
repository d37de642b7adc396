"""Start PostgreSQL and Valkey for the tests, and stop them at the end.

A pytest plugin that tests/conftest.py names. It starts nothing where DATABASE_URL and REDIS_URL
point to servers. The workers of pytest-xdist share the servers of the process that started them;
each uses databases of its own (matchmaking/settings_test.py).

FAIRMATCH_KEEP_TEST_SERVERS=1 leaves the servers and the test database for the next run, which
then starts in a second; add --create-db once after a migration has been rewritten.
"""

import os
import sys
import time
from contextlib import ExitStack

import pytest
from django.conf import settings

from matchmaking.embedded import EmbeddedServers
from matchmaking.embedded.directory import AlreadyRunning

KEEP = os.environ.get("FAIRMATCH_KEEP_TEST_SERVERS") == "1"

on_exit = ExitStack()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if KEEP:
        config.option.reuse_db = True
    is_xdist_worker = "PYTEST_XDIST_WORKER" in os.environ
    if bool(settings.DATABASE_URL) != bool(settings.REDIS_URL):
        raise pytest.UsageError("Set both DATABASE_URL and REDIS_URL, or neither.")
    if settings.DATABASE_URL or is_xdist_worker:
        return
    servers = EmbeddedServers(settings.DATA_DIR, is_durable=False)
    servers.prepare()
    hold_directory(servers)
    servers.start()
    if not KEEP:
        on_exit.callback(servers.stop)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    on_exit.close()


def hold_directory(servers: EmbeddedServers) -> None:
    """Wait until no other test run uses the servers of this tree; hold them until we end."""
    is_told = False
    while True:
        try:
            on_exit.enter_context(servers.directory.lock())
        except AlreadyRunning:
            if not is_told:
                sys.stderr.write("Waiting for another test run on this tree to end.\n")
                is_told = True
            time.sleep(0.5)
        else:
            return
