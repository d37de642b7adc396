import hashlib
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

import pytest

from fair.conferencing.engine import bbb
from fair.conferencing.engine.types import BbbServer, Guest, Room

SERVER = BbbServer(
    "https://bbb.example.org/bigbluebutton/api/", "639259d4-9dd8-4b25-bf01-95f9567eaf4b"
)
ROOM = Room("0123abcd", "Aichi & Söhne", datetime(2027, 9, 15, 3, tzinfo=UTC), "https://fair/x/")


def test_checksum_is_that_of_call_query_and_secret():
    expected = hashlib.sha256(f"endmeetingID=abc123{SERVER.secret}".encode()).hexdigest()

    url = bbb._call(SERVER, "end", meetingID="abc123")

    assert url == (
        f"https://bbb.example.org/bigbluebutton/api/end?meetingID=abc123&checksum={expected}"
    )


@pytest.mark.parametrize(
    "url",
    [
        bbb.create_url(SERVER, ROOM, minutes=35),
        bbb.join_url(SERVER, ROOM, Guest("g1", "Trần Linh", is_moderator=True)),
        bbb.end_url(SERVER, ROOM.name),
        bbb.is_running_url(SERVER, ROOM.name),
    ],
)
def test_every_call_bears_the_checksum_of_exactly_what_is_sent(url):
    parts = urlsplit(url)
    query, _separator, checksum = parts.query.rpartition("&checksum=")
    call = parts.path.rpartition("/")[2]

    assert parts.path.startswith("/bigbluebutton/api/")
    assert checksum == hashlib.sha256(f"{call}{query}{SERVER.secret}".encode()).hexdigest()
    assert dict(parse_qsl(query))["meetingID"] == "0123abcd"


def test_host_and_visitor_come_with_their_roles():
    host = dict(parse_qsl(bbb.join_url(SERVER, ROOM, Guest("g1", "A", is_moderator=True))))
    visitor = dict(parse_qsl(bbb.join_url(SERVER, ROOM, Guest("g2", "B", is_moderator=False))))

    assert (host["role"], visitor["role"]) == ("MODERATOR", "VIEWER")
    assert host["password"] != visitor["password"]
    assert (
        dict(parse_qsl(bbb.create_url(SERVER, ROOM, minutes=35)))["moderatorPW"] == host["password"]
    )


def test_passwords_differ_by_room_and_secret():
    passwords = {
        bbb.password_of(server, name, is_moderator=role)
        for server in (SERVER, BbbServer(SERVER.url, "another"))
        for name in ("a", "b")
        for role in (True, False)
    }

    assert len(passwords) == 8


def test_answers_are_read():
    running = b"<response><returncode>SUCCESS</returncode><running>true</running></response>"
    refused = b"<returncode>FAILED</returncode><messageKey>checksumError</messageKey>"

    assert (bbb.succeeded(running), bbb.says_running(running)) == (True, True)
    assert (bbb.succeeded(refused), bbb.message_key(refused)) == (False, "checksumError")
    assert bbb.says_running(running.replace(b"true", b"false")) is False
    assert bbb.succeeded(b"<html>Bad gateway</html>") is False
    assert bbb.message_key(b"<html>Bad gateway</html>") == ""
