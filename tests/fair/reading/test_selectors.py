"""The reader of the vocabulary in the database."""

import pytest

from fair.reading.selectors import CurrentVocabulary, current_reader
from fair.taxonomy.models import Process
from fair.taxonomy.services.loading import load_taxonomy
from fair.taxonomy.services.reading import read_vocabulary
from tests.factories.taxonomy import ProcessFactory
from tests.fair.reading.engine.samples import reader
from tests.fair.taxonomy.files import NOW

pytestmark = pytest.mark.django_db
TEXT = "Đúc áp lực nhôm ADC12 ±0,02; khuôn ép nhựa, inox 304, ISO 9001, mạ thuê ngoài"


def test_it_reads_what_the_files_reader_reads():
    load_taxonomy(read_vocabulary(), now=NOW)

    assert current_reader().read(TEXT) == reader().read(TEXT)


def test_it_is_built_once_for_a_version(django_assert_num_queries):
    load_taxonomy(read_vocabulary(), now=NOW)
    first = current_reader()

    with django_assert_num_queries(1):
        assert current_reader() is first


def test_a_vocabulary_without_a_version_is_read_anew():
    ProcessFactory(code="MC", labels={"en": "Frobnicating"})
    assert [tag.code for tag in current_reader().read("frobnicating").tags] == ["MC"]

    Process.objects.update(is_active=False)

    assert current_reader().read("frobnicating").tags == ()


def test_a_reader_is_built_only_to_read():
    vocabulary = CurrentVocabulary(read_vocabulary())

    assert len(vocabulary.version) == 64
    assert "reader" not in vars(vocabulary)
    assert vocabulary.reader is vocabulary.reader
