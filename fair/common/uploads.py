"""What people may upload: checked by content, not by name; pictures are drawn anew."""

import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import IO, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.http import FileResponse
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

MAX_PICTURE_BYTES = 10 * 1024 * 1024
MAX_PICTURE_PIXELS = 40_000_000
# Stored pictures are no larger than a page shows them; the original is not kept.
STORED_EDGE_PIXELS = 2000
MAX_DOCUMENT_BYTES = 25 * 1024 * 1024
MAX_ARCHIVE_ENTRIES = 2000
HEAD_BYTES = 4096

PICTURE_FORMATS = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: how its content is told, and as what it is given out again."""

    matches: Callable[[bytes, IO[bytes]], bool]
    content_type: str


def reencoded_picture(upload: "File[Any]") -> "ContentFile[bytes]":
    """Draw an uploaded picture anew as JPEG or PNG: no metadata, nothing hidden behind it.

    Turn it upright, shrink it to `STORED_EDGE_PIXELS`. Raise ValidationError with code
    `too_large`, `not_a_picture` or `too_many_pixels`; the pixels are counted before any is read.
    """
    _check_size(upload, MAX_PICTURE_BYTES)
    upload.seek(0)
    try:
        with Image.open(upload, formats=PICTURE_FORMATS) as image:
            if image.width * image.height > MAX_PICTURE_PIXELS:
                raise _too_many_pixels()
            image.load()
            return _drawn(image)
    # Far beyond the limit Pillow itself refuses, or warns where warnings are errors.
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    # Pillow raises these, and SyntaxError, for damaged files of a format that it knows.
    except (OSError, SyntaxError, ValueError) as error:
        raise ValidationError(
            _("This is not a picture we can read; send a JPEG, PNG or WebP."), code="not_a_picture"
        ) from error


def _drawn(image: Image.Image) -> "ContentFile[bytes]":
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((STORED_EDGE_PIXELS, STORED_EDGE_PIXELS))
    see_through = upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info
    drawn = upright.convert("RGBA" if see_through else "RGB")
    drawn.info.clear()
    target = BytesIO()
    if see_through:
        drawn.save(target, "PNG", optimize=True)
        return ContentFile(target.getvalue(), name="picture.png")
    drawn.save(target, "JPEG", quality=86, optimize=True)
    return ContentFile(target.getvalue(), name="picture.jpg")


def check_document(upload: "File[Any]", *, allowed: Mapping[str, Kind]) -> None:
    """Refuse a file whose content is not what its ending says, or whose ending is not allowed.

    Raise ValidationError with code `too_large`, `empty`, `ending_not_allowed` or
    `content_differs`.
    """
    _check_size(upload, MAX_DOCUMENT_BYTES)
    ending = ending_of(upload.name or "")
    kind = allowed.get(ending)
    if kind is None:
        raise ValidationError(
            _("Files ending in “%(ending)s” are not accepted. Send one of: %(allowed)s."),
            code="ending_not_allowed",
            params={"ending": ending[:20], "allowed": ", ".join(sorted(allowed))},
        )
    upload.seek(0)
    head = upload.read(HEAD_BYTES)
    if not kind.matches(head, upload.file or upload):
        raise ValidationError(
            _("The file ends in “%(ending)s” but holds something else. Save it again and retry."),
            code="content_differs",
            params={"ending": ending},
        )
    upload.seek(0)


def ending_of(name: str) -> str:
    """Return what stands behind the last dot, in lower case; "" without a dot."""
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""


def plain_filename(name: str) -> str:
    """Return the last part of a path without control characters, at most 200 characters."""
    last = re.split(r"[\\/]", name)[-1]
    cleaned = re.sub(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", last).strip(" .")
    stem, dot, ending = cleaned.rpartition(".")
    return f"{stem[: 199 - len(ending)]}{dot}{ending}" if stem else cleaned[:200] or "file"


def attachment(file: "File[Any]", *, filename: str) -> FileResponse:
    """Give a stored file out so that no browser runs it: as attachment, type fixed, no sniffing."""
    kind = KINDS.get(ending_of(filename))
    response = FileResponse(
        file.open("rb"),
        as_attachment=True,
        filename=filename,
        content_type=kind.content_type if kind else "application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def delete_after_commit(file: FieldFile) -> None:
    """Delete a stored file once the row that named it is certain to be gone; none is none."""
    if file:
        transaction.on_commit(partial(file.storage.delete, str(file.name)))


class PictureField(forms.FileField):
    """Ask for a picture; the cleaned value is drawn anew and safe to store."""

    widget = forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        return reencoded_picture(upload) if upload and upload is not initial else upload


class DocumentField(forms.FileField):
    """Ask for a file of one of the `allowed` kinds, told by its content."""

    def __init__(self, *, allowed: Mapping[str, Kind], **kwargs: Any) -> None:
        self.allowed = allowed
        super().__init__(**kwargs)
        self.widget.attrs["accept"] = ",".join(f".{ending}" for ending in allowed)

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if upload and upload is not initial:
            check_document(upload, allowed=self.allowed)
        return upload


def _too_many_pixels() -> ValidationError:
    return ValidationError(
        _("The picture has too many pixels; send one below 40 megapixels."), code="too_many_pixels"
    )


def _check_size(upload: "File[Any]", limit: int) -> None:
    if not upload.size:
        raise ValidationError(_("The file is empty."), code="empty")
    if upload.size > limit:
        raise ValidationError(
            _("The file is larger than %(limit)s."),
            code="too_large",
            params={"limit": filesizeformat(limit)},
        )


def _starts_with(*magic: bytes) -> Callable[[bytes, IO[bytes]], bool]:
    return lambda head, _file: head.startswith(magic)


def _is_pdf(head: bytes, _file: IO[bytes]) -> bool:
    return b"%PDF-" in head[:1024] and b"<html" not in head[:1024].lower()


def _is_dxf(head: bytes, _file: IO[bytes]) -> bool:
    if head.startswith(b"AutoCAD Binary DXF"):
        return True
    lines = [line.strip() for line in head.lstrip(b"\xef\xbb\xbf").splitlines()]
    # Comments, group code 999, may stand before the first section.
    while lines[:1] == [b"999"]:
        lines = lines[2:]
    return lines[:2] == [b"0", b"SECTION"]


def _is_iges(head: bytes, _file: IO[bytes]) -> bool:
    # Column 73 of the 80 names the section; the first one is S, the start section.
    lines = head.splitlines()
    return bool(lines) and re.fullmatch(rb".{72}S\s*1\s*", lines[0]) is not None


def _is_zip(head: bytes, file: IO[bytes]) -> bool:
    return head.startswith(b"PK\x03\x04") and _archive_names(file) is not None


def _is_xlsx(head: bytes, file: IO[bytes]) -> bool:
    names = _archive_names(file) if head.startswith(b"PK\x03\x04") else None
    return names is not None and {"[Content_Types].xml", "xl/workbook.xml"} <= names


def _archive_names(file: IO[bytes]) -> set[str] | None:
    """Return the names in an archive; None where it is damaged or holds too many."""
    try:
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    return set(names) if 0 < len(names) <= MAX_ARCHIVE_ENTRIES else None


PDF = Kind(_is_pdf, "application/pdf")
PNG = Kind(_starts_with(b"\x89PNG\r\n\x1a\n"), "image/png")
JPEG = Kind(_starts_with(b"\xff\xd8\xff"), "image/jpeg")
STEP = Kind(_starts_with(b"ISO-10303-21;"), "model/step")
DXF = Kind(_is_dxf, "image/vnd.dxf")
DWG = Kind(_starts_with(b"AC10"), "image/vnd.dwg")
IGES = Kind(_is_iges, "model/iges")
XLSX = Kind(_is_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
ZIP = Kind(_is_zip, "application/zip")

EVIDENCE_KINDS = {"pdf": PDF, "png": PNG, "jpg": JPEG, "jpeg": JPEG}
DRAWING_KINDS = {
    **EVIDENCE_KINDS,
    "step": STEP,
    "stp": STEP,
    "dxf": DXF,
    "dwg": DWG,
    "igs": IGES,
    "iges": IGES,
    "xlsx": XLSX,
    "zip": ZIP,
}
KINDS = DRAWING_KINDS
