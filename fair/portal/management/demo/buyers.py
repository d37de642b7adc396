"""Invented buying organisations and their needs, as rows of the buyers' spreadsheet.

The people and their texts stand in buyers.yaml and needs/*.yaml. Facts that are short lists there
are named, in the same order, by COMPANY_FACTS and NEED_FACTS here. The key of a need is the key of
its buyer, a hyphen and a word for the part.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import count, islice
from pathlib import Path
from random import Random
from typing import Any

import yaml

Record = Mapping[str, Any]
Row = dict[str, Any]

HERE = Path(__file__).parent
LANGUAGES = ("vi", "en", "ja", "ko", "zh")
# Folding the lines of a text puts a blank where Japanese and Chinese sentences have none.
FOLD = re.compile(r"(?<=[。、，；：]) ")

COMPANY_FACTS = {
    "home": ("country", "province", "industrial_cluster", "address"),
    "firm": ("ownership", "employees", "founded_year"),
    "presence": (
        "attendance",
        "time_zone",
        "parallel_meetings",
        "max_meetings_per_day",
        "max_meetings_total",
    ),
}
NEED_FACTS = {
    "kind": ("sector", "part_family"),
    "processes": ("process_match", "processes"),
    "material": ("materials", "material_is_hard"),
    "size": ("length_mm", "width_mm", "height_mm", "weight_kg"),
    "tolerance": ("tolerance_mm", "tolerance_is_hard", "general_tolerance", "roughness_ra_um"),
    "volume": ("annual_volume_pcs", "lot_size_pcs", "sample_quantity_pcs"),
    "price": ("target_price", "currency", "incoterm", "tooling_ownership", "payment_terms"),
    "lead": (
        "sample_lead_days",
        "production_lead_days",
        "delivery_rhythm",
        "delivery_country",
        "delivery_province",
    ),
    "certificates": ("required_certificates", "preferred_certificates"),
    "papers": ("documents_wanted", "substances"),
    "meeting": ("meeting_modes", "meeting_languages", "interpreter_needed", "max_meetings"),
    "standing": ("visibility", "priority"),
}

# Telephone numbers that nobody can have: unused areas, or ranges kept for fiction.
PHONES = {
    "VN": "+84 200 {:03d} {:04d}",
    "JP": "+81 50 0{:03d} {:04d}",
    "KR": "+82 2 0{:03d} {:04d}",
    "CN": "+86 10 0{:03d} {:04d}",
    "TW": "+886 2 0{:03d} {:04d}",
    "TH": "+66 2 0{:03d} {:04d}",
    "DE": "+49 30 23125 {:03d}",
    "US": "+1 209 555 01{:02d}",
}
# A further plant of the same group, for fairs larger than the list of companies.
PLANTS = {
    "legal": "{} (#{})",
    "vi": "{} – Nhà máy {}",
    "en": "{} – Plant {}",
    "ja": "{} 第{}工場",
    "ko": "{} 제{}공장",
    "zh": "{}{}厂",
}
PLANT_PROVINCES = ("Bắc Ninh", "Hải Phòng", "Hưng Yên", "Ninh Bình", "Đồng Nai", "Tây Ninh")


def buyer_rows(rng: Random, *, edition_dates: Sequence[date], buyers: int = 40) -> list[Row]:
    """Return one row per need of `buyers` organisations, the company's facts on its first row.

    Production starts after the last of `edition_dates`. Up to 40 organisations are as written;
    the further ones are other plants of the same groups, with other terms.
    """
    fair_ends_on = max(edition_dates)
    rows: list[Row] = []
    for number, company, needs in islice(_plants(), buyers):
        company_cells = _company_cells(company, number=number, rng=rng)
        for need in needs:
            need_cells = _need_cells(need, fair_ends_on=fair_ends_on)
            if number > 1:
                need_cells |= _other_terms(need, number=number, rng=rng, fair_ends_on=fair_ends_on)
            rows.append({"company_key": _key(company["key"], number)} | company_cells | need_cells)
            company_cells = {}
    return rows


@cache
def companies() -> list[Record]:
    """Return the companies as written."""
    return _read(HERE / "buyers.yaml")


@cache
def needs_by_company() -> dict[str, list[Record]]:
    """Return the needs as written, by the key of their company."""
    found: dict[str, list[Record]] = {company["key"]: [] for company in companies()}
    for path in sorted((HERE / "needs").glob("*.yaml")):
        for need in _read(path):
            found[need["key"].partition("-")[0]].append(need)
    return found


def _read(path: Path) -> list[Record]:
    records: list[Record] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return records


def _plants() -> Iterator[tuple[int, Record, list[Record]]]:
    """Yield every company as its first plant, then every one as its second, without end."""
    for number in count(1):
        for company in companies():
            yield number, company, needs_by_company()[company["key"]]


def _key(key: str, number: int) -> str:
    """Return the key of a plant, or of a need of that plant."""
    if number == 1:
        return key
    company, *rest = key.split("-", 1)
    return "-".join([f"{company}{number}", *rest])


def _company_cells(company: Record, *, number: int, rng: Random) -> Row:
    key = _key(company["key"], number)
    contact_name, mailbox = company["contact"]
    cells = _named(company, COMPANY_FACTS)
    names = _names(company["name"], number)
    cells |= {"company_name": names.pop("legal"), **_by_language("name", names)}
    cells |= _by_language("about", company["about"])
    cells |= {
        "tax_code": _tax_code(cells["country"], rng),
        "website": f"https://www.{key}.example",
        "languages": ",".join(company["languages"]),
        "contact_name": contact_name,
        "contact_email": f"{mailbox}@{key}.example",
        "contact_phone": PHONES[cells["country"]].format(rng.randrange(100), rng.randrange(10_000)),
    }
    if number > 1:
        cells["founded_year"] += rng.randint(1, 6)
    return cells


def _names(names: Mapping[str, str], number: int) -> dict[str, str]:
    """Return the names of a plant; the first plant bears those of the company."""
    if number == 1:
        return dict(names)
    return {language: PLANTS[language].format(name, number) for language, name in names.items()}


def _tax_code(country: str, rng: Random) -> str:
    """Return a code of the Vietnamese shape; no tax office has the number 99."""
    return f"99{rng.randrange(10**8):08d}" if country == "VN" else ""


def _need_cells(need: Record, *, fair_ends_on: date) -> Row:
    months, years = need["start"]
    return {
        "need_key": need["key"],
        **_by_language("need_title", need["title"]),
        **_by_language("need_description", need["text"]),
        **_named(need, NEED_FACTS),
        "meeting_languages": ",".join(need["meeting"][1]),
        "production_starts_on": _month_after(fair_ends_on, months),
        "programme_years": years,
        "current_source": need["source"],
    }


def _other_terms(need: Record, *, number: int, rng: Random, fair_ends_on: date) -> Row:
    """Return the cells in which another plant's need differs; none that its text may state."""
    price, currency, *_ = need["price"]
    sample_days, serial_days, _rhythm, country, _province = need["lead"]
    months, _years = need["start"]
    cells: Row = {
        "need_key": _key(need["key"], number),
        "target_price": round(price * rng.uniform(0.88, 1.12), 0 if currency == "VND" else 3),
        "sample_lead_days": sample_days + rng.randint(0, 10),
        "production_lead_days": serial_days + rng.randint(0, 10),
        "production_starts_on": _month_after(fair_ends_on, months + rng.randint(1, 6)),
        "priority": rng.randint(1, 3),
    }
    if country == "VN":
        cells["delivery_province"] = rng.choice(PLANT_PROVINCES)
    return cells


def _month_after(day: date, months: int) -> str:
    """Return the first day of the month that is `months` after the month of `day`."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = date(years, month + 1, 1)
    return max(first, day + timedelta(days=1)).isoformat()


def _named(record: Record, facts: Mapping[str, tuple[str, ...]]) -> Row:
    """Give the facts of a record the names of their columns."""
    return {
        column: _cell(value)
        for group, columns in facts.items()
        for column, value in zip(columns, record[group], strict=True)
    }


def _by_language(column: str, texts: Mapping[str, str]) -> Row:
    return {f"{column}_{language}": FOLD.sub("", texts.get(language, "")) for language in LANGUAGES}


def _cell(value: Any) -> Any:
    """Write a fact as the spreadsheet wants it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(value)
    return value
