import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fair.matching.engine.text.tokens import (
    LONGEST_TEXT,
    language_of,
    signs_of,
    subject_of,
    tokens_of,
)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Tiện CNC, phay", ["tien", "cnc", "phay"]),
        ("đúc", ["duc"]),
        ("射出成形", ["射出", "出成", "成形"]),
        ("鉄", ["鉄"]),
        ("SUS304용기", ["sus304", "용기"]),
        ("Ａ６０６１", ["a6061"]),
        ("brackets glass A6061s bus", ["bracket", "glass", "a6061s", "bus"]),
        ("ダイカスト", ["ダイ", "イカ", "カス", "スト"]),
        ("", []),
        ("😀 – …", []),
        ("مرحبا", ["مرحبا"]),
    ],
)
def test_tokens(text, tokens):
    assert tokens_of(text) == tokens


def test_signs_are_those_of_east_asian_words_alone():
    assert signs_of(tokens_of("SUS304용기, 鉄 bracket ダイス")) == sorted("용기鉄ダイス")
    assert signs_of([]) == []


def test_marks_of_kana_are_kept():
    assert tokens_of("ガス") != tokens_of("カス")


def test_only_the_beginning_of_a_long_text_counts():
    assert tokens_of("x" * LONGEST_TEXT + " late") == ["x" * LONGEST_TEXT]


@given(st.text(max_size=60))
def test_spelling_in_unicode_does_not_matter(text):
    composed, apart = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))

    assert tokens_of(composed) == tokens_of(apart)


@pytest.mark.parametrize(
    ("text", "stated", "language"),
    [
        ("射出成形とプレス加工", "en", "ja"),
        ("사출 성형 SUS304", "vi", "ko"),
        ("注塑模具", "ja", "zh"),
        ("Gia công tiện phay chính xác", "en", "vi"),
        ("gia cong tien phay", "vi", "vi"),
        ("Die casting", "en", "en"),
        ("", "zh-hans", "zh"),
        ("ADC12 压铸件", "zh-hans", "zh"),
    ],
)
def test_language_is_what_the_signs_say(text, stated, language):
    assert language_of(text, stated=stated) == language


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Shaft\nturned, ground", "Shaft"),
        ("Trục thép: tiện, mài", "Trục thép"),
        ("（1）樹脂カバー、射出成形", "樹脂カバー"),
        ("， ,x. casting", "casting"),
        ("ASSY", "ASSY"),
        ("", ""),
        (" , ; 1", ""),
    ],
)
def test_subject_is_the_first_clause(text, subject):
    assert subject_of(text) == subject
