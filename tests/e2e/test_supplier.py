"""A supplier's first journey: from no account to a published product line."""

import re

from playwright.sync_api import expect

from accounts.models import User
from fair.editions.models import Edition, Participation
from fair.editions.services.lifecycle import lay_out_days
from fair.editions.services.venue import BoothGrid, lay_out_hall
from fair.exhibitors.choices import LineState
from fair.exhibitors.models import BoothRegistration, ProductLine
from fair.notifications.models import Notice
from tests.e2e.conftest import Visitor, with_verified_address
from tests.factories.accounts import MembershipFactory
from tests.factories.editions import EditionFactory

EMAIL = "linh@kimlong.example"
CODE = re.compile(r"^[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}$", re.MULTILINE)


def test_supplier_signs_up_applies_and_publishes_a_line(visitor: Visitor, vocabulary):
    edition = EditionFactory(slug="hanoi", title={"en": "Hanoi fair"})
    lay_out_days(edition)
    lay_out_hall(edition, code="A", grid=BoothGrid(rows=2, booths_per_row=3))

    signs_up(visitor)
    registers_the_organisation(visitor)
    applies(visitor)
    the_organiser_approves(visitor, edition)
    registers_a_booth(visitor)
    publishes_a_line(visitor)


def signs_up(visitor: Visitor) -> None:
    visitor.goes_to("/accounts/signup/")
    visitor.page.get_by_label("Full name").fill("Vũ Hải Yến")
    visitor.page.get_by_label("Email").fill(EMAIL)
    visitor.page.get_by_label("Password").fill("a long and winding road")
    visitor.presses("Sign Up")
    visitor.page.wait_for_url("**/confirm-email/")
    message = Notice.objects.get(to_email=EMAIL)
    visitor.page.get_by_label("Code").fill(CODE.search(message.body_text)[0])
    visitor.presses("Confirm")
    visitor.page.wait_for_url(lambda url: "/accounts/" not in url)
    assert User.objects.get(email=EMAIL).emailaddress_set.get().verified


def registers_the_organisation(visitor: Visitor) -> None:
    visitor.goes_to("/hanoi/taking-part/")
    visitor.reads("Register your organisation first")
    visitor.page.get_by_label("Legal name").fill("Công ty TNHH Kim Long")
    visitor.presses("Save")
    visitor.page.wait_for_url("**/hanoi/taking-part/")


def applies(visitor: Visitor) -> None:
    visitor.page.get_by_label("Supplier").check()
    visitor.presses("Apply")
    visitor.reads("Your application has reached the organiser.")
    visitor.leaves()


def the_organiser_approves(visitor: Visitor, edition: Edition) -> None:
    organiser = MembershipFactory(organisation=edition.organiser).user
    visitor.signs_in(with_verified_address(organiser))
    visitor.goes_to("/hanoi/taking-part/desk/")
    visitor.page.get_by_label("Công ty TNHH Kim Long", exact=True).check()
    visitor.presses("Approve the chosen")
    visitor.reads("Approved: 1.")
    assert Participation.objects.approved().count() == 1
    assert Notice.objects.filter(to_email=EMAIL, kind="editions/participation_approved").exists()
    visitor.leaves()


def registers_a_booth(visitor: Visitor) -> None:
    visitor.is_signed_in(User.objects.get(email=EMAIL))
    visitor.goes_to("/hanoi/home/")
    visitor.goes_to("/hanoi/exhibit/booth/")
    visitor.page.get_by_label("Type wished for").select_option("corner")
    visitor.presses("Save our wishes")
    visitor.reads("You are registered.")
    assert BoothRegistration.objects.get().booth_type == "corner"


def publishes_a_line(visitor: Visitor) -> None:
    visitor.goes_to("/hanoi/exhibit/lines/")
    visitor.follows("New product line")
    page = visitor.page
    page.get_by_role("textbox", name="English").first.fill("Turned shafts")
    processes = page.locator("#div_id_processes")
    processes.get_by_placeholder("Type to find…").fill("cnc turning")
    processes.get_by_role("checkbox").locator("visible=true").first.check()
    page.get_by_label("Best tolerance, ± mm").fill("0.01")
    visitor.presses("Save as a draft")
    expect(page.get_by_role("heading", level=1)).to_have_text("Turned shafts")
    visitor.presses("Publish")
    visitor.reads("Published")
    line = ProductLine.objects.get()
    assert (line.state, line.title) == (LineState.PUBLISHED, {"en": "Turned shafts"})

    visitor.leaves()
    visitor.goes_to("/hanoi/exhibitors/")
    visitor.follows("Công ty TNHH Kim Long")
    visitor.reads("Turned shafts")
