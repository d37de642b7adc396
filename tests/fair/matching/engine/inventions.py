"""Needs and offers of every kind, for Hypothesis to draw."""

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from fair.matching.engine.types import Certificate, Need, Offer
from tests.fair.matching.engine.samples import MATERIAL_PARENTS, PROCESS_PARENTS, Words

STANDARDS = ["ISO9001", "ISO14001", "IATF16949"]
WORDS = ["gear", "shaft", "housing", "齿轮", "vỏ hộp"]


def some_of(codes):
    return st.frozensets(st.sampled_from(sorted(codes)), max_size=3)


def stated(low, high):
    """Return a quantity that may be left out, with three decimals at most."""
    whole = st.integers(int(low * 1000), int(high * 1000))
    return st.none() | whole.map(lambda thousandths: thousandths / 1000)


def sizes(largest):
    edges = st.lists(st.integers(1, largest).map(float), max_size=3)
    return edges.map(lambda values: tuple(sorted(values, reverse=True)))


positions = st.none() | st.sampled_from([(21.03, 105.85), (20.86, 106.68), (35.68, 139.69)])
days = st.none() | st.dates(date(2024, 1, 1), date(2026, 12, 31))
languages = st.frozensets(st.sampled_from(["vi", "en", "ja"]))
texts = st.none() | st.builds(Words, st.frozensets(st.sampled_from(WORDS)))
certificates = st.lists(
    st.builds(
        Certificate,
        code=st.sampled_from(STANDARDS),
        expires_on=days,
        is_in_progress=st.booleans(),
        has_evidence=st.booleans(),
    ),
    max_size=4,
).map(tuple)

needs = st.builds(
    Need,
    id=st.just(1),
    party_id=st.just(100),
    processes=some_of([*PROCESS_PARENTS, "NEW"]),
    needs_every_process=st.booleans(),
    materials=some_of([*MATERIAL_PARENTS, "NEW"]),
    material_is_hard=st.booleans(),
    tolerance_mm=stated(0.001, 1),
    tolerance_is_hard=st.booleans(),
    size_mm=sizes(300),
    weight_kg=stated(0.01, 50),
    monthly_quantity=stated(0, 100_000),
    lot_quantity=stated(0, 10_000),
    lead_days=st.none() | st.integers(0, 120),
    required_certificates=st.frozensets(st.sampled_from([*STANDARDS, "UL"]), max_size=2),
    preferred_certificates=st.frozensets(st.sampled_from([*STANDARDS, "UL"]), max_size=2),
    starts_on=days,
    languages=languages,
    country=st.sampled_from(["", "VN", "JP"]),
    position=positions,
    blocked_party_ids=st.frozensets(st.integers(201, 204), max_size=1),
    invited_party_ids=st.none() | st.none() | st.none() | st.frozensets(st.integers(200, 208)),
    text=texts,
)
offers = st.builds(
    Offer,
    id=st.just(1),
    party_id=st.just(200),
    processes=some_of([*PROCESS_PARENTS, "NEW", "ODD"]),
    materials=some_of([*MATERIAL_PARENTS, "NEW"]),
    tolerance_mm=stated(0.001, 1),
    max_size_mm=sizes(500),
    min_size_mm=stated(1, 50),
    max_weight_kg=stated(0.01, 50),
    free_monthly_quantity=stated(0, 100_000),
    minimum_quantity=stated(0, 10_000),
    lead_days=st.none() | st.integers(0, 120),
    certificates=certificates,
    languages=languages,
    country=st.sampled_from(["", "VN", "JP"]),
    markets=st.frozensets(st.sampled_from(["JP", "US"])),
    position=positions,
    text=texts,
)


def several(drawn, most):
    """Return lists of one to `most` with ids from 1, each of a company of its own."""
    return st.lists(drawn, min_size=1, max_size=most).map(_numbered)


def _numbered(drawn):
    base = 100 if isinstance(drawn[0], Need) else 200
    return [
        replace(item, id=number, party_id=base + number)
        for number, item in enumerate(drawn, start=1)
    ]
