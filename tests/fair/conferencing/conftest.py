"""A BigBlueButton on this machine, and a Jitsi that is only an address."""

from collections.abc import Iterator

import pytest

from fair.conferencing import providers
from fair.conferencing.engine.types import BbbServer, JitsiServer
from tests.fair.conferencing.bbb_server import SECRET, Rooms, bbb_server


@pytest.fixture
def bbb(settings) -> Iterator[Rooms]:
    """Yield a server that this site is set up for."""
    with bbb_server() as rooms:
        settings.BBB_SERVER = BbbServer(rooms.url, SECRET)
        yield rooms


@pytest.fixture
def jitsi(settings, bbb) -> Rooms:
    """Set a Jitsi up; the small server answers for it, as nothing but its answering is asked."""
    url = bbb.url.removesuffix("/bigbluebutton/api")
    settings.JITSI_SERVER = JitsiServer(url, "fair", "a secret of at least thirty-two bytes")
    return bbb


@pytest.fixture
def impatient(monkeypatch) -> None:
    """Wait a fifth of a second for servers, not three."""
    monkeypatch.setattr(providers, "TIMEOUT_SECONDS", 0.2)
