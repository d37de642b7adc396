import polib
import pytest

from matchmaking.package_messages import Message, refresh, untranslated

SAID_BY_DJANGO = Message("django", "", "Yes", "")
SAID_WRONGLY = Message("django_countries", "", "Niger", "")
NEW = Message("unfold", "", "Zebra crossing", "")
NEW_IN_CONTEXT = Message("unfold", "road", "Zebra", "")
NEW_WITH_PLURAL = Message("unfold", "", "%(count)d zebra", "%(count)d zebras")


@pytest.fixture(autouse=True)
def _empty_tree(tmp_path, settings):
    settings.BASE_DIR = tmp_path


def entries(path) -> dict[str, str]:
    return {entry.msgid: entry.msgstr for entry in polib.pofile(str(path))}


def test_untranslated_leaves_out_what_a_package_says():
    messages = [SAID_BY_DJANGO, NEW, NEW_IN_CONTEXT, NEW_WITH_PLURAL]

    assert untranslated(messages, language="vi") == [NEW, NEW_IN_CONTEXT, NEW_WITH_PLURAL]


def test_untranslated_holds_what_a_package_says_wrongly():
    assert untranslated([SAID_WRONGLY], language="vi") == [SAID_WRONGLY]


def test_refresh_writes_a_catalogue_that_can_be_filled_in(tmp_path):
    path = refresh([NEW, NEW_IN_CONTEXT, NEW_WITH_PLURAL], language="zh-hans")

    assert path == tmp_path / "locale/third_party/zh_Hans/LC_MESSAGES/django.po"
    assert [
        (entry.msgctxt, entry.msgid, entry.msgid_plural, entry.occurrences)
        for entry in polib.pofile(str(path))
    ] == [
        (None, "Zebra crossing", "", [("unfold", "")]),
        ("road", "Zebra", "", [("unfold", "")]),
        (None, "%(count)d zebra", "%(count)d zebras", [("unfold", "")]),
    ]


def test_refresh_keeps_translations_and_drops_what_is_gone():
    path = refresh([NEW, NEW_IN_CONTEXT], language="vi")
    catalogue = polib.pofile(str(path))
    catalogue.find("Zebra crossing").msgstr = "Vạch qua đường"
    catalogue.save()

    refresh([NEW, SAID_WRONGLY], language="vi")

    assert entries(path) == {"Zebra crossing": "Vạch qua đường", "Niger": ""}


def test_refresh_twice_changes_nothing():
    path = refresh([NEW, NEW_WITH_PLURAL], language="ja")
    before = path.read_bytes()

    refresh([NEW, NEW_WITH_PLURAL], language="ja")

    assert path.read_bytes() == before
