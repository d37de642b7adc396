"""Vendored files are what VENDOR.json says, and the icons in use are in the sprite."""

import hashlib
import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
ICON = re.compile(r"{% icon \"([a-z0-9-]+)\" %}|icon_name=\"([a-z0-9-]+)\"")


def vendored() -> dict[str, str]:
    packages = json.loads((VENDOR / "VENDOR.json").read_text())
    return {path: digest for package in packages for path, digest in package["files"].items()}


def test_vendored_files_are_all_recorded_and_unchanged():
    found = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "VENDOR.json"
    }

    assert found == vendored()


def test_stylesheets_refer_to_no_source_map_and_no_other_site():
    for sheet in (ROOT / "static").rglob("*.css"):
        text = sheet.read_text()
        assert "sourceMappingURL" not in text
        assert not re.search(r"url\(\"?(https?:)?//", text)


def test_sprite_holds_every_icon_in_use_and_no_other():
    sprite = (VENDOR / "tabler" / "icons.svg").read_text()
    drawn = set(re.findall(r'<symbol id="([a-z0-9-]+)"', sprite))
    templates = [path.read_text() for path in (ROOT / "templates").rglob("*.html")]
    code = [path.read_text() for path in (ROOT / "fair").rglob("*.py")]
    used = {first or second for text in templates for first, second in ICON.findall(text)}
    named = {icon for icon in drawn if any(f'"{icon}"' in text for text in templates + code)}

    assert used - drawn == set()
    assert drawn - named == set()


def test_templates_hold_no_inline_style_or_script():
    for template in (ROOT / "templates").rglob("*.html"):
        if "emails" in template.parts:
            continue
        text = template.read_text()
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)", text), template
