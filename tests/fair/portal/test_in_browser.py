"""The public pages and home in a real browser: legible, and without a script where possible."""

import pytest
from allauth.account.models import EmailAddress
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from fair.sourcing.choices import Visibility
from tests.factories.accounts import PASSWORD, MembershipFactory
from tests.factories.editions import BoothFactory, BuyerFactory, EditionFactory, SupplierFactory
from tests.factories.exhibitors import (
    BoothRegistrationFactory,
    HeldCertificateFactory,
    PublishedLineFactory,
)
from tests.factories.sourcing import PublishedNeedFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def edition():
    return EditionFactory(
        title={"en": "Hanoi fair", "ja": "ハノイ展示会"}, intro={"en": "Makers meet buyers."}
    )


@pytest.fixture
def exhibitor(edition):
    exhibitor = SupplierFactory(
        edition=edition,
        organisation__legal_name="Cơ khí Đông Anh",
        organisation__about={"vi": "Nhà máy ở Đông Anh.", "en": "A plant in Dong Anh."},
    )
    booth = BoothFactory(hall__edition=edition, x_m=3, y_m=3)
    BoothRegistrationFactory(participation=exhibitor, booth=booth)
    PublishedLineFactory(participation=exhibitor)
    HeldCertificateFactory(participation=exhibitor)
    return exhibitor


@pytest.fixture
def pages(edition, exhibitor):
    buyer = BuyerFactory(edition=edition)
    PublishedNeedFactory(participation=buyer, visibility=Visibility.PUBLIC)
    slug = edition.slug
    return [
        edition.get_absolute_url(),
        reverse("portal:exhibitor-list", args=[slug]),
        reverse("portal:exhibitor-detail", args=[slug, exhibitor.public_id]),
        reverse("portal:need-list", args=[slug]),
        reverse("account_login"),
        reverse("account_signup"),
        "/no-such-page/",
    ]


def sign_in(page, live_server, person):
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    page.goto(live_server.url + reverse("account_login"))
    page.fill("input[name=login]", person.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/accounts/login" not in url)


def faults_of(page):
    """Return what axe finds wrong, and by how many pixels the page is too wide."""
    violations = Axe().run(page).response["violations"]
    too_wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return [violation["id"] for violation in violations], too_wide


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_public_pages_are_accessible_and_fit(page, live_server, pages, size):
    page.set_viewport_size(size)
    foreign = []
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith(live_server.url) else foreign.append(request.url)
        ),
    )
    refused = []
    page.on(
        "console",
        lambda message: (
            refused.append(message.text) if "Content Security Policy" in message.text else None
        ),
    )

    faults = {}
    for address in pages:
        page.goto(live_server.url + address)
        faults[address] = faults_of(page)

    assert faults == {address: ([], 0) for address in pages}
    assert (foreign, refused) == ([], [])


def test_menus_and_languages_need_no_script(browser, live_server, edition):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(live_server.url + edition.get_absolute_url())

    page.click("[popovertarget=fm-nav]")
    page.click("nav >> text=Exhibitors")
    page.click("[popovertarget=fm-languages]")
    page.click("button[value=ja]")

    assert page.get_attribute("html", "lang") == "ja"
    assert page.url == live_server.url + reverse("portal:exhibitor-list", args=[edition.slug])
    assert page.inner_text(".fm-brand-name") == "ハノイ展示会"
    context.close()


def test_visitor_finds_an_exhibitor_and_their_booth(page, live_server, edition, exhibitor):
    page.goto(live_server.url + edition.get_absolute_url())

    page.fill("input[name=search]", "dong anh")
    page.press("input[name=search]", "Enter")
    page.click("text=Cơ khí Đông Anh")

    assert page.inner_text("h1") == "Cơ khí Đông Anh"
    assert page.locator(".fm-booth-here").count() == 1


def test_supplier_is_led_from_home_to_the_next_step(page, live_server, exhibitor):
    person = MembershipFactory(organisation=exhibitor.organisation, role="owner").user
    sign_in(page, live_server, person)

    page.goto(live_server.url + reverse("portal:home", args=[exhibitor.edition.slug]))
    assert faults_of(page) == ([], 0)
    page.click("text=Describe the company")

    assert page.url == live_server.url + reverse(
        "accounts:organisation-edit", args=[exhibitor.organisation.public_id]
    )


def test_organiser_moves_the_edition_on_after_being_asked(page, live_server, edition, exhibitor):
    BuyerFactory(edition=edition)
    person = MembershipFactory(organisation=edition.organiser, role="owner").user
    sign_in(page, live_server, person)
    page.goto(live_server.url + reverse("portal:home", args=[edition.slug]))
    assert faults_of(page) == ([], 0)

    page.click("[popovertarget=confirm-move-on]")
    page.click("#confirm-move-on button[type=submit]")

    assert "The edition is now in: Matching." in page.inner_text("#messages")
    edition.refresh_from_db()
    assert edition.state == "matching"


def test_message_is_put_away_without_a_script(browser, live_server, edition, exhibitor):
    person = MembershipFactory(organisation=edition.organiser, role="owner").user
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_server, person)

    assert page.locator("#messages dialog").count() == 1
    page.click("#messages button")

    assert not page.locator("#messages dialog").is_visible()
    context.close()
