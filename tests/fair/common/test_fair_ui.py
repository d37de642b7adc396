"""The display tags."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.utils import translation

from fair.common.templatetags import fair_ui

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING = datetime(2024, 9, 25, 2, 0, tzinfo=UTC)
LATER = datetime(2024, 9, 25, 2, 25, tzinfo=UTC)


def rendered(source: str, **context: object) -> str:
    text = Template("{% load fair_ui %}" + source).render(Context(context))
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Wed 25 Sep 2024"),
        ("vi", "Thứ 4, 25/09/2024"),
        ("ja", "2024年9月25日(水)"),
        ("ko", "2024년 9월 25일 (수요일)"),
        ("zh-hans", "2024年9月25日 星期三"),
    ],
)
def test_day_names_the_weekday(language, expected):
    with translation.override(language):
        assert fair_ui.day(date(2024, 9, 25)) == expected


def test_day_without_date_is_empty():
    assert fair_ui.day(None) == ""


def test_day_range_of_one_day_names_it_once():
    first, last = date(2024, 9, 25), date(2024, 9, 27)

    with translation.override("en"):
        assert fair_ui.day_range(first, first) == "Wed 25 Sep 2024"
        assert fair_ui.day_range(first, last) == "Wed 25 Sep 2024 – Fri 27 Sep 2024"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ 1|pieces }}, {{ 12000|pieces }}", "1 piece, 12,000 pieces"),
        ("{{ 1|days }}, {{ 45|days }}", "1 day, 45 days"),
        ("{{ 1|years }}, {{ 5|years }}", "1 year, 5 years"),
        ("{{ None|pieces }}{{ None|days }}{{ None|years }}", ""),
    ],
)
def test_counts_agree_with_their_unit(source, expected):
    with translation.override("en"):
        assert rendered(source) == expected


class DatesForm(forms.Form):
    sent_on = forms.DateField()
    proof = forms.FileField(required=False)


def refused_banner(form: forms.Form) -> str:
    return rendered('{% include "components/form_errors.html" %}', form=form)


def test_banner_points_to_fields_only_where_some_are_marked():
    marked, unmarked = DatesForm({}), DatesForm({"sent_on": "2024-01-01"})
    unmarked.add_error(None, "You applied already.")

    assert "the fields marked below" in refused_banner(marked)
    assert refused_banner(unmarked) == refused_banner(DatesForm()) == ""


def test_banner_asks_for_a_lost_file_again():
    files = {"proof": SimpleUploadedFile("proof.pdf", b"%PDF")}

    assert "Choose the file again" in refused_banner(DatesForm({}, files))
    assert "Choose the file again" not in refused_banner(DatesForm({}))


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Asia/Ho_Chi_Minh", "UTC+7"),
        ("Asia/Kolkata", "UTC+5:30"),
        ("America/St_Johns", "UTC−2:30"),
        ("UTC", "UTC+0"),
    ],
)
def test_utc_offset(zone, expected):
    assert fair_ui.utc_offset(MORNING, ZoneInfo(zone)) == expected


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("Asia/Ho_Chi_Minh", "Ho Chi Minh"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("UTC", "UTC"),
    ],
)
def test_zone_is_named_by_its_city(key, name):
    assert fair_ui.zone_name(key) == name


def test_moment_is_shown_in_the_zone_asked_for():
    with translation.override("en"):
        shown = fair_ui.moment(MORNING, HANOI)

    assert shown == '<time datetime="2024-09-25T09:00:00+07:00">25 Sep 2024 09:00</time>'


def test_local_day_is_the_day_in_that_zone():
    evening = datetime(2024, 9, 24, 18, 0, tzinfo=UTC)

    with translation.override("en"):
        assert fair_ui.local_day(evening, HANOI) == "Wed 25 Sep 2024"


def test_time_span_in_the_viewers_own_zone_is_shown_once():
    shown = rendered("{% time_span a b zone zone %}", a=MORNING, b=LATER, zone=HANOI)

    assert "09:00–09:25" in shown
    assert shown.count("UTC") == 1


def test_time_span_for_a_viewer_a_day_behind_names_the_day():
    viewer = ZoneInfo("America/Los_Angeles")

    with translation.override("en"):
        shown = rendered(
            "{% time_span a b zone viewer %}", a=MORNING, b=LATER, zone=HANOI, viewer=viewer
        )

    assert "for you 24 Sep 2024 19:00–19:25 UTC−7" in shown


@pytest.mark.parametrize(
    ("language", "value", "expected"),
    [
        ("en", 1234567, "1,234,567"),
        ("vi", 1234567, "1.234.567"),
        ("ja", 1234567, "1,234,567"),
        ("ko", 1234567, "1,234,567"),
        ("vi", Decimal("0.0200"), "0,02"),
        ("en", Decimal("100.00"), "100"),
        ("en", None, ""),
    ],
)
def test_number(language, value, expected):
    with translation.override(language):
        assert fair_ui.number(value) == expected


def test_money_shows_decimals_only_where_there_are_some():
    with translation.override("en"):
        assert fair_ui.money(Decimal("1250000.0000"), "VND") == "1,250,000\u00a0VND"
        assert fair_ui.money(Decimal("0.5"), "USD") == "0.50\u00a0USD"
        assert fair_ui.money(None, "USD") == ""


def test_pill_says_the_state_in_words_and_colour():
    assert fair_ui.pill("approved", "Đã duyệt") == '<span class="badge fm-good">Đã duyệt</span>'
    assert fair_ui.pill("unheard-of", "?") == '<span class="badge fm-idle">?</span>'


def test_text_of_marks_the_language_it_falls_back_to():
    with translation.override("ko"):
        assert fair_ui.text_of({"ja": "切削"}) == '<span lang="ja">切削</span>'
        assert fair_ui.text_of({}) == ""


def test_multilingual_folds_the_other_languages():
    with translation.override("vi"):
        shown = rendered("{% multilingual texts %}", texts={"vi": "Phay", "en": "Milling"})

    assert '<span lang="vi">Phay</span>' in shown
    assert "<dt>English</dt>" in shown


def test_texts_are_escaped():
    assert "&lt;b&gt;x" in rendered("{% text_of texts %}", texts={"en": "<b>x</b>"})


def test_score_bar_rounds_to_points():
    assert 'value="71"' in rendered("{% score_bar 0.706 %}")
    assert "fm-score-good" not in rendered("{% score_bar 0.69 %}")


def test_fact_without_value_is_left_out():
    assert rendered("{% fact 'MOQ' '' %}") == ""
    assert rendered("{% fact 'MOQ' 0 'pcs' %}") == "<dt>MOQ</dt> <dd>0 pcs</dd>"
