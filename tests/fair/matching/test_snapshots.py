from datetime import date
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from fair.editions.choices import ParticipationStatus, Side
from fair.exhibitors.choices import HoldingState, LineState, Verification
from fair.matching.choices import Verdict
from fair.matching.engine.scoring import DEFAULT_WEIGHTS
from fair.matching.engine.types import Certificate
from fair.matching.snapshots import load_inputs, load_needs, load_offers, load_rules
from fair.sourcing.choices import NeedState, ProcessMatch, Visibility
from fair.taxonomy.choices import MaterialKind
from fair.taxonomy.models import TaxonomyVersion
from tests.factories.accounts import OrganisationFactory
from tests.factories.editions import BuyerFactory, EditionFactory, SupplierFactory
from tests.factories.exhibitors import HeldCertificateFactory, PublishedLineFactory
from tests.factories.matching import MatchVerdictFactory
from tests.factories.sourcing import NeedCertificationFactory, PublishedNeedFactory
from tests.factories.taxonomy import CertificationFactory, MaterialFactory, ProcessFactory

pytestmark = pytest.mark.django_db


def test_need_with_everything():
    edition = EditionFactory()
    organisation = OrganisationFactory(country="JP", province="Aichi")
    invited = OrganisationFactory()
    blocked = OrganisationFactory()
    process, material = ProcessFactory(code="MC.MIL"), MaterialFactory(code="ST.S")
    row = PublishedNeedFactory(
        participation=BuyerFactory(
            edition=edition, organisation=organisation, languages=["ja", "en"]
        ),
        processes=[process],
        process_match=ProcessMatch.ALL,
        material_is_hard=True,
        tolerance_mm=Decimal("0.05"),
        tolerance_is_hard=True,
        length_mm=10,
        width_mm=30,
        height_mm=None,
        weight_kg=Decimal("1.5"),
        annual_volume_pcs=12_000,
        lot_size_pcs=500,
        production_lead_days=30,
        production_starts_on=date(2028, 1, 1),
        delivery_country="VN",
        delivery_province="Hải Phòng",
        visibility=Visibility.INVITED,
    )
    row.materials.set([material])
    row.invited_organisations.set([invited])
    row.blocked_organisations.set([blocked])
    NeedCertificationFactory(
        need=row, certification=CertificationFactory(code="ISO9001"), is_required=True
    )
    NeedCertificationFactory(
        need=row, certification=CertificationFactory(code="UL"), is_required=False
    )

    (need,) = load_needs(edition)

    assert (need.id, need.party_id) == (row.pk, organisation.pk)
    assert (need.processes, need.needs_every_process) == ({"MC.MIL"}, True)
    assert (need.materials, need.material_is_hard) == ({"ST.S"}, True)
    assert (need.tolerance_mm, need.tolerance_is_hard) == (0.05, True)
    assert (need.size_mm, need.weight_kg) == ((30.0, 10.0), 1.5)
    assert (need.monthly_quantity, need.lot_quantity, need.lead_days) == (1000, 500, 30)
    assert (need.required_certificates, need.preferred_certificates) == ({"ISO9001"}, {"UL"})
    assert (need.starts_on, need.languages) == (date(2028, 1, 1), {"ja", "en"})
    assert (need.country, need.position) == ("VN", (20.9, 106.7))
    assert (need.blocked_party_ids, need.invited_party_ids) == ({blocked.pk}, {invited.pk})


def test_need_that_states_little():
    edition = EditionFactory()
    organisation = OrganisationFactory(country="VN", province="Hà Nội", languages=["vi"])
    PublishedNeedFactory(
        participation=BuyerFactory(edition=edition, organisation=organisation), processes=[]
    )

    (need,) = load_needs(edition)

    assert (need.processes, need.materials, need.size_mm) == (set(), set(), ())
    assert (need.tolerance_mm, need.monthly_quantity, need.lead_days) == (None, None, None)
    assert (need.languages, need.position) == ({"vi"}, (21.0, 105.9))
    assert need.invited_party_ids is None


def test_languages_of_the_meeting_come_first():
    need_row = PublishedNeedFactory(meeting_languages=["ko"])

    (need,) = load_needs(need_row.participation.edition)

    assert need.languages == {"ko"}


def test_offer_with_everything():
    edition = EditionFactory()
    organisation = OrganisationFactory(province="Đồng Nai")
    row = PublishedLineFactory(
        participation=SupplierFactory(
            edition=edition, organisation=organisation, languages=["vi", "en"]
        ),
        processes=[ProcessFactory(code="MC.MIL")],
        tolerance_mm=Decimal("0.02"),
        max_length_mm=100,
        max_width_mm=300,
        max_height_mm=200,
        min_size_mm=5,
        max_weight_kg=20,
        capacity_per_month=9000,
        free_capacity_per_month=4000,
        moq_pcs=200,
        production_lead_days=20,
        export_markets=["JP"],
    )

    (offer,) = load_offers(edition)

    assert (offer.id, offer.party_id, offer.processes) == (row.pk, organisation.pk, {"MC.MIL"})
    assert (offer.tolerance_mm, offer.max_size_mm) == (0.02, (300.0, 200.0, 100.0))
    assert (offer.min_size_mm, offer.max_weight_kg) == (5.0, 20.0)
    assert (offer.free_monthly_quantity, offer.minimum_quantity, offer.lead_days) == (4000, 200, 20)
    assert (offer.languages, offer.markets) == ({"vi", "en"}, {"JP"})
    assert (offer.country, offer.position, offer.certificates) == ("VN", (10.9, 106.8), ())


def test_certificates_of_the_company_and_of_one_line():
    supplier = SupplierFactory()
    line = PublishedLineFactory(participation=supplier)
    other = PublishedLineFactory(participation=supplier)
    HeldCertificateFactory(
        participation=supplier,
        certification__code="ISO9001",
        expires_on=date(2028, 1, 1),
        evidence=ContentFile(b"%PDF", name="iso.pdf"),
    )
    HeldCertificateFactory(
        participation=supplier,
        certification__code="UL",
        verification=Verification.REGISTRAR_CHECKED,
        state=HoldingState.IN_PROGRESS,
    ).product_lines.set([line])

    offers = {offer.id: offer for offer in load_offers(supplier.edition)}

    whole = Certificate("ISO9001", expires_on=date(2028, 1, 1), has_evidence=True)
    special = Certificate("UL", is_in_progress=True, has_evidence=True)
    assert offers[line.pk].certificates == (whole, special)
    assert offers[other.pk].certificates == (whole,)


def test_certificate_that_is_only_declared_has_no_evidence():
    line = PublishedLineFactory()
    HeldCertificateFactory(participation=line.participation)

    (offer,) = load_offers(line.participation.edition)

    assert [certificate.has_evidence for certificate in offer.certificates] == [False]


def test_drafts_strangers_and_other_editions_stay_out():
    edition = EditionFactory()
    waiting = {"edition": edition, "status": ParticipationStatus.PENDING}
    PublishedNeedFactory(participation=BuyerFactory(**waiting))
    PublishedNeedFactory(participation=BuyerFactory(edition=edition), state=NeedState.PAUSED)
    PublishedNeedFactory()
    PublishedLineFactory(participation=SupplierFactory(**waiting))
    PublishedLineFactory(participation=SupplierFactory(edition=edition), state=LineState.DRAFT)
    PublishedLineFactory()

    assert load_needs(edition) == []
    assert load_offers(edition) == []


def test_rules_hold_the_vocabulary_and_the_verdicts():
    edition = EditionFactory(starts_on=date(2027, 9, 15))
    steel = MaterialFactory(code="ST.S")
    MaterialFactory(code="SUS304", parent=steel, kind=MaterialKind.GRADE)
    machining = ProcessFactory(code="MC")
    ProcessFactory(code="MC.MIL", parent=machining)
    need = PublishedNeedFactory(participation__edition=edition, processes=[])

    def verdict(side, verdict):
        line = PublishedLineFactory(processes=[])
        MatchVerdictFactory(need=need, line=line, side=side, verdict=verdict)
        return (need.pk, line.pk)

    liked = verdict(Side.SUPPLIER, Verdict.NICE)
    by_supplier = verdict(Side.SUPPLIER, Verdict.NO)
    by_buyer = verdict(Side.BUYER, Verdict.NO)
    verdict(Side.BUYER, Verdict.MUST)

    rules = load_rules(edition, weights=DEFAULT_WEIGHTS)

    assert rules.fair_on == date(2027, 9, 15)
    assert rules.processes["MC.MIL"] == {"MC.MIL": 1.0, "MC": 0.7}
    assert rules.materials["ST.S"] == {"ST.S": 1.0, "SUS304": 1.0}
    assert rules.liked == {liked}
    assert rules.declined_by_supplier == {by_supplier}
    assert rules.declined_by_buyer == {by_buyer}


def test_number_of_queries_does_not_depend_on_the_number_of_rows(
    small_fair, django_assert_num_queries
):
    # With a version, the reader of the vocabulary is read once and then asked for its number.
    TaxonomyVersion.objects.create(number=1, loaded_at=timezone.now(), checksum="of this test")
    load_inputs(small_fair.edition, weights=DEFAULT_WEIGHTS)
    with django_assert_num_queries(21):
        load_inputs(small_fair.edition, weights=DEFAULT_WEIGHTS)
    for _number in range(3):
        PublishedNeedFactory(participation=small_fair.need.participation)
        line = PublishedLineFactory(participation=small_fair.good_line.participation)
        HeldCertificateFactory(participation=line.participation).product_lines.set([line])

    with django_assert_num_queries(21):
        inputs = load_inputs(small_fair.edition, weights=DEFAULT_WEIGHTS)

    assert (len(inputs.needs), len(inputs.offers)) == (4, 6)


def test_fingerprint_changes_with_the_input_only(small_fair):
    first = load_inputs(small_fair.edition, weights=DEFAULT_WEIGHTS).fingerprint()
    again = load_inputs(small_fair.edition, weights=DEFAULT_WEIGHTS).fingerprint()
    small_fair.good_line.production_lead_days = 21
    small_fair.good_line.save(update_fields=["production_lead_days"])

    changed = load_inputs(small_fair.edition, weights=DEFAULT_WEIGHTS).fingerprint()

    assert first == again
    assert len(first) == 64
    assert changed != first
