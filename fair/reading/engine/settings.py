"""What a text names only to say what something else is for, or what was done to it before.

"Brackets for pumps" are no pumps, "モーターケース" is a case, and who sends machined parts to be
plated looks for no machining.
"""

import re
from collections.abc import Sequence

from fair.reading.engine.clauses import Clauses
from fair.reading.engine.patterns import NO_LETTER, any_of
from fair.reading.engine.types import TagKind

Span = tuple[int, int]

# What stands behind a purpose: ポンプ用, 모터용, 设备用; a machine or plant may come between.
_PURPOSE_BEHIND = re.compile(
    r"\s?(?:取付|搬送|組立|部品|部分|製造|製品|設備|装置|機器?|设备|机器?|系统|零件|制造|产品"
    r"|장비|설비|부품|제품|기기|제조)?\s?"
    + any_of(r"用(?!于|途)", "向け", "向(?=[けの])", r"용(?![접기량도해융])", r"-?\s?related\b")
)
# What stands before one, behind what is asked for: "seals for pumps", "ron cho bơm nước".
_PURPOSE_BEFORE = re.compile(
    any_of(
        r"\b(?:for|used (?:in|on)|fit(?:s|ting) into)\b",
        rf"\b(?:dùng cho|dùng trong|dùng để|sử dụng cho|cho|dung cho|dung trong|dung de)"
        rf"{NO_LETTER}",
        *("用于", "适用于", "应用于"),
    )
    + r"(?:\s|\b(?:the|an?|our|your|use|with|in|on|các|loại|máy|hàng|bộ|cac|loai|may)\b){0,6}"
)
# What a part comes with: "động cơ có hộp giảm tốc", "case with gasket", 端子付き.
_WITH_BEFORE = re.compile(
    any_of(
        r"\b(?:with|w/|including|includes?|incl\.?|fitted with) (?:an? |the |integrated )?",
        rf"(?:có|kèm|kèm theo|gắn|co|kem){NO_LETTER} ?",
        *("带", "含", "配", "附"),
    )
)
_WITH_BEHIND = re.compile(
    r"\d*[本個枚]?(?:付き?|つき|一体)|\s?(?:포함|부착|일체형)|\s(?:fitted|included)\b"
)
# Between the two parts of a compound, of which only one is meant.
_COMPOUND = re.compile(r"\s?(?:の|的|의|-)?\s?|用の?|용 ")
_LISTED = re.compile("[\u3040-\u30ff\u3400-\u9fff]\\s[\u3040-\u30ff\u3400-\u9fff]")
_VIETNAMESE_COMPOUND = re.compile(r" (?:của )?")
# Work that is done already: 切削済み, "pre-machined", "가공 완료", "đã tiện".
_DONE_BEHIND = re.compile(
    r"\s?(?:加工|成形|処理|가공|성형)?\s?"
    + any_of(
        "済み?",
        r"完了",
        r"완료(?:된|한|품)",
        r"된 (?:제품|부품)",
        "완성품",
        "完成的",
        r"(?:加工)?好的",
    )
)
_DONE_BEFORE = re.compile(
    any_of(r"\b(?:pre-|already )", rf"\b(?:đã|sau khi|da duoc){NO_LETTER}\s?", "已经?")
)
# What work is done to: "ダイカスト部品への塗装", "사출품에 도금", 对压铸件进行阳极.
_OBJECT_BEHIND = re.compile(
    r"\s?(?:部品|製品|素材|品|材|パネル|ワーク|부품|제품|소재|품)?\s?"
    + any_of("への", "に対する", "(?:에|의) (?=표면|도금|도장|코팅|아노|열처리)")
)
# Parts that come from the buyer; material that does is shaped all the same.
_SUPPLIED = re.compile(
    any_of(
        r"\b(?:free[- ]issued?|customer[- ](?:supplied|owned)|consigned)\b",
        r"\b(?:parts|components|pieces|frames|castings|blanks) (?:are |will be )?"
        r"(?:supplied|provided|furnished|delivered|sent) by (?:us|the customer|customer|buyer)\b",
        r"\b(?:we|customer) (?:supply|supplies|send|sends|provide|provides|deliver) (?:the |our )?"
        r"(?:\w+ )?(?:parts|components|pieces|castings)\b",
        rf"\b(?:hàng|chi tiết|sản phẩm|linh kiện) (?:\w+ )?"
        rf"(?:do )?(?:bên )?(?:em|mình|tôi|chúng tôi|khách(?: hàng)?|bên mua)"
        rf" (?:tự )?(?:cấp|cung cấp|gửi|giao|đưa){NO_LETTER}",
        r"(?<![型材料])支給(?!材|鋼|鋼材|材料|素材|可|も)",
        *("来料(?!加工可|检)", "来件", "客供(?!料|模)", "客户提供的?(?:零|部|工)?件"),
        *(
            r"사급(?!재|\s?자재|\s?금형|가능|\s?가능)",
            r"지급\s?(?:부품|품)",
            r"가공\s?완료(?:된|품)",
        ),
    )
)
_REACH = 32

# A tool that belongs to the terms, not to the ask: 金型費別途, "incl. tooling", "khuôn có sẵn".
_TERM_BEHIND = re.compile(
    any_of(
        r"\s?(?:費|代|비(?:용)?\b|비 |费)",
        r"\s?(?:は|を|가|은|는)?\s?(?:当社|弊社|貴社|支給|別途|内製|自社|당사|지급|사급|별도|포함|자체|보유)",
        r"(?:可)?\s?(?:由)?(?:我方|我司|客户|自制|自有|车间)",
        r"\s(?:cost|price|charge|quoted|included|provided|supplied|available|owned|in-house|room)",
        r"\s(?:is|are|will be) (?:ours|provided|supplied|available|owned|quoted|included)",
        rf"\s(?:có sẵn|sẵn|tự làm|do khách|của khách|khách cấp|báo giá riêng|\d+ lòng){NO_LETTER}",
    )
)
_TERM_BEFORE = re.compile(
    any_of(
        r"\b(?:incl(?:uding|udes?|\.)?|existing|own|in-house|our|with|plus) ?(?:the |new )?",
        rf"(?:bao gồm|có|gồm cả|kèm|tự làm|chế tạo cả){NO_LETTER} ?",
        *("含", "自有", "自社", "자체 ?", "包括", "配套"),
    )
)
TOOLS = ("TL", "MOULD", "DIE", "TOOLING")


class Settings:
    """Where a folded text names things around the one it is about."""

    def __init__(self, text: str, *, clauses: Clauses) -> None:
        self._text = text
        self._clauses = clauses

    def has_supplied_parts(self) -> bool:
        """Tell whether the work is to be done on parts that the buyer sends."""
        return _SUPPLIED.search(self._text) is not None

    def around(
        self,
        spans: Sequence[Span],
        *,
        kinds: Sequence[frozenset[TagKind]],
        tools: Sequence[bool],
        makings: Sequence[str],
        is_vietnamese: bool,
    ) -> set[int]:
        """Return the places in `spans` of what is named only around something else.

        `makings` are the likeliest processes of the parts, "" for what is none.
        """
        found = self._modifiers(spans, kinds=kinds, makings=makings, is_vietnamese=is_vietnamese)
        for number, (start, end) in enumerate(spans):
            is_first = not number
            if kinds[number].isdisjoint({TagKind.PART_FAMILY, TagKind.PROCESS}):
                continue
            before = spans[number - 1][1] if number else -1
            if (
                self._is_purpose(start, end, before=before)
                or self._is_done(start, end)
                or (
                    TagKind.PROCESS not in kinds[number]
                    and self._is_with(start, end, is_first=is_first)
                )
                or (tools[number] and not is_first and self._is_term(start, end))
            ):
                found.add(number)
        return found

    def _is_purpose(self, start: int, end: int, *, before: int) -> bool:
        """Tell so of what something named before in the same clause is for."""
        if _PURPOSE_BEHIND.match(self._text, end):
            return True
        is_alone = before <= self._clauses.around(start)[0]
        return not is_alone and self._leads(_PURPOSE_BEFORE, start, least=before)

    def _is_done(self, start: int, end: int) -> bool:
        is_behind = _DONE_BEHIND.match(self._text, end) or _OBJECT_BEHIND.match(self._text, end)
        return bool(is_behind) or self._leads(_DONE_BEFORE, start)

    def _is_with(self, start: int, end: int, *, is_first: bool) -> bool:
        is_behind = _WITH_BEHIND.match(self._text, end) is not None
        return is_behind or (not is_first and self._leads(_WITH_BEFORE, start))

    def _is_term(self, start: int, end: int) -> bool:
        is_behind = _TERM_BEHIND.match(self._text, end) is not None
        return is_behind or self._leads(_TERM_BEFORE, start)

    def _leads(self, cue: re.Pattern[str], start: int, *, least: int = 0) -> bool:
        """Tell whether a cue of the same clause ends where a name starts."""
        left = max(self._clauses.around(start)[0], start - _REACH, least)
        return any(match.end() == start for match in cue.finditer(self._text, left, start))

    def _modifiers(
        self,
        spans: Sequence[Span],
        *,
        kinds: Sequence[frozenset[TagKind]],
        makings: Sequence[str],
        is_vietnamese: bool,
    ) -> set[int]:
        """Of neighbouring parts the last is meant, in Vietnamese the first.

        Parts that are made alike are a list, "볼트 너트", as are words that Han and kana part.
        """
        found = set()
        for number in range(1, len(spans)):
            pair = (number - 1, number)
            are_parts = all(
                TagKind.PART_FAMILY in kinds[at] and TagKind.PROCESS not in kinds[at] for at in pair
            )
            end, start = spans[number - 1][1], spans[number][0]
            is_list = makings[number - 1] == makings[number] != ""
            if not are_parts or is_list:
                continue
            joint = _VIETNAMESE_COMPOUND if is_vietnamese else _COMPOUND
            if joint.fullmatch(self._text, end, start) and not _LISTED.fullmatch(
                self._text, end - 1, start + 1
            ):
                found.add(number if is_vietnamese else number - 1)
        return found
