"""What a form proposes from its texts, and what becomes of it: in the views of both sides."""

from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.choices import Role
from fair.exhibitors.models import ProductLine
from fair.sourcing.models import ComponentNeed
from fair.taxonomy.choices import MaterialKind
from tests.factories.accounts import MembershipFactory
from tests.factories.editions import BuyerFactory, SupplierFactory
from tests.factories.exhibitors import ProductLineFactory
from tests.factories.sourcing import ComponentNeedFactory
from tests.factories.taxonomy import (
    CertificationFactory,
    MaterialFactory,
    PartFamilyFactory,
    ProcessFactory,
)
from tests.fair.people import asks_to_sign_in, people_around, signed_in

pytestmark = pytest.mark.django_db

TEXT = "Die casting of housings in ADC12, ±0.02 mm, MOQ 500 pcs, plating is outsourced. ISO 9001"


@pytest.fixture
def terms():
    """A small vocabulary: a group with a process below it, a class with a grade, and the rest."""
    casting = ProcessFactory(code="CF", labels={"en": "Casting"})
    metals = MaterialFactory(code="NF", labels={"en": "Non-ferrous metals"})
    aluminium = MaterialFactory(code="NF.ALC", labels={"en": "Cast aluminium"}, parent=metals)
    return {
        "die casting": ProcessFactory(code="CF.DIE", labels={"en": "Die casting"}, parent=casting),
        "plating": ProcessFactory(code="SF.PLA", labels={"en": "Plating"}),
        "aluminium": aluminium,
        "ADC12": MaterialFactory(
            code="NF.ALC.ADC12",
            labels={"en": "ADC12"},
            parent=aluminium,
            kind=MaterialKind.GRADE,
        ),
        "housings": PartFamilyFactory(code="HOUSING", labels={"en": "Housings"}),
        "ISO 9001": CertificationFactory(code="ISO9001", labels={"en": "ISO 9001 – quality"}),
    }


def line_form(**changes):
    return {
        "submission_key": str(uuid4()),
        "title_en": "Castings",
        "description_en": TEXT,
        **changes,
    }


def need_form(**changes):
    stated = {
        "process_match": "any",
        "priority": "1",
        "currency": "USD",
        "visibility": "registered",
    }
    return {**line_form(), **stated, **changes}


def keys(response):
    return [proposal.key for proposal in response.context["proposals"]]


def supplier_and_page(name="line-read"):
    supplier = SupplierFactory()
    return supplier, reverse(f"exhibitors:{name}", args=[supplier.edition.slug])


def test_a_line_is_read_while_it_is_written(terms):
    supplier, url = supplier_and_page()

    response = people_around(supplier).owner.post(url, line_form())

    assert keys(response) == [
        "process:CF.DIE",
        "part_family:HOUSING",
        "material:NF.ALC.ADC12",
        "tolerance_mm:0.02",
        "moq_pcs:500",
    ]
    assert "We read:" in response.text
    assert not ProductLine.objects.exists()


def test_a_need_is_read_while_it_is_written(terms):
    buyer = BuyerFactory()
    url = reverse("sourcing:need-read", args=[buyer.edition.slug])

    response = people_around(buyer).owner.post(
        url, need_form(title_en="5,000 pcs/month, 60 x 40 x 20 mm")
    )

    assert keys(response) == [
        "process:CF.DIE",
        "part_family:HOUSING",
        "material:NF.ALC.ADC12",
        "certification:ISO9001",
        "annual_volume_pcs:60000",
        "length_mm:60x40x20",
        "tolerance_mm:0.02",
    ]


def test_what_is_chosen_filled_or_rejected_is_not_proposed(terms):
    supplier, url = supplier_and_page()
    owner = people_around(supplier).owner

    response = owner.post(
        url,
        line_form(
            processes=[terms["die casting"].pk],
            tolerance_mm="0.05",
            rejected_readings="material:NF.ALC.ADC12,moq_pcs:500",
        ),
    )

    assert keys(response) == ["part_family:HOUSING"]


def test_the_broader_term_is_not_proposed_beside_the_narrower(terms):
    supplier, url = supplier_and_page()
    owner = people_around(supplier).owner
    text = {"description_en": "cast aluminium"}

    assert keys(owner.post(url, line_form(**text))) == ["material:NF.ALC"]
    chosen = owner.post(url, line_form(**text, materials=[terms["ADC12"].pk]))
    assert keys(chosen) == []


def test_a_text_of_any_length_is_answered(terms):
    supplier, url = supplier_and_page()
    text = "x " * 10_000 + "die casting"

    response = people_around(supplier).owner.post(url, line_form(title_en="", description_en=text))

    assert keys(response) == []  # beyond 20,000 signs nothing is read


def test_figures_beyond_any_field_are_not_proposed(terms):
    supplier, url = supplier_and_page()
    text = f"weight 1{'0' * 40} kg, 1{'0' * 40} x 10 x 10 mm, ± 0.01 mm"

    response = people_around(supplier).owner.post(url, line_form(title_en="", description_en=text))

    assert keys(response) == ["tolerance_mm:0.01"]


def test_keys_of_any_length_are_passed_over(terms):
    supplier, url = supplier_and_page()
    sent = line_form(title_en="die casting", description_en="", processes=["9" * 5_000])

    response = people_around(supplier).owner.post(url, sent)

    assert keys(response) == ["process:CF.DIE"]


def test_who_may_have_a_line_read(terms):
    supplier, url = supplier_and_page()
    people = people_around(supplier)

    assert people.owner.post(url, line_form()).status_code == 200
    assert people.organiser.post(f"{url}?for={supplier.public_id}", line_form()).status_code == 200
    assert people.colleague.post(url, line_form()).status_code == 404
    assert people.stranger.post(url, line_form()).status_code == 404
    assert asks_to_sign_in(people.anonymous.post(url, line_form()))
    assert people.owner.get(url).status_code == 405


def test_who_may_have_a_need_read(terms):
    buyer = BuyerFactory()
    url = reverse("sourcing:need-read", args=[buyer.edition.slug])
    people = people_around(buyer)

    assert people.owner.post(url, need_form()).status_code == 200
    assert people.organiser.post(f"{url}?for={buyer.public_id}", need_form()).status_code == 200
    assert people.colleague.post(url, need_form()).status_code == 404
    assert people.stranger.post(url, need_form()).status_code == 404
    assert asks_to_sign_in(people.anonymous.post(url, need_form()))


def test_without_a_script_a_button_reads_the_text_and_stores_nothing(terms):
    supplier, url = supplier_and_page("line-create")

    response = people_around(supplier).owner.post(url, line_form(title_en="", read_text="1"))

    assert response.status_code == 200
    assert "process:CF.DIE" in keys(response)
    assert "This field is required." not in response.text
    assert TEXT in response.text
    assert not ProductLine.objects.exists()


def test_ticked_proposals_of_a_line_are_stored_as_entries(terms):
    supplier, url = supplier_and_page("line-create")
    form = line_form(
        accepted_readings=["process:CF.DIE", "material:NF.ALC.ADC12", "tolerance_mm:0.02"],
        declined_readings=["moq_pcs:500"],
    )

    people_around(supplier).owner.post(url, form)

    line = ProductLine.objects.get()
    assert list(line.processes.all()) == [terms["die casting"]]
    assert list(line.materials.all()) == [terms["ADC12"]]
    assert str(line.tolerance_mm) == "0.0200"
    assert (line.moq_pcs, line.rejected_readings) == (None, ["moq_pcs:500"])


def test_ticked_proposals_of_a_need_are_stored_as_entries(terms):
    buyer = BuyerFactory()
    url = reverse("sourcing:need-create", args=[buyer.edition.slug])
    form = need_form(
        title_en="60 x 40 x 20 mm",
        accepted_readings=["part_family:HOUSING", "certification:ISO9001", "length_mm:60x40x20"],
        declined_readings=["process:CF.DIE"],
    )

    people_around(buyer).owner.post(url, form)

    need = ComponentNeed.objects.get()
    assert need.part_family == terms["housings"]
    asked = need.need_certifications.get()
    assert (asked.certification, asked.is_required) == (terms["ISO 9001"], False)
    assert [need.length_mm, need.width_mm, need.height_mm] == [60, 40, 20]
    assert need.rejected_readings == ["process:CF.DIE"]


def test_a_key_that_the_text_does_not_propose_enters_nothing(terms):
    supplier, url = supplier_and_page("line-create")
    form = line_form(description_en="", accepted_readings=["process:CF.DIE", "tolerance_mm:9"])

    people_around(supplier).owner.post(url, form)

    line = ProductLine.objects.get()
    assert (line.processes.count(), line.tolerance_mm) == (0, None)


def test_a_rejected_proposal_does_not_return_to_its_line(terms):
    line = ProductLineFactory(
        description={"en": "Die casting, ADC12"}, rejected_readings=["process:CF.DIE"]
    )
    url = reverse("exhibitors:line-edit", args=[line.participation.edition.slug, line.public_id])

    response = people_around(line.participation).owner.get(url)

    assert keys(response) == ["material:NF.ALC.ADC12"]


def test_a_stored_need_is_read_when_its_form_is_opened(terms):
    need = ComponentNeedFactory(
        description={"en": "Die casting"}, part_family=terms["housings"], title={"en": "Housings"}
    )
    need.processes.clear()
    url = reverse("sourcing:need-edit", args=[need.participation.edition.slug, need.public_id])

    response = people_around(need.participation).owner.get(url)

    assert keys(response) == ["process:CF.DIE"]


def test_numbers_are_proposed_as_the_reader_writes_them(terms):
    supplier, url = supplier_and_page()
    reader = MembershipFactory(
        organisation=supplier.organisation, role=Role.OWNER, user__language="vi"
    )

    response = signed_in(reader.user).post(url, line_form())

    (tolerance,) = [each for each in response.context["proposals"] if each.field == "tolerance_mm"]
    assert tolerance.numbers == (("tolerance_mm", "0,02"),)
