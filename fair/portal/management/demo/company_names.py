"""Invented company names in the style of their country, none used twice."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import Any

from fair.portal.management.demo.line_texts import read_yaml

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Naming:
    """The legal name, the name by language, and a short name for addresses on the net."""

    legal: str
    names: Mapping[str, str]
    slug: str


class NamePool:
    """Hands out names; when those of a country are used up, it numbers them."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._pools = {
            "vietnam": self._endless(_vietnamese_stems()),
            "thailand": self._endless([(stem, stem) for stem in _book()["thailand"]]),
            "other": self._endless([(stem, stem) for stem in _book()["other"]]),
        }
        for country in ("japan", "korea", "china", "taiwan"):
            self._pools[country] = self._endless([tuple(pair) for pair in _book()[country]])

    def of_vietnam(self, trade: str, *, ownership: str) -> Naming:
        """Name a Vietnamese company: private, state-owned or a joint venture."""
        book, words = _book()["vietnam"], _book()["trades"][trade]
        stem, _plain = next(self._pools["vietnam"])
        legal = book["legal_by_ownership"].get(ownership) or self._rng.choice(book["legal"])
        stem += (
            f" {self._rng.choice(book['state_numbers'])}"
            if ownership == "state"
            else (self._rng.choice(book["last"]))
        )
        at = self._rng.randrange(len(words["vi"]))
        name = f"{words['vi'][at]} {stem}"
        return Naming(
            legal=f"{legal} {name}",
            names={"vi": name, "en": f"{plain(stem)} {words['en'][at]}"},
            slug=_slug(stem),
        )

    def of_plant(self, trade: str, *, country: str) -> Naming:
        """Name the Vietnamese plant of a company from abroad."""
        words = _book()["trades"][trade]
        stem, roman = next(self._pools[country])
        own_name, latin = _foreign_words(words, country=country, stem=stem, roman=roman)
        suffix = "Vina" if country == "korea" else "Vietnam"
        vietnamese = f"{latin} {suffix.replace('Vietnam', 'Việt Nam')}"
        names = {"vi": vietnamese, "en": f"{latin} {suffix}"}
        endings = {"japan": ("ja", "ベトナム"), "korea": ("ko", " 비나")}
        language, ending = endings.get(country, ("zh", "(越南)"))
        if country != "other":
            names[language] = own_name + ending
        return Naming(legal=f"Công ty TNHH {vietnamese}", names=names, slug=_slug(roman))

    def of_abroad(self, trade: str, *, country: str, city: str) -> Naming:
        """Name a company outside Vietnam."""
        words = _book()["trades"][trade]
        stem, roman = next(self._pools[country])
        own_name, latin = _foreign_words(words, country=country, stem=stem, roman=roman)
        legal = {
            "japan": f"株式会社{own_name}",
            "korea": f"주식회사 {own_name}",
            "china": f"{city}{own_name}有限公司",
            "taiwan": f"{own_name}股份有限公司",
            "thailand": f"{latin} Co., Ltd.",
        }[country]
        language = {"japan": "ja", "korea": "ko", "china": "zh", "taiwan": "zh"}.get(country)
        names = {"en": latin} | ({language: own_name} if language else {})
        return Naming(legal=legal, names=names, slug=_slug(roman))

    def _endless(self, pairs: Sequence[Any]) -> Iterator[Pair]:
        pairs = list(pairs)
        self._rng.shuffle(pairs)
        for turn in count(1):
            number = "" if turn == 1 else f" {turn}"
            for stem, roman in pairs:
                yield f"{stem}{number}", f"{roman}{number}"


def plain(text: str) -> str:
    """Return Vietnamese without its marks, as in English and in addresses."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(sign for sign in decomposed if unicodedata.category(sign) != "Mn")


def made_by(trade: str, *, language: str) -> str:
    """Return in words what a trade makes."""
    made: str = _book()["trades"][trade]["makes"][language]
    return made


def contacts_of(country: str) -> list[Any]:
    """Return names of people, with a Latin spelling where theirs is not."""
    book = _book()
    found: list[Any] = (
        book["vietnam"]["contacts"] if country == "vietnam" else book[f"{country}_contacts"]
    )
    return found


def _book() -> Mapping[str, Any]:
    book: Mapping[str, Any] = read_yaml("company_names.yaml")
    return book


def _vietnamese_stems() -> list[Pair]:
    book = _book()["vietnam"]
    stems = [f"{first} {second}" for first in book["first"] for second in book["second"]]
    # Hưng and Hùng are one without marks; of such stems only one can have the address on the net.
    by_plain = {plain(stem): stem for stem in stems if stem not in book["taken"]}
    return [(stem, roman) for roman, stem in by_plain.items()]


def _foreign_words(
    words: Mapping[str, Any], *, country: str, stem: str, roman: str
) -> tuple[str, str]:
    """Return the name in its own script and in Latin letters."""
    own = {"japan": "ja", "korea": "ko", "china": "zh", "taiwan": "tw"}.get(country)
    latin = {"japan": "ja_en", "korea": "ko_en"}.get(country)
    latin_word = words[latin] if latin else words["en"][0]
    return stem + (words[own] if own else ""), f"{roman} {latin_word}"


def _slug(name: str) -> str:
    return "".join(sign for sign in plain(name).lower() if sign.isascii() and sign.isalnum())
