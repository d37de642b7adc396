"""The agenda without a network, in a real browser whose cable is pulled."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from fair.meetings.models import Meeting
from fair.meetings.services.changing import cancel_meeting
from tests.cable import Cable
from tests.e2e.conftest import Visitor, with_verified_address
from tests.factories.accounts import MembershipFactory
from tests.factories.meetings import NOW, SmallFair, published_plan, small_fair

AS_OF = "No network: this is your agenda as of"


@pytest.fixture
def fair(transactional_db) -> SmallFair:
    fair = small_fair(buyers=2, suppliers=1)
    published_plan(fair)
    return fair


@pytest.fixture
def buyer(fair) -> User:
    person = MembershipFactory(organisation=fair.buyers[0].organisation).user
    return with_verified_address(person)


@pytest.fixture
def visitor(page: Page, cable: Cable) -> Visitor:
    """A visitor at the end of the cable; what fails without a network is no trouble here."""
    return Visitor(page, cable.site)


def agenda_of(fair: SmallFair) -> str:
    return f"/{fair.edition.slug}/meetings/agenda/"


def copies_in(page: Page) -> list[str]:
    """Return the addresses of the pages that the browser keeps."""
    return page.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys()) {
            for (const request of await (await caches.open(name)).keys()) found.push(request.url);
          }
          const paths = found.map((url) => new URL(url).pathname);
          return paths.filter((path) => !path.startsWith("/static/"));
        }"""
    )


def keeps(page: Page, paths: list[str]) -> None:
    """Wait until the browser keeps just these pages."""
    for _attempt in range(100):
        if copies_in(page) == paths:
            return
        page.wait_for_timeout(50)
    assert copies_in(page) == paths


def opens_once(visitor: Visitor, fair: SmallFair) -> None:
    visitor.goes_to(agenda_of(fair))
    keeps(visitor.page, [agenda_of(fair)])
    visitor.page.wait_for_function("document.readyState === 'complete'")
    visitor.page.wait_for_timeout(300)  # the styles follow the page into the cache


def test_agenda_opens_without_a_network(visitor, cable, fair, buyer):
    visitor.signs_in(buyer)
    opens_once(visitor, fair)
    assert visitor.troubles == []
    expect(visitor.page.get_by_text(AS_OF)).to_be_hidden()

    cable.pull()
    visitor.goes_to(agenda_of(fair))

    expect(visitor.page.get_by_text(AS_OF)).to_be_visible()
    visitor.reads(str(fair.suppliers[0]))
    visitor.reads("UTC+7")
    # It looks as it did: the style sheets are there.
    header = visitor.page.locator(".fm-header")
    assert header.evaluate("element => getComputedStyle(element).position") != "static"


def test_copy_is_replaced_when_the_network_is_back(visitor, cable, fair, buyer):
    visitor.signs_in(buyer)
    opens_once(visitor, fair)
    meeting = Meeting.objects.get(buyer=fair.buyers[0])
    cancel_meeting(meeting, actor=None, now=NOW)

    cable.pull()
    visitor.goes_to(agenda_of(fair))
    visitor.reads(str(fair.suppliers[0]))
    cable.plug_in()
    visitor.goes_to(agenda_of(fair))

    visitor.reads("No meetings yet")
    expect(visitor.page.get_by_text(AS_OF)).to_be_hidden()


def test_nothing_but_the_agenda_is_kept(visitor, cable, fair, buyer):
    visitor.signs_in(buyer)
    opens_once(visitor, fair)
    meeting = Meeting.objects.get(buyer=fair.buyers[0])
    visitor.goes_to(meeting.get_absolute_url())
    visitor.goes_to(f"{agenda_of(fair)}{fair.buyers[0].public_id}/hours/")
    company = f"{agenda_of(fair)}{fair.buyers[0].public_id}/"
    visitor.goes_to(company)

    keeps(visitor.page, [agenda_of(fair), company])
    cable.pull()
    with pytest.raises(Exception, match="ERR_"):
        visitor.goes_to(meeting.get_absolute_url())


def test_signing_out_ends_the_copy(visitor, cable, fair, buyer):
    visitor.signs_in(buyer)
    opens_once(visitor, fair)

    visitor.page.locator("button[popovertarget=fm-account]").click()
    visitor.presses("Sign out")
    visitor.page.wait_for_load_state("load")

    keeps(visitor.page, [])
    cable.pull()
    with pytest.raises(Exception, match="ERR_"):
        visitor.goes_to(agenda_of(fair))


def test_another_reader_ends_the_copy(visitor, cable, fair, buyer):
    visitor.signs_in(buyer)
    opens_once(visitor, fair)
    visitor.leaves()
    other = MembershipFactory(organisation=fair.buyers[1].organisation).user
    visitor.is_signed_in(other)

    visitor.goes_to(f"/{fair.edition.slug}/")

    keeps(visitor.page, [])


def test_lost_session_ends_the_copy(visitor, cable, fair, buyer):
    visitor.signs_in(buyer)
    opens_once(visitor, fair)
    visitor.leaves()

    visitor.goes_to(agenda_of(fair))

    assert "/login/" in visitor.page.url
    keeps(visitor.page, [])
