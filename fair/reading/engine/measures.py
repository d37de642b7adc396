"""What a single measure is: tolerance, roughness, thickness, diameter, weight, force, time.

Each rule takes an amount and the text it stands in and answers with a kind and values, or None.
"""

import re

from fair.reading.engine.amounts import Amount
from fair.reading.engine.folding import Folded
from fair.reading.engine.numbers import fraction_at
from fair.reading.engine.patterns import any_of
from fair.reading.engine.types import QuantityKind
from fair.reading.engine.units import MICRON, Dimension

Answer = tuple[QuantityKind, tuple[float, ...], int]  # kind, values, where the quote ends

PLUS_MINUS = re.compile(r"(?:±|\+\s?/\s?-|\+-)\s?$")
_LINKS = any_of(
    r"[\s:=≤<~は를을이가은는]",
    r"\b(?:of|to|is|up to|within|down to|about|max|khoảng|đến|tới|là|chặt|nhỏ nhất)\b",
)
_LINK = _LINKS + "{0,4}"
_TOLERANCES = any_of(
    *("tolerances?", "accuracy", "precision", "dung sai", "độ chính xác", "sai số"),
    *("do chinh xac", "公差", "精度", "공차", "정밀도", "误差", "誤差"),
)
_TOLERANCE = re.compile(_TOLERANCES + r"[^\d.,;]{0,16}$")
_TOLERANCE_BEHIND = re.compile(
    r"\s?" + any_of("以内", "이내", "以下の?精度", "의? ?공차", _TOLERANCES)
)
_COATED = re.compile(
    any_of(
        *("thick", "coating", "plating", "layer", "film", "paint", "rough", "filter", "particle"),
        *("anod", "coat", r"\bed\b", "phủ", "アルマイト", "電着", "아노다이징", "阳极", "电泳"),
        *("dày", "lớp", "mạ", "sơn", "màng", "nhám", "lọc", "hạt", "厚", "めっき", "メッキ", "塗"),
        *(
            "두께",
            "도금",
            "도장",
            "조도",
            "镀",
            "涂",
            "漆",
            "膜",
            "粗",
            r"\bra\b",
            r"\brz\b",
            "burr",
        ),
    )
)
_ROUGHNESS = re.compile(r"(?<![a-zà-ỹ])(?P<sign>ra)\s?[:=≤<]?\s?$")
_THICKNESSES = any_of(
    *("thickness", "wall", "gauge", "độ dày", "chiều dày", "bề dày", "dày"),
    *("板厚", "肉厚", "厚み", "厚さ", "두께", "厚度", "壁厚", "厚"),
)
_THICKNESS = re.compile(any_of(_THICKNESSES + _LINK, r"(?<![^\W_])t\s?=\s?") + "$")
_LETTER_UNIT = re.compile(r"[\d ]t$")
_LETTER_T = re.compile(r"(?<![^\W_])t\s?$")
_THICK_BEHIND = re.compile(r"\s?(?:thick\b|厚|두께)")
_DIAMETERS = any_of(
    *("ø", r"\bphi", r"\bdia(?:meter|\.)?", "đường kính", "duong kinh"),
    *("直径", "外径", "内径", "직경", "외경", "내경"),
)
_DIAMETER = re.compile(_DIAMETERS + _LINK + "$")
_WEIGHTS = any_of(
    *("weighs?", "weight", "weighing", "mass", "nặng", "trọng lượng", "khối lượng"),
    *("重量", "重さ", "質量", "单重", "중량", "무게"),
)
_WEIGHT = re.compile(_WEIGHTS + r"[^\d;]{0,14}$")
_PER = re.compile(r"\s?(?:/|per\b|mỗi\b|một\b|năm\b|[年月日])")
_PRESS = re.compile(
    any_of(
        *("press", "stamp", "punch", "forg", "dập", "rèn", "プレス", "鍛造", "프레스", "단조"),
        *("冲床", "冲压", "压力机", "锻"),
    )
)
_CLAMP = re.compile(
    any_of(
        *("clamp", "inject", "moulding", "molding", "die[ -]?cast", "(?:cold|hot)[ -]chamber"),
        *("ép nhựa", "ép phun", "ép cao su", "đúc áp lực", "máy đúc", "đúc nhôm"),
        *("buồng nóng", "buồng nguội", "型締", "射出", "成形機", "ダイカスト", "ダイキャスト"),
        *("사출", "형체", "다이캐스팅", "다이케스팅", "注塑", "锁模", "合模", "压铸"),
    )
)
_LEAST_TONNES = 5
_THINNEST_TONNES = 12
_LEAST_UNITLESS_TOLERANCE = 1.0
_LARGEST_BARE = 0.15
_NEAR_COATING = 160
_FINEST_RA, _ROUGHEST_RA = 0.001, 100


def tolerance(amount: Amount, folded: Folded) -> Answer | None:
    """±0.02 mm, +/- 20 µm, "dung sai 0,02", 公差5/100, 20 micron, 2丝."""
    if amount.dimension not in (None, Dimension.LENGTH):
        return None
    is_signed = bool(PLUS_MINUS.search(amount.before))
    fraction = fraction_at(folded.text, amount.start)
    is_spoken = bool(_TOLERANCE.search(amount.before) or _TOLERANCE_BEHIND.match(amount.behind))
    if fraction and (is_signed or is_spoken):
        return QuantityKind.TOLERANCE, (fraction[0],), fraction[1]
    if amount.dimension is None:
        if amount.behind[:1] in {"%", "°"} or amount.behind[:1].isalpha():
            return None
        values = amount.decimals()
        is_likely = is_signed or (is_spoken and 0 < values[0] < _LEAST_UNITLESS_TOLERANCE)
        return (QuantityKind.TOLERANCE, values, amount.end) if is_likely else None
    if is_signed or is_spoken or _is_bare_fineness(amount, folded.text):
        return QuantityKind.TOLERANCE, amount.decimals(), amount.end
    return None


def _is_bare_fineness(amount: Amount, text: str) -> bool:
    """Tell whether a length is so fine that it can only be a tolerance, where nothing is coated."""
    written = text[amount.start : amount.end]
    if written.endswith(("条", "條")) or not (
        amount.factor == MICRON or "thou" in written or "丝" in written
    ):
        return False
    around = text[max(0, amount.start - _NEAR_COATING) : amount.end + _NEAR_COATING]
    return amount.decimals()[-1] <= _LARGEST_BARE and not _COATED.search(around)


def roughness(amount: Amount, folded: Folded) -> Answer | None:
    """Ra 0.8, Ra≤1.6 µm; not the Vietnamese word "ra"."""
    match = _ROUGHNESS.search(amount.before)
    if match is None or amount.dimension not in (None, Dimension.LENGTH):
        return None
    place = amount.start - len(amount.before) + match.start("sign")
    if not folded.quote(place, place + 1).isupper():
        return None
    scale = 1 if amount.dimension is None else 1 / MICRON
    values = tuple(round(value * scale, 9) for value in amount.decimals())
    if not all(_FINEST_RA <= value <= _ROUGHEST_RA for value in values):
        return None
    return QuantityKind.ROUGHNESS, values, amount.end


def thickness(amount: Amount, folded: Folded) -> Answer | None:
    """t=1.2, dày 2mm, 板厚3.6, 두께 1.2T."""
    is_spoken = bool(_THICKNESS.search(amount.before))
    if amount.dimension is Dimension.TONNES:
        # "1.2t" on a drawing is a sheet of 1.2 mm, "80t" is a press.
        values = amount.decimals()
        if not _LETTER_UNIT.search(folded.text, amount.end - 2, amount.end):
            return None
        is_sheet = values[-1] <= _THINNEST_TONNES and (is_spoken or values[-1] % 1 != 0)
        return (QuantityKind.THICKNESS, values, amount.end) if is_sheet else None
    if amount.dimension not in (None, Dimension.LENGTH):
        return None
    is_exact = amount.dimension is Dimension.LENGTH or amount.decimals()[-1] % 1 != 0
    is_spoken = is_spoken or bool(is_exact and _LETTER_T.search(amount.before))
    is_spoken = is_spoken or bool(amount.dimension and _THICK_BEHIND.match(amount.behind))
    if not is_spoken or (amount.factor == MICRON and _COATED.search(amount.before)):
        return None
    return QuantityKind.THICKNESS, amount.decimals(), amount.end


def diameter(amount: Amount, folded: Folded) -> Answer | None:
    """Ø25, phi 10 mm, 직경 30mm."""
    if amount.dimension not in (None, Dimension.LENGTH) or not _DIAMETER.search(amount.before):
        return None
    return QuantityKind.DIAMETER, amount.measures(), amount.end


def weight(amount: Amount, folded: Folded) -> Answer | None:
    """0.3-12 kg; grams and tonnes only where the text speaks of weight."""
    if amount.dimension not in (Dimension.MASS, Dimension.TONNES) or _PER.match(amount.behind):
        return None
    if amount.before.rstrip().endswith("/"):
        return None
    is_spoken = bool(_WEIGHT.search(amount.before))
    if amount.dimension is Dimension.TONNES:
        values = tuple(round(value * 1000, 9) for value in amount.measures())
        return (QuantityKind.WEIGHT, values, amount.end) if is_spoken else None
    if amount.factor != 1.0 and not is_spoken:
        return None
    return QuantityKind.WEIGHT, amount.measures(), amount.end


def force(amount: Amount, folded: Folded) -> Answer | None:
    """型締650t, 사출기 450톤, press 80-350 ton: what the nearest word of the statement says."""
    if amount.dimension is not Dimension.TONNES or _PER.match(amount.behind):
        return None
    values = amount.measures()
    if values[0] < _LEAST_TONNES:
        return None
    start, end = amount.clause
    before = folded.text[max(start, amount.start - 120) : amount.start]
    behind = folded.text[amount.end : min(end, amount.end + 60)]
    press, clamp = _distance(_PRESS, before, behind), _distance(_CLAMP, before, behind)
    if press is None and clamp is None:
        return None
    is_clamp = clamp is not None and (press is None or clamp <= press)
    return QuantityKind.CLAMP if is_clamp else QuantityKind.PRESS, values, amount.end


def _distance(words: re.Pattern[str], before: str, behind: str) -> int | None:
    ends = [match.end() for match in words.finditer(before)]
    ahead = words.search(behind)
    distances = [len(before) - ends[-1]] if ends else []
    distances += [ahead.start()] if ahead else []
    return min(distances, default=None)
