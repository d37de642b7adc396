import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from accounts.texts import MultilingualField, MultilingualFormField, in_language, validate_texts


def test_in_language_has_the_text():
    assert in_language({"en": "Gear", "vi": "Bánh răng"}, "vi") == "Bánh răng"


def test_in_language_falls_back_in_order():
    assert in_language({"vi": "Bánh răng", "ja": "歯車"}, "ko") == "Bánh răng"


def test_in_language_uses_the_active_language():
    with translation.override("ja"):
        assert in_language({"en": "Gear", "ja": "歯車"}) == "歯車"


@pytest.mark.parametrize("texts", [None, {}, {"en": ""}])
def test_in_language_without_text_is_empty(texts):
    assert in_language(texts, "en") == ""


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (["Gear"], "not_by_language"),
        ({"fr": "Roue"}, "unknown_language"),
        ({"en": 5}, "not_a_text"),
    ],
)
def test_validate_texts_refuses(value, code):
    with pytest.raises(ValidationError) as refusal:
        validate_texts(value)

    assert refusal.value.code == code


def test_form_field_leaves_empty_languages_out():
    assert MultilingualFormField(required=True).clean(["", "Gear", "", "", ""]) == {"en": "Gear"}


def test_form_field_required_wants_one_language():
    with pytest.raises(ValidationError):
        MultilingualFormField(required=True).clean(["", "", "", "", ""])


def test_form_field_limits_each_text():
    with pytest.raises(ValidationError):
        MultilingualFormField(max_length=3).clean(["", "Gear", "", "", ""])


def test_form_field_sees_a_change():
    field = MultilingualFormField()

    assert field.has_changed({"en": "Gear"}, ["", "Gears", "", "", ""])
    assert not field.has_changed({"en": "Gear"}, ["", "Gear", "", "", ""])


def test_model_field_stores_no_empty_texts():
    assert MultilingualField().get_prep_value({"en": "Gear", "vi": ""}) == {"en": "Gear"}
