"""Lay a watermark over every page of a PDF, or over a picture.

Files that people upload can be made to hurt whoever reads them. So this module knows neither
settings nor database, and is run as a program of its own with little memory and little time:
`isolation.isolated` starts it. It reads four parts from its standard input (what, the file, and
the watermark's tile and strip), each behind its length in four bytes, and writes the stamped file.
"""

import math
import resource
import sys
from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageOps
from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.errors import PyPdfError

MAX_PAGES = 400
MAX_PIXELS = 40_000_000
# From a stamp to the largest sheet that PDF readers must know, in points.
SHORTEST_EDGE, LONGEST_EDGE = 20, 14_400
MEMORY_BYTES = 1024**3
PROCESSOR_SECONDS = 10
PICTURES = ("JPEG", "PNG")

DONE, CANNOT = 0, 3


class CannotStamp(Exception):
    """The file is damaged, locked, or larger than what we stamp."""


def stamped_pdf(original: bytes, tile: bytes, strip: bytes) -> bytes:
    """Return the PDF with the watermark over each of its pages; text stays text.

    `tile` and `strip` are PDFs of one page.

    Raise CannotStamp, or whatever a damaged file makes its reader raise.
    """
    reader = PdfReader(BytesIO(original))
    if reader.is_encrypted or not 0 < len(reader.pages) <= MAX_PAGES:
        raise CannotStamp("locked, empty or too many pages")
    over, foot = (PdfReader(BytesIO(mark)).pages[0] for mark in (tile, strip))
    writer = PdfWriter()
    # Page by page, so that scripts and attachments of the document stay behind.
    for page in reader.pages:
        _stamp(writer.add_page(page), over, foot)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def stamped_picture(original: bytes, tile: bytes, strip: bytes) -> bytes:
    """Return a JPEG or PNG picture in its format with the watermark, two PNGs, over it.

    Raise as `stamped_pdf`.
    """
    with Image.open(BytesIO(original), formats=PICTURES) as image:
        if image.width * image.height > MAX_PIXELS:
            raise CannotStamp("too many pixels")
        kind = image.format or PICTURES[0]
        picture = ImageOps.exif_transpose(image).convert("RGBA")
    width, height = picture.size
    edge = min(width, height)
    over, foot = (_scaled(mark, width=edge) for mark in (tile, strip))
    for x, y in places(width, height):
        picture.alpha_composite(over, (int(x), int(y)))
    picture.alpha_composite(foot, ((width - edge) // 2, max(0, height - foot.height)))
    target = BytesIO()
    if kind == "PNG":
        picture.save(target, kind)
    else:
        picture.convert("RGB").save(target, kind, quality=92)
    return target.getvalue()


def places(width: float, height: float) -> list[tuple[float, float]]:
    """Return where squares of the shorter edge go so that they cover a sheet, none beyond it."""
    edge = min(width, height)
    across, down = (math.ceil(round(length / edge, 6)) for length in (width, height))
    return [
        (column * (width - edge) / max(1, across - 1), row * (height - edge) / max(1, down - 1))
        for row in range(down)
        for column in range(across)
    ]


def _scaled(mark: bytes, *, width: int) -> Image.Image:
    with Image.open(BytesIO(mark), formats=["PNG"]) as picture:
        height = max(1, round(picture.height * width / picture.width))
        return picture.convert("RGBA").resize((width, height))


def _stamp(page: PageObject, over: PageObject, foot: PageObject) -> None:
    if page.rotation:
        page.transfer_rotation_to_content()
    box = page.cropbox
    width, height = float(box.width), float(box.height)
    if not (min(width, height) >= SHORTEST_EDGE and max(width, height) <= LONGEST_EDGE):
        raise CannotStamp("a page of no usual size")
    edge, left, bottom = min(width, height), float(box.left), float(box.bottom)
    scaled = Transformation().scale(edge / float(over.mediabox.width))
    for x, y in places(width, height):
        page.merge_transformed_page(over, scaled.translate(left + x, bottom + y))
    page.merge_transformed_page(foot, scaled.translate(left + (width - edge) / 2, bottom))


def _read_part(source: BinaryIO) -> bytes:
    return source.read(int.from_bytes(source.read(4), "big"))


def _limit() -> None:
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def main() -> int:
    """Stamp what comes in; answer with DONE, or CANNOT."""
    _limit()
    what, *parts = (_read_part(sys.stdin.buffer) for _part in range(4))
    stamp = {b"pdf": stamped_pdf, b"picture": stamped_picture}[what]
    try:
        stamped = stamp(*parts)
    # What Pillow and pypdf raise for files that are not what they say.
    except (
        *(CannotStamp, PyPdfError, Image.DecompressionBombError),
        *(ArithmeticError, AttributeError, LookupError, MemoryError, OSError, RecursionError),
        *(SyntaxError, TypeError, ValueError, NotImplementedError),
    ):
        return CANNOT
    sys.stdout.buffer.write(stamped)
    return DONE


if __name__ == "__main__":
    sys.exit(main())
