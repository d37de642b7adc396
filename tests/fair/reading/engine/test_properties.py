"""What holds for every text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fair.reading.engine.types import QuantityKind
from tests.fair.reading.engine.samples import figures, read, reader

_PIECES = [
    *(
        "die casting",
        "ép nhựa",
        "mạ kẽm",
        "ダイカスト",
        "メッキなし",
        "도금 외주",
        "不含电镀",
        "铝合金",
    ),
    *(
        "ADC12",
        "SUS 304",
        "PA66-GF30",
        "±0.02 mm",
        "MOQ 500",
        "50.000 cái/tháng",
        "納期2週間",
        "Ra 0.8",
    ),
    *(
        "no",
        "không",
        "outsourced",
        "khuôn",
        "12x34x56",
        "Ø25",
        "1.5万",
        "🙂",
        "مرحبا",
        "é",
        "ﾀﾞ",
        "\u200b",
    ),
    *(" ", ", ", ". ", "\n", "/", "-", "+", "~", "1", "0,5", "kg", "t", "!"),
]
words = st.lists(st.sampled_from(_PIECES), max_size=40).map("".join)
any_text = st.text(st.characters(exclude_categories=("Cs",)), max_size=400)


def found_in(text: str) -> tuple[object, ...]:
    """Return all that is read but for places, which differ between forms of one text."""
    reading = read(text)
    return (
        [(tag.kind, tag.code, tag.stance) for tag in reading.tags],
        [(implied.code, implied.weight) for implied in reading.implied],
        [(quantity.kind, quantity.values) for quantity in reading.quantities],
    )


@given(words | any_text)
def test_any_text_is_read_and_every_quote_stands_where_it_says(text):
    reading = read(text)

    for found in (*reading.tags, *reading.quantities):
        assert 0 <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == found.quote


@given(words | any_text)
def test_the_same_text_is_read_the_same(text):
    assert read(text) == read(text)


@given(words | any_text)
def test_the_order_is_that_of_the_text(text):
    reading = read(text)

    assert [tag.start for tag in reading.tags] == sorted(tag.start for tag in reading.tags)
    starts = [quantity.start for quantity in reading.quantities]
    assert starts == sorted(starts)
    assert all(0 < implied.weight <= 1 for implied in reading.implied)


@given(words)
def test_the_way_of_composing_does_not_matter(text):
    composed = unicodedata.normalize("NFC", text)
    decomposed = unicodedata.normalize("NFD", text)

    assert found_in(composed) == found_in(decomposed)


@given(st.text(st.characters(codec="ascii"), max_size=200) | st.sampled_from(_PIECES))
def test_the_width_does_not_matter(text):
    narrow = unicodedata.normalize("NFKC", text)
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in narrow)

    assert found_in(wide) == found_in(narrow)


@given(words)
def test_case_does_not_matter_but_for_abbreviations(text):
    """Capitals may name more, and small letters never something else."""
    shouted = {code for _kind, code, _stance in found_in(text.upper())[0]}

    assert {code for _kind, code, _stance in found_in(text)[0]} <= shouted


@given(st.integers(min_value=1, max_value=999))
def test_the_unit_of_a_tolerance_does_not_matter(microns):
    mm = microns / 1000
    written = [
        f"±{mm:.3f} mm",
        f"±{microns} µm",
        f"±{microns} micron",
        f"±{mm / 25.4:.15f} inch",
        f'±{mm / 25.4:.15f}"',
        f"±{mm * 1000 / 25.4:.15f} thou",
        f"±{mm / 10:.4f} cm",
        f"dung sai ±{mm:.3f}mm".replace(".", ","),
    ]

    for text in written:
        ((value,),) = figures(text, QuantityKind.TOLERANCE)
        assert value == pytest.approx(mm, abs=1e-9)


@pytest.mark.parametrize(
    "piece", ["die casting ADC12 ±0.02, ", "không mạ ", "铝合金压铸", "1,", "a", "🙂", "é́"]
)
def test_a_very_long_text_is_read(piece):
    text = (piece * 20_000)[:20_000]

    reading = reader().read(text)

    assert all(text[tag.start : tag.end] == tag.quote for tag in reading.tags)


def test_an_empty_text_says_nothing():
    reading = read("")

    assert (reading.tags, reading.implied, reading.quantities) == ((), (), ())
