"""A buyer asks, a supplier proposes another time, the buyer agrees: and both have the meeting."""

import re

from playwright.sync_api import expect

from fair.meetings.services.parties import ensure_parties
from tests.e2e.conftest import PHONE, Visitor
from tests.factories.accounts import MembershipFactory
from tests.factories.meetings import small_fair


def test_request_is_countered_and_becomes_a_meeting_in_both_agendas(visitor: Visitor):
    fair = small_fair(buyers=1, suppliers=1, state="scheduling")
    ensure_parties(fair.edition)
    buyer, supplier = (
        MembershipFactory(organisation=side.organisation).user
        for side in (fair.buyers[0], fair.suppliers[0])
    )
    base = f"/{fair.edition.slug}"
    page = visitor.page

    # The buyer asks, from the company's own page.
    visitor.is_signed_in(buyer)
    visitor.goes_to(f"{base}/exhibitors/{fair.suppliers[0].public_id}/")
    visitor.follows("Ask for a meeting")
    page.get_by_label("Your message").fill("Gears of module 2, 5,000 a year.")
    page.get_by_label("A time that suits").select_option(label="09:00–09:25")
    visitor.presses("Send the request")
    visitor.reads("is told, and answers here.")

    # The supplier finds it in the menu, on a telephone, and proposes a later time.
    visitor.leaves()
    visitor.is_signed_in(supplier)
    page.set_viewport_size(PHONE)
    visitor.goes_to(f"{base}/meetings/requests/")
    visitor.reads("Gears of module 2")
    visitor.follows(str(fair.buyers[0]))
    page.get_by_text("Propose another time or way…").click()
    page.get_by_label("A time that suits").select_option(label="10:00–10:25")
    page.locator("#counter_note").fill("Our engineer comes at ten.")
    visitor.presses("Propose this")
    visitor.reads("They are told what you propose")

    # The buyer agrees: the time proposed is the first to choose.
    visitor.leaves()
    visitor.is_signed_in(buyer)
    visitor.goes_to(f"{base}/meetings/requests/")
    expect(page.locator(".fm-waiting")).to_have_text(re.compile("^1"))
    visitor.follows(str(fair.suppliers[0]))
    visitor.reads("Our engineer comes at ten.")
    page.locator("#accept_time optgroup[label='As proposed'] option").first.wait_for(
        state="attached"
    )
    page.get_by_label("Time of the meeting").select_option(index=1)
    visitor.presses("Agree to meet")
    visitor.reads("Both agree, and the meeting has a time")

    for person in (buyer, supplier):
        visitor.leaves()
        visitor.is_signed_in(person)
        visitor.goes_to(f"{base}/meetings/agenda/")
        visitor.reads("10:00–10:25")
