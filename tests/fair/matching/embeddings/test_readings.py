"""Readings are kept by what was read and by whom, found again, and swept."""

from datetime import timedelta

import pytest

from fair.matching.embeddings import readings
from fair.matching.embeddings.profiles import profiles_of
from fair.matching.embeddings.readings import (
    KEPT_FOR,
    OTHERS_KEPT_FOR,
    forget_old_readings,
    forget_other_versions,
    keep_readings,
    text_reader,
    unread,
)
from fair.matching.embeddings.texts import OwnText, own_texts
from fair.matching.engine.text.keeping import kept_form
from fair.matching.engine.text.types import TextProfile, TextSide
from fair.matching.models import TextReading
from fair.taxonomy.models import Process
from tests.factories.exhibitors import PublishedLineFactory
from tests.factories.matching import NOON
from tests.factories.taxonomy import ProcessFactory

pytestmark = pytest.mark.django_db
TEXTS = [OwnText("en", "Die casting", "Housings"), OwnText("vi", "", "Đúc áp lực")]


@pytest.fixture
def die_casting(db):
    return ProcessFactory(code="CF.DIE", labels={"en": "Die casting"}, synonyms={})


def key_of(texts=TEXTS, *, side=TextSide.LINE):
    return text_reader().digest_of(texts, side=side)


def keep(texts=TEXTS, *, side=TextSide.LINE, now=NOON):
    reader = text_reader()
    key = reader.digest_of(texts, side=side)
    keep_readings({key: texts}, side=side, reader=reader, now=now)
    return key


def test_the_same_texts_have_the_same_key(die_casting):
    assert key_of(list(TEXTS)) == key_of()


@pytest.mark.parametrize(
    "texts",
    [
        TEXTS[:1],
        TEXTS[::-1],
        [OwnText("en", "Die castings", "Housings"), TEXTS[1]],
        [OwnText("en", "Die casting", "Housing"), TEXTS[1]],
        [OwnText("en", "", "Die casting\nHousings"), TEXTS[1]],
        [OwnText("ja", "Die casting", "Housings"), TEXTS[1]],
    ],
)
def test_other_texts_have_another_key(die_casting, texts):
    assert key_of(texts) != key_of()


def test_a_need_and_a_line_are_read_differently(die_casting):
    assert key_of(side=TextSide.NEED) != key_of(side=TextSide.LINE)


@pytest.mark.parametrize(
    "change",
    [
        {"labels": {"en": "Pressure casting"}},
        {"synonyms": {"en": ["pressure casting"]}},
        {"code": "CF.OTHER"},
        {"is_active": False},
    ],
)
def test_another_vocabulary_reads_anew(die_casting, change):
    before = key_of()
    Process.objects.update(**change)

    assert key_of() != before


def test_another_term_reads_anew(die_casting):
    before = key_of()
    ProcessFactory(code="CF.SAND", labels={"en": "Sand casting"})

    assert key_of() != before


def test_other_code_reads_anew(die_casting, monkeypatch):
    before = key_of()
    asked = []
    monkeypatch.setattr(readings, "code_version", lambda *code: asked.append(code) or "other")

    assert key_of() != before
    assert asked == [
        ("fair.reading.engine", "fair.matching.engine.text", "fair.matching.embeddings")
    ]


def test_what_is_kept_is_taken_instead_of_reading(die_casting):
    line = PublishedLineFactory(title={"en": "Die casting"}, description={})
    own = own_texts(line.title, line.description)
    keep(own)
    assert profiles_of([line], side=TextSide.LINE)[line.pk].processes == {"CF.DIE": 1.0}
    planted = kept_form(TextProfile("xx"), text="Die casting")

    TextReading.objects.update(content=planted)

    assert profiles_of([line], side=TextSide.LINE) == {line.pk: TextProfile("xx")}


def test_a_text_that_was_not_kept_is_read_and_the_same(die_casting):
    line = PublishedLineFactory(
        title={"en": "Die casting"}, description={"vi": "Đúc áp lực", "en": "No milling"}
    )
    read = profiles_of([line], side=TextSide.LINE)
    assert not TextReading.objects.exists()

    keep(own_texts(line.title, line.description))

    assert profiles_of([line], side=TextSide.LINE) == read


def test_the_number_of_queries_does_not_grow(die_casting, django_assert_num_queries):
    lines = [PublishedLineFactory(title={"en": f"Die casting {at}"}) for at in range(3)]
    for line in lines[:2]:
        keep(own_texts(line.title, line.description))
    reading = 7  # a vocabulary that was never loaded is read each time

    for some in (lines[:1], lines):
        with django_assert_num_queries(reading + 1):
            profiles_of(some, side=TextSide.LINE)


def test_keeping_twice_keeps_one(die_casting):
    key = keep()

    assert keep() == key
    assert [row.digest for row in TextReading.objects.all()] == [key]
    assert unread([key, key_of(TEXTS[:1])]) == {key_of(TEXTS[:1])}


def test_what_other_versions_read_is_swept_after_a_day(die_casting):
    keep()
    TextReading.objects.update(version="other")
    own = keep(TEXTS[:1])
    version = text_reader().version

    assert forget_other_versions(version, now=NOON + OTHERS_KEPT_FOR) == 0
    assert forget_other_versions(version, now=NOON + OTHERS_KEPT_FOR + timedelta(seconds=1)) == 1
    assert [row.digest for row in TextReading.objects.all()] == [own]


def test_old_readings_are_swept(die_casting):
    keep()

    assert forget_old_readings(now=NOON + KEPT_FOR) == 0
    assert forget_old_readings(now=NOON + KEPT_FOR + timedelta(seconds=1)) == 1
    assert not TextReading.objects.exists()
