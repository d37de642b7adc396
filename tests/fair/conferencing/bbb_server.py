"""A small BigBlueButton: checks checksums as the real one does, and keeps rooms."""

import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

SECRET = "8cd8ef52e8e101574e400365b55e11a6"


@dataclass
class Rooms:
    """What the server knows, and how it behaves."""

    url: str = ""
    rooms: dict[str, dict[str, str]] = field(default_factory=dict)
    joined: list[dict[str, str]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    behaviour: str = "well"  # or "silent", "drips", "broken", "redirects", "endless"

    def answer(self, call: str, parameters: dict[str, str]) -> str:
        name = parameters.get("meetingID", "")
        if call == "create":
            kept = self.rooms.setdefault(name, parameters)
            same = all(kept[key] == parameters[key] for key in ("attendeePW", "moderatorPW"))
            return (
                ok("<messageKey>duplicateWarning</messageKey>") if same else failed("idNotUnique")
            )
        if name not in self.rooms:
            return (
                failed("notFound") if call != "isMeetingRunning" else ok("<running>false</running>")
            )
        if call == "join":
            passwords = {self.rooms[name][key] for key in ("attendeePW", "moderatorPW")}
            if parameters.get("password") not in passwords:
                return failed("invalidPassword")
            self.joined.append(parameters)
            return ok("")
        if call == "end":
            del self.rooms[name]
            return ok("<messageKey>sentEndMeetingRequest</messageKey>")
        is_running = any(each["meetingID"] == name for each in self.joined)
        return ok(f"<running>{'true' if is_running else 'false'}</running>")


def ok(inner: str) -> str:
    return f"<response><returncode>SUCCESS</returncode>{inner}</response>"


def failed(key: str) -> str:
    return f"<response><returncode>FAILED</returncode><messageKey>{key}</messageKey></response>"


@contextmanager
def bbb_server() -> Iterator[Rooms]:
    """Run the server on a free port of this machine."""
    known = Rooms()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            call = parts.path.rpartition("/")[2]
            known.calls.append(call)
            if known.behaviour != "well":
                misbehave(self, known.behaviour)
                return
            query, _separator, checksum = parts.query.rpartition("&checksum=")
            right = hashlib.sha256(f"{call}{query}{SECRET}".encode()).hexdigest()
            text = (
                known.answer(call, dict(parse_qsl(query)))
                if checksum == right
                else failed("checksumError")
            )
            self.send_response(200)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    known.url = f"http://127.0.0.1:{server.server_port}/bigbluebutton/api"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield known
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def misbehave(handler: BaseHTTPRequestHandler, behaviour: str) -> None:
    if behaviour == "silent":
        time.sleep(20)
    elif behaviour == "drips":
        for _tenth in range(200):
            try:
                handler.wfile.write(b"H")
            except OSError:
                return
            time.sleep(0.1)
    elif behaviour == "redirects":
        handler.send_response(302)
        handler.send_header("Location", "http://127.0.0.1:1/")
        handler.end_headers()
    elif behaviour == "endless":
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(ok("x" * 70_000).encode())
    else:
        handler.send_response(502)
        handler.end_headers()
        handler.wfile.write(b"<html>Bad gateway</html>")
