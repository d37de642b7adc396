"""A buyer books a free time, moves it, and meets another supplier at the booth in two taps."""

from fair.meetings.services.parties import ensure_parties
from tests.e2e.conftest import PHONE, Visitor
from tests.factories.accounts import MembershipFactory
from tests.factories.meetings import small_fair


def test_buyer_books_moves_and_walks_in(visitor: Visitor):
    fair = small_fair(buyers=1, suppliers=2, state="scheduling")
    ensure_parties(fair.edition)
    buyer = MembershipFactory(organisation=fair.buyers[0].organisation).user
    base = f"/{fair.edition.slug}"
    page = visitor.page
    visitor.is_signed_in(buyer)

    visitor.goes_to(f"{base}/exhibitors/{fair.suppliers[0].public_id}/")
    visitor.follows("Book a meeting")
    page.get_by_label("09:30–09:55").check()
    visitor.presses("Book")
    visitor.reads("The meeting is booked; both sides are told.")

    visitor.follows("Move or swap")
    page.get_by_label("10:30–10:55").check()
    visitor.presses("Move")
    visitor.reads("The meeting is moved; both sides are told.")

    page.set_viewport_size(PHONE)
    visitor.goes_to(f"{base}/meetings/meet/{fair.suppliers[1].public_id}/")
    page.get_by_role("button").filter(has_text="09:00").click()
    visitor.reads("You have a meeting; both sides are told.")
    visitor.goes_to(f"{base}/meetings/meet/{fair.buyers[0].public_id}/code/")
    visitor.reads("Scan to meet us now")
