"""Watermarks, made by the program that also meets files which want to hurt."""

import io
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops
from pypdf import PdfReader

from fair.common.documents import pdf_of, picture_of
from fair.common.isolation import IsolatedFailure, isolated
from fair.common.stamping import places, stamped_pdf, stamped_picture
from tests import pdfs

WHOSE = {
    "title": "CONFIDENTIAL",
    "whose": "Cơ khí Hà Nội 山田製作所",
    "lines": ["Copy for Trần Linh"],
}
WORDS = ("CONFIDENTIAL", "Cơ khí Hà Nội", "山田製作所", "Copy for Trần Linh")


@pytest.fixture(scope="module")
def marks() -> tuple[bytes, bytes]:
    tile, strip = (pdf_of("watermark", {**WHOSE, "part": part}) for part in ("tile", "strip"))
    return tile, strip


@pytest.fixture(scope="module")
def pictures() -> tuple[bytes, bytes]:
    tile, strip = (picture_of("watermark", {**WHOSE, "part": part}) for part in ("tile", "strip"))
    return tile, strip


def stamp(what: bytes, file: bytes, marks: tuple[bytes, bytes], **limits) -> bytes:
    return isolated("fair.common.stamping", [what, file, *marks], **limits)


@pytest.mark.parametrize(
    ("rotated", "box"),
    [
        (0, (0, 0, 595, 842)),
        (90, (0, 0, 595, 842)),
        (270, (0, 0, 842, 595)),
        (0, (-300, -200, 2084, 1484)),
        (0, (0, 0, 100, 2000)),
    ],
)
def test_every_page_bears_the_mark_over_its_text(marks, rotated, box):
    original = pdfs.pdf_with("First", "Second", "Third", rotated=rotated, box=box)

    pages = pdfs.words_of(stamp(b"pdf", original, marks))

    assert [word in page for page in pages for word in WORDS] == [True] * 12
    assert ["First" in pages[0], "Second" in pages[1], "Third" in pages[2]] == [True] * 3


def test_mark_lies_within_the_page(marks):
    box = (-300, -200, 2084, 1484)
    positions = []

    def visit(text, _matrix, position, *_font):
        if text.strip():
            positions.append((position[4], position[5]))

    stamped = stamp(b"pdf", pdfs.pdf_with("Far off", box=box), marks)
    PdfReader(io.BytesIO(stamped)).pages[0].extract_text(visitor_text=visit)

    assert PdfReader(io.BytesIO(stamped)).pages[0].mediabox == list(box)
    assert len(positions) >= 4


def test_scripts_and_attachments_stay_behind(marks):
    original = pdfs.pdf_with_script()
    assert b"runme" in original

    stamped = stamp(b"pdf", original, marks)

    assert b"runme" not in stamped
    assert dict(PdfReader(io.BytesIO(stamped)).attachments) == {}


@pytest.mark.parametrize(
    "make_file",
    [
        bytes,
        lambda: b"%PDF-1.7 drawing",
        lambda: pdfs.pdf_with("Cut off")[:400],
        pdfs.locked_pdf,
        lambda: pdfs.pdf_with(*["Page"] * pdfs.PAGES_TOO_MANY),
        lambda: pdfs.pdf_with("Tiny", box=(0, 0, 3, 3)),
        lambda: pdfs.pdf_with("Vast", box=(0, 0, 1e9, 1e9)),
        pdfs.pdf_whose_pages_go_round,
        lambda: pdfs.pdf_that_unpacks_to(500 * 1024**2),
    ],
    ids=["empty", "broken", "cut", "locked", "pages", "tiny", "vast", "round", "bomb"],
)
def test_pdf_that_cannot_be_marked_is_refused_in_time(marks, make_file):
    file = make_file()
    began = time.monotonic()

    with pytest.raises(IsolatedFailure):
        stamp(b"pdf", file, marks)

    assert time.monotonic() - began < 30


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("size", [(600, 400), (90, 1000), (1, 1), (3000, 2)])
def test_picture_is_marked_in_its_format(pictures, kind, size):
    original = pdfs.picture(kind, size)

    stamped = Image.open(io.BytesIO(stamp(b"picture", original, pictures)))

    assert (stamped.format, stamped.size) == (kind, size)
    before = Image.open(io.BytesIO(original))
    assert ImageChops.difference(before, stamped.convert("RGB")).getbbox() is not None


def test_mark_reaches_both_ends_of_a_long_picture(pictures):
    stamped = Image.open(io.BytesIO(stamp(b"picture", pdfs.picture(size=(3000, 500)), pictures)))

    for left in range(0, 3000, 500):
        part = stamped.convert("RGB").crop((left, 0, left + 500, 500))
        assert part.getextrema() != ((255, 255),) * 3


@pytest.mark.parametrize(
    "file",
    [
        b"",
        pdfs.picture()[:100],
        b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
        pdfs.picture_that_claims(50_000, 50_000),
        pdfs.picture_that_claims(6_500, 6_500),
        b"GIF89a" + b"\0" * 50,
    ],
    ids=["empty", "cut", "broken", "bomb", "large", "another kind"],
)
def test_picture_that_cannot_be_marked_is_refused(pictures, file):
    with pytest.raises(IsolatedFailure):
        stamp(b"picture", file, pictures)


def test_program_that_takes_too_long_is_ended(marks):
    with pytest.raises(IsolatedFailure, match="TimeoutExpired"):
        stamp(b"pdf", pdfs.pdf_with("Slow"), marks, timeout=0.02)


def test_program_that_breaks_down_is_told():
    with pytest.raises(IsolatedFailure, match="exit 1"):
        isolated("fair.common.stamping", [])


def test_stamping_is_the_same_in_this_process(marks, pictures):
    assert WORDS[0] in pdfs.words_of(stamped_pdf(pdfs.pdf_with("Here"), *marks))[0]
    assert stamped_picture(pdfs.picture(), *pictures) != pdfs.picture()


@given(st.floats(20, 14_400), st.floats(20, 14_400))
def test_squares_cover_the_sheet_and_stay_on_it(width, height):
    edge = min(width, height)
    found = places(width, height)

    assert len(found) <= 14_400 / 20 + 1
    for length, axis in ((width, 0), (height, 1)):
        starts = sorted({place[axis] for place in found})
        assert starts[0] == 0
        assert starts[-1] + edge <= length + 0.01
        assert starts[-1] + edge >= length - 0.01 or len(starts) == 1
        assert all(after - before <= edge + 0.01 for before, after in pairwise(starts))
