"""A cable between a browser and the site that can be pulled: then there is no network, truly."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from pytest_django.live_server_helper import LiveServer

CHUNK = 65_536


class Cable:
    """Forwards connections to the site as long as it is plugged in."""

    def __init__(self, site: str) -> None:
        parts = urlsplit(site)
        self._target = (parts.hostname, parts.port)
        self._is_plugged = True
        self._open: set[socket.socket] = set()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.site = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def pull(self) -> None:
        """Cut every connection, and refuse new ones."""
        self._is_plugged = False
        for each in list(self._open):
            self._hang_up(each)

    def plug_in(self) -> None:
        self._is_plugged = True

    def close(self) -> None:
        self.pull()
        self._door.close()

    def _serve(self) -> None:
        while True:
            try:
                caller, _address = self._door.accept()
            except OSError:
                return
            if not self._is_plugged:
                self._hang_up(caller)
                continue
            site = socket.create_connection(self._target)
            self._open |= {caller, site}
            for pair in ((caller, site), (site, caller)):
                threading.Thread(target=self._pass_on, args=pair, daemon=True).start()

    def _pass_on(self, source: socket.socket, goal: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(CHUNK):
                goal.sendall(data)
        for each in (source, goal):
            self._hang_up(each)

    def _hang_up(self, each: socket.socket) -> None:
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
        each.close()
        self._open.discard(each)


@pytest.fixture
def cable(live_server: LiveServer) -> Iterator[Cable]:
    cable = Cable(live_server.url)
    yield cable
    cable.close()
