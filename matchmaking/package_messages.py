"""Texts of the packages we use that their own catalogues leave untranslated in our languages."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.trans_real import DjangoTranslation

# The parts of each package whose texts people can meet here.
PARTS = {
    "allauth": (
        "account",
        "mfa",
        "usersessions",
        "templates/account",
        "templates/allauth",
        "templates/mfa",
        "templates/usersessions",
    ),
    "django": (
        "contrib/admin",
        "contrib/auth",
        "contrib/postgres",
        "core/validators.py",
        "db/models",
        "forms",
        "utils",
        "views/generic",
    ),
    "django_filters": ("conf.py", "fields.py", "filters.py", "utils.py", "widgets.py"),
    "unfold": (
        "admin.py",
        "contrib/filters",
        "contrib/forms",
        "decorators.py",
        "forms.py",
        "mixins",
        "sites.py",
        "templates",
        "templatetags",
        "utils.py",
        "views.py",
        "widgets.py",
    ),
}
# Texts that a package says wrongly somewhere (Niger as “Nigeria” in Vietnamese); ours replace them.
CORRECTED = {
    "django_countries": (
        "Cayman Islands",
        "Eswatini",
        "Iceland",
        "Jersey",
        "Libya",
        "Niger",
        "Réunion",
        "Saint Barthélemy",
        "Saint Lucia",
        "Samoa",
        "Thailand",
        "Turks and Caicos Islands",
        "Türkiye",
        "United States of America",
    ),
}
# What people never meet.
LEFT_OUT = shutil.ignore_patterns("locale", "tests", "__pycache__")
FOLDER = "third_party"


@dataclass(frozen=True, slots=True, order=True)
class Message:
    """A text to translate, and the package it is from."""

    package: str
    context: str
    singular: str
    plural: str

    @property
    def key(self) -> str:
        """The name under which a compiled catalogue holds it."""
        return f"{self.context}\x04{self.singular}" if self.context else self.singular


def messages_of_packages() -> list[Message]:
    """Extract the texts of every package in PARTS; needs gettext."""
    found: dict[tuple[str, str], Message] = {}
    for package in PARTS:
        for message in _extract(package):
            found.setdefault((message.context, message.singular), message)
    return sorted([*found.values(), *_corrected()])


def untranslated(messages: Iterable[Message], *, language: str) -> list[Message]:
    """Return those that no package says in `language`, and those it says wrongly."""
    catalogue = _PackagesOnly(language)
    corrected = set(_corrected())
    return [
        message for message in messages if message in corrected or not _is_in(catalogue, message)
    ]


def refresh(messages: Iterable[Message], *, language: str) -> Path:
    """Write the catalogue of what is missing in `language`; keep what is translated in it."""
    path = catalogue_path(language)
    known = {(e.msgctxt or "", e.msgid): e for e in _read(path)}
    written = _read(path)
    written.clear()
    for message in untranslated(messages, language=language):
        entry = known.get((message.context, message.singular)) or _entry(message)
        entry.occurrences = [(message.package, "")]
        written.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    written.save(str(path))
    return path


def catalogue_path(language: str) -> Path:
    """Return where the catalogue of `language` lies."""
    folder = Path(settings.BASE_DIR, "locale", FOLDER, to_locale(language))
    return folder / "LC_MESSAGES" / "django.po"


def _corrected() -> list[Message]:
    return [
        Message(package, "", text, "") for package, texts in CORRECTED.items() for text in texts
    ]


def _extract(package: str) -> Iterator[Message]:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        (copy / "locale").mkdir()
        for part in PARTS[package]:
            _copy(_home(package) / part, copy / part)
        environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
        command = [
            sys.executable,
            "-m",
            "django",
            "makemessages",
            "--locale",
            "en",
            "--no-location",
        ]
        subprocess.run(command, cwd=copy, env=environment, check=True, capture_output=True)
        for entry in polib.pofile(str(copy / "locale" / "en" / "LC_MESSAGES" / "django.po")):
            yield Message(package, entry.msgctxt or "", entry.msgid, entry.msgid_plural)


def _home(package: str) -> Path:
    return Path(str(files(package)))


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=LEFT_OUT)
    else:
        shutil.copy(source, target)


class _PackagesOnly(DjangoTranslation):
    """What Django and the packages say in a language, without any catalogue of ours."""

    def _add_local_translations(self) -> None:
        pass


def _is_in(catalogue: Any, message: Message) -> bool:
    texts = catalogue._catalog  # noqa: SLF001 - Django offers no other way to ask
    keys = [(message.key, 0), message.key] if message.plural else [message.key]
    return any(texts.get(key) for key in keys)


def _read(path: Path) -> polib.POFile:
    return polib.pofile(str(path), wrapwidth=0) if path.exists() else _new_catalogue(path)


def _new_catalogue(path: Path) -> polib.POFile:
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.header = "Texts of the packages we use, where their own catalogues lack them."
    catalogue.metadata = {
        "Project-Id-Version": "fairmatch",
        "Language": path.parts[-3],
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    return catalogue


def _entry(message: Message) -> polib.POEntry:
    if message.plural:
        return polib.POEntry(
            msgctxt=message.context or None,
            msgid=message.singular,
            msgid_plural=message.plural,
            msgstr_plural={0: ""},
        )
    return polib.POEntry(msgctxt=message.context or None, msgid=message.singular, msgstr="")
