"""The words that pickers search in: of every language, asked for apart from the form."""

import pytest
from django import forms

from fair.taxonomy.access import TermPicker
from fair.taxonomy.models import Process
from fair.taxonomy.selectors import words_of
from tests.factories.taxonomy import ProcessFactory

pytestmark = pytest.mark.django_db

TURNING = {
    "labels": {"en": "Turning", "vi": "Tiện"},
    "synonyms": {"en": ["lathe work", "Turning"], "vi": ["gia công tiện đứng"]},
}


def test_words_are_of_every_language_without_diacritics_each_once():
    turning = ProcessFactory(**TURNING)

    assert words_of(Process) == {
        turning.pk: "turning tien lathe work gia cong tien dung",
    }


def test_words_are_one_query_for_any_number_of_terms(django_assert_num_queries):
    for _ in range(3):
        ProcessFactory(**TURNING)

    with django_assert_num_queries(1):
        assert len(words_of(Process)) == 3


def test_browser_may_keep_the_words(client):
    turning = ProcessFactory(**TURNING)

    answer = client.get("/words/processes/")

    assert answer.json() == {str(turning.pk): "turning tien lathe work gia cong tien dung"}
    assert answer["Cache-Control"] == "public, max-age=3600"
    assert client.get("/words/secrets/").status_code == 404


def test_page_holds_labels_and_the_address_of_the_words():
    ProcessFactory(**TURNING)
    field = forms.ModelMultipleChoiceField(Process.objects.in_order(), widget=TermPicker)

    html = field.widget.render("processes", [], {})

    assert 'data-words-url="/words/processes/"' in html
    assert "Turning" in html
    assert "lathe work" not in html
