"""Display tags of every page: times, dates, numbers, money, states, texts by language, icons."""

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from django import template
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm
from django.templatetags.static import static
from django.utils import numberformat
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format, get_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext

from accounts.texts import FALLBACK_ORDER, LANGUAGES, Texts
from accounts.texts import in_language as text_in_language

register = template.Library()

# Django's short formats are ambiguous (04/05/2024) or very long; a day is read with its weekday.
DAY_FORMATS = {
    "en": "D j M Y",
    "vi": "l, d/m/Y",
    "ja": "Y年n月j日(D)",
    "ko": "Y년 n월 j일 (D)",
    "zh-hans": "Y年n月j日 l",
}
SHORT_DAY_FORMATS = {
    "en": "j M Y",
    "vi": "d/m/Y",
    "ja": "Y/m/d",
    "ko": "Y. n. j.",
    "zh-hans": "Y/m/d",
}

# What the colour of a state says; whatever is missing here is shown as idle.
STATES_BY_TONE = {
    "good": "approved published accepted confirmed succeeded done booked live held attended "
    "active sent verified valid completed finished current",
    "warn": "pending stale requested expiring uncertain proposed in_progress",
    "bad": "disputed rejected failed declined cancelled no_show expired invalid error",
    "note": "reported queued running registration matching scheduling planned scheduled invited",
}
TONES = {state: tone for tone, states in STATES_BY_TONE.items() for state in states.split()}

# From these points of 100 on, a score is shown as a good one.
GOOD_POINTS = 70


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon of the sprite; it says nothing to screen readers."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("vendor/tabler/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def reader_key(context: Mapping[str, Any]) -> str:
    """Tell one reader's browser from another's, without telling who it is; "" for nobody."""
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated:
        return ""
    return salted_hmac("fair.common.reader", str(user.pk), algorithm="sha256").hexdigest()[:16]


@register.filter
def in_language(texts: Texts | None, language: str | None = None) -> str:
    """Return the text in `language` (default: the reader's), else the next best one."""
    return text_in_language(texts, language)


@register.simple_tag
def text_of(texts: Texts | None) -> SafeString | str:
    """Show a text in the reader's language, else the next best, marked with its language."""
    wanted = get_language() or FALLBACK_ORDER[0]
    code = next((code for code in [wanted, *FALLBACK_ORDER] if (texts or {}).get(code)), None)
    if texts is None or code is None:
        return ""
    return format_html('<span lang="{}">{}</span>', code, texts[code])


@register.inclusion_tag("components/multilingual.html")
def multilingual(texts: Texts | None) -> dict[str, Any]:
    """Show a text for the reader and, folded, what it says in the other languages."""
    shown = text_in_language(texts)
    others = [
        {"code": code, "language": name, "text": (texts or {})[code]}
        for code, name in LANGUAGES
        if (texts or {}).get(code) and (texts or {})[code] != shown
    ]
    return {"texts": texts, "others": others}


@register.filter
def filled_beyond(subwidgets: list[dict[str, Any]], language: str) -> bool:
    """Tell whether something is entered in another language than `language`."""
    return any(widget["value"] and widget["attrs"]["lang"] != language for widget in subwidgets)


@register.filter
def narrows(form: BaseForm) -> bool:
    """Tell whether a filter is set other than the search and what nobody sees."""
    seen = {field.name for field in form.visible_fields()} - {"search"}
    return any(value for name, value in form.data.items() if name in seen)


@register.filter
def marks_fields(form: BaseForm) -> bool:
    """Tell whether a form was refused for what stands in single fields."""
    return any(name != NON_FIELD_ERRORS for name in form.errors)


@register.filter(expects_localtime=True)
def day(value: date | None) -> str:
    """Write a date with its weekday as readers of the active language do."""
    return _dated(value, DAY_FORMATS)


@register.filter(expects_localtime=True)
def short_day(value: date | None) -> str:
    """Write a date without its weekday."""
    return _dated(value, SHORT_DAY_FORMATS)


@register.simple_tag
def day_range(first: date, last: date) -> str:
    """Write the days from `first` to `last`, both included."""
    return day(first) if first == last else f"{day(first)} – {day(last)}"


@register.simple_tag
def local_day(value: datetime, zone: tzinfo) -> str:
    """Write the day on which a moment falls in `zone`."""
    return day(localtime(value, zone))


@register.filter
def clock(value: datetime, zone: tzinfo | None = None) -> str:
    """Write the time of day, 24 hours, in `zone` (default: the active time zone)."""
    return f"{localtime(value, zone):%H:%M}"


@register.filter
def utc_offset(value: datetime, zone: tzinfo) -> str:
    """Name the zone by its offset at that moment: UTC+7, UTC−3:30."""
    minutes = int((localtime(value, zone).utcoffset() or value - value).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return f"UTC{sign}{hours}:{rest:02}" if rest else f"UTC{sign}{hours}"


@register.filter
def zone_name(key: str) -> str:
    """Name a time zone by its city, as people do: Asia/Ho_Chi_Minh is Ho Chi Minh."""
    return key.rpartition("/")[2].replace("_", " ")


@register.simple_tag
def moment(value: datetime | None, zone: tzinfo | None = None) -> SafeString | str:
    """Show date and time of one moment in `zone` (default: the active time zone)."""
    if value is None:
        return ""
    local = localtime(value, zone)
    return format_html(
        '<time datetime="{}">{} {}</time>', local.isoformat(), short_day(local), clock(local, zone)
    )


@register.inclusion_tag("components/time_span.html")
def time_span(
    starts_at: datetime,
    ends_at: datetime,
    zone: tzinfo,
    viewer_zone: tzinfo | None = None,
) -> dict[str, Any]:
    """Show a stretch of time in the edition's zone and, where its clock differs, the viewer's."""
    here = localtime(starts_at, zone)
    there = localtime(starts_at, viewer_zone) if viewer_zone else here
    return {
        "starts_at": starts_at,
        "ends_at": ends_at,
        "zone": zone,
        "viewer_zone": viewer_zone if there.utcoffset() != here.utcoffset() else None,
        "viewer_day": there.date() if there.date() != here.date() else None,
    }


@register.filter
def number(value: float | Decimal | None, places: int | None = None) -> str:
    """Write a number as the active language does; without `places` trailing zeros go."""
    if value is None:
        return ""
    if places is None and isinstance(value, Decimal):
        value = value.quantize(Decimal(1)) if value == value.to_integral() else value.normalize()
    # Django knows no grouping for some of the languages; all five group by thousands.
    return numberformat.format(
        value,
        get_format("DECIMAL_SEPARATOR"),
        decimal_pos=places,
        grouping=3,
        thousand_sep=get_format("THOUSAND_SEPARATOR"),
        force_grouping=True,
    )


@register.filter
def pieces(count: int | None) -> str:
    """Write how many pieces; nothing where it was not stated."""
    words = ngettext("%(pieces)s piece", "%(pieces)s pieces", count or 0)
    return "" if count is None else words % {"pieces": number(count)}


@register.filter
def days(count: int | None) -> str:
    """Write how many days; nothing where it was not stated."""
    words = ngettext("%(days)s day", "%(days)s days", count or 0)
    return "" if count is None else words % {"days": number(count)}


@register.filter
def years(count: int | None) -> str:
    """Write how many years; nothing where it was not stated."""
    words = ngettext("%(years)s year", "%(years)s years", count or 0)
    return "" if count is None else words % {"years": number(count)}


@register.simple_tag
def money(amount: Decimal | int | None, currency: str) -> str:
    """Write an amount with its ISO currency code; whole amounts without decimals."""
    if amount is None:
        return ""
    whole = amount == int(amount)
    return f"{number(amount, 0 if whole else 2)}\u00a0{currency}"


@register.simple_tag
def pill(state: object, label: object = None) -> SafeString:
    """Show a state as a coloured label that also says it in words."""
    return badge(label or state, TONES.get(str(state), "idle"))


@register.simple_tag
def badge(label: object, tone: str = "idle") -> SafeString:
    """Show a short label; `tone` is good, warn, bad, note or idle."""
    return format_html('<span class="badge fm-{}">{}</span>', tone, label)


@register.inclusion_tag("components/score_bar.html")
def score_bar(score: float | Decimal) -> dict[str, Any]:
    """Show a score between 0 and 1 as a bar and as points out of 100."""
    return points_bar(round(float(score) * 100))


@register.inclusion_tag("components/score_bar.html")
def points_bar(points: int) -> dict[str, Any]:
    """Show a score that is stored as points out of 100."""
    return {"points": points, "good": points >= GOOD_POINTS}


@register.inclusion_tag("components/fact.html")
def fact(label: str, value: object, unit: str = "") -> dict[str, Any]:
    """Show one row of a definition list (`dl.fm-facts`); nothing where there is no value."""
    return {"label": label, "value": value, "unit": unit, "stated": value not in (None, "", [])}


@register.filter
def message_tone(level_tag: str) -> str:
    """Return the tone of a message of Django's `level_tag`."""
    return {"success": "good", "warning": "warn", "error": "bad"}.get(level_tag, "note")


def _dated(value: date | None, formats: Mapping[str, str]) -> str:
    if value is None:
        return ""
    return date_format(value, formats.get(get_language() or "en", formats["en"]))
