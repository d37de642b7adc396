"""Documents to print: PDF files from a template and plain content."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

PDF = "application/pdf"

# Chinese, Japanese and Korean readers know the same characters in different shapes.
FONT = "Noto Sans CJK JP"
FONTS = {"ko": "Noto Sans CJK KR", "zh": "Noto Sans CJK SC"}


PICTURE_PIXELS_PER_INCH = 144


def pdf_of(template: str, content: Mapping[str, Any]) -> bytes:
    """Return a PDF of templates/print/<template>.typ, in the active language.

    `content` is plain: texts, numbers, lists, mappings. It reaches the template as JSON, so that
    nothing in it acts as markup. Only fonts that are installed with us are used, so a document
    looks the same everywhere. Cost: about 0.2 s.
    """
    return _compiled(template, content, format="pdf")


def picture_of(template: str, content: Mapping[str, Any]) -> bytes:
    """Return the only page of a template as a PNG; what it leaves empty can be looked through."""
    return _compiled(template, content, format="png", ppi=PICTURE_PIXELS_PER_INCH)


def _compiled(template: str, content: Mapping[str, Any], **as_what: Any) -> bytes:
    import typst  # 40 MB of compiled code, few requests need it

    folder = settings.BASE_DIR / "templates" / "print"
    language = (get_language() or "en").split("-")[0]
    whole = {"language": language, "font": FONTS.get(language, FONT), **content}
    file: bytes = typst.compile(
        str(folder / f"{template}.typ"),
        root=str(folder),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"content": json.dumps(whole)},
        **as_what,
    )
    return file


@cache
def _fonts() -> Any:
    """Find our fonts once: the file holds five languages' shapes and has 32 MB."""
    import typst  # see above

    package = find_spec("manimgx_fonts_cjk")
    folders = package.submodule_search_locations if package else []
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders or [])
    )
