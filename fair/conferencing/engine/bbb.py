"""Calls of BigBlueButton's API, signed as it wants them, and what it answers."""

import hashlib
import hmac
import re
from urllib.parse import quote, urlencode

from fair.conferencing.engine.types import BbbServer, Guest, Room

# Answers are small XML documents of a server of our own. These three elements are all that is read
# of them, so no parser meets what a broken proxy sends instead.
RETURN_CODE = re.compile(rb"<returncode>\s*(SUCCESS|FAILED)\s*</returncode>")
RUNNING = re.compile(rb"<running>\s*true\s*</running>")
MESSAGE_KEY = re.compile(rb"<messageKey>\s*([A-Za-z]{1,60})\s*</messageKey>")


def create_url(server: BbbServer, room: Room, *, minutes: int) -> str:
    """Return the call that makes the room; made twice it stays one."""
    return _call(
        server,
        "create",
        meetingID=room.name,
        name=room.title,
        attendeePW=password_of(server, room.name, is_moderator=False),
        moderatorPW=password_of(server, room.name, is_moderator=True),
        duration=minutes,
        record="false",
        logoutURL=room.return_url,
    )


def join_url(server: BbbServer, room: Room, guest: Guest) -> str:
    """Return the address with which `guest` enters; servers before 2.4 know no `role`."""
    return _call(
        server,
        "join",
        meetingID=room.name,
        fullName=guest.name,
        userID=guest.key,
        role="MODERATOR" if guest.is_moderator else "VIEWER",
        password=password_of(server, room.name, is_moderator=guest.is_moderator),
    )


def end_url(server: BbbServer, name: str) -> str:
    """Return the call that ends the room and sends everybody out."""
    password = password_of(server, name, is_moderator=True)
    return _call(server, "end", meetingID=name, password=password)


def is_running_url(server: BbbServer, name: str) -> str:
    """Return the call that asks whether somebody is in the room."""
    return _call(server, "isMeetingRunning", meetingID=name)


def password_of(server: BbbServer, name: str, *, is_moderator: bool) -> str:
    """Return a password of the room that nobody without the server's secret can make."""
    whose = f"{'moderator' if is_moderator else 'attendee'}:{name}"
    return hmac.new(server.secret.encode(), whose.encode(), hashlib.sha256).hexdigest()[:32]


def succeeded(answer: bytes) -> bool:
    """Tell whether the server did what it was asked."""
    found = RETURN_CODE.search(answer)
    return found is not None and found[1] == b"SUCCESS"


def says_running(answer: bytes) -> bool:
    """Tell whether the server says that somebody is in the room."""
    return succeeded(answer) and RUNNING.search(answer) is not None


def message_key(answer: bytes) -> str:
    """Return the server's word for what is wrong, for the log; "" without one."""
    found = MESSAGE_KEY.search(answer)
    return found[1].decode() if found else ""


def _call(server: BbbServer, call: str, /, **parameters: str | int) -> str:
    query = urlencode(parameters, quote_via=quote)
    checksum = hashlib.sha256(f"{call}{query}{server.secret}".encode()).hexdigest()
    return f"{server.url.rstrip('/')}/{call}?{query}&checksum={checksum}"
