"""The words of a PDF file, as somebody who copies them out of a viewer gets them.

Enough of the format for what typst writes: streams packed by deflate, fonts that name their
characters by a ToUnicode table, text in literal strings of two bytes for each character.
"""

import re
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj\b(.*?)\bendobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
FONT_OF_NAME = re.compile(rb"/(f\d+) (\d+) 0 R")
TO_UNICODE = re.compile(rb"/ToUnicode (\d+) 0 R")
PAIR = re.compile(rb"<([0-9A-Fa-f]+)> <([0-9A-Fa-f]+)>\s")
SHOWN = re.compile(
    rb"/(f\d+) [\d.]+ Tf|\[((?:\\.|[^\]\\])*)\]\s*TJ|(\((?:\\.|[^()\\])*\))\s*Tj", re.DOTALL
)
STRING = re.compile(rb"\(((?:\\.|[^()\\])*)\)", re.DOTALL)
ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def text_of(pdf: bytes) -> str:
    """Return the text that is drawn, in the order in which it is, without any white space."""
    objects = {int(number): body for number, body in OBJECT.findall(pdf)}
    tables = {
        name.decode(): _characters(objects, int(number))
        for body in objects.values()
        for name, number in FONT_OF_NAME.findall(body)
    }
    drawn = (_drawn(content, tables) for content in map(_stream, objects.values()))
    return "".join("".join(drawn).split())


def _stream(body: bytes) -> bytes:
    found = STREAM.search(body)
    if found is None:
        return b""
    try:
        # Which of the last bytes are the stream's and which end the line before “endstream”
        # cannot be told: the packed data knows its own end.
        return zlib.decompressobj().decompress(found.group(1))
    except zlib.error:
        return b""


def _characters(objects: dict[int, bytes], font: int) -> dict[int, str]:
    """Return what each glyph of a font stands for."""
    table = TO_UNICODE.search(objects[font])
    if table is None:
        return {}
    return {
        int(glyph, 16): bytes.fromhex(character.decode()).decode("utf-16-be")
        for glyph, character in PAIR.findall(_stream(objects[int(table.group(1))]) + b"\n")
    }


def _drawn(content: bytes, tables: dict[str, dict[int, str]]) -> str:
    if b"BT" not in content:
        return ""
    text, table = [], {}
    for font, several, one in SHOWN.findall(content):
        if font:
            table = tables.get(font.decode(), {})
        for literal in STRING.findall(several or one):
            raw = ESCAPED.sub(_unescaped, literal)
            glyphs = (int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2))
            text += [table.get(glyph, "\ufffd") for glyph in glyphs]
    return "".join(text)


def _unescaped(found: re.Match[bytes]) -> bytes:
    letter = found.group(1)
    if letter[:1].isdigit():
        return bytes([int(letter, 8)])
    return LETTERS.get(letter, letter)
