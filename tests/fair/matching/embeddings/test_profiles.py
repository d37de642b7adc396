import pytest

from fair.matching.embeddings import profiles
from fair.matching.embeddings.profiles import profiles_of
from fair.matching.engine.text.types import TextSide
from fair.sourcing.choices import Visibility
from tests.factories.exhibitors import PublishedLineFactory
from tests.factories.sourcing import PublishedNeedFactory
from tests.factories.taxonomy import MaterialFactory, ProcessFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def vocabulary():
    ProcessFactory(
        code="CF.DIE",
        labels={"en": "Die casting", "vi": "Đúc áp lực"},
        synonyms={"en": ["die casting"]},
    )
    MaterialFactory(code="NF.AL", labels={"en": "Aluminium", "vi": "Nhôm"})


def test_texts_are_read_in_every_language(vocabulary):
    line = PublishedLineFactory(
        title={"en": "Die casting"}, description={"vi": "Đúc áp lực nhôm theo bản vẽ"}
    )

    found = profiles_of([line], side=TextSide.LINE)[line.pk]

    assert (found.processes, found.materials) == ({"CF.DIE": 1.0}, {"NF.AL": 1.0})
    assert found.language == "vi"
    assert [(each.place, each.language, each.quote) for each in found.mentions] == [
        ("description", "vi", "Đúc áp lực"),
        ("description", "vi", "nhôm"),
        ("title", "en", "Die casting"),
    ]


def test_a_confidential_need_is_read_like_any_other(vocabulary):
    need = PublishedNeedFactory(
        visibility=Visibility.NDA, title={"en": "Die casting"}, description={}
    )

    assert profiles_of([need], side=TextSide.NEED)[need.pk].processes == {"CF.DIE": 1.0}


def test_vectors_are_put_to_their_texts(vocabulary, monkeypatch):
    need = PublishedNeedFactory(title={"en": "Housing, die cast"}, description={})
    kept = {
        (TextSide.NEED, "Housing, die cast"): b"whole",
        (TextSide.SUBJECT, "Housing"): b"subject",
    }
    monkeypatch.setattr(profiles, "vectors_of", lambda texts: {text: kept[text] for text in texts})

    found = profiles_of([need], side=TextSide.NEED)[need.pk]

    assert (found.vector, found.subject) == (b"whole", b"subject")


def test_a_row_without_text_has_no_profile(vocabulary):
    line = PublishedLineFactory(title={}, description={})

    assert profiles_of([line], side=TextSide.LINE) == {}


@pytest.mark.parametrize(
    "text", ["😀" * 30, "مرحبا", "x " * 2000, "<script>alert(1)</script>", "\u202e"]
)
def test_any_text_has_a_profile(vocabulary, text):
    line = PublishedLineFactory(title={"en": text[:150]}, description={"en": text})

    assert set(profiles_of([line], side=TextSide.LINE)) == {line.pk}
