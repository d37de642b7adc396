"""Search in texts: without regard to case or diacritics, in whatever language they are written."""

import unicodedata
from typing import Any, TypeVar

from django.db.models import F, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Concat

from accounts.texts import LANGUAGE_CODES

LONGEST_SEARCH = 200

Rows = TypeVar("Rows", bound="QuerySet[Any]")


def with_words(
    rows: Rows, words: str, *, texts: tuple[str, ...], plain: tuple[str, ...] = ()
) -> Rows:
    """Keep the rows in which every one of `words` is found.

    `texts` are paths of texts (or lists of texts) by language, `plain` of ordinary text fields;
    "truc" finds "Trục", also where the two are composed of letters and marks in different ways.
    Of a long search only the first LONGEST_SEARCH signs count.
    """
    parts: list[Any] = [KeyTextTransform(code, path) for path in texts for code in LANGUAGE_CODES]
    parts += [Cast(F(path), TextField()) for path in plain]
    joined: list[Any] = [Value("")]
    for part in parts:
        joined += [Coalesce(part, Value(""), output_field=TextField()), Value("\n")]
    found = rows.alias(searched_text=Concat(*joined, output_field=TextField()))
    # The database takes no NUL.
    plain_words = unicodedata.normalize("NFC", words[:LONGEST_SEARCH].replace("\0", " "))
    for word in plain_words.split():
        found = found.filter(searched_text__unaccent__icontains=word)
    return found


def folded(text: str) -> str:
    """Write `text` in lower case without diacritics, as the pickers in the browser compare it."""
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("đ", "d"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))
