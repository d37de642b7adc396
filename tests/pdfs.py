"""PDF files and pictures to mark: good ones, and such as nobody should open carelessly."""

import io
import struct
import zlib

from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    RectangleObject,
    TextStringObject,
)

PAGES_TOO_MANY = 401


def pdf_with(*texts: str, rotated: int = 0, box: tuple[float, ...] = (0, 0, 595, 842)) -> bytes:
    """Make a PDF with one page for each text, in a font that every reader has."""
    writer = PdfWriter()
    for text in texts:
        page = writer.add_blank_page(width=box[2] - box[0], height=box[3] - box[1])
        page.mediabox = page.cropbox = RectangleObject(box)
        _write(writer, page, f"BT /F1 18 Tf {box[0] + 40} {box[1] + 60} Td ({text}) Tj ET".encode())
        if rotated:
            page.rotate(rotated)
    return _bytes_of(writer)


def locked_pdf() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_with("Locked"))))
    writer.encrypt("secret", algorithm="RC4-128")
    return _bytes_of(writer)


def pdf_with_script() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_with("Scripted"))))
    action = DictionaryObject(
        {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject("runme"),
        }
    )
    writer._root_object[NameObject("/OpenAction")] = action
    writer.add_attachment("inside.txt", b"attached")
    return _bytes_of(writer)


def pdf_that_unpacks_to(size: int) -> bytes:
    """Make a PDF whose page is a stream of some kilobytes that unpacks to `size` bytes."""
    packer = zlib.compressobj(9)
    parts = [b"% ", *[b" " * 2**20] * (size // 2**20), b" " * (size % 2**20), b"\n"]
    return pdf_of_packed_page(b"".join(map(packer.compress, parts)) + packer.flush())


def pdf_of_packed_page(packed: bytes) -> bytes:
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> /Contents 4 0 R >>"
    )
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)
    catalog = b"<< /Type /Catalog /Pages 2 0 R >>"
    return _assembled(catalog, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, stream)


def pdf_whose_pages_go_round() -> bytes:
    """Make a PDF whose tree of pages holds itself."""
    catalog = b"<< /Type /Catalog /Pages 2 0 R >>"
    return _assembled(catalog, b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>")


def picture(kind: str = "PNG", size: tuple[int, int] = (600, 400)) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "white").save(target, kind)
    return target.getvalue()


def picture_that_claims(width: int, height: int) -> bytes:
    """Make a PNG of a hundred bytes that says it is as large as that."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 64)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def words_of(pdf: bytes) -> list[str]:
    """Return the text of each page."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def _write(writer: PdfWriter, page, content: bytes) -> None:
    stream = DecodedStreamObject()
    stream.set_data(content)
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    names = {NameObject(key): NameObject(value) for key, value in font.items()}
    fonts = DictionaryObject({NameObject("/F1"): DictionaryObject(names)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    page[NameObject("/Contents")] = writer._add_object(stream)


def _assembled(*objects: bytes) -> bytes:
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    return body + head + table + tail


def _bytes_of(writer: PdfWriter) -> bytes:
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()
