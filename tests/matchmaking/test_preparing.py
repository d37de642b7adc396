from io import StringIO

import pytest
from django.core.management import call_command

from matchmaking import preparing

CATALOGUE = """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "booth"
msgstr "gian hàng"
"""


@pytest.fixture
def catalogue(tmp_path, settings):
    settings.LOCALE_PATHS = [tmp_path]
    path = tmp_path / "vi" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(CATALOGUE, encoding="utf-8")
    return path


def test_messages_are_compiled_once(catalogue):
    assert (preparing.compile_messages(), preparing.compile_messages()) == (1, 0)
    assert "gian hàng".encode() in catalogue.with_suffix(".mo").read_bytes()


def test_messages_are_compiled_again_when_they_change(catalogue):
    preparing.compile_messages()
    catalogue.write_text(CATALOGUE.replace("gian hàng", "quầy"), encoding="utf-8")

    assert preparing.compile_messages() == 1
    assert "quầy".encode() in catalogue.with_suffix(".mo").read_bytes()


def test_static_files_are_collected_when_they_change(tmp_path, settings):
    source = tmp_path / "source"
    source.mkdir()
    (source / "site.css").write_text("a {}")
    settings.DATA_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]

    first, second = preparing.collect_static(), preparing.collect_static()
    (source / "site.css").write_text("a {} b {}")
    third = preparing.collect_static()

    assert (first, second, third) == (True, False, True)
    assert (tmp_path / "static" / "site.css").read_text() == "a {} b {}"


@pytest.mark.django_db
def test_migrations_are_complete():
    assert preparing.migrate() == 0

    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())
