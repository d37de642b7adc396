"""A visitor with a real browser, who notices what no page may do."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import ConsoleMessage, Page, Request, Response
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.factories.accounts import PASSWORD

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


@dataclass
class Visitor:
    """A browser at the site; `troubles` fills with whatever goes wrong behind the pages."""

    page: Page
    site: str
    troubles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(60_000)
        self.page.on("console", self._read_console)
        self.page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        self.page.on("request", self._follow_request)
        self.page.on("response", self._read_response)

    def goes_to(self, path: str) -> None:
        self.page.goto(self.site + path)

    def signs_in(self, user: User) -> None:
        """Sign in by the form, as people do."""
        self.goes_to("/accounts/login/")
        self.page.get_by_label("Email").fill(user.email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign In", exact=True).click()
        self.page.wait_for_url(lambda url: "/login/" not in url)

    def is_signed_in(self, user: User) -> None:
        """Be signed in without the form."""
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": self.site}]
        )

    def presses(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def follows(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def reads(self, text: str) -> None:
        """Wait until the page's main part shows `text`."""
        self.page.locator("main").get_by_text(text).first.wait_for()

    def leaves(self) -> None:
        """Sign out without the menu: the next person sits down."""
        self.page.context.clear_cookies()

    def _read_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.troubles.append(f"console: {message.text} at {self.page.url}")

    def _follow_request(self, request: Request) -> None:
        if not request.url.startswith((self.site, "data:", "blob:")):
            self.troubles.append(f"off-site: {request.url}")

    def _read_response(self, response: Response) -> None:
        if response.status >= 400:
            self.troubles.append(f"{response.status}: {response.url}")


@pytest.fixture
def visitor(page: Page, live_server: LiveServer) -> Iterator[Visitor]:
    """Yield a visitor in English at a desk; fail where pages made trouble behind the scenes."""
    page.set_viewport_size(DESKTOP)
    visitor = Visitor(page, live_server.url)
    yield visitor
    assert visitor.troubles == []


@pytest.fixture
def vocabulary(transactional_db) -> None:
    call_command("load_taxonomy", verbosity=0)


def with_verified_address(user: User) -> User:
    """Let the user sign in: an address that nobody has confirmed is asked to be."""
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
