"""Is the web server's address free, and does it answer?"""

import errno
import http.client
import socket
import time
from contextlib import suppress

from django.conf import settings

from matchmaking.supervisor import SupervisedService

PATIENCE_SECONDS = 15
READY_SECONDS = 90
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared, not bound


class PortInUse(Exception):
    """Another program listens where the web server should."""


class NotReady(Exception):
    """The web server does not answer, or says that something is missing."""


def wait_for_port(host: str, port: int, *, is_patient: bool) -> None:
    """Return when the address is free; raise PortInUse at once, or after a while if patient."""
    deadline = time.monotonic() + (PATIENCE_SECONDS if is_patient else 0)
    while not _is_free(host, port):
        if time.monotonic() >= deadline:
            raise PortInUse(
                f"Port {port} is in use by another program. Choose another one: "
                f"make demo PORT={port + 1} (or set FAIRMATCH_PORT)."
            )
        time.sleep(0.2)


def wait_until_ready(host: str, port: int, *, service: SupervisedService) -> None:
    """Return when /readyz answers 200; raise NotReady where the server ends or takes too long.

    The port alone tells nothing: it is open before the site has been loaded.
    """
    deadline = time.monotonic() + READY_SECONDS
    last_answer = "no answer"
    while time.monotonic() < deadline and service.process_id is not None:
        with suppress(OSError, http.client.HTTPException):
            status, last_answer = _ask(EVERYWHERE.get(host, host), port)
            if status == http.HTTPStatus.OK:
                return
        time.sleep(0.1)
    raise NotReady(f"The site did not become ready ({last_answer}). See {service.log}")


def _is_free(host: str, port: int) -> bool:
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return False
        raise
    return True


def _ask(host: str, port: int) -> tuple[int, str]:
    connection = http.client.HTTPConnection(host, port, timeout=10)
    try:
        connection.request("GET", "/readyz", headers={"Host": _allowed_host(host)})
        response = connection.getresponse()
        return response.status, response.read(2000).decode(errors="replace")
    finally:
        connection.close()


def _allowed_host(host: str) -> str:
    first = settings.ALLOWED_HOSTS[0] if settings.ALLOWED_HOSTS else host
    return host if first == "*" else first.lstrip(".")
