"""Business cards: read back by a reader of its own, whatever names hold."""

import re

from hypothesis import given
from hypothesis import strategies as st

from fair.outcomes.engine.types import Card
from fair.outcomes.engine.vcard import escaped, folded, vcards

UID = "6a0f3f5e-0c43-4d1c-9a54-0b0e2f6c7d11"


def read_back(text: str) -> dict[str, str]:
    """Read one card as RFC 6350 says: join folded lines, then undo the escapes."""
    lines = text.replace("\r\n ", "").split("\r\n")
    unescaped = {"n": "\n", "N": "\n"}
    return {
        name: re.sub(r"\\(.)", lambda found: unescaped.get(found[1], found[1]), value)
        for name, value in (line.split(":", 1) for line in lines if line)
    }


def test_card_is_written_as_the_standard_says():
    card = Card(
        uid=UID,
        name="Trần Linh",
        organisation="Kim Long; Co., Ltd",
        job_title="Sales",
        email="linh@kimlong.example",
        phone="+84 24 1234",
        language="vi",
        website="https://kimlong.example/",
        address="Lot 5, Thăng Long",
        note="",
    )

    assert vcards([card]) == (
        "BEGIN:VCARD\r\nVERSION:4.0\r\n"
        f"UID:urn:uuid:{UID}\r\n"
        "FN:Trần Linh\r\nORG:Kim Long\\; Co.\\, Ltd\r\nTITLE:Sales\r\n"
        "EMAIL:linh@kimlong.example\r\nTEL:+84 24 1234\r\nLANG:vi\r\n"
        "ADR:;;Lot 5\\, Thăng Long;;;;\r\nURL:https://kimlong.example/\r\nEND:VCARD\r\n"
    )


def test_a_name_cannot_write_a_line_of_its_own():
    card = Card(uid=UID, name="A\r\nEMAIL:evil@example.com", organisation="B\nEND:VCARD")
    lines = vcards([card]).split("\r\n")

    assert "EMAIL:evil@example.com" not in lines
    assert lines.count("END:VCARD") == 1


def test_several_cards_stand_one_below_the_other():
    cards = [Card(uid=UID, name=name, organisation="B") for name in ("A", "C")]

    assert vcards(cards).count("BEGIN:VCARD\r\n") == 2
    assert vcards([]) == ""


TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")) | st.just("\n"))


@given(TEXTS, TEXTS)
def test_what_was_written_is_read_back(name, organisation):
    text = vcards([Card(uid=UID, name=name, organisation=organisation)])

    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert read_back(text)["FN"] == name
    assert read_back(text)["ORG"] == organisation


@given(st.text())
def test_folding_and_escaping_never_break_a_line(text):
    assert "\n" not in folded(escaped(text)).replace("\r\n ", "")
