"""What orders speak of: pieces per month and year, smallest orders, times of delivery."""

import re

from fair.reading.engine.amounts import Amount
from fair.reading.engine.folding import Folded
from fair.reading.engine.measures import Answer
from fair.reading.engine.patterns import any_of
from fair.reading.engine.types import QuantityKind
from fair.reading.engine.units import Dimension

# What is counted may be any word, but not these: they count something else than pieces.
_NO_PIECES = any_of(
    *("tấn", "tan", "tons?", "t", "kgs?", "g", "usd", "vnd", "vnđ", "đồng", "dong", "eur", "jpy"),
    *("krw", "cny", "rmb", "yen", "円", "元", "원", "giờ", "gio", "hours?", "h", "ca", "người"),
    *("people", "workers", "m2", "m3", "m", "km", "lít", "lit", "kwh", "mm", "%"),
)
_NOUN = rf"(?:\s?(?!{_NO_PIECES}(?![^\W\d_]))[^\W\d_]{{1,12}}){{0,3}}?\s?"
_EACH = r"(?:/|\b(?:per|a|each|mỗi|một|moi|mot|trên)\b)\s?(?:1 )?"
_PER_MONTH = re.compile(
    _NOUN
    + any_of(
        _EACH + r"(?:month|mth|mo|tháng|thang)\b",
        *(r"/\s?[月월]", r"/\s?か?月", r"\bmonthly\b", "每月", "毎月", "매월"),
    )
)
_PER_YEAR = re.compile(
    _NOUN
    + any_of(
        _EACH + r"(?:year|yr|annum|năm|nam)\b",
        *(r"/\s?[年연년]", r"\bp\.?a\b", r"\bannually\b", r"\byearly\b", "每年", "毎年", "매년"),
    )
)
_FILL = r"[^\d;.]{0,18}$"
_MONTHLY = re.compile(
    any_of(
        *("月産能?力?", "月間", "毎月", "月间产能", "月产能?力?", "月供", "每月"),
        *("월간", "매월", "월산", r"월\s?생산량?", r"(?<!\d)월"),
        *("monthly", "per month", "hàng tháng", "mỗi tháng", "tháng được", "một tháng"),
    )
    + _FILL
)
_YEARLY = re.compile(
    any_of(
        *("年産能?力?", "年間", "毎年", "年间", "年产能?力?", "年用量", "年需求量?", "每年"),
        *("연간", "연산", "매년", r"(?<![\d가-힣])연"),
        *("annual", "yearly", "per year", "hàng năm", "mỗi năm", "sản lượng năm", "một năm"),
    )
    + _FILL
)
_MINIMUM = re.compile(
    any_of(
        r"\bmoq",
        r"min(?:imum|\.)? (?:order(?: quantity)?|lot|quantity|batch|qty)",
        *("smallest order", "tối thiểu", "toi thieu"),
        *("最小(?:発注(?:数量?)?|ロット|注文)", "最低(?:発注|ロット|注文)(?:数量?)?"),
        *("最小起?订(?:货|购)?量", "起订量?", "起批量?", "最小批量"),
        r"최소\s?(?:주문|발주)?\s?(?:수량|량|로트)?",
    )
    + r"[^\d;.,、]{0,14}$"
)
_MINIMUM_BEHIND = re.compile(
    r"\s?"
    + any_of(
        *(r"\(?moq\b", r"minimum\b", "起订", "起批", r"최소\s?주문"),
        *("から(?:対応|受注)", "부터 (?:가능|주문)"),
    )
)
_SAMPLES = any_of(
    *(
        "samples?",
        "prototypes?",
        "mẫu",
        "サンプル",
        "試作",
        "샘플",
        "시제품",
        "样品",
        "样件",
        "打样",
    ),
)
_TOOLS = any_of(
    *("toolings?", "moulds?", "molds?", "dies?", "tool making", "khuôn"),
    *("金型", "금형", "模具", "开模"),
)
_LEADS = any_of(
    *("lead[ -]?times?", "deliver(?:y|ies|ed)", "turnaround", "ships?", "shipment"),
    *("mass production", "production time", "giao(?: hàng)?", "thời gian sản xuất", "tiến độ"),
    *("納期", "リードタイム", "납기", r"리드\s?타임", "交期", "交货", "交貨", "货期", "生产周期"),
)
_OTHER_TIMES = any_of(
    *("payment", "t/t", "l/c", "net", "warranty", "salt", "spray", "since", "experience", "shift"),
    *("thanh toán", "công nợ", "bảo hành", "muối", "支払", "保証", "塩水", "결제", "보증", "염수"),
    *("付款", "账期", "保修", "盐雾"),
)
_LEAD = re.compile(
    f"(?P<sample>{_SAMPLES})|(?P<tooling>{_TOOLS})|(?P<lead>{_LEADS})|(?P<other>{_OTHER_TIMES})"
)
_OTHER_GOODS = re.compile(
    r"\s?"
    + any_of(
        "usd",
        "vnd",
        "vnđ",
        "đồng",
        "円",
        "元",
        "원",
        "eur",
        "tấn",
        "kg",
        "giờ",
        "hours?",
        "m2",
        "%",
    )
)
_LEAD_KINDS = {
    "sample": QuantityKind.SAMPLE_LEAD,
    "tooling": QuantityKind.TOOLING_LEAD,
    "lead": QuantityKind.LEAD,
}


def volume(amount: Amount, folded: Folded) -> Answer | None:
    """50k/month, 50.000 cái/tháng, 月産5万個, 200K/yr, 28.000 khung/năm."""
    if amount.dimension not in (None, Dimension.PIECES):
        return None
    for kind, behind, before in (
        (QuantityKind.VOLUME_MONTH, _PER_MONTH, _MONTHLY),
        (QuantityKind.VOLUME_YEAR, _PER_YEAR, _YEARLY),
    ):
        match = behind.match(amount.behind)
        if match:
            return kind, amount.counts(), amount.end + match.end()
        is_counted = amount.dimension is Dimension.PIECES or _is_thousands(amount)
        if is_counted and before.search(amount.before) and not _is_named(amount):
            return kind, amount.counts(), amount.end
    return None


def _is_thousands(amount: Amount) -> bool:
    """Tell whether a figure without a unit is large enough to count pieces, not lines or weeks."""
    return amount.dimension is None and amount.counts()[0] >= 1000  # noqa: PLR2004


def _is_named(amount: Amount) -> bool:
    """Tell whether something that is no piece is counted: money, tonnes, hours."""
    return bool(_OTHER_GOODS.match(amount.behind))


def minimum(amount: Amount, folded: Folded) -> Answer | None:
    """MOQ 500, "đặt tối thiểu 500 cái", 最小ロット100個, 起订量1000件."""
    if amount.dimension not in (None, Dimension.PIECES) or _is_named(amount):
        return None
    if _MINIMUM.search(amount.before):
        is_length = amount.dimension is None and amount.behind.lstrip()[:1] in {"%", "°", "x", "×"}
        return None if is_length else (QuantityKind.MINIMUM, amount.counts(), amount.end)
    if amount.dimension is Dimension.PIECES and _MINIMUM_BEHIND.match(amount.behind):
        return QuantityKind.MINIMUM, amount.counts(), amount.end
    return None


def lead(amount: Amount, folded: Folded) -> Answer | None:
    """3 weeks, 15 ngày, 納期2週間: the time of what the nearest word names; months have 30 days."""
    if amount.dimension is not Dimension.TIME:
        return None
    words = list(_LEAD.finditer(amount.before))
    if not words:
        match = _LEAD.match(amount.behind.lstrip(" -の의"))
        words = [match] if match else []
    names = [str(word.lastgroup) for word in words]
    if not names or names[-1] == "other":
        return None
    # "sample lead time", "thời gian giao mẫu": the word for delivery says only that it is a time.
    kind = next((name for name in reversed(names) if name != "lead"), "lead")
    is_near = kind == "lead" or len(names) == 1 or names[-1] == kind or names[-2] == kind
    return (
        _LEAD_KINDS.get(kind if is_near else "lead", QuantityKind.LEAD),
        amount.measures(),
        amount.end,
    )
