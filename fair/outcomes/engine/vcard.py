"""Business cards as text/vcard 4.0 (RFC 6350)."""

import re
from collections.abc import Iterable, Iterator

from fair.outcomes.engine.types import Card

MOST_OCTETS = 75
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u0085\u2028\u2029]")


def vcards(cards: Iterable[Card]) -> str:
    """Write cards one below the other; every line ends with CRLF and has at most 75 octets."""
    return "".join(f"{folded(line)}\r\n" for card in cards for line in _lines(card))


def escaped(text: str) -> str:
    """Write a text so that it stays one value: backslash, comma, semicolon and line break."""
    clean = CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    for sign in ("\\", ",", ";"):
        clean = clean.replace(sign, f"\\{sign}")
    return clean.replace("\n", "\\n")


def folded(line: str) -> str:
    """Break a line into pieces of at most 75 octets, no sign cut in two."""
    pieces, size = [""], 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > MOST_OCTETS:
            pieces.append("")
            size = 1  # the space that the next piece begins with
        pieces[-1] += sign
        size += octets
    return "\r\n ".join(pieces)


def _lines(card: Card) -> Iterator[str]:
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    yield f"UID:urn:uuid:{card.uid}"
    yield f"FN:{escaped(card.name)}"
    yield f"ORG:{escaped(card.organisation)}"
    optional = {
        "TITLE": card.job_title,
        "EMAIL": card.email,
        "TEL": card.phone,
        "LANG": card.language,
        "ADR": card.address,
        "NOTE": card.note,
    }
    for name, value in optional.items():
        if value:
            # An address in one piece is its street; the six other parts stay empty.
            shown = f";;{escaped(value)};;;;" if name == "ADR" else escaped(value)
            yield f"{name}:{shown}"
    if card.website:
        yield "URL:" + CONTROLS.sub("", "".join(card.website.split()))
    yield "END:VCARD"
