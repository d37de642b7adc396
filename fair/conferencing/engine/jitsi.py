"""Addresses into a Jitsi server of one's own, with a token for one person and one room."""

from datetime import datetime, timedelta
from urllib.parse import quote, urlsplit

import jwt

from fair.conferencing.engine.types import Guest, JitsiServer, Room

# The server's clock may be behind ours.
LEEWAY = timedelta(seconds=60)


def address_for(server: JitsiServer, room: Room, guest: Guest, *, now: datetime) -> str:
    """Return the address with which `guest` enters `room` until it closes.

    The token is read by Jitsi's prosody plugin; `affiliation` is for token_affiliation, `moderator`
    for token_moderation and the client.
    """
    token = jwt.encode(_claims(server, room, guest, now), server.secret, algorithm="HS256")
    return f"{server.url.rstrip('/')}/{quote(room.name)}?jwt={token}"


def _claims(server: JitsiServer, room: Room, guest: Guest, now: datetime) -> dict[str, object]:
    return {
        "aud": "jitsi",
        "iss": server.app_id,
        "sub": (urlsplit(server.url).hostname or "").lower(),
        "room": room.name,
        "nbf": int((now - LEEWAY).timestamp()),
        "exp": int(room.closes_at.timestamp()),
        "context": {
            "user": {
                "id": guest.key,
                "name": guest.name,
                "moderator": guest.is_moderator,
                "affiliation": "owner" if guest.is_moderator else "member",
            }
        },
    }
