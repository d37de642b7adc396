"""A small fair: one process tree, a need and two lines that answer it, well and less well."""

from dataclasses import dataclass
from datetime import date

import pytest

from fair.editions.models import Edition
from fair.exhibitors.models import ProductLine
from fair.sourcing.models import ComponentNeed
from tests.factories.editions import BuyerFactory, EditionFactory, SupplierFactory
from tests.factories.exhibitors import HeldCertificateFactory, PublishedLineFactory
from tests.factories.sourcing import NeedCertificationFactory, PublishedNeedFactory
from tests.factories.taxonomy import CertificationFactory, MaterialFactory, ProcessFactory


@dataclass(frozen=True)
class SmallFair:
    edition: Edition
    need: ComponentNeed
    good_line: ProductLine
    poor_line: ProductLine
    uncertified_line: ProductLine


@pytest.fixture
def small_fair(db):
    """Return a fair with one need; two lines are eligible, one lacks the certificate asked for."""
    edition = EditionFactory(slug="small", starts_on=date(2027, 9, 15))
    machining = ProcessFactory(code="MC")
    milling = ProcessFactory(code="MC.MIL", parent=machining)
    steel = MaterialFactory(code="ST.S")
    iso = CertificationFactory(code="ISO9001")
    need = PublishedNeedFactory(
        participation=BuyerFactory(edition=edition),
        processes=[milling],
        tolerance_mm="0.05",
        annual_volume_pcs=12_000,
        production_lead_days=30,
    )
    need.materials.set([steel])
    NeedCertificationFactory(need=need, certification=iso, is_required=True)
    lines = [
        PublishedLineFactory(
            participation=SupplierFactory(edition=edition),
            processes=[process],
            tolerance_mm="0.02",
            free_capacity_per_month=2000,
            production_lead_days=20,
        )
        for process in (milling, machining, milling)
    ]
    for line in lines[:2]:
        line.materials.set([steel])
        HeldCertificateFactory(
            participation=line.participation, certification=iso, expires_on=date(2028, 1, 1)
        )
    return SmallFair(edition, need, *lines)


@pytest.fixture
def wordy_fair(small_fair):
    """Return the small fair, each row with a text of its own."""
    lines = [small_fair.good_line, small_fair.poor_line, small_fair.uncertified_line]
    for number, row in enumerate((small_fair.need, *lines)):
        row.title, row.description = {"en": f"Milling of brackets {number}"}, {}
        row.save(update_fields=["title", "description"])
    return small_fair
