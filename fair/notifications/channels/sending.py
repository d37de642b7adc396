"""Speak JSON with one host, and say what its answer means."""

import json
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 15
MAX_ANSWER_BYTES = 64 * 1024
SUCCESS, UNAUTHORISED = 200, 401
# What is wrong with the address or the text; everything else may be mended by the operator.
REFUSALS = frozenset({400, 404, 410, 422})
LONGEST_WAIT = timedelta(days=1)


class TryLater(Exception):
    """The message may arrive later; not before `after`, if the service says so."""

    def __init__(self, reason: str, *, after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.after = after


class TokenExpired(TryLater):
    """The service does not know us any more: the operator has to renew the token."""


class Refused(Exception):
    """The service will never deliver to this address."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered; its words are shown to organisers, ours are not in them."""

    status: int
    body: dict[str, Any]
    retry_after: timedelta | None = None


def post(url: str, *, headers: dict[str, str], payload: dict[str, Any]) -> Answer:
    """Post JSON to an address of the settings; follow nothing. Raise TryLater if it is not there.

    Neither headers nor payload appear in what is raised: they hold secrets and addresses.
    """
    parts = urlsplit(url)
    host = parts.netloc
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(host, timeout=TIMEOUT_SECONDS)
    try:
        content = json.dumps(payload, ensure_ascii=False).encode()
        connection.request(
            "POST", parts.path, content, {"Content-Type": "application/json", **headers}
        )
        response = connection.getresponse()
        return Answer(
            response.status,
            _parsed(response.read(MAX_ANSWER_BYTES)),
            _seconds(response.getheader("Retry-After")),
        )
    except (OSError, HTTPException) as error:
        raise TryLater(f"{host}: {type(error).__name__}") from None
    finally:
        connection.close()


def raise_for(answer: Answer) -> None:
    """Raise what an HTTP status that is not a success means."""
    status = answer.status
    if SUCCESS <= status < SUCCESS + 100:
        return
    if status == UNAUTHORISED:
        raise TokenExpired(f"HTTP {status}")
    if status in REFUSALS:
        raise Refused(f"HTTP {status}")
    raise TryLater(f"HTTP {status}", after=answer.retry_after)


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        body = json.loads(content)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _seconds(value: str | None) -> timedelta | None:
    if not (value and value.isascii() and value.isdigit()):
        return None
    return min(timedelta(seconds=min(int(value), 10**6)), LONGEST_WAIT)
