"""What the makers of addresses are told."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Guest:
    """Who enters: `key` is the same each time, `name` is what the others read."""

    key: str
    name: str
    is_moderator: bool


@dataclass(frozen=True, slots=True)
class Room:
    """A room on a server: `name` cannot be guessed, `title` is what its guests read."""

    name: str
    title: str
    closes_at: datetime
    return_url: str


@dataclass(frozen=True, slots=True)
class JitsiServer:
    """A Jitsi Meet of one's own, with tokens: `url` is its address without a path."""

    url: str
    app_id: str
    secret: str


@dataclass(frozen=True, slots=True)
class BbbServer:
    """A BigBlueButton of one's own: `url` ends in /bigbluebutton/api."""

    url: str
    secret: str
