import pytest

from fair.matching.embeddings.texts import OwnText, own_texts, texts_of
from fair.matching.engine.text.types import TextSide
from tests.factories.editions import BuyerFactory, EditionFactory, SupplierFactory
from tests.factories.exhibitors import ProductLineFactory, PublishedLineFactory
from tests.factories.sourcing import PublishedNeedFactory


def test_fullest_text_comes_first():
    texts = own_texts({"vi": "Tiện", "ja": "旋盤加工"}, {"vi": "CNC"})

    assert texts == [OwnText("ja", "旋盤加工", ""), OwnText("vi", "Tiện", "CNC")]
    assert texts[1].whole == "Tiện\nCNC"


def test_ties_go_by_the_order_of_fallback():
    assert [text.language for text in own_texts({"vi": "CNC", "en": "CNC"}, {})] == ["en", "vi"]


def test_blank_texts_are_none():
    assert own_texts({"en": " "}, {"vi": ""}) == []


@pytest.mark.django_db
def test_texts_of_an_edition_are_the_published_ones(django_assert_num_queries):
    edition = EditionFactory()
    supplier = SupplierFactory(edition=edition)
    PublishedNeedFactory(
        participation=BuyerFactory(edition=edition), title={"en": "Shaft, turned"}, description={}
    )
    PublishedLineFactory(participation=supplier, title={"vi": "Tiện"}, description={"vi": "CNC"})
    PublishedLineFactory(participation=supplier, title={}, description={})
    ProductLineFactory(participation=supplier)
    PublishedLineFactory()

    with django_assert_num_queries(2):
        texts = texts_of(edition)

    assert texts == [
        (TextSide.NEED, "Shaft, turned"),
        (TextSide.SUBJECT, "Shaft"),
        (TextSide.LINE, "Tiện\nCNC"),
    ]
