"""Whether a text states a term, denies it, or says that somebody else does it."""

import re
from collections.abc import Iterator, Sequence

from fair.reading.engine.clauses import Clauses
from fair.reading.engine.patterns import NO_LETTER, any_of
from fair.reading.engine.types import Stance

Span = tuple[int, int]

# What stands before the term it is about, with the few words that may come between.
_BEFORE = {
    Stance.NEGATED: any_of(
        r"\b(?:no|not|without|excluding|excludes?|except(?: for)?|w/o|never|nor)\b",
        r"\b(?:don't|doesn't|cannot|can't)\b",
        rf"\b(?:không|chưa|trừ|ngoại trừ|khong|chua|ngoai tru){NO_LETTER}",
        *("不", "无", "無", "没有", "非"),
    ),
    Stance.OUTSOURCED: any_of(
        r"\b(?:outsourc(?:e|es|ed|ing)|subcontract(?:s|ed|ing)?|bought-in|third-party)\b",
        rf"\b(?:thuê ngoài|gửi ngoài|thuê gia công|đặt ngoài|thue ngoai|gui ngoai){NO_LETTER}",
        *("外协", "外发", "委外", "外包", "外注"),
    ),
}
_WORDS_BEFORE = any_of(
    *(
        "do",
        "does",
        "did",
        "offers?",
        "provides?",
        "needs?",
        "require[sd]?",
        "includ(?:e[sd]?|ing)",
    ),
    *("accept", "perform", "have", "has", "any", "the", "an?", "our", "for", "in-house", "own"),
    *("additional", "further", "extra", "of", "yet", "currently", "other", "surface", "work"),
    *("services?", "available", "possible", "be", "or", "nor", "either", "serial", "series"),
    *("mass", "volume", "metal"),
)
_SYLLABLES_BEFORE = any_of(
    *("nhận", "làm", "có", "cần", "bao", "gồm", "kể", "phải", "qua", "yêu", "cầu", "dùng", "sử"),
    *("dụng", "cung", "cấp", "được", "thêm", "công", "đoạn", "dịch", "vụ", "khâu", "xưởng", "phần"),
    *("việc", "gia", "hàng", "nhan", "lam", "co", "can", "gom", "yeu", "cau", "cong"),
)
_FILLERS_BEFORE = re.compile(
    any_of(
        r"[\s:]",
        rf"\b{_WORDS_BEFORE}\b",
        rf"\b{_SYLLABLES_BEFORE}{NO_LETTER}",
        "[需要含做带帶接包括提供进行能再须經经过過有於于的]",
    )
    + "{0,8}"
)
# What stands behind it.
_BEHIND = {
    Stance.NEGATED: any_of(
        r"\b(?:is |are |was |were )?(?:not|excluded|unavailable)\b",
        r"\b(?:thì )?không (?:có|làm|nhận|cần|bao gồm|yêu cầu|thực hiện)\b",
        *(
            "な[しく]",
            "無し",
            "不可",
            "不要",
            "対象外",
            "以外",
            "を?除[くき]",
            "しない",
            "できない",
        ),
        *("しません", "できません", "出来ません", "行(?:って)?い?(?:おり)?ません", "行わない"),
        *("行っておりません", "やっていません", "してい(?:ない|ません)", "しておりません"),
        *("제외", r"안\s?함", r"안\s?합", r"하지\s?않", "없음", "없이", "불가", "불필요", "미포함"),
        *("除外", "不做", "不含", "不需要", "不包括", "不接", "没有", "不能"),
    ),
    Stance.OUTSOURCED: any_of(
        r"\b(?:outsourced|outsourcing|sub-?contracted|subcontracting|subcontractors?|bought in)\b",
        r"\b(?:done |made |carried out )?(?:outside|out of house|externally)\b",
        r"\b(?:done |made |carried out )?(?:by|through|via|at|with) (?:our |an? )?"
        r"(?:external |outside |local |certified )?"
        r"(?:partners?|subcontractors?|third part(?:y|ies)|vendors?)\b",
        rf"\b(?:đi )?(?:thuê|gửi)(?: gia công)?(?: (?:bên |ở )?ngoài| tại| đối tác)?{NO_LETTER}",
        rf"\b(?:gia công|làm|đặt|mua) (?:bên |ở )?ngoài{NO_LETTER}",
        rf"\b(?:qua đối tác|thầu phụ){NO_LETTER}",
        rf"\b(?:thue|gui|gia cong|lam|dat) (?:gia cong )?ngoai{NO_LETTER}",
        *("外注", "外部委託", "協力会社", "協力工場", "委託", "外作"),
        *("외주", r"협력\s?(?:사|업체)", r"외부\s?(?:위탁|업체)", "하청", "위탁"),
        *("外协", "外发", "委外", "外包", "外加工", "外购", "外委"),
    ),
}
_FILLERS_BEHIND = re.compile(
    any_of(
        r"\s",
        r"\b(?:is|are|was|were|will be|can be|being)\b",
        r"\b(?:work|process(?:es)?|steps?|treatment|services?)\b",
        rf"\b(?:thì|là|được|phải|công đoạn|chi tiết|sản phẩm|bề mặt){NO_LETTER}",
        *(
            "[はがをのもにて]",
            "量産",
            "加工",
            "処理",
            "工程",
            "作業",
            "対応",
            "のみ",
            "について",
            "等",
        ),
        *("[은는이가을를만도]", "공정", "작업", "처리", "가공", "양산", "생산"),
        *(
            "处理",
            "量产",
            "批量",
            "处",
            "由",
            "均",
            "都",
            "全部",
            "工序",
            "需",
            "为",
            "采用",
            "工艺",
            "是",
            "可",
        ),
    )
    + "{0,6}"
)
_LIST_AHEAD = re.compile(
    r"\s*"
    + any_of(r"[,、/&·・]", r"\b(?:and|or|nor|và|hoặc|hay)\b", "[和与及或や]")
    + r"\s*(?:(?:or|and|nor)\b\s*)?"
)
_LIST_BACK = re.compile(
    r"\s*"
    + any_of(r"[/&·・]", r"\b(?:and|và)\b", "[和与及と]", "及び", "および", "및", "와", "과")
    + r"\s*"
)
_REACH = 48


_CUES_BEFORE = {stance: re.compile(words) for stance, words in _BEFORE.items()}
_CUES_BEHIND = {stance: re.compile(words) for stance, words in _BEHIND.items()}


class Cues:
    """Where a folded text denies something or says that others do it."""

    def __init__(self, text: str, *, clauses: Clauses) -> None:
        self._text = text
        self._clauses = clauses

    def stances(self, spans: Sequence[Span], *, groups: Sequence[frozenset[str]]) -> list[Stance]:
        """Return how each term is meant; `spans` in order, not overlapping.

        A negation goes on behind a comma only to terms of the same group: "no plating, painting"
        denies both, "no plating, die casting" one.
        """
        found = [Stance.STATED] * len(spans)
        if not spans:
            return found
        inside = bytearray(len(self._text) + 1)
        for start, end in spans:
            inside[start:end] = b"\1" * (end - start)
        for number, stance in self._from_before(spans, inside, groups):
            found[number] = stance
        for number, stance in self._from_behind(spans, inside):
            found[number] = stance
        return found

    def _from_before(
        self, spans: Sequence[Span], inside: bytearray, groups: Sequence[frozenset[str]]
    ) -> Iterator[tuple[int, Stance]]:
        """A cue before a term reaches over the list that the term begins."""
        for number, (start, _end) in enumerate(spans):
            stance = self._ends_before(start, inside, first=spans[number - 1][1] if number else 0)
            last = number
            while stance:
                yield last, stance
                last += 1
                if last == len(spans) or not self._joins(_LIST_AHEAD, spans, last):
                    break
                if groups[last].isdisjoint(groups[last - 1]):
                    break

    def _from_behind(
        self, spans: Sequence[Span], inside: bytearray
    ) -> Iterator[tuple[int, Stance]]:
        """A cue behind a term reaches back over what is joined to it by “and”, not by a comma."""
        for number, (_start, end) in enumerate(spans):
            stance = self._begins_behind(end, inside)
            last = number
            while stance:
                yield last, stance
                last -= 1
                if last < 0 or not self._joins(_LIST_BACK, spans, last + 1):
                    break

    def _joins(self, pattern: re.Pattern[str], spans: Sequence[Span], number: int) -> bool:
        gap_start, gap_end = spans[number - 1][1], spans[number][0]
        is_near = gap_end - gap_start <= _REACH
        return is_near and bool(pattern.fullmatch(self._text, gap_start, gap_end))

    def _ends_before(self, start: int, inside: bytearray, *, first: int) -> Stance | None:
        clause_start, _ = self._clauses.around(start)
        left = max(clause_start, first, start - _REACH)
        for stance, cue in _CUES_BEFORE.items():
            for match in cue.finditer(self._text, left, start):
                is_free = not inside[match.start()]
                if is_free and _FILLERS_BEFORE.fullmatch(self._text, match.end(), start):
                    return stance
        return None

    def _begins_behind(self, end: int, inside: bytearray) -> Stance | None:
        _, clause_end = self._clauses.around(end - 1)
        behind = _FILLERS_BEHIND.match(self._text, end, min(clause_end, end + _REACH))
        places = {end, behind.end() if behind else end}
        for place in sorted(places):
            for stance, cue in _CUES_BEHIND.items():
                match = cue.match(self._text, place, clause_end)
                if match and not inside[match.start()]:
                    return stance
        return None
