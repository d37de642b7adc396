"""The invented suppliers are believable, agree with themselves and are the same every time."""

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import pytest
from django.conf import settings
from django.core.management import call_command
from openpyxl import load_workbook

from fair.portal.management.demo.buyers import buyer_rows
from fair.portal.management.demo.companies import ORIGINS
from fair.portal.management.demo.line_texts import LANGUAGES, line_texts
from fair.portal.management.demo.product_lines import FORGETTABLE
from fair.portal.management.demo.suppliers import supplier_rows

DAYS = (date(2024, 9, 26), date(2024, 9, 27))
TAXONOMY = Path(settings.BASE_DIR) / "fair" / "taxonomy" / "data"
# ±0.02 mm, +-0,02, ±20 µm; not an angle, a temperature or a share.
STATED = re.compile(r"(?:±|\+-)\s?(\d+(?:[.,]\d+)?)\s?(µm|°|percent|%)?")


def seeded(seed):
    return Random(seed)  # noqa: S311 - invented companies, not secrets


@pytest.fixture(scope="module")
def rows():
    return supplier_rows(seeded("2024-suppliers"), edition_dates=DAYS)


@pytest.fixture(scope="module")
def companies(rows):
    return [row for row in rows if "company_name" in row]


def terms_of(name):
    with (TAXONOMY / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def codes_in(*files):
    return {term["code"] for name in files for term in terms_of(name)}


def international_certificates():
    terms = terms_of("certifications.csv")
    return {term["code"] for term in terms if term["is_international"] == "yes"}


def entries_of(company):
    cell = company["certificates"]
    return [entry.split(" | ") for entry in cell.split("; ")] if cell else []


def descriptions_of(row):
    return [row[f"line_description_{code}"] for code in LANGUAGES if row[f"line_title_{code}"]]


def stated_tolerances(description):
    """Return the tolerances that a text states, in mm."""
    found = STATED.findall(description.replace("20 ± 1 °C", ""))
    return {
        round(float(number.replace(",", ".")) / (1000 if unit == "µm" else 1), 6)
        for number, unit in found
        if unit in {"", "µm"}
    }


def filled(row, column, text):
    """Return the words of a base text with everything variable left open, as a pattern."""
    parts = [re.sub(r"\\\{\w+\\\}", ".+?", re.escape(part.strip())) for part in text.split("||")]
    return re.fullmatch("|".join(f"(?:{part})" for part in parts), row[column])


def test_rows_have_the_size_of_the_fair(rows, companies):
    assert len(companies) == 250
    assert 720 <= len(rows) <= 780


def test_rows_begin_each_company_with_its_own_columns(rows):
    seen = set()
    for row in rows:
        assert ("company_name" in row) is (row["company_key"] not in seen)
        seen.add(row["company_key"])


def test_keys_addresses_and_names_are_unique(rows, companies):
    assert len({row["line_key"] for row in rows}) == len(rows)
    for column in ("company_key", "company_name", "contact_email"):
        assert len({company[column] for company in companies}) == 250


def test_tax_codes_belong_to_no_tax_office(companies):
    codes = [company["tax_code"] for company in companies if company["country"] == "VN"]

    assert len(set(codes)) == len(codes) == 231
    assert all(re.fullmatch(r"99\d{8}", code) for code in codes)


def test_websites_and_addresses_are_reserved_names(companies):
    for company in companies:
        assert company["contact_email"].endswith(".example")
        assert company["website"] == "" or company["website"].endswith(".example")


@pytest.mark.parametrize(
    ("column", "files"),
    [
        ("processes", ["processes.csv"]),
        ("materials", ["materials.csv", "grades.csv"]),
        ("part_families", ["part_families.csv"]),
        ("sectors", ["sectors.csv"]),
    ],
)
def test_codes_are_known_to_the_vocabulary(rows, column, files):
    used = {code for row in rows for code in row[column].split("; ") if code}

    assert used - codes_in(*files) == set()


def test_processes_are_many(rows):
    assert len({code for row in rows for code in row["processes"].split("; ")}) >= 55


def test_certificates_are_known_to_the_vocabulary(companies):
    used = {entry[0] for company in companies for entry in entries_of(company)}

    assert used - codes_in("certifications.csv") == set()


def test_certificates_are_complete_and_dated_in_order(companies):
    for company in companies:
        for _code, number, scope, issued, expires in map(tuple, entries_of(company)):
            assert number
            assert scope
            assert date.fromisoformat(issued) < DAYS[0]
            assert expires == "" or date.fromisoformat(expires) > date.fromisoformat(issued)


def test_certificates_are_partly_expired(companies):
    expiries = [
        date.fromisoformat(entry[4])
        for company in companies
        for entry in entries_of(company)
        if entry[4]
    ]

    assert 0.03 <= sum(day < DAYS[0] for day in expiries) / len(expiries) <= 0.15


def test_international_certificates_are_as_frequent_as_reported(companies):
    international = international_certificates()
    holders = [
        company
        for company in companies
        if international & {entry[0] for entry in entries_of(company)}
    ]

    assert 0.35 <= len(holders) / len(companies) <= 0.40


def test_stated_tolerances_agree_with_their_column(rows):
    compared = 0
    for row in rows:
        for description in descriptions_of(row):
            stated = stated_tolerances(description)
            if stated and row["tolerance_mm"] != "":
                assert stated == {row["tolerance_mm"]}, description
                compared += 1
    assert compared >= 100


def test_free_capacity_is_within_capacity(rows):
    for row in rows:
        if row["free_capacity_per_month"] != "":
            assert row["free_capacity_per_month"] <= row["capacity_per_month"]


def test_descriptions_leave_no_slot_open(rows):
    for row in rows:
        for description in descriptions_of(row):
            assert description
            assert not re.search(r"[{}|]|None", description)


def test_texts_are_hand_written_in_five_languages():
    texts = line_texts()

    assert len(texts) >= 220
    assert {code for text in texts for code in text.languages} == set(LANGUAGES)
    bodies = [tuple(text.words[code]) for text in texts for code in text.words]
    assert len(set(bodies)) == len(bodies)
    assert all(2 <= len(body) <= 6 for body in bodies)


def test_texts_are_used_four_times_at_most(rows):
    uses = Counter()
    for row in rows:
        for text in line_texts():
            if row["processes"] == "; ".join(text.processes) and any(
                row[f"line_title_{code}"] and filled(row, f"line_title_{code}", words[0])
                for code, words in text.words.items()
            ):
                uses[text.key] += 1
    assert sum(uses.values()) >= len(rows)
    assert max(uses.values()) <= 4


def test_descriptions_differ_where_the_text_is_the_same(rows):
    said = Counter(description for row in rows for description in descriptions_of(row))

    assert max(said.values()) <= 2
    assert sum(said.values()) <= 1.15 * len(said)


def test_rows_speak_five_languages(rows):
    for code in LANGUAGES:
        assert sum(row[f"line_title_{code}"] != "" for row in rows) >= 20


def test_vietnamese_is_the_language_of_most_rows(rows):
    assert sum(row["line_title_vi"] != "" for row in rows) > len(rows) / 2


def test_fields_are_forgotten_as_people_forget(rows):
    blank = sum(row["production_lead_days"] == "" for row in rows)

    assert 0.10 <= blank / len(rows) <= 0.20
    assert all(row["processes"] for row in rows)
    assert all(column in row for row in rows for column in FORGETTABLE)


def test_attendance_is_mixed_over_time_zones(companies):
    mixes = Counter((company["attendance"], company["time_zone"]) for company in companies)

    assert len(mixes) >= 8
    assert {zone for _attendance, zone in mixes} == {
        "Asia/Ho_Chi_Minh",
        "Asia/Tokyo",
        "Asia/Seoul",
        "Asia/Shanghai",
        "Europe/Berlin",
    }
    assert mixes["in_person", "Asia/Ho_Chi_Minh"] > 125


def test_who_is_only_online_has_no_booth(companies):
    for company in companies:
        assert (company["booth_type"] == "") is (company["attendance"] == "online")


def test_two_meetings_at_once_are_for_the_fewer(companies):
    assert 0.2 <= sum(company["parallel_meetings"] == 2 for company in companies) / 250 <= 0.4


def test_total_of_meetings_is_not_below_a_day(companies):
    for company in companies:
        if "" not in {company["max_meetings_per_day"], company["max_meetings_total"]}:
            assert company["max_meetings_total"] >= company["max_meetings_per_day"]


def test_origins_are_in_their_shares(companies):
    counts = Counter((company["ownership"], company["country"]) for company in companies)

    assert counts == {(origin.ownership, origin.country): origin.count for origin in ORIGINS}


def test_rows_are_the_same_for_the_same_seed(rows):
    assert supplier_rows(seeded("2024-suppliers"), edition_dates=DAYS) == rows


def test_rows_differ_for_another_seed(rows):
    assert supplier_rows(seeded("2025-suppliers"), edition_dates=DAYS) != rows


def test_a_small_fair_and_a_large_one_are_possible():
    small = supplier_rows(seeded(1), edition_dates=DAYS, companies=3)
    large = supplier_rows(seeded(1), edition_dates=DAYS, companies=600)

    assert len({row["company_key"] for row in small}) == 3
    assert len({row["company_key"] for row in large}) == 600
    assert len({row["company_name"] for row in large if "company_name" in row}) == 600


def test_write_demo_files_writes_what_was_invented(tmp_path):
    call_command("write_demo_files", tmp_path, suppliers=4, buyers=2, seed=7, verbosity=0)

    suppliers = supplier_rows(seeded("7-suppliers"), edition_dates=DAYS, companies=4)
    buyers = buyer_rows(seeded("7-buyers"), edition_dates=DAYS, buyers=2)
    for name, expected in (("exhibitors", suppliers), ("buyers", buyers)):
        header, *lines = load_workbook(tmp_path / f"{name}.xlsx").active.iter_rows(values_only=True)
        assert header == tuple(dict.fromkeys(column for row in expected for column in row))
        assert [[cell or "" for cell in line] for line in lines] == [
            [row.get(column) or "" for column in header] for row in expected
        ]
        with (tmp_path / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            assert [line["company_key"] for line in csv.DictReader(file)] == [
                row["company_key"] for row in expected
            ]
