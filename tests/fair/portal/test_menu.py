"""The menu in a real browser: on one line at a desk, foldable by keyboard and without a script."""

import pytest
from django.urls import reverse

from tests.factories.accounts import MembershipFactory
from tests.factories.editions import EditionFactory, SupplierFactory
from tests.fair.portal.test_in_browser import DESK, PHONE, faults_of, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MANY_MORE = """
    const menu = document.querySelector(".fm-nav ul");
    for (let copy = 0; copy < 40; copy++) menu.append(menu.lastElementChild.cloneNode(true));
"""
ONE_LINE = "document.querySelector('.fm-nav').getBoundingClientRect().height < 60"


@pytest.fixture
def edition():
    return EditionFactory()


def organiser_of(edition):
    return MembershipFactory(organisation=edition.organiser, role="owner").user


def supplier_of(edition):
    organisation = SupplierFactory(edition=edition).organisation
    return MembershipFactory(organisation=organisation, role="owner").user


def at_home(page, live_server, edition, person, *, language="en"):
    # The profile's language is what pages of a signed-in person are in.
    person.language = language
    person.save(update_fields=["language"])
    sign_in(page, live_server, person)
    page.goto(live_server.url + reverse("portal:home", args=[edition.slug]))
    assert page.get_attribute("html", "lang") == language


@pytest.mark.parametrize("who", [organiser_of, supplier_of])
@pytest.mark.parametrize("language", ["vi", "ja"])
def test_menu_stands_on_one_line_at_a_desk(page, live_server, edition, who, language):
    page.set_viewport_size(DESK)

    at_home(page, live_server, edition, who(edition), language=language)

    assert page.evaluate(ONE_LINE)
    page.evaluate(MANY_MORE)
    assert not page.evaluate(ONE_LINE)  # the measure notices a second line


def test_menu_is_used_by_keyboard_alone(page, live_server, edition):
    page.set_viewport_size(DESK)
    at_home(page, live_server, edition, organiser_of(edition))
    group = page.locator("summary", has_text="Companies")

    group.focus()
    page.keyboard.press("Enter")
    assert page.locator(".fm-fold[open]").count() == 1
    assert faults_of(page) == ([], 0)
    page.keyboard.press("Escape")
    assert page.locator(".fm-fold[open]").count() == 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.wait_for_url(live_server.url + reverse("exhibitors:booth-desk", args=[edition.slug]))
    assert page.locator("summary[aria-current]").inner_text().strip() == "Companies"


def test_open_group_shuts_by_a_click_elsewhere(page, live_server, edition):
    page.set_viewport_size(DESK)
    at_home(page, live_server, edition, organiser_of(edition))

    page.locator("summary", has_text="Companies").click()
    page.locator("h1").click()

    assert page.locator(".fm-fold[open]").count() == 0


def test_menu_of_a_phone_needs_no_script(browser, live_server, edition):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    at_home(page, live_server, edition, organiser_of(edition))

    page.click("[popovertarget=fm-nav]")
    page.locator("summary", has_text="Companies").click()
    page.get_by_role("link", name="Import", exact=True).click()

    page.wait_for_url(live_server.url + reverse("imports:run-list", args=[edition.slug]))
    context.close()
