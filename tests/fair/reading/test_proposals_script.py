"""Typing, a proposal, one press, saved: in a real browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.choices import Role
from fair.exhibitors.models import ProductLine
from tests.factories.accounts import MembershipFactory
from tests.factories.editions import SupplierFactory
from tests.factories.taxonomy import ProcessFactory


@pytest.mark.django_db(transaction=True)
def test_a_proposal_is_accepted_taken_back_rejected_and_saved(page, live_server, client, settings):
    casting = ProcessFactory(code="CF", labels={"en": "Casting"})
    die_casting = ProcessFactory(code="CF.DIE", labels={"en": "Die casting"}, parent=casting)
    ProcessFactory(code="MC", labels={"en": "Turning"})
    supplier = SupplierFactory()
    client.force_login(MembershipFactory(organisation=supplier.organisation, role=Role.OWNER).user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
    )
    page.goto(live_server.url + reverse("exhibitors:line-create", args=[supplier.edition.slug]))
    proposals = page.locator("[data-proposal]")
    expect(page.get_by_role("button", name="Read the text")).to_have_count(0)

    page.locator("[name=title_en]").fill("Die casting and turning, ±0.02 mm")
    expect(proposals).to_have_count(3)
    die, turning, tolerance = (proposals.nth(place) for place in range(3))
    die.get_by_role("button", name="Accept").press("Enter")
    tolerance.get_by_role("button", name="Accept").click()
    tolerance.get_by_role("button", name="Undo").click()
    expect(page.locator("[name=tolerance_mm]")).to_have_value("")
    tolerance.get_by_role("button", name="Accept").click()
    turning.get_by_role("button", name="Reject").click()

    expect(page.locator(".fm-picker-chosen button").first).to_have_text("Die casting")
    expect(page.locator("[name=tolerance_mm]")).to_have_value("0.02")
    page.get_by_role("button", name="Save as a draft").click()
    page.wait_for_url("**/exhibit/lines/*-*/")
    line = ProductLine.objects.get()
    assert list(line.processes.all()) == [die_casting]
    assert str(line.tolerance_mm) == "0.0200"
    assert line.rejected_readings == ["process:MC"]
