"""Texts in several languages: the five languages of the site, and a field that holds them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

LANGUAGES = [
    ("vi", "Tiếng Việt"),
    ("en", "English"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("zh-hans", "简体中文"),
]
LANGUAGE_CODES = [code for code, _name in LANGUAGES]

# Where a text is missing in the reader's language, the next of these is shown.
FALLBACK_ORDER = ["en", "vi", "ja", "ko", "zh-hans"]

Texts = Mapping[str, str]


def in_language(texts: Texts | None, language: str | None = None) -> str:
    """Return the text in `language` (default: the active one), else the next best.

    Return "" where there is no text in any language.
    """
    if not texts:
        return ""
    wanted = language or get_language() or FALLBACK_ORDER[0]
    for code in [wanted, *FALLBACK_ORDER]:
        if texts.get(code):
            return texts[code]
    return ""


def validate_texts(value: object) -> None:
    """Refuse anything but {language code: text}."""
    if not isinstance(value, dict):
        raise ValidationError(_("Give the texts by language."), code="not_by_language")
    for code, text in value.items():
        if code not in LANGUAGE_CODES:
            raise ValidationError(
                _("“%(code)s” is not one of the site's languages."),
                code="unknown_language",
                params={"code": code},
            )
        if not isinstance(text, str):
            raise ValidationError(
                _("The text in “%(code)s” is not a text."), code="not_a_text", params={"code": code}
            )


class MultilingualWidget(forms.MultiWidget):
    """One input per language, each marked with the language it is for."""

    template_name = "components/multilingual_widget.html"

    def __init__(self, *, long: bool = False, attrs: dict[str, Any] | None = None) -> None:
        inputs: dict[str, forms.Widget | type[forms.Widget]] = {
            code: forms.Textarea({"lang": code, "aria-label": name, "rows": 3})
            if long
            else forms.TextInput({"lang": code, "aria-label": name})
            for code, name in LANGUAGES
        }
        super().__init__(inputs, attrs)

    def decompress(self, value: Texts | str | None) -> list[str]:
        texts = json.loads(value) if isinstance(value, str) else value or {}
        return [texts.get(code, "") for code in LANGUAGE_CODES]


class MultilingualFormField(forms.MultiValueField):
    """Ask for one text in any of the languages; required means at least one of them."""

    def __init__(self, *, long: bool = False, max_length: int | None = None, **kwargs: Any) -> None:
        for only_json in ("encoder", "decoder"):
            kwargs.pop(only_json, None)
        fields = [
            forms.CharField(required=False, max_length=max_length) for _code in LANGUAGE_CODES
        ]
        kwargs["widget"] = MultilingualWidget(long=long)
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> dict[str, str]:
        pairs = zip(LANGUAGE_CODES, data_list, strict=False)
        return {code: text for code, text in pairs if text}

    def has_changed(self, initial: Texts | None, data: list[str] | None) -> bool:
        return self.compress(list(data or [])) != dict(initial or {})


class MultilingualField(models.JSONField):
    """Hold one text in up to five languages as {"en": "…", "vi": "…"}; empty ones are left out.

    `long` asks for several lines in forms; `max_length` limits each text, in characters.
    """

    default_validators = [validate_texts]

    def __init__(self, *args: Any, long: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        self.long = long
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        if self.long:
            kwargs["long"] = True
        return name, path, args, kwargs

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, dict):
            value = {code: text for code, text in value.items() if text}
        return super().get_prep_value(value)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(
            **{
                "form_class": MultilingualFormField,
                "long": self.long,
                "max_length": self.max_length,
                # Django would ask for it because the default is callable; {} stands for nothing.
                "show_hidden_initial": False,
                **kwargs,
            }
        )
