"""A mail relay with the manners of real ones: slow, busy, or gone after the last dot."""

import asyncio
import email
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from email import policy
from random import Random

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Sink:
    """Takes messages and remembers the Message-ID under which each text arrived.

    Shares of messages are refused for now, taken without an answer, or answered late.
    """

    seed: int = 1
    delay_seconds: float = 0.04
    refused: float = 0.05
    dropped: float = 0.03
    slow: float = 0.05
    # Set whenever a message has arrived and was not answered yet: the moment to kill its sender.
    arrived: threading.Event = field(default_factory=threading.Event)
    # For each line "mark:…" of a text the Message-IDs that brought it, as often as they did.
    marks: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    messages: int = 0

    def __post_init__(self) -> None:
        self._random = Random(self.seed)

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        chance = self._random.random()
        if chance < self.refused:
            return "451 Try again later"
        self._keep(envelope.original_content or b"")
        self.arrived.set()
        if chance < self.refused + self.dropped:
            server.transport.abort()
            return "250 Nobody hears this"
        is_slow = chance < self.refused + self.dropped + self.slow
        await asyncio.sleep(self.delay_seconds * (10 if is_slow else 1))
        return "250 OK"

    def _keep(self, content: bytes) -> None:
        message = email.message_from_bytes(content, policy=policy.default)
        body = message.get_body()
        text = body.get_content() if body else ""
        self.messages += 1
        for line in text.splitlines():
            if line.startswith("mark:"):
                self.marks[line].append(str(message["Message-ID"]))


def controller_of(sink: Sink, *, port: int) -> Controller:
    """Return what starts and stops the relay on a port of this machine."""
    return Controller(sink, hostname="127.0.0.1", port=port)
