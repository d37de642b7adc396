"""The organiser's journey: approve, match, plan, publish; then the supplier has an agenda."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from fair.editions.choices import ParticipationStatus
from fair.editions.models import Participation
from fair.meetings.models import Meeting
from fair.notifications.models import Notice
from tests.e2e.conftest import Visitor, with_verified_address
from tests.factories.accounts import MembershipFactory
from tests.factories.editions import (
    BuyerFactory,
    EditionFactory,
    FairDayFactory,
    MeetingTableFactory,
    SessionFactory,
    SupplierFactory,
)
from tests.factories.exhibitors import PublishedLineFactory
from tests.factories.sourcing import PublishedNeedFactory
from tests.factories.taxonomy import ProcessFactory


@pytest.fixture
def supplier(transactional_db) -> Participation:
    """A supplier that waits for approval, in a fair whose only buyer needs what it makes."""
    edition = EditionFactory(slug="hanoi", title={"en": "Hanoi fair", "vi": "Hội chợ Hà Nội"})
    SessionFactory(day=FairDayFactory(edition=edition))
    MeetingTableFactory(edition=edition)
    turning = ProcessFactory()
    buyer = BuyerFactory(edition=edition, organisation__legal_name="Brother Machines")
    PublishedNeedFactory(participation=buyer, title={"en": "Pump shaft"}, processes=[turning])
    supplier = SupplierFactory(
        edition=edition,
        organisation__legal_name="Kim Long",
        status=ParticipationStatus.PENDING,
    )
    PublishedLineFactory(participation=supplier, processes=[turning])
    return supplier


def person_of(organisation, **fields) -> User:
    return with_verified_address(MembershipFactory(organisation=organisation, **fields).user)


def test_organiser_approves_matches_plans_and_publishes(visitor: Visitor, supplier: Participation):
    organiser = person_of(supplier.edition.organiser, user__is_staff=True)
    member = person_of(supplier.organisation)

    approves_in_the_administration(visitor, organiser)
    moves_the_edition_on(visitor)
    matches(visitor)
    plans_and_publishes(visitor)

    assert Meeting.objects.count() == 1
    assert (
        Notice.objects.filter(to_email=member.email, kind="meetings/timetable_changed").count() == 1
    )
    visitor.leaves()
    the_supplier_reads_the_agenda(visitor, member)


def approves_in_the_administration(visitor: Visitor, organiser: User) -> None:
    visitor.goes_to("/admin/editions/participation/")
    page = visitor.page
    page.get_by_label("Email").fill(organiser.email)
    page.get_by_label("Password").fill("correct horse battery")
    visitor.presses("Sign In")
    page.wait_for_url("**/admin/editions/participation/")
    row = page.get_by_role("row").filter(has_text="Kim Long")
    row.get_by_role("checkbox").check()
    page.locator("select[name=action]").select_option("approve")
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_text("1 participation is approved.").wait_for()
    supplier = Participation.objects.get(organisation__legal_name="Kim Long")
    assert (supplier.status, supplier.decided_by) == (ParticipationStatus.APPROVED, organiser)


def moves_the_edition_on(visitor: Visitor) -> None:
    for state in ("Matching", "Scheduling"):
        visitor.goes_to("/hanoi/home/")
        visitor.presses(f"Move on to “{state}”")
        visitor.page.get_by_role("dialog").get_by_role(
            "button", name=f"Move on to “{state}”"
        ).click()
        visitor.reads(f"The edition is now in: {state}.")


def matches(visitor: Visitor) -> None:
    visitor.follows("To the matching")
    visitor.presses("Run the matching")
    visitor.reads("The matches that people see")
    expect(visitor.page.get_by_role("row").filter(has_text="Finished")).to_contain_text("1")


def plans_and_publishes(visitor: Visitor) -> None:
    visitor.goes_to("/hanoi/meetings/plans/")
    visitor.presses("Make a plan")
    visitor.page.get_by_role("rowheader").get_by_role("link").first.click()
    visitor.reads("conflicts found by the check")
    expect(visitor.page.locator(".fm-stats")).to_contain_text("1 of 1")
    visitor.presses("Publish")
    visitor.page.get_by_role("dialog").get_by_role("button", name="Publish").click()
    visitor.reads("Published")


def the_supplier_reads_the_agenda(visitor: Visitor, member: User) -> None:
    visitor.signs_in(member)
    visitor.goes_to("/hanoi/meetings/agenda/")
    meeting = visitor.page.get_by_role("row").filter(has_text="Brother Machines")
    expect(meeting).to_contain_text("Pump shaft")
    expect(meeting).to_contain_text("09:00")

    visitor.page.get_by_role("button", name="Change the language").click()
    visitor.presses("Tiếng Việt")
    expect(visitor.page.locator("html")).to_have_attribute("lang", "vi")
    expect(visitor.page.get_by_role("banner")).to_contain_text("Hội chợ Hà Nội")
    expect(meeting).to_contain_text("09:00")
