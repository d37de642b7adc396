"""Written figures into numbers, as each language points and groups them."""

import re

# Grouped by commas, grouped by points, or with at most one sign between the digits.
NUMBER = (
    r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d{1,3}(?:\.\d{3})+(?:,\d+)?(?!\d)"
    r"|\d+(?:[.,]\d+)?|(?<!\d)[.,]\d+)"
)
# Longer words first: 百万 before 万 would be read as 万 after 百.
SCALES = {
    **dict.fromkeys(("million", "mio", "triệu", "百万", "백만"), 1_000_000.0),
    **dict.fromkeys(("万", "萬", "만", "vạn"), 10_000.0),
    **dict.fromkeys(("thousand", "nghìn", "ngàn", "千", "천", "k"), 1_000.0),
}
SCALE = "(?:" + "|".join(f"{word}(?![a-z])" for word in SCALES) + ")"
_GROUP = 3
_HUNDREDTHS = re.compile(r"(\d{1,3})\s?/\s?(100|1000)(?!\d)")


def number_of(written: str, *, is_count: bool = False, comma_is_decimal: bool = False) -> float:
    """Return the value of a figure that NUMBER matches.

    One sign between digits is the decimal sign unless three digits follow it and it groups
    thousands: always in counts, and by the habit of the language in measures. "1.450 mm" is
    1450 mm where the comma is decimal, and "1,450 mm" elsewhere.
    """
    signs = [sign for sign in written if sign in ".,"]
    if not signs:
        return float(written)
    last = signs[-1]
    if len(set(signs)) > 1:
        grouping = "," if last == "." else "."
        return float(written.replace(grouping, "").replace(",", "."))
    groups = written.split(last)
    if len(groups) > 2:  # noqa: PLR2004
        return float("".join(groups))
    is_grouped = 0 < len(groups[0]) <= _GROUP and len(groups[1]) == _GROUP
    habit = "." if comma_is_decimal else ","
    if is_grouped and groups[0].strip("0") and (is_count or last == habit):
        return float("".join(groups))
    return float(f"{groups[0] or 0}.{groups[1]}")


def decimal_of(written: str) -> float:
    """Return the value of a figure that groups nothing, as tolerances do: "0,025", "1.250"."""
    signs = written.count(".") + written.count(",")
    return float(f"0{written}".replace(",", ".")) if signs <= 1 else number_of(written)


def fraction_at(text: str, place: int) -> tuple[float, int] | None:
    """Return value and end of a fraction as workshops write it: "5/100" is 0.05."""
    match = _HUNDREDTHS.match(text, place)
    return (int(match[1]) / int(match[2]), match.end()) if match else None
