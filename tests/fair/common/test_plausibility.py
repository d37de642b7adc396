"""Unusual numbers are asked about, and kept where they are confirmed."""

from uuid import uuid4

import pytest
from django.urls import reverse

from fair.exhibitors.models import ProductLine
from fair.sourcing.models import ComponentNeed
from tests.factories.editions import BuyerFactory, SupplierFactory
from tests.factories.exhibitors import ProductLineFactory
from tests.fair.people import people_around

pytestmark = pytest.mark.django_db


def line_form(**changes):
    return {"submission_key": str(uuid4()), "title_en": "Shafts", **changes}


def new_line():
    supplier = SupplierFactory()
    url = reverse("exhibitors:line-create", args=[supplier.edition.slug])
    return people_around(supplier).owner, url


@pytest.mark.parametrize(
    ("field", "unusual", "usual"),
    [
        ("tolerance_mm", "50", "5"),
        ("max_weight_kg", "1000000", "1000"),
        ("capacity_per_month", "1000000000", "1000000"),
        ("production_lead_days", "5000", "50"),
        ("roughness_ra_um", "500", "50"),
        ("max_length_mm", "100000", "10000"),
    ],
)
def test_an_unusual_number_of_a_line_is_asked_about(field, unusual, usual):
    owner, url = new_line()

    asked = owner.post(url, line_form(**{field: unusual}))
    assert f"{unusual} " in str(asked.context["form"].errors[field])
    assert f'name="confirmed_numbers" value="{field}={unusual}"' in asked.text
    assert not ProductLine.objects.exists()

    owner.post(url, line_form(**{field: usual}))
    assert ProductLine.objects.filter(**{field: usual}).exists()


def test_a_confirmed_number_is_kept():
    owner, url = new_line()

    owner.post(url, line_form(tolerance_mm="50", confirmed_numbers=["tolerance_mm=50"]))

    assert ProductLine.objects.get().tolerance_mm == 50


def test_confirming_one_number_confirms_no_other():
    owner, url = new_line()

    response = owner.post(url, line_form(tolerance_mm="60", confirmed_numbers=["tolerance_mm=50"]))

    assert "tolerance_mm" in response.context["form"].errors


def test_a_confirmed_number_stays_ticked_while_something_else_is_wrong():
    owner, url = new_line()
    form = line_form(title_en="", tolerance_mm="50", confirmed_numbers=["tolerance_mm=50"])

    response = owner.post(url, form)

    assert list(response.context["form"].errors) == ["title"]
    assert 'value="tolerance_mm=50" checked' in response.text


def test_what_is_stored_is_not_asked_again():
    line = ProductLineFactory(tolerance_mm=50)
    url = reverse("exhibitors:line-edit", args=[line.participation.edition.slug, line.public_id])
    form = {"title_en": "Changed", "tolerance_mm": "50", "processes": []}

    people_around(line.participation).owner.post(url, form)

    line.refresh_from_db()
    assert line.title == {"en": "Changed"}


def test_an_unusual_number_of_a_need_is_asked_about_and_kept_if_right():
    buyer = BuyerFactory()
    owner = people_around(buyer).owner
    url = reverse("sourcing:need-create", args=[buyer.edition.slug])
    form = {
        **line_form(production_lead_days="5000"),
        "process_match": "any",
        "priority": "1",
        "currency": "USD",
        "visibility": "registered",
    }

    asked = owner.post(url, form)
    assert list(asked.context["form"].errors) == ["production_lead_days"]

    owner.post(url, {**form, "confirmed_numbers": ["production_lead_days=5000"]})
    assert ComponentNeed.objects.get().production_lead_days == 5000
