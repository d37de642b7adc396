"""The three ways of meeting online behind one interface, and the servers that this site has."""

import http.client
import logging
import socket
import threading
from contextlib import suppress
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from fair.conferencing.choices import ProviderKind
from fair.conferencing.engine import bbb, jitsi
from fair.conferencing.engine.types import BbbServer, Guest, JitsiServer, Room

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 3.0  # a person waits for it
LONGEST_ANSWER = 64 * 1024
# After a server did not answer, nobody else waits for it so long.
BELIEVED_DOWN_SECONDS = 30
HTTP_OK = 200


class ProviderDoesNotAnswer(Exception):
    """The server was not there in time, or did not do what it was asked."""


class Provider(Protocol):
    """A place where online meetings are held."""

    def open(self, room: Room) -> None:
        """Make `room` ready to be entered; a second time changes nothing.

        Raise ProviderDoesNotAnswer within TIMEOUT_SECONDS.
        """

    def address_for(self, room: Room, guest: Guest) -> str:
        """Return the address with which `guest` enters the room; nobody is asked."""

    def end(self, name: str) -> None:
        """Send everybody out of the room, where the server can. Raise ProviderDoesNotAnswer."""


class JitsiProvider:
    """A Jitsi Meet with tokens. Its rooms come to be by being entered."""

    def __init__(self, server: JitsiServer) -> None:
        self.server = server

    def open(self, room: Room) -> None:
        fetch(f"{self.server.url.rstrip('/')}/config.js")

    def address_for(self, room: Room, guest: Guest) -> str:
        return jitsi.address_for(self.server, room, guest, now=timezone.now())

    def end(self, name: str) -> None:
        """Leave it: its tokens end with the window, and it has no call that ends a room."""


class BbbProvider:
    """A BigBlueButton. Its rooms are made before somebody can enter."""

    def __init__(self, server: BbbServer) -> None:
        self.server = server

    def open(self, room: Room) -> None:
        minutes = _minutes_until(room.closes_at, now=timezone.now())
        self._ask(bbb.create_url(self.server, room, minutes=minutes))

    def address_for(self, room: Room, guest: Guest) -> str:
        return bbb.join_url(self.server, room, guest)

    def end(self, name: str) -> None:
        if self.is_running(name):
            self._ask(bbb.end_url(self.server, name))

    def is_running(self, name: str) -> bool:
        """Tell whether somebody is in the room. Raise ProviderDoesNotAnswer."""
        return bbb.says_running(self._ask(bbb.is_running_url(self.server, name)))

    def _ask(self, url: str) -> bytes:
        answer = fetch(url)
        if not bbb.succeeded(answer):
            raise ProviderDoesNotAnswer(f"refused: {bbb.message_key(answer) or 'no reason'}")
        return answer


class LinkProvider:
    """A link to somewhere else, which stands ready by itself."""

    def __init__(self, link: str) -> None:
        self.link = link

    def open(self, room: Room) -> None:
        if not self.link:
            raise ProviderDoesNotAnswer("nobody has pasted a link")

    def address_for(self, room: Room, guest: Guest) -> str:
        return self.link

    def end(self, name: str) -> None:
        """Leave it: it is not ours."""


def provider_of(kind: str, *, link: str = "") -> Provider:
    """Return the provider of `kind`. Raise ProviderDoesNotAnswer where this site has none."""
    if kind == ProviderKind.JITSI and settings.JITSI_SERVER:
        return JitsiProvider(settings.JITSI_SERVER)
    if kind == ProviderKind.BBB and settings.BBB_SERVER:
        return BbbProvider(settings.BBB_SERVER)
    if kind == ProviderKind.LINK:
        return LinkProvider(link)
    raise ProviderDoesNotAnswer("not set up")


def is_set_up(kind: str) -> bool:
    """Tell whether this site has what `kind` needs."""
    servers = {ProviderKind.JITSI: settings.JITSI_SERVER, ProviderKind.BBB: settings.BBB_SERVER}
    return servers.get(ProviderKind(kind), True) is not None


def opens(kind: str, room: Room, *, link: str = "") -> bool:
    """Open the room at the provider of `kind`; tell whether it stands ready.

    A server that has just not answered is not asked again for half a minute.
    """
    key = f"conferencing:down:{kind}"
    is_server = kind != ProviderKind.LINK
    if is_server and cache.get(key):
        return False
    try:
        provider_of(kind, link=link).open(room)
    except ProviderDoesNotAnswer as error:
        if is_server:
            logger.warning("%s did not open a room: %s", kind, error)
            cache.set(key, 1, timeout=BELIEVED_DOWN_SECONDS)
        return False
    return True


def fetch(url: str) -> bytes:
    """Return what a server of ours answers; redirects are not followed.

    Raise ProviderDoesNotAnswer unless it has said 200, and all of it, after TIMEOUT_SECONDS.
    """
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=TIMEOUT_SECONDS)
    # The time-out of a socket begins anew with every byte; this one does not.
    cut = threading.Timer(TIMEOUT_SECONDS, _cut, [connection])
    cut.start()
    try:
        connection.request("GET", f"{parts.path or '/'}?{parts.query}".removesuffix("?"))
        response = connection.getresponse()
        answer = response.read(LONGEST_ANSWER + 1)
        is_whole = len(answer) <= LONGEST_ANSWER and not cut.finished.is_set()
        if response.status != HTTP_OK or not is_whole:
            raise ProviderDoesNotAnswer(f"status {response.status}, {len(answer)} bytes")
    except (OSError, http.client.HTTPException) as error:
        raise ProviderDoesNotAnswer(type(error).__name__) from error
    finally:
        cut.cancel()
        connection.close()
    return answer


def _cut(connection: http.client.HTTPConnection) -> None:
    if connection.sock is not None:
        with suppress(OSError):  # it may have ended by itself
            connection.sock.shutdown(socket.SHUT_RDWR)


def _minutes_until(moment: datetime, *, now: datetime) -> int:
    return max(1, -int((now - moment).total_seconds() // 60))
