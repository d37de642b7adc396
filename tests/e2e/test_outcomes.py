"""After a meeting: both sides note what came of it, each for itself and both together."""

import re

from playwright.sync_api import expect

from fair.outcomes.models import DealStep, MeetingNote, MeetingRating, NoteDraft
from tests.e2e.conftest import Visitor
from tests.factories.whole import WholeFair, whole_fair


def test_both_sides_follow_up_a_meeting(visitor: Visitor):
    fair = whole_fair("OWNFAIR")
    NoteDraft.objects.all().delete()

    the_buyer_begins_a_note_and_comes_back(visitor, fair)
    the_buyer_tells_how_it_was(visitor, fair)
    the_supplier_confirms(visitor, fair)
    the_organiser_reads_figures(visitor, fair)


def the_buyer_begins_a_note_and_comes_back(visitor: Visitor, fair: WholeFair) -> None:
    visitor.is_signed_in(fair.buyer.owner)
    visitor.goes_to(fair.held.get_absolute_url())
    note = visitor.page.get_by_label("Note for your company")
    note.press_sequentially("They hold 0.01 mm")
    visitor.reads("Draft kept at")
    visitor.page.evaluate("document.querySelector('form[data-guard]').remove()")
    visitor.goes_to(fair.held.get_absolute_url())
    expect(visitor.page.get_by_label("Note for your company")).to_have_value("They hold 0.01 mm")


def the_buyer_tells_how_it_was(visitor: Visitor, fair: WholeFair) -> None:
    page = visitor.page
    page.get_by_label("5 – very good").check()
    page.get_by_label("Yes", exact=True).check()
    expect(page.get_by_label("Amount")).to_be_hidden()
    page.get_by_label("Next step already taken").select_option("contract")
    expect(page.get_by_label("Why it came to nothing")).to_be_hidden()
    page.get_by_label("Amount").fill("12,000.50")
    page.get_by_label("Currency").select_option("USD")
    visitor.presses("Save")
    visitor.reads("Thank you, it is saved.")
    visitor.reads("They hold 0.01 mm")
    assert MeetingNote.objects.filter(text="They hold 0.01 mm").count() == 1
    assert MeetingRating.objects.get(side="buyer").stars == 5
    assert not NoteDraft.objects.exists()
    visitor.leaves()


def the_supplier_confirms(visitor: Visitor, fair: WholeFair) -> None:
    visitor.is_signed_in(fair.supplier.owner)
    visitor.goes_to(f"/{fair.edition.slug}/home/")
    visitor.follows("Follow-up")
    table = visitor.page.get_by_role("table").first
    expect(table).to_contain_text("They reported a step: confirm or dispute it.")
    visitor.follows("OWNFAIR buyer")
    visitor.reads("12,000.50")
    expect(visitor.page.locator("main")).not_to_contain_text("They hold 0.01 mm")
    visitor.page.get_by_role("button", name="Confirm", exact=True).first.click()
    visitor.reads("Confirmed.")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(re.compile("OWNFAIR buyer"))
    step = DealStep.objects.with_standing().get(kind="contract")
    assert (step.standing, str(step.value)) == ("confirmed", "12000.50")
    visitor.leaves()


def the_organiser_reads_figures(visitor: Visitor, fair: WholeFair) -> None:
    visitor.is_signed_in(fair.organiser)
    visitor.goes_to(f"/{fair.edition.slug}/meetings/")
    visitor.follows("What came of it")
    visitor.reads("12,000.50")
    expect(visitor.page.locator("main")).not_to_contain_text("They hold 0.01 mm")
