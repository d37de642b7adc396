"""The catalogues say everything, in every language with the same gaps to fill in."""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import polib
import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django_countries import countries

from accounts.texts import LANGUAGE_CODES
from fair.imports.choices import ImportKind
from fair.imports.workbooks.columns import COLUMNS
from fair.imports.workbooks.reading import normal
from matchmaking import package_messages

TREE = Path(__file__).parents[2]
OWN = sorted((TREE / "locale").glob("*/LC_MESSAGES/*.po"))
CATALOGUES = sorted((TREE / "locale").rglob("*.po"))
VIETNAMESE = [path for path in CATALOGUES if path.parts[-3] == "vi"]
TEMPLATES = [path for path in sorted((TREE / "templates").rglob("*")) if path.is_file()]
SOURCES = ("accounts", "fair", "matchmaking", "static", "templates", "manage.py")
PLACE_HOLDER = re.compile(r"%\(\w+\)[a-z]|%%|%[sdr]|\{\w*\}")
MULTILINE_BLOCK = re.compile(
    r"{%\s*blocktrans(?:late)?\b(?P<options>[^%]*)%}(?P<text>.*?){%\s*endblocktrans", re.DOTALL
)
needs_gettext = pytest.mark.skipif(
    shutil.which("xgettext") is None, reason="gettext is missing: apt-get install gettext"
)


def name(path: Path) -> str:
    return str(path.relative_to(TREE / "locale"))


def texts_of(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def place_holders(text: str) -> Counter[str]:
    return Counter(PLACE_HOLDER.findall(text))


@pytest.mark.parametrize("path", VIETNAMESE, ids=name)
def test_vietnamese_is_complete(path):
    unsaid = [entry.msgid for entry in polib.pofile(str(path)) if not entry.translated()]

    assert unsaid == []


@pytest.mark.parametrize("path", CATALOGUES, ids=name)
def test_catalogue_holds_nothing_doubtful_or_obsolete(path):
    entries = polib.pofile(str(path))

    assert [entry.msgid for entry in entries if entry.fuzzy or entry.obsolete] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=name)
def test_translations_have_the_place_holders_of_their_source(path):
    wrong = [
        text
        for entry in polib.pofile(str(path))
        for text in texts_of(entry)
        if text and place_holders(text) != place_holders(entry.msgid_plural or entry.msgid)
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("%(count)d of %(total)s", {"%(count)d": 1, "%(total)s": 1}),
        ("%(percent)s %% complete", {"%(percent)s": 1, "%%": 1}),
        ("{email} or {}", {"{email}": 1, "{}": 1}),
        ("100 % sure", {}),
    ],
)
def test_place_holders_are_found(text, found):
    assert place_holders(text) == found


def test_catalogues_compile_without_gettext(tmp_path):
    tree = copy_of_the_tree(tmp_path)

    run(tree, "compile_catalogues", PATH="")

    compiled = sorted(path.relative_to(tree) for path in tree.rglob("*.mo"))
    assert compiled == [path.relative_to(TREE).with_suffix(".mo") for path in CATALOGUES]


@needs_gettext
def test_catalogues_hold_every_text_of_the_source(tmp_path):
    tree = copy_of_the_tree(tmp_path)
    locales = [option for path in OWN for option in ("--locale", path.parts[-3])]

    run(tree, "makemessages", "--no-obsolete", *locales)

    for path in OWN:
        assert messages_in(path) == messages_in(tree / path.relative_to(TREE)), name(path)


@needs_gettext
def test_catalogues_hold_what_packages_leave_untranslated():
    messages = package_messages.messages_of_packages()

    for code in LANGUAGE_CODES:
        if code != "en":
            missing = package_messages.untranslated(messages, language=code)
            assert messages_in(package_messages.catalogue_path(code)) == {
                (message.context, message.singular, message.plural) for message in missing
            }


def test_blocks_of_several_lines_are_trimmed():
    untrimmed = [
        f"{path.relative_to(TREE)}: {block['text'].strip()[:40]}"
        for path in TEMPLATES
        for block in MULTILINE_BLOCK.finditer(path.read_text())
        if "\n" in block["text"] and "trimmed" not in block["options"]
    ]

    assert untrimmed == []


@pytest.mark.parametrize("kind", ImportKind)
def test_each_spreadsheet_heading_names_one_column(kind):
    columns: dict[str, set[str]] = {}
    for code in LANGUAGE_CODES:
        with translation.override(code):
            for column in COLUMNS[kind]:
                columns.setdefault(normal(column.heading), set()).add(column.key)

    assert {heading: keys for heading, keys in columns.items() if len(keys) > 1} == {}


def test_our_words_win_over_the_packages():
    with translation.override("vi"):
        assert gettext("Agenda") == "Lịch gặp"
        assert gettext("Two-Factor Authentication") == "Đăng nhập hai bước"
        assert gettext("Enter a valid UUID.") == "Hãy nhập UUID hợp lệ."


@pytest.mark.parametrize("language", LANGUAGE_CODES)
def test_every_country_has_a_name_of_its_own(language):
    with translation.override(language):
        names = Counter(str(name) for _code, name in countries)

    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("vi", "Đăng nhập"),
        ("ja", "ログイン"),
        ("ko", "로그인"),
        ("zh-hans", "登录"),
    ],
)
def test_login_page_speaks_each_language(client, language, words):
    page = client.get(reverse("account_login"), headers={"accept-language": language})

    assert words in page.content.decode()
    assert "Sign" not in page.content.decode()


def copy_of_the_tree(folder: Path) -> Path:
    """Copy what holds texts, and the catalogues without what was compiled from them."""
    for part in SOURCES:
        source, target = TREE / part, folder / part
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, target)
    shutil.copytree(TREE / "locale", folder / "locale", ignore=shutil.ignore_patterns("*.mo"))
    return folder


def run(tree: Path, *arguments: str, **environment: str) -> None:
    """Run manage.py of `tree` as on a machine of its own."""
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=tree,
        env=os.environ | {"FAIRMATCH_DATA": str(tree / "data")} | environment,
        check=True,
        capture_output=True,
    )


def messages_in(path: Path) -> set[tuple[str, str, str]]:
    return {
        (entry.msgctxt or "", entry.msgid, entry.msgid_plural) for entry in polib.pofile(str(path))
    }
