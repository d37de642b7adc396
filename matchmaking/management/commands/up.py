"""Run everything on one machine with one command: servers, workers, clock and web."""

import os
import signal
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from io import StringIO
from types import FrameType
from typing import Any, NoReturn

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from matchmaking import preparing, services
from matchmaking.addresses import NotReady, PortInUse, wait_for_port, wait_until_ready
from matchmaking.embedded import EmbeddedServers
from matchmaking.embedded.directory import AlreadyRunning, EmbeddedServerError
from matchmaking.processes import Account, become, runs_as
from matchmaking.supervisor import ServiceKeepsFailing, Supervisor

SECONDS_BETWEEN_LOOKS = 1.0
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequested(Exception):
    """Ctrl-C, or another polite signal; its name is the message."""


class Command(BaseCommand):
    help = "Run the whole site on this machine until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="make a demonstration fair first")

    def handle(self, *_: Any, demo: bool, **__: Any) -> None:
        for number in SIGNALS:
            signal.signal(number, _request_stop)
        try:
            with ExitStack() as on_exit:
                self._run(on_exit, demo=demo)
        except StopRequested as request:
            self._tell(f"Everything has stopped ({request}); the data are kept.")
        except AlreadyRunning as error:
            advice = "Stop it with Ctrl-C there, or choose another FAIRMATCH_DATA."
            raise CommandError(f"{error} {advice}") from error
        except (EmbeddedServerError, NotReady, PortInUse, ServiceKeepsFailing) as error:
            raise CommandError(str(error)) from error

    def _run(self, on_exit: ExitStack, *, demo: bool) -> None:
        with self._step("Translations"):
            preparing.compile_messages()
        servers = EmbeddedServers(settings.DATA_DIR)
        servers.prepare()
        on_exit.enter_context(servers.directory.lock())
        if servers.account:
            servers = self._step_down_from_root(servers, servers.account)
        # A killed predecessor's web server takes a moment to go.
        wait_for_port(settings.HOST, settings.PORT, is_patient=servers.are_left_over())
        # From here on things run: whatever ends us, they are stopped in order.
        on_exit.callback(self._stop_servers, servers)
        with self._step("Database and queue"):
            _start_servers(servers)
        self._prepare_site()
        supervisor = Supervisor(logs=servers.directory.logs, cwd=settings.BASE_DIR, tell=self._tell)
        on_exit.callback(supervisor.stop_all)
        on_exit.callback(_ignore_signals)
        self._start_services(supervisor, demo=demo)
        self._look_after(supervisor, servers)

    def _step_down_from_root(self, servers: EmbeddedServers, account: Account) -> EmbeddedServers:
        """Give up root for good where the servers' account can run the site; say so where not."""
        account.own(settings.DATA_DIR)
        probe = [sys.executable, "-c", "import matchmaking.settings"]
        if not runs_as(probe, account=account, cwd=settings.BASE_DIR):
            self._tell(
                f"Web and workers run as root: the user {account.name} cannot read "
                f"{settings.BASE_DIR} or {sys.prefix}."
            )
            return servers
        become(account)
        os.environ["HOME"] = str(settings.DATA_DIR)
        self._tell(f"Running as the user {account.name}, not as root.")
        return EmbeddedServers(settings.DATA_DIR)

    def _prepare_site(self) -> None:
        with self._step("Tables"):
            preparing.migrate()
        with self._step("Vocabulary"):
            call_command("load_taxonomy", stdout=StringIO())
        with self._step("Styles and scripts"):
            preparing.collect_static()

    def _start_services(self, supervisor: Supervisor, *, demo: bool) -> None:
        connections.close_all()
        with self._step("Web server"):
            site = supervisor.add(services.web(host=settings.HOST, port=settings.PORT))
            wait_until_ready(settings.HOST, settings.PORT, service=site)
        with self._step("Clock and workers"):
            supervisor.add(services.beat())
            supervisor.add(services.quick_worker())
            supervisor.add(services.heavy_worker())
            supervisor.add(services.fresh_worker())
        if demo:
            call_command("prepare_demo")
        connections.close_all()
        self._tell(f"\n  Open   {settings.SITE_URL}/")
        self._tell(f"  Admin  {settings.SITE_URL}/admin/")
        self._tell(f"  Logs   {settings.DATA_DIR / 'log'}\n  Ctrl-C stops everything.\n")

    def _look_after(self, supervisor: Supervisor, servers: EmbeddedServers) -> NoReturn:
        while True:
            time.sleep(SECONDS_BETWEEN_LOOKS)
            _start_servers(servers)
            supervisor.look_after_all()

    def _stop_servers(self, servers: EmbeddedServers) -> None:
        _ignore_signals()
        connections.close_all()
        servers.stop()
        self._tell("database and queue stopped.")

    def _tell(self, message: str) -> None:
        self.stdout.write(message)
        self.stdout.flush()

    @contextmanager
    def _step(self, title: str) -> Iterator[None]:
        """Show what is being done, and when it is done, in how many seconds."""
        started = time.monotonic()
        self.stdout.write(f"{title} …", ending="")
        self.stdout.flush()
        yield
        self._tell(f" {time.monotonic() - started:.1f} s")


def _start_servers(servers: EmbeddedServers) -> None:
    """Make sure that those of the two servers that are ours are running."""
    if not settings.DATABASE_URL:
        servers.postgres.start()
    if not settings.REDIS_URL:
        servers.valkey.start()


def _request_stop(number: int, _frame: FrameType | None) -> NoReturn:
    _ignore_signals()
    raise StopRequested(signal.Signals(number).name)


def _ignore_signals() -> None:
    """Stop in peace: a second Ctrl-C must not leave half of it running."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
