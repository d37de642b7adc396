"""Invented suppliers: where they come from, who they are, how they attend."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from fair.portal.management.demo.company_names import (
    NamePool,
    Naming,
    contacts_of,
    made_by,
    plain,
)
from fair.portal.management.demo.line_texts import LANGUAGES, read_yaml

HOME_ZONE = "Asia/Ho_Chi_Minh"
YEAR_OF_THE_FAIR = 2024


@dataclass(frozen=True, slots=True)
class Origin:
    """A group of suppliers; `count` is its number among 250.

    `names` says in which style they are named, `native` in which language they write first.
    """

    ownership: str
    country: str
    names: str
    native: str
    count: int
    founded: tuple[int, int]

    @property
    def is_abroad(self) -> bool:
        return self.ownership == "foreign"

    @property
    def is_domestic(self) -> bool:
        return self.ownership in {"private", "state", "joint_venture"}


ORIGINS = (
    Origin("private", "VN", "vietnam", "vi", 172, (1996, 2018)),
    Origin("state", "VN", "vietnam", "vi", 6, (1962, 1985)),
    Origin("joint_venture", "VN", "vietnam", "vi", 8, (2001, 2017)),
    Origin("fdi_jp", "VN", "japan", "ja", 16, (2001, 2018)),
    Origin("fdi_kr", "VN", "korea", "ko", 12, (2006, 2019)),
    Origin("fdi_tw", "VN", "taiwan", "zh", 7, (2000, 2018)),
    Origin("fdi_cn", "VN", "china", "zh", 7, (2011, 2021)),
    Origin("fdi_other", "VN", "other", "en", 3, (2005, 2017)),
    Origin("foreign", "JP", "japan", "ja", 6, (1948, 1995)),
    Origin("foreign", "KR", "korea", "ko", 5, (1978, 2008)),
    Origin("foreign", "CN", "china", "zh", 4, (1996, 2014)),
    Origin("foreign", "TW", "taiwan", "zh", 2, (1976, 2004)),
    Origin("foreign", "TH", "thailand", "en", 2, (1988, 2012)),
)

EMPLOYEES = ("1-9", "10-49", "50-199", "200-499", "500+")
EMPLOYEE_WEIGHTS = {True: (7, 43, 37, 10, 3), False: (0, 18, 45, 26, 11)}  # by is_domestic
HEADCOUNT = {
    "1-9": (5, 9),
    "10-49": (14, 48),
    "50-199": (55, 190),
    "200-499": (210, 480),
    "500+": (520, 1400),
}
# Telephone numbers that nobody can have: unused areas and exchanges.
PHONES = {
    "VN": "+84 200 {:03d} {:04d}",
    "JP": "+81 50 0{:03d} {:04d}",
    "KR": "+82 2 0{:03d} {:04d}",
    "CN": "+86 10 0{:03d} {:04d}",
    "TW": "+886 2 0{:03d} {:04d}",
    "TH": "+66 2 0{:03d} {:04d}",
}
MAILBOXES = ("sales", "info", "kinhdoanh", "contact")
HALLS = ("A", "B", "", "")


@dataclass(frozen=True, slots=True)
class Company:
    """One supplier: what its lines need to know, and its columns of the spreadsheet."""

    key: str
    trade: str
    origin: Origin
    founded_year: int
    employees: str
    languages: tuple[str, ...]
    exports: bool
    cells: Mapping[str, Any]


def origins_for(companies: int) -> list[Origin]:
    """Return the origin of each company, in the shares of ORIGINS; private makes up the number."""
    whole = sum(origin.count for origin in ORIGINS)
    others = [origin for origin in ORIGINS[1:] for _ in range(origin.count * companies // whole)]
    return [ORIGINS[0]] * (companies - len(others)) + others


def draw_company(
    number: int, *, origin: Origin, trade: str, names: NamePool, rng: Random
) -> Company:
    """Draw one supplier with all its columns but the certificates."""
    place = _place(origin, rng)
    naming = _naming(origin, trade=trade, city=place.pop("city"), names=names)
    founded = rng.randint(*origin.founded)
    employees = rng.choices(EMPLOYEES, EMPLOYEE_WEIGHTS[origin.is_domestic])[0]
    speaks = _languages(origin, rng)
    company = Company(
        key=f"S{number:03d}",
        trade=trade,
        origin=origin,
        founded_year=founded,
        employees=employees,
        # A Vietnamese company may receive guests in Japanese, but it writes vi and en.
        languages=tuple(code for code in speaks if code in {"vi", "en"} or not origin.is_domestic),
        exports=happens(0.45 if origin.is_domestic else 0.85, rng=rng),
        cells={},
    )
    cells: dict[str, Any] = {"company_key": company.key, "company_name": naming.legal}
    cells |= _name_cells(naming, speaks=speaks, rng=rng)
    cells |= {"country": origin.country, "tax_code": _tax_code(origin, rng), **place}
    cells |= {"ownership": origin.ownership, "employees": employees, "founded_year": founded}
    cells |= {"website": f"https://www.{naming.slug}.example" if happens(0.8, rng=rng) else ""}
    cells |= {"languages": ",".join(speaks)}
    cells |= _about_cells(company, naming=naming, province=place["province"], rng=rng)
    cells |= _contact_cells(origin, slug=naming.slug, rng=rng)
    cells |= _attendance_cells(origin, employees=employees, rng=rng)
    return replace(company, cells=cells)


def happens(share: float, *, rng: Random) -> bool:
    """Return yes in that share of all cases."""
    return rng.random() < share


def _naming(origin: Origin, *, trade: str, city: str, names: NamePool) -> Naming:
    if origin.is_domestic:
        return names.of_vietnam(trade, ownership=origin.ownership)
    if origin.is_abroad:
        return names.of_abroad(trade, country=origin.names, city=city)
    return names.of_plant(trade, country=origin.names)


def _name_cells(naming: Naming, *, speaks: Sequence[str], rng: Random) -> dict[str, str]:
    """Write the name in the languages spoken; an English one is common even so."""
    written = [code for code in naming.names if code in speaks or happens(0.5, rng=rng)]
    return {f"name_{code}": naming.names[code] if code in written else "" for code in LANGUAGES}


def _languages(origin: Origin, rng: Random) -> tuple[str, ...]:
    if origin.is_domestic:
        chances = {"vi": 1.0, "en": 0.62, "ja": 0.11, "ko": 0.08, "zh": 0.08}
    elif origin.is_abroad:
        chances = {"en": 0.75, origin.native: 1.0}
    else:
        chances = {"vi": 0.85, "en": 0.7, origin.native: 1.0}
    return tuple(code for code in LANGUAGES if happens(chances.get(code, 0.0), rng=rng))


def _place(origin: Origin, rng: Random) -> dict[str, str]:
    """Return province, cluster and address, and the city that Chinese names begin with."""
    places = read_yaml("places.yaml")
    if origin.is_abroad:
        country = places[origin.country]
        at = rng.randrange(len(country["places"]))
        return {
            "city": country["cities"][at] if "cities" in country else "",
            "province": country["places"][at],
            "industrial_cluster": "",
            "address": f"{rng.choice(country['streets'])} {rng.randint(2, 380)}",
        }
    provinces = places["vietnam"]
    name = rng.choices(list(provinces), [place["weight"] for place in provinces.values()])[0]
    park = rng.choice(provinces[name]["parks"])
    street = f"Số {rng.randint(3, 260)}, {rng.choice(provinces[name]['streets'])}"
    return {
        "city": "",
        "province": name,
        "industrial_cluster": park,
        "address": f"Lô {rng.choice('ABCDEK')}{rng.randint(1, 48)}" if park else street,
    }


def _tax_code(origin: Origin, rng: Random) -> str:
    """Return a code of the Vietnamese shape; no tax office has the number 99."""
    return "" if origin.is_abroad else f"99{rng.randrange(10**8):08d}"


def _about_cells(company: Company, *, naming: Naming, province: str, rng: Random) -> dict[str, str]:
    """Let most companies say who they are, in their first language and sometimes in another."""
    native = company.origin.native
    cells = dict.fromkeys((f"about_{code}" for code in LANGUAGES), "")
    # What a plant of a foreign group says of itself in Vietnamese is not written here.
    able = [code for code in company.languages if code in {native, "en"}]
    for code in sorted(able):
        if happens(0.75 if code == native else 0.5, rng=rng):
            cells[f"about_{code}"] = _about(
                company, code=code, naming=naming, province=province, rng=rng
            )
    return cells


def _about(company: Company, *, code: str, naming: Naming, province: str, rng: Random) -> str:
    sentences = read_yaml("abouts.yaml")[code]
    said = [rng.choice(sentences["opening"])]
    if code == company.origin.native and code != "en":
        said += [rng.choice(sentences["middle"])] if happens(0.7, rng=rng) else []
        said += [rng.choice(sentences["closing"])] if happens(0.6, rng=rng) else []
    facts = {
        "name": naming.names.get(code, naming.legal),
        "makes": made_by(company.trade, language=code),
        "founded": company.founded_year,
        "years": YEAR_OF_THE_FAIR - company.founded_year - 1,
        "province": province if code == "vi" else _in_english(company.origin, province),
        "workers": rng.randint(*HEADCOUNT[company.employees]),
    }
    return ("" if code in {"ja", "zh"} else " ").join(said).format(**facts)


def _in_english(origin: Origin, province: str) -> str:
    """Return a Vietnamese province without its marks; of other countries, the country."""
    if origin.is_abroad:
        country: str = read_yaml("places.yaml")[origin.country]["english"]
        return country
    return "Hanoi" if province == "Hà Nội" else plain(province)


def _contact_cells(origin: Origin, *, slug: str, rng: Random) -> dict[str, str]:
    contact = rng.choice(contacts_of(origin.names))
    return {
        "contact_name": contact if isinstance(contact, str) else rng.choice(contact),
        "contact_email": f"{rng.choice(MAILBOXES)}@{slug}.example",
        "contact_phone": PHONES[origin.country].format(rng.randrange(1000), rng.randrange(10_000)),
    }


def _attendance_cells(origin: Origin, *, employees: str, rng: Random) -> dict[str, Any]:
    """Draw who comes to Hanoi and who meets from a screen, where, and how often."""
    attendance, zone = _attendance(origin, rng)
    many = employees in {"200-499", "500+"}
    per_day = rng.choice([4, 5, 6, 6, 8]) + (4 if many else 0)
    online = attendance == "online"
    return {
        "attendance": attendance,
        "time_zone": zone,
        "parallel_meetings": 2 if happens(0.55 if many else 0.25, rng=rng) else 1,
        "max_meetings_per_day": per_day if happens(0.85, rng=rng) else "",
        "max_meetings_total": rng.randint(per_day, 2 * per_day) if happens(0.6, rng=rng) else "",
        # Who has a booth is there every day.
        "prefers_compact_days": "",
        "booth_type": ""
        if online
        else rng.choices(["standard", "corner", "premium", "raw_space"], [70, 15, 8, 7])[0],
        "hall_wish": "" if online else rng.choice(HALLS),
    }


def _attendance(origin: Origin, rng: Random) -> tuple[str, str]:
    """Return the attendance and the time zone; who sits at home keeps the time of home."""
    if origin.is_domestic:
        return rng.choices(["in_person", "both", "online"], [72, 25, 3])[0], HOME_ZONE
    if origin.ownership == "fdi_other":
        # Sales are at the parent company in Germany.
        return rng.choice(["both", "online"]), "Europe/Berlin"
    if not origin.is_abroad:
        return rng.choices(["in_person", "both"], [60, 40])[0], HOME_ZONE
    zone = read_yaml("places.yaml")[origin.country].get("zone")
    attendance = rng.choices(["in_person", "both", "online"], [30, 30, 40])[0]
    if zone is None or attendance == "in_person":
        return "in_person", HOME_ZONE
    return attendance, zone
