"""A buyer's first journey: post a need, see who can make it and why, say what one thinks."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from fair.editions.models import Participation
from fair.exhibitors.models import ProductLine
from fair.matching.choices import Verdict
from fair.matching.models import MatchVerdict
from fair.matching.services import request_run
from fair.sourcing.choices import NeedState
from fair.sourcing.models import ComponentNeed
from fair.taxonomy.models import Process
from tests.e2e.conftest import Visitor, with_verified_address
from tests.factories.accounts import MembershipFactory
from tests.factories.editions import BuyerFactory, EditionFactory, SupplierFactory
from tests.factories.exhibitors import PublishedLineFactory


@pytest.fixture
def buyer(vocabulary) -> Participation:
    """A buyer in a fair where one supplier turns finely and another only bends sheet metal."""
    edition = EditionFactory(slug="hanoi", title={"en": "Hanoi fair"}, starts_on=date(2027, 9, 15))
    turning, bending = Process.objects.get(code="MC.TUR"), Process.objects.get(code="SM.BND")
    offers = [("Kim Long", turning, "0.01"), ("Đông Á", turning, "0.2"), ("Bắc Hà", bending, None)]
    for name, process, tolerance_mm in offers:
        PublishedLineFactory(
            participation=SupplierFactory(edition=edition, organisation__legal_name=name),
            title={"en": f"{process} by {name}"},
            processes=[process],
            tolerance_mm=tolerance_mm,
        )
    return BuyerFactory(edition=edition, organisation__legal_name="Brother Machines")


def test_buyer_posts_a_need_and_judges_its_matches(visitor: Visitor, buyer: Participation):
    person = with_verified_address(MembershipFactory(organisation=buyer.organisation).user)
    visitor.signs_in(person)

    posts_a_need(visitor)
    request_run(buyer.edition, actor=person)
    need = ComponentNeed.objects.get()
    reads_the_matches(visitor, need)
    gives_a_verdict(visitor)

    verdict = MatchVerdict.objects.get()
    assert (verdict.verdict, verdict.decided_by) == (Verdict.MUST, person)
    assert verdict.line == ProductLine.objects.get(
        participation__organisation__legal_name="Kim Long"
    )


def posts_a_need(visitor: Visitor) -> None:
    visitor.goes_to("/hanoi/needs/own/")
    visitor.follows("New need")
    page = visitor.page
    page.get_by_role("textbox", name="English").first.fill("Pump shaft")
    processes = page.locator("#div_id_processes")
    processes.get_by_placeholder("Type to find…").fill("cnc turning")
    processes.get_by_role("checkbox").locator("visible=true").first.check()
    page.get_by_label("Tightest tolerance, ± mm").fill("0.02")
    page.get_by_label("Tolerance is a must").check()
    visitor.presses("Save as a draft")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pump shaft")
    visitor.presses("Publish")
    visitor.reads("Published")
    assert ComponentNeed.objects.get().state == NeedState.PUBLISHED


def reads_the_matches(visitor: Visitor, need: ComponentNeed) -> None:
    visitor.goes_to("/hanoi/matches/")
    visitor.follows("Pump shaft")
    match = visitor.page.get_by_role("article")
    expect(match).to_have_count(1)
    expect(match.get_by_role("heading")).to_have_text("Kim Long")
    match.get_by_text("How the points come about").click()
    tolerance = match.get_by_role("row").filter(has_text="Tolerance")
    expect(tolerance.get_by_role("cell")).to_have_text(
        ["Met", "± 0.02 mm", "± 0.01 mm", re.compile(r"\d+ of \d+")]
    )

    visitor.page.get_by_role("link", name="Near misses").click()
    missed = visitor.page.get_by_role("article").filter(has_text="Đông Á")
    expect(missed).to_contain_text("The best tolerance stated is wider than the need demands.")
    expect(visitor.page.get_by_text("Bắc Hà")).to_have_count(0)
    visitor.page.go_back()


def gives_a_verdict(visitor: Visitor) -> None:
    must = visitor.page.get_by_role("button", name="Must meet")
    expect(must).to_have_attribute("aria-pressed", "false")
    must.click()
    expect(must).to_have_attribute("aria-pressed", "true")
    visitor.page.reload()
    expect(must).to_have_attribute("aria-pressed", "true")
