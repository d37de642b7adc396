"""Start PostgreSQL and Valkey for the tests, before Django reads its settings.

A pytest plugin, named in pyproject.toml: a conftest would be too late. It starts nothing where
DATABASE_URL and REDIS_URL point to servers. The workers of pytest-xdist share the servers of the
process that started them; each uses databases of its own (matchmaking/settings_test.py).

FAIRMATCH_KEEP_TEST_SERVERS=1 leaves the servers and the test database for the next run, which
then starts in a second; add --create-db once after a migration has been rewritten.
"""

import os
from contextlib import ExitStack
from pathlib import Path

import pytest

from matchmaking.embedded import EmbeddedServers
from matchmaking.embedded.directory import AlreadyRunning, default_data_directory

TREE = Path(__file__).resolve().parent.parent
KEEP = os.environ.get("FAIRMATCH_KEEP_TEST_SERVERS") == "1"
MOST_RUNS_AT_ONCE = 8

on_exit = ExitStack()


@pytest.hookimpl(tryfirst=True)  # before pytest-django's own, which reads the settings
def pytest_load_initial_conftests() -> None:
    """Make sure that the environment names a database and a queue."""
    is_xdist_worker = "PYTEST_XDIST_WORKER" in os.environ
    outside = [name for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)]
    if is_xdist_worker or len(outside) == 2:
        return
    if outside:
        raise pytest.UsageError("Set both DATABASE_URL and REDIS_URL, or neither.")
    servers = lock_free_servers()
    servers.start()
    if not KEEP:
        on_exit.callback(servers.stop)
    os.environ["FAIRMATCH_DATA"] = str(servers.directory.path)
    os.environ["DATABASE_URL"] = servers.directory.database_url
    os.environ["REDIS_URL"] = servers.directory.redis_url


def pytest_configure(config: pytest.Config) -> None:
    if KEEP:
        config.option.reuse_db = True


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    on_exit.close()


def lock_free_servers() -> EmbeddedServers:
    """Return servers that no other test run on this tree uses, locked until we end."""
    for number in range(MOST_RUNS_AT_ONCE):
        path = default_data_directory(TREE) / "tests" / str(number)
        servers = EmbeddedServers(path, is_durable=False)
        servers.prepare()
        try:
            on_exit.enter_context(servers.directory.lock())
        except AlreadyRunning:
            continue
        return servers
    raise pytest.UsageError(f"{MOST_RUNS_AT_ONCE} test runs use this tree already.")
