"""Searching texts by language."""

import unicodedata

import pytest

from accounts.models import Organisation
from fair.common.search import with_words
from tests.factories.accounts import OrganisationFactory


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("trục", True),
        ("TRUC", True),
        (unicodedata.normalize("NFD", "Trục thép"), True),
        ("thép Delta", True),  # in any order, in whatever field
        ("thép Gamma", False),
        ("vi", False),  # the code of a language
        ("100%", False),  # no pattern
        ("  ", True),
        pytest.param("trục\0thép", True, id="the database takes no NUL"),
        pytest.param("trục " * 5_000, True, id="what is too long is cut"),
    ],
)
def test_rows_are_found_by_every_word(words, is_found):
    OrganisationFactory(legal_name="Delta", names={"vi": "Trục thép", "ja": "軸"})

    found = with_words(Organisation.objects.all(), words, texts=("names",), plain=("legal_name",))

    assert found.count() == is_found
