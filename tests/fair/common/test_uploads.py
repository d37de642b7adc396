"""A small corpus of what people, and attackers, upload."""

import struct
import zipfile
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from fair.common import uploads

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
IGES_LINE = b"bracket".ljust(72) + b"S      1\n"


def picture(image_format="JPEG", size=(40, 30), mode="RGB", **options):
    target = BytesIO()
    Image.new(mode, size).save(target, image_format, **options)
    return target.getvalue()


def archive(*names):
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return target.getvalue()


def png_that_claims(width, height):
    """Make a PNG of a few bytes whose header promises that many pixels."""

    def chunk(name, body):
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def refusal_of(check, *args, **kwargs):
    with pytest.raises(ValidationError) as refusal:
        check(*args, **kwargs)
    return refusal.value.code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (SVG, "not_a_picture"),
        (HTML, "not_a_picture"),
        (picture("GIF"), "not_a_picture"),
        (picture()[:200], "not_a_picture"),
        (b"\x89PNG\r\n\x1a\n" + HTML, "not_a_picture"),
        (png_that_claims(10_000, 5_000), "too_many_pixels"),
        (png_that_claims(12_000, 8_000), "too_many_pixels"),
        (png_that_claims(200_000, 200_000), "too_many_pixels"),
        (b"\xff" * (uploads.MAX_PICTURE_BYTES + 1), "too_large"),
    ],
    ids=[
        "empty",
        "svg",
        "html",
        "gif",
        "cut",
        "html-in-png",
        "flood",
        "big-flood",
        "bomb",
        "oversize",
    ],
)
def test_picture_is_refused(content, code):
    upload = SimpleUploadedFile("photo.png", content)

    assert refusal_of(uploads.reencoded_picture, upload) == code


def test_picture_loses_metadata_and_what_hides_behind_it():
    exif = Image.Exif()
    exif[0x010E] = "taken in our secret shop"
    upload = SimpleUploadedFile("photo.jpg", picture(exif=exif) + HTML)

    drawn = uploads.reencoded_picture(upload)

    content = drawn.read()
    assert drawn.name == "picture.jpg"
    assert b"secret" not in content
    assert b"<script" not in content
    assert not Image.open(BytesIO(content)).getexif()


def test_picture_is_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 6

    drawn = uploads.reencoded_picture(SimpleUploadedFile("photo.jpg", picture(exif=exif)))

    assert Image.open(drawn).size == (30, 40)


def test_picture_is_shrunk_and_keeps_transparency():
    upload = SimpleUploadedFile("logo.png", picture("PNG", (2500, 1250), "RGBA"))

    drawn = uploads.reencoded_picture(upload)

    image = Image.open(drawn)
    assert (drawn.name, image.mode, image.size) == ("picture.png", "RGBA", (2000, 1000))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"%PDF-1.7\n"),
        ("a.png", picture("PNG")),
        ("A.JPG", picture()),
        ("a.step", b"ISO-10303-21;\nHEADER;"),
        ("a.dxf", b"999\r\nmade by us\r\n  0\r\nSECTION\r\n"),
        ("a.dwg", b"AC1027\0\0"),
        ("a.igs", IGES_LINE),
        ("a.xlsx", archive("[Content_Types].xml", "xl/workbook.xml")),
        ("a.zip", archive("drawing.pdf")),
    ],
)
def test_document_is_accepted(name, content):
    upload = SimpleUploadedFile(name, content)

    uploads.check_document(upload, allowed=uploads.DRAWING_KINDS)

    assert upload.read() == content


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", "empty"),
        ("a.svg", SVG, "ending_not_allowed"),
        ("a.html", HTML, "ending_not_allowed"),
        ("a.pdf.exe", b"MZ", "ending_not_allowed"),
        ("pdf", b"%PDF-1.7", "ending_not_allowed"),
        ("a.png", HTML, "content_differs"),
        ("a.pdf", HTML, "content_differs"),
        ("a.pdf", HTML + b"%PDF-1.7", "content_differs"),
        ("a.jpg", picture("PNG"), "content_differs"),
        ("a.xlsx", archive("drawing.pdf"), "content_differs"),
        ("a.zip", archive("drawing.pdf")[:-10], "content_differs"),
        ("a.step", b"solid bracket", "content_differs"),
        ("a.igs", b"bracket\n", "content_differs"),
        ("a.dxf", b"0\nENDSEC\n", "content_differs"),
        ("a.pdf", b"%PDF" + b"0" * uploads.MAX_DOCUMENT_BYTES, "too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_document_is_refused(name, content, code):
    upload = SimpleUploadedFile(name, content)

    assert refusal_of(uploads.check_document, upload, allowed=uploads.DRAWING_KINDS) == code


def test_evidence_may_not_be_an_archive():
    upload = SimpleUploadedFile("a.zip", archive("drawing.pdf"))

    assert (
        refusal_of(uploads.check_document, upload, allowed=uploads.EVIDENCE_KINDS)
        == "ending_not_allowed"
    )


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\drawings\\a.pdf", "a.pdf"),
        ("bản vẽ rev B.pdf", "bản vẽ rev B.pdf"),
        ("a\r\nX-Header: 1.pdf", "aX-Header: 1.pdf"),
        ("gpj\u202efdp.exe", "gpjfdp.exe"),
        ("..", "file"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_plain_filename(name, kept):
    assert uploads.plain_filename(name) == kept


def test_attachment_is_never_rendered():
    response = uploads.attachment(ContentFile(HTML, name="x"), filename="bản vẽ.pdf")

    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''b%E1%BA%A3n")
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
