"""The picker in a real browser, by keyboard alone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.choices import Role
from tests.factories.accounts import MembershipFactory
from tests.factories.editions import SupplierFactory
from tests.factories.taxonomy import ProcessFactory


@pytest.mark.django_db(transaction=True)
def test_process_is_found_and_chosen_by_keyboard(page, live_server, client, settings):
    machining = ProcessFactory(code="MC", labels={"en": "Machining"}, position=1)
    ProcessFactory(code="MC.MIL", labels={"en": "Milling", "vi": "Phay"}, parent=machining)
    ProcessFactory(code="MC.TUR", labels={"en": "Turning", "vi": "Tiện"}, parent=machining)
    supplier = SupplierFactory()
    client.force_login(MembershipFactory(organisation=supplier.organisation, role=Role.OWNER).user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
    )
    page.goto(live_server.url + reverse("exhibitors:line-create", args=[supplier.edition.slug]))
    picker = page.locator("[data-picker]").first

    picker.get_by_role("searchbox").fill("tien")
    expect(picker.locator("label:visible")).to_have_text(["Turning"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")

    assert picker.locator("label:visible").all_inner_texts() == ["Turning"]
    assert picker.locator(".fm-picker-chosen button").all_inner_texts() == ["Turning"]
    assert picker.locator("input:checked").count() == 1
