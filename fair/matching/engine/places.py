"""Where places lie, near enough to tell a neighbour from the other end of the country.

Vietnamese provinces by the names in use before and after the mergers of 2025, by their seat; other
countries by their industrial centre. Degrees to one decimal, about ten kilometres.
"""

from unicodedata import combining, normalize

from fair.matching.engine.types import Position

HOME_COUNTRY = "VN"

PROVINCES: dict[str, Position] = {
    "ha noi": (21.0, 105.9),
    "bac giang": (21.3, 106.2),
    "bac ninh": (21.2, 106.1),
    "ha nam": (20.5, 105.9),
    "hai duong": (20.9, 106.3),
    "hai phong": (20.9, 106.7),
    "hoa binh": (20.8, 105.3),
    "hung yen": (20.7, 106.1),
    "lao cai": (22.5, 104.0),
    "nam dinh": (20.4, 106.2),
    "ninh binh": (20.3, 106.0),
    "phu tho": (21.3, 105.4),
    "quang ninh": (21.0, 107.1),
    "thai binh": (20.4, 106.3),
    "thai nguyen": (21.6, 105.8),
    "tuyen quang": (21.8, 105.2),
    "vinh phuc": (21.3, 105.6),
    "yen bai": (21.7, 104.9),
    "thanh hoa": (19.8, 105.8),
    "nghe an": (18.7, 105.7),
    "ha tinh": (18.3, 105.9),
    "quang binh": (17.5, 106.6),
    "quang tri": (16.8, 107.1),
    "thua thien hue": (16.5, 107.6),
    "hue": (16.5, 107.6),
    "da nang": (16.1, 108.2),
    "quang nam": (15.6, 108.5),
    "quang ngai": (15.1, 108.8),
    "binh dinh": (13.8, 109.2),
    "khanh hoa": (12.2, 109.2),
    "gia lai": (14.0, 108.0),
    "dak lak": (12.7, 108.0),
    "lam dong": (11.9, 108.4),
    "ho chi minh": (10.8, 106.7),
    "binh duong": (11.0, 106.7),
    "dong nai": (10.9, 106.8),
    "ba ria vung tau": (10.4, 107.1),
    "binh phuoc": (11.5, 106.9),
    "tay ninh": (11.3, 106.1),
    "long an": (10.5, 106.4),
    "tien giang": (10.4, 106.4),
    "dong thap": (10.5, 105.6),
    "vinh long": (10.3, 106.0),
    "can tho": (10.0, 105.8),
    "an giang": (10.4, 105.4),
    "ca mau": (9.2, 105.2),
}

COUNTRIES: dict[str, Position] = {
    "JP": (35.2, 136.9),
    "KR": (37.4, 127.0),
    "CN": (23.0, 113.7),
    "TW": (24.1, 120.7),
    "TH": (13.4, 101.0),
    "MY": (3.1, 101.5),
    "SG": (1.3, 103.8),
    "ID": (-6.3, 107.2),
    "PH": (14.3, 121.1),
    "IN": (13.0, 80.2),
    "DE": (48.8, 9.2),
    "FR": (45.8, 4.8),
    "IT": (45.5, 9.2),
    "US": (42.3, -83.0),
}

_TITLES = ("thanh pho ", "tinh ", "tp. ", "tp ")
_SUFFIXES = (" city", " province")
_SPELLINGS = {
    "hanoi": "ha noi",
    "haiphong": "hai phong",
    "danang": "da nang",
    "hcmc": "ho chi minh",
}


def position_of(country: str, province: str = "") -> Position | None:
    """Return where a province, or a foreign country, lies; None where that is not known."""
    if country != HOME_COUNTRY:
        return COUNTRIES.get(country)
    return PROVINCES.get(_folded(province))


def _folded(name: str) -> str:
    """Reduce the ways of writing a Vietnamese name to one: no marks, no titles, lower case."""
    letters = normalize("NFD", name.casefold().replace("đ", "d").replace("-", " "))
    plain = " ".join("".join(letter for letter in letters if not combining(letter)).split())
    for title in _TITLES:
        plain = plain.removeprefix(title)
    for suffix in _SUFFIXES:
        plain = plain.removesuffix(suffix)
    return _SPELLINGS.get(plain, plain)
