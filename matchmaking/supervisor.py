"""Keep a handful of child processes alive, and end them in order."""

import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from matchmaking.processes import start_child, wait_or_kill

MOST_RESTARTS = 5
CALM_SECONDS = 300  # a child that has run this long has its restarts forgiven
LARGE_LOG_BYTES = 10_000_000


class ServiceKeepsFailing(Exception):
    """A child ended again and again; its log tells why."""


@dataclass(frozen=True, slots=True)
class Service:
    """One process to keep alive. `patience_seconds`: how long it may take to end."""

    name: str
    command: Sequence[str]
    patience_seconds: float
    environment: Mapping[str, str] = field(default_factory=dict)


class SupervisedService:
    """A service, its process, and how often that had to be started again."""

    def __init__(self, service: Service, *, logs: Path, cwd: Path) -> None:
        self.service = service
        self.log = logs / f"{service.name}.log"
        self._cwd = cwd
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._restarts = 0
        self._restart_at: float | None = None

    @property
    def process_id(self) -> int | None:
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self, *, now: float) -> None:
        if self.log.exists() and self.log.stat().st_size > LARGE_LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self._process = start_child(
                self.service.command, env=self.service.environment, log=log, cwd=self._cwd
            )
        self._started_at = now
        self._restart_at = None

    def look_after(self, *, now: float) -> str:
        """Start the process again if it has ended, later each time; return what to tell, or "".

        Raise ServiceKeepsFailing once it has ended too often.
        """
        if self.process_id is not None:
            if now - self._started_at > CALM_SECONDS:
                self._restarts = 0
            return ""
        if self._restart_at is not None:
            if now >= self._restart_at:
                self.start(now=now)
            return ""
        if self._restarts == MOST_RESTARTS:
            raise ServiceKeepsFailing(
                f"{self.service.name} ended {MOST_RESTARTS + 1} times; see why in {self.log}"
            )
        delay_seconds = 2**self._restarts
        self._restarts += 1
        self._restart_at = now + delay_seconds
        return f"{self.service.name} ended; it is started again in {delay_seconds} s ({self.log})."

    def ask_to_stop(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.terminate()

    def stop(self) -> None:
        """Return when the process has ended, by force if it takes too long."""
        if self._process:
            wait_or_kill(self._process, patience_seconds=self.service.patience_seconds)


class Supervisor:
    """Several services, ended in the order they came: who makes work before who does it."""

    def __init__(self, *, logs: Path, cwd: Path, tell: Callable[[str], object]) -> None:
        self.services: list[SupervisedService] = []
        self._logs = logs
        self._cwd = cwd
        self._tell = tell

    def add(self, service: Service) -> SupervisedService:
        """Start `service` and look after it from now on."""
        supervised = SupervisedService(service, logs=self._logs, cwd=self._cwd)
        supervised.start(now=time.monotonic())
        self.services.append(supervised)
        return supervised

    def look_after_all(self) -> None:
        for service in self.services:
            if message := service.look_after(now=time.monotonic()):
                self._tell(message)

    def stop_all(self) -> None:
        """Ask all to stop, then see each of them off."""
        for service in self.services:
            service.ask_to_stop()
        while self.services:
            service = self.services.pop(0)
            service.stop()
            self._tell(f"{service.service.name} stopped.")
