import pytest
from django.utils import translation

from fair.common.documents import pdf_of
from tests.pdf import text_of

SENTENCES = {
    "en": "Why the two suit each other: 100 %",
    "vi": "Mức phù hợp với bên mua – đúc áp lực, ép phun, Ưng Ẩn",
    "ja": "アルミダイカスト部品の適合度、公差±0.02",
    "ko": "알루미늄 다이캐스팅 부품 적합도",
    "zh-hans": "铝压铸件的匹配度，公差±0.02",
}


def content(**changes):
    return {
        "title": "Title",
        "subtitle": "",
        "fair": "Fair",
        "as_of": "",
        "link": "http://example.org/",
        "sides": [],
        "figures": [],
        "lists": [],
        "breakdowns": [],
        "note": "",
        **changes,
    }


def words(**changes):
    return text_of(pdf_of("match", content(**changes)))


@pytest.mark.parametrize("language", SENTENCES)
def test_words_of_every_language_are_in_the_file(language):
    with translation.override(language):
        text = words(note=SENTENCES[language])

    assert "".join(SENTENCES[language].split()) in text
    assert "\ufffd" not in text


def test_words_that_are_not_in_the_file_are_not_found():
    assert "적합도" not in words(note=SENTENCES["ja"])


@pytest.mark.parametrize(
    "hostile",
    [
        '#panic("no")',
        '#read("/etc/passwd")',
        "$x^2$ *bold* _it_ <label> @ref \\ // comment",
        '"); #import "house.typ"',
        '{{ 1 }} {% load x %} <script>"</script>',
    ],
)
def test_what_people_wrote_is_text_and_nothing_else(hostile):
    assert "".join(hostile.split()) in words(title=hostile, note=hostile)


def test_long_and_odd_text_makes_a_file_all_the_same():
    odd = "𝕏 🙂 \u202eright to left\u202c \x07 " + "word " * 4000

    pdf = pdf_of("match", content(note=odd))

    assert pdf.startswith(b"%PDF-")
    assert "wordword" in text_of(pdf)
