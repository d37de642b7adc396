"""Certificates of invented suppliers: who holds which, with number, scope and dates."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from fair.portal.management.demo.companies import Company, happens
from fair.portal.management.demo.company_names import made_by

# Within the 35–40 % that the fair of 2024 reported.
SHARE_INTERNATIONAL = 0.375
# A foreign or large firm is certified more often than a workshop.
SIZE_WEIGHTS = {"1-9": 0.2, "10-49": 1.0, "50-199": 3.0, "200-499": 7.0, "500+": 9.0}

# Beside ISO 9001: (certificate, how often) by trade; "" stands for every trade.
FURTHER = {
    "": (("ISO14001", 0.3), ("ISO45001", 0.08), ("QC080000", 0.05), ("ROHS", 0.08)),
    "machining": (("IATF16949", 0.15), ("AS9100", 0.06), ("ISO13485", 0.06)),
    "stamping": (("IATF16949", 0.35),),
    "springs": (("IATF16949", 0.3),),
    "welding": (("ISO3834", 0.4),),
    "casting": (("IATF16949", 0.4),),
    "forging": (("IATF16949", 0.45),),
    "fasteners": (("IATF16949", 0.4),),
    "plastics": (("IATF16949", 0.25), ("ISO13485", 0.12), ("UL", 0.1)),
    "rubber": (("IATF16949", 0.3),),
    "heat": (("CQI9", 0.3), ("IATF16949", 0.2)),
    "plating": (("CQI11", 0.25),),
    "painting": (("CQI12", 0.25),),
    "boards": (("UL", 0.3), ("IPCA610", 0.4), ("ISO13485", 0.1), ("ESDS2020", 0.2)),
    "cables": (("IATF16949", 0.3), ("UL", 0.4), ("IPCWHMA620", 0.2)),
    "components": (("UL", 0.3), ("IATF16949", 0.15)),
    "packaging": (("FSC", 0.5),),
    "textile": (("OEKOTEX100", 0.5), ("GRS", 0.2), ("BSCI", 0.2)),
    "automation": (("ISO17025", 0.15), ("CE", 0.2)),
}
NATIONAL = (("HANOIKEY", 0.09), ("DECREE111", 0.05))
VALIDITY = timedelta(days=3 * 365)
# Issued so many days before the fair (at least, at most), so often in a hundred: in date,
# about to expire, expired.
AGES = ((30, 900, 80), (1035, 1094, 12), (1096, 1300, 8))
UNDATED = frozenset({"HANOIKEY", "DECREE111", "ROHS", "CQI9", "CQI11", "CQI12"})


def certificate_cells(
    companies: Sequence[Company], *, fair_starts_on: date, rng: Random
) -> list[str]:
    """Return the certificates column of each company; an exact share has an international one."""
    certified = _certified(companies, rng=rng)
    cells = []
    for company in companies:
        codes = _codes(company, rng=rng) if company.key in certified else []
        if company.origin.is_domestic:
            codes += [code for code, chance in NATIONAL if happens(chance, rng=rng)]
        entries = [_entry(code, company, fair_starts_on=fair_starts_on, rng=rng) for code in codes]
        cells.append("; ".join(entries))
    return cells


def _certified(companies: Sequence[Company], *, rng: Random) -> set[str]:
    """Draw the keys of those with an international certificate, by size and origin."""

    def place(company: Company) -> float:
        weight = SIZE_WEIGHTS[company.employees] * (1 if company.origin.is_domestic else 3)
        return float(rng.random() ** (1 / weight))

    ranked = sorted(((place(company), company.key) for company in companies), reverse=True)
    return {key for _place, key in ranked[: round(SHARE_INTERNATIONAL * len(companies))]}


def _codes(company: Company, *, rng: Random) -> list[str]:
    further = FURTHER.get(company.trade, ()) + FURTHER[""]
    chosen = [code for code, chance in further if happens(chance, rng=rng)]
    # IATF 16949 and ISO 13485 contain ISO 9001; some firms hold only the wider one.
    replaced = {"IATF16949", "ISO13485"} & set(chosen) and happens(0.4, rng=rng)
    return chosen if replaced else ["ISO9001", *chosen]


def _entry(code: str, company: Company, *, fair_starts_on: date, rng: Random) -> str:
    low, high, _weight = rng.choices(AGES, [weight for *_ages, weight in AGES])[0]
    issued = fair_starts_on - timedelta(days=rng.randint(low, high))
    expires = "" if code in UNDATED else (issued + VALIDITY).isoformat()
    number = f"{rng.choice(['VN', 'HN', 'QA', 'TC'])}-{rng.randrange(1000, 9999)}-{issued:%y}"
    language = "vi" if company.origin.is_domestic and happens(0.4, rng=rng) else "en"
    made = made_by(company.trade, language=language)
    scope = made if language == "vi" else f"Manufacture of {made}"
    return f"{code} | {number} | {scope} | {issued.isoformat()} | {expires}"
