"""The picker in a real browser, by keyboard alone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.choices import Role
from tests.factories.accounts import MembershipFactory
from tests.factories.editions import SupplierFactory
from tests.factories.sourcing import ComponentNeedFactory
from tests.factories.taxonomy import ProcessFactory

WAYS = ("invited", "blocked")


def sign_in(page, live_server, client, settings, *, organisation):
    client.force_login(MembershipFactory(organisation=organisation, role=Role.OWNER).user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
    )


@pytest.mark.django_db(transaction=True)
def test_process_is_found_and_chosen_by_keyboard(page, live_server, client, settings):
    machining = ProcessFactory(code="MC", labels={"en": "Machining"}, position=1)
    ProcessFactory(code="MC.MIL", labels={"en": "Milling", "vi": "Phay"}, parent=machining)
    ProcessFactory(code="MC.TUR", labels={"en": "Turning", "vi": "Tiện"}, parent=machining)
    supplier = SupplierFactory()
    sign_in(page, live_server, client, settings, organisation=supplier.organisation)
    page.goto(live_server.url + reverse("exhibitors:line-create", args=[supplier.edition.slug]))
    picker = page.locator("[data-picker]").first

    picker.get_by_role("searchbox").fill("tien")
    expect(picker.locator("label:visible")).to_have_text(["Turning"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")

    assert picker.locator("label:visible").all_inner_texts() == ["Turning"]
    assert picker.locator(".fm-picker-chosen button").all_inner_texts() == ["Turning"]
    assert picker.locator("input:checked").count() == 1


@pytest.mark.django_db(transaction=True)
def test_second_list_of_companies_takes_over_the_names_of_the_first(
    page, live_server, client, settings
):
    need = ComponentNeedFactory()
    sides = [SupplierFactory(edition=need.participation.edition) for _number in range(3)]
    invited, blocked, added = (side.organisation for side in sides)
    need.invited_organisations.set([invited])
    need.blocked_organisations.set([blocked])
    sign_in(page, live_server, client, settings, organisation=need.participation.organisation)
    address = reverse("sourcing:need-edit", args=[need.participation.edition.slug, need.public_id])
    page.goto(live_server.url + address)
    first, second = (page.locator(f"[data-picker={each}_organisations]") for each in WAYS)

    assert second.locator("label").all_inner_texts() == first.locator("label").all_inner_texts()
    assert second.locator(".fm-picker-chosen button").all_inner_texts() == [str(blocked)]
    expect(second.get_by_role("link")).to_have_count(0)
    second.get_by_role("searchbox").fill(str(added))
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(lambda url: not url.endswith(address))

    assert set(need.blocked_organisations.all()) == {blocked, added}
    assert set(need.invited_organisations.all()) == {invited}
