"""The demo buyers: plausible, distinct, and in the words and codes of the project."""

import csv
import re
from collections import Counter, defaultdict
from datetime import date
from itertools import chain
from pathlib import Path
from random import Random

import pytest
from django.conf import settings

from accounts.choices import Employees, Ownership
from accounts.models import Organisation
from fair.editions.choices import Attendance
from fair.portal.management.demo.buyers import (
    LANGUAGES,
    buyer_rows,
    companies,
    needs_by_company,
)
from fair.sourcing import choices
from fair.sourcing.models import ComponentNeed

FAIR = [date(2024, 9, 26), date(2024, 9, 27)]
TERMS = Path(settings.BASE_DIR) / "fair" / "taxonomy" / "data"
MILLIMETRES = {"mm": 1, "µm": 0.001, "μm": 0.001, "in": 25.4}
STATED = re.compile(r"±\s?(\d+(?:[.,]\d+)?)\s?(mm|µm|μm|in)(?![a-z])")
NUMBERS = [
    field.name
    for field in ComponentNeed._meta.fields
    if field.name.endswith(("_mm", "_kg", "_um", "_pcs", "_days", "_price", "_years"))
]


def made(*, seed=1, **options):
    return buyer_rows(Random(seed), edition_dates=FAIR, **options)  # noqa: S311 – no secrets


@pytest.fixture(scope="module")
def rows():
    return made()


def firsts(rows):
    """Return the first row of every company."""
    return [row for row in rows if "company_name" in row]


def codes(*tables):
    found = set()
    for table in tables:
        with (TERMS / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
            found |= {line["code"] for line in csv.DictReader(lines)}
    return found


def listed(row, column):
    return [code for code in row[column].split("; ") if code]


def texts(rows, column):
    """Return the texts of a column by language."""
    found = defaultdict(list)
    for row in rows:
        for language in LANGUAGES:
            if text := row[f"{column}_{language}"]:
                found[language].append(text)
    return found


def test_rows_of_a_usual_fair_are_40_buyers_with_two_to_four_needs_each(rows):
    needs = Counter(row["company_key"] for row in rows)

    assert len(rows) == 128
    assert len(needs) == 40
    assert Counter(needs.values()) == {2: 5, 3: 22, 4: 13}


def test_company_facts_stand_on_the_first_row_of_each_company_only(rows):
    with_facts = [row["company_key"] for row in firsts(rows)]
    order = list(dict.fromkeys(row["company_key"] for row in rows))

    assert with_facts == order
    assert len({frozenset(row) for row in rows}) == 2


def test_keys_names_and_addresses_are_unique(rows):
    assert len({row["need_key"] for row in rows}) == 128
    for column in ("company_key", "company_name", "contact_email", "website", "address"):
        assert len({row[column] for row in firsts(rows)}) == 40


def test_every_need_written_belongs_to_a_buyer():
    assert sum(map(len, needs_by_company().values())) == 128
    assert set(needs_by_company()) == {company["key"] for company in companies()}


@pytest.mark.parametrize(
    ("column", "tables"),
    [
        ("processes", ["processes"]),
        ("materials", ["materials", "grades"]),
        ("part_family", ["part_families"]),
        ("sector", ["sectors"]),
        ("required_certificates", ["certifications"]),
        ("preferred_certificates", ["certifications"]),
    ],
)
def test_codes_are_those_of_the_taxonomy(rows, column, tables):
    assert set(chain.from_iterable(listed(row, column) for row in rows)) <= codes(*tables)


@pytest.mark.parametrize(
    ("column", "choice"),
    [
        ("process_match", choices.ProcessMatch),
        ("general_tolerance", choices.GeneralTolerance),
        ("documents_wanted", choices.DocumentWanted),
        ("substances", choices.Substances),
        ("currency", choices.Currency),
        ("incoterm", choices.Incoterm),
        ("tooling_ownership", choices.ToolingOwnership),
        ("delivery_rhythm", choices.DeliveryRhythm),
        ("current_source", choices.CurrentSource),
        ("meeting_modes", choices.MeetingPlace),
        ("visibility", choices.Visibility),
    ],
)
def test_closed_lists_of_needs_are_kept(rows, column, choice):
    assert set(chain.from_iterable(listed(row, column) for row in rows)) <= set(choice.values)


@pytest.mark.parametrize(
    ("column", "choice"),
    [("ownership", Ownership), ("employees", Employees), ("attendance", Attendance)],
)
def test_closed_lists_of_companies_are_kept(rows, column, choice):
    assert {row[column] for row in firsts(rows)} <= set(choice.values)


def test_titles_and_descriptions_are_all_distinct(rows):
    for column, count in (("need_title", 180), ("need_description", 180)):
        written = list(chain.from_iterable(texts(rows, column).values()))
        without_numbers = {re.sub(r"[\d.,]+", "", text) for text in written}

        assert len(written) == count
        assert len(without_numbers) == count


def test_descriptions_do_not_share_their_opening(rows):
    openings = Counter(
        text[:14] for text in chain.from_iterable(texts(rows, "need_description").values())
    )

    assert max(openings.values()) == 1


def test_five_languages_are_written(rows):
    needs = {language: len(found) for language, found in texts(rows, "need_title").items()}
    companies = texts(firsts(rows), "about")

    assert needs == {"vi": 65, "en": 60, "ja": 30, "ko": 14, "zh": 11}
    assert set(companies) == set(LANGUAGES)


def test_a_need_has_its_title_and_its_description_in_the_same_languages(rows):
    for row in rows:
        titled, described = (
            {language for language in LANGUAGES if row[f"{column}_{language}"]}
            for column in ("need_title", "need_description")
        )
        assert titled == described != set()


def test_japanese_and_chinese_sentences_are_not_torn_apart(rows):
    for language in ("ja", "zh"):
        for text in texts(rows, "need_description")[language]:
            assert not re.search(r"[。、，；] ", text)


def test_tolerances_in_the_texts_are_those_of_the_field(rows):
    for row in rows:
        stated = [
            {
                float(number.replace(",", ".")) * MILLIMETRES[unit]
                for number, unit in STATED.findall(row[f"need_description_{language}"])
            }
            for language in LANGUAGES
        ]
        assert {round(min(found), 4) for found in stated if found} == {row["tolerance_mm"]}, row[
            "need_key"
        ]


def test_numbers_fit_the_fields_of_a_need(rows):
    for row in rows:
        for name in NUMBERS:
            field = ComponentNeed._meta.get_field(name)
            value = "" if row[name] == "" else str(row[name])
            field.clean(value or None, None)


def test_sizes_and_quantities_agree_with_each_other(rows):
    for row in rows:
        edges = [row["length_mm"], row["width_mm"], row["height_mm"]]
        assert row["tolerance_mm"] < max(edges)
        assert row["lot_size_pcs"] <= row["annual_volume_pcs"]
        assert row["sample_quantity_pcs"] <= row["lot_size_pcs"]


def test_visibility_is_mostly_public(rows):
    shares = Counter(row["visibility"] for row in rows)

    assert shares == {"public": 69, "registered": 41, "nda": 12, "invited": 6}


def test_production_starts_after_the_fair(rows):
    starts = [date.fromisoformat(row["production_starts_on"]) for row in rows]

    assert min(starts) == date(2024, 10, 1)
    assert max(starts) == date(2026, 3, 1)


def test_attendance_mixes_presence_and_time_zones(rows):
    mixes = Counter((row["attendance"], row["time_zone"]) for row in firsts(rows))

    assert len(mixes) == 9
    assert {zone for _attendance, zone in mixes} == {
        "America/Los_Angeles",
        "Asia/Ho_Chi_Minh",
        "Asia/Seoul",
        "Asia/Shanghai",
        "Asia/Tokyo",
        "Europe/Berlin",
    }


def test_buyers_meet_only_where_they_are_and_in_languages_they_speak(rows):
    company = {}
    for row in rows:
        company = row if "company_name" in row else company
        modes = set(listed(row, "meeting_modes"))
        assert modes
        assert company["attendance"] != "online" or modes == {"online"}
        assert company["attendance"] != "in_person" or "online" not in modes
        assert set(row["meeting_languages"].split(",")) <= set(company["languages"].split(","))


def test_meeting_limits_are_those_of_real_teams(rows):
    for row in firsts(rows):
        assert 1 <= row["parallel_meetings"] <= 3
        assert 6 <= row["max_meetings_per_day"] <= 14
        assert row["max_meetings_per_day"] <= row["max_meetings_total"]


def test_companies_fit_the_fields_of_an_organisation(rows):
    for row in firsts(rows):
        for name in ("tax_code", "province", "industrial_cluster", "address", "contact_name"):
            Organisation._meta.get_field(name).clean(row[name], None)
        for name in ("website", "contact_email", "contact_phone", "founded_year"):
            Organisation._meta.get_field(name).clean(row[name], None)
        assert row["website"].endswith(".example")
        assert row["contact_email"].endswith(".example")


def test_same_seed_gives_the_same_rows_and_another_seed_other_ones(rows):
    assert made() == rows
    assert made(seed=2) != rows


def test_smaller_fair_takes_the_first_buyers(rows):
    few = made(buyers=3)

    assert few == rows[: len(few)]
    assert len({row["company_key"] for row in few}) == 3


def test_larger_fair_adds_plants_with_other_terms():
    rows = made(buyers=100)
    by_key = {row["need_key"]: row for row in rows}
    first, third = by_key["kirishiro-feed-shaft"], by_key["kirishiro3-feed-shaft"]

    assert len({row["company_key"] for row in rows}) == 100
    assert len({row["company_name"] for row in firsts(rows)}) == 100
    assert len(by_key) == len(rows)
    assert third["name_ja"] == "キリシロ・イメージング・ベトナム 第3工場"
    assert third["tolerance_mm"] == first["tolerance_mm"]
    assert third["target_price"] != first["target_price"]
    assert third["production_starts_on"] > first["production_starts_on"]


def test_tax_codes_are_unique_in_a_large_fair():
    rows = made(buyers=1000)
    tax_codes = [row["tax_code"] for row in firsts(rows) if row["tax_code"]]

    assert len(set(tax_codes)) == len(tax_codes)
