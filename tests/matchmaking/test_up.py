"""`manage.py up` for real: started in a terminal, killed, started twice, stopped."""

import http.client
import os
import pty
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from matchmaking.embedded import EmbeddedServers
from matchmaking.embedded.directory import default_data_directory

TREE = Path(__file__).resolve().parents[2]
START_SECONDS, STOP_SECONDS = 240, 60  # of a machine that is busy with others

pytestmark = [pytest.mark.xdist_group("up"), pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    path = default_data_directory(TREE, "tests").parent / f"up-{os.getpid()}"
    yield path
    EmbeddedServers(path).stop()
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="module")
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@dataclass
class Terminal:
    """A command running in a terminal of its own, and what it has shown so far."""

    process: subprocess.Popen[bytes]
    handle: int
    shown: str = ""

    def wait_for(self, text: str, *, seconds: float = START_SECONDS) -> None:
        deadline = time.monotonic() + seconds
        while text not in self.shown:
            assert time.monotonic() < deadline, self.shown
            assert self._read(), f"It ended without “{text}”:\n{self.shown}"

    def wait_for_end(self) -> int:
        deadline = time.monotonic() + STOP_SECONDS
        while self._read():
            assert time.monotonic() < deadline, self.shown
        return self.process.wait(STOP_SECONDS)

    def press_ctrl_c(self) -> None:
        os.write(self.handle, b"\x03")

    def _read(self) -> bool:
        """Read what there is; return False once the terminal is closed."""
        if not select.select([self.handle], [], [], 0.2)[0]:
            return True
        try:
            text = os.read(self.handle, 65536)
        except OSError:  # Linux' way of saying that nobody holds the other end any more
            return False
        self.shown += text.decode(errors="replace")
        return bool(text)


@contextmanager
def up(place: Path, port: int) -> Iterator[Terminal]:
    ours, theirs = pty.openpty()
    hidden = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    process = subprocess.Popen(
        [sys.executable, "manage.py", "up"],
        cwd=TREE,
        env=environment | {"FAIRMATCH_DATA": str(place), "FAIRMATCH_PORT": str(port)},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        preexec_fn=partial(os.login_tty, theirs),  # noqa: PLW1509 - the tests have no threads
    )
    os.close(theirs)
    terminal = Terminal(process, ours)
    try:
        yield terminal
    finally:
        if process.poll() is None:
            process.terminate()
            terminal.wait_for_end()
        os.close(ours)


def status_of(path: str, port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def processes_on(place: Path) -> list[str]:
    """Return the command lines of all processes that belong to `place`."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environment = (folder / "environ").read_bytes()
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if os.fsencode(place) in environment + command:
            found.append(command.decode(errors="replace").replace("\0", " "))
    return found


def test_up_serves_until_ctrl_c_and_leaves_nothing_behind(place, port):
    with up(place, port) as terminal:
        terminal.wait_for("Ctrl-C stops everything")

        assert status_of("/readyz", port) == 200
        assert status_of("/accounts/login/", port) == 200
        assert f"http://127.0.0.1:{port}/" in terminal.shown

        with up(place, port + 1) as second:
            assert second.wait_for_end() == 1
        assert f"fairmatch is already running on {place}" in second.shown

        terminal.press_ctrl_c()
        assert terminal.wait_for_end() == 0

    assert "Everything has stopped (SIGINT); the data are kept." in terminal.shown
    assert processes_on(place) == []


def test_up_on_a_port_in_use_says_which_to_take(place, port):
    with socket.create_server(("127.0.0.1", port)), up(place, port) as terminal:
        assert terminal.wait_for_end() == 1

    assert f"Port {port} is in use by another program" in terminal.shown
    assert f"make demo PORT={port + 1}" in terminal.shown
    assert processes_on(place) == []


def test_up_recovers_from_kill_9_of_itself_and_of_its_children(place, port):
    with up(place, port) as killed:
        killed.wait_for("Ctrl-C stops everything")
        before = EmbeddedServers(place).postgres.process_id
        os.kill(killed.process.pid, signal.SIGKILL)
        killed.process.wait()
    assert EmbeddedServers(place).postgres.is_running()

    with up(place, port) as terminal:
        terminal.wait_for("Ctrl-C stops everything")
        assert EmbeddedServers(place).postgres.process_id == before
        assert status_of("/readyz", port) == 200

        os.kill(web_server_of(terminal), signal.SIGKILL)
        terminal.wait_for("web ended; it is started again in 1 s")
        wait_until_it_answers(port)

    assert processes_on(place) == []


def web_server_of(terminal: Terminal) -> int:
    (found,) = [
        int(folder.name)
        for folder in Path("/proc").glob("[0-9]*")
        if is_master(folder) and parent_of(int(folder.name)) == terminal.process.pid
    ]
    return found


def wait_until_it_answers(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not answers(port):
        assert time.monotonic() < deadline
        time.sleep(0.2)


def is_master(folder: Path) -> bool:
    try:
        return b"gunicorn" in (folder / "cmdline").read_bytes()
    except OSError:
        return False


def parent_of(process_id: int) -> int:
    return int(Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[1])


def answers(port: int) -> bool:
    try:
        return status_of("/healthz", port) == 200
    except OSError:
        return False
