from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest

from fair.conferencing.engine import jitsi
from fair.conferencing.engine.types import Guest, JitsiServer, Room

NOW = datetime(2027, 9, 15, 2, tzinfo=UTC)
SERVER = JitsiServer("https://Meet.example.org", "fair", "a secret of at least thirty-two bytes")
ROOM = Room("0123abcd", "Aichi – Cơ khí Hà Nội", NOW + timedelta(minutes=35), "https://fair/")
HOST = Guest("g1", "Trần Linh (Cơ khí Hà Nội)", is_moderator=True)
VISITOR = Guest("g2", "山田 (Aichi)", is_moderator=False)


def claims_of(address: str, *, secret: str = SERVER.secret) -> dict:
    token = parse_qs(urlsplit(address).query)["jwt"][0]
    return jwt.decode(
        token,
        secret,
        algorithms=["HS256"],
        audience="jitsi",
        options={"verify_exp": False, "verify_nbf": False},
    )


def test_token_is_for_one_person_one_room_and_one_time():
    address = jitsi.address_for(SERVER, ROOM, HOST, now=NOW)

    assert address.startswith("https://Meet.example.org/0123abcd?jwt=")
    assert claims_of(address) == {
        "aud": "jitsi",
        "iss": "fair",
        "sub": "meet.example.org",
        "room": "0123abcd",
        "nbf": int(NOW.timestamp()) - 60,
        "exp": int(NOW.timestamp()) + 35 * 60,
        "context": {
            "user": {
                "id": "g1",
                "name": "Trần Linh (Cơ khí Hà Nội)",
                "moderator": True,
                "affiliation": "owner",
            }
        },
    }


def test_visitor_is_no_moderator():
    user = claims_of(jitsi.address_for(SERVER, ROOM, VISITOR, now=NOW))["context"]["user"]

    assert (user["moderator"], user["affiliation"]) == (False, "member")


def test_token_of_another_secret_is_refused():
    address = jitsi.address_for(SERVER, ROOM, HOST, now=NOW)

    with pytest.raises(jwt.InvalidSignatureError):
        claims_of(address, secret="another secret of thirty-two bytes or more")
