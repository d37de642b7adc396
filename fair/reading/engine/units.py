"""Units as they are written, and what one of them is in the unit that is kept."""

import re
from enum import StrEnum


class Dimension(StrEnum):
    """What a unit measures; the canonical unit is the value."""

    LENGTH = "mm"
    MASS = "kg"
    TONNES = "t"
    PIECES = "pcs"
    TIME = "days"


MICRON = 0.001
INCH = 25.4
_INCH_MARKS = {'"', "'"}
_LATIN = {
    Dimension.LENGTH: {
        **dict.fromkeys(("mm", "millimetres?", "millimeters?", "li"), 1.0),
        **dict.fromkeys(("cm", "centimetres?", "centimeters?"), 10.0),
        **dict.fromkeys(
            ("μm", "um", "microns?", "micromet", "micrometres?", "micrometers?", "μ"), MICRON
        ),
        **dict.fromkeys(("inch(?:es)?", "in(?=\\s*(?:[.,;)x×]|$))"), INCH),
        **dict.fromkeys(("thou", "mils?"), INCH / 1000),
        "m": 1000.0,
    },
    Dimension.MASS: {
        **dict.fromkeys(("kgs?", "kilos?", "kilograms?", "ký", "cân"), 1.0),
        **dict.fromkeys(("g", "gr", "grams?", "gam"), 0.001),
        **dict.fromkeys(("lbs?", "pounds?"), 0.45359237),
    },
    Dimension.TONNES: dict.fromkeys(("t", "tons?", "tonnes?", "tấn", "tan", "tf"), 1.0),
    Dimension.PIECES: dict.fromkeys(
        (
            "pcs?",
            "pieces?",
            "units?",
            "ea",
            "sets?",
            "parts?",
            "shots?",
            "cái",
            "chiếc",
            "chi tiết",
            "sản phẩm",
            "sp",
            "bộ",
            "con",
            "khung",
            "cai",
            "chiec",
            "chi tiet",
            "san pham",
            "bo",
        ),
        1.0,
    ),
    Dimension.TIME: {
        **dict.fromkeys(
            ("(?:working |business |calendar )?days?", "ngày(?: làm việc)?", "ngay(?: lam viec)?"),
            1.0,
        ),
        **dict.fromkeys(("weeks?", "wks?", "tuần", "tuan"), 7.0),
        **dict.fromkeys(("months?", "tháng", "thang"), 30.0),
    },
}
_CJK = {
    Dimension.LENGTH: {
        **dict.fromkeys(("ミリ", "밀리", "毫米"), 1.0),
        **dict.fromkeys(("センチ", "厘米"), 10.0),
        **dict.fromkeys(("ミクロン", "マイクロメートル", "마이크론", "미크론", "微米"), MICRON),
        **dict.fromkeys(("インチ", "인치", "英寸"), INCH),
        **dict.fromkeys(("丝(?![杠印网锥攻])", "条", "條"), 0.01),
        **dict.fromkeys(('"', "''"), INCH),
    },
    Dimension.MASS: {
        **dict.fromkeys(("キロ", "킬로", "公斤", "千克"), 1.0),
        **dict.fromkeys(("グラム", "그램", "克"), 0.001),
    },
    Dimension.TONNES: dict.fromkeys(("トン", "톤", "吨", "噸"), 1.0),
    Dimension.PIECES: dict.fromkeys(
        (
            "個(?!月)",
            "本",
            "枚",
            "台",
            "セット",
            "点",
            "ピース",
            "개(?!월)",
            "세트",
            "대",
            "장",
            "件",
            "个(?!月|工)",
            "只",
            "套",
            "片",
            "支",
            "根",
        ),
        1.0,
    ),
    Dimension.TIME: {
        **dict.fromkeys(("営業日", "日間?", "영업일", "일", "天", "个?工作日"), 1.0),
        **dict.fromkeys(("週間?", "주일?(?!문)", "周", "星期"), 7.0),
        **dict.fromkeys(("[ヶかカケ個箇]月", "개월", "달", "个月"), 30.0),
    },
}


def _alternatives() -> tuple[re.Pattern[str], list[tuple[Dimension, float]]]:
    """Return one pattern for all units, a group each, and what each group means."""
    meanings: list[tuple[Dimension, float]] = []
    latin: list[str] = []
    cjk: list[str] = []
    for table, patterns, tail in ((_LATIN, latin, r"(?![^\W\d_])"), (_CJK, cjk, "")):
        for dimension, units in table.items():
            for unit, factor in units.items():
                meanings.append((dimension, factor))
                patterns.append(f"({unit}){tail}")
    return re.compile(r"\s?(?:" + "|".join([*latin, *cjk]) + ")"), meanings


_UNIT, _MEANINGS = _alternatives()


def unit_at(text: str, place: int) -> tuple[Dimension, float, int] | None:
    """Return dimension, factor and end of the unit that stands at `place`, if one does."""
    first = text[place : place + 2].lstrip()[:1]
    if not (first.isalpha() or first in _INCH_MARKS):  # most figures have none: spare the search
        return None
    match = _UNIT.match(text, place)
    if match is None or match.lastindex is None:
        return None
    return *_MEANINGS[match.lastindex - 1], match.end()
