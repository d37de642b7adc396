"""A buyer narrows suppliers down, marks and compares them, in a real browser."""

import pytest
from django.urls import reverse

from fair.editions.choices import Side
from fair.matching.choices import Verdict
from fair.matching.models import MatchVerdict
from tests.factories.accounts import MembershipFactory
from tests.factories.exhibitors import PublishedLineFactory
from tests.factories.matching import MatchFactory
from tests.factories.taxonomy import ProcessFactory
from tests.workers import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def test_buyer_reads_the_points_and_marks_the_match(page, live_server, client):
    turning = ProcessFactory()
    match = MatchFactory()
    # A true match: a verdict has it scored again.
    match.need.processes.set([turning])
    match.line.processes.set([turning])
    client.force_login(MembershipFactory(organisation=match.need.participation.organisation).user)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    address = reverse("matching:match-list", args=[match.run.edition.slug])

    page.goto(live_server.url + address)
    page.get_by_role("link", name=str(match.need)).click()
    page.get_by_text("How the points come about").click()
    assert page.get_by_role("cell", name="30 days").is_visible()
    page.get_by_role("button", name="Must meet").click()

    page.locator("button[aria-pressed=true]", has_text="Must meet").wait_for()
    verdict = MatchVerdict.objects.get()
    assert (verdict.side, verdict.verdict) == (Side.BUYER, Verdict.MUST)

    page.get_by_role("button", name="Must meet").click()

    wait_until(lambda: not MatchVerdict.objects.exists())


@pytest.fixture
def fair(page, live_server, client):
    """Open the matches of a need that five lines fit, as its buyer."""
    turning = ProcessFactory()
    match = MatchFactory()
    match.need.processes.set([turning])
    match.line.processes.set([turning])
    for rank, attendance in enumerate(["online", *["in_person"] * 3], start=2):
        line = PublishedLineFactory(
            participation__edition=match.run.edition,
            participation__attendance=attendance,
            processes=[turning],
        )
        MatchFactory(run=match.run, need=match.need, line=line, nearness=70 - rank)
    client.force_login(MembershipFactory(organisation=match.need.participation.organisation).user)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    arguments = [match.run.edition.slug, match.need.public_id]
    page.goto(live_server.url + reverse("matching:need-matches", args=arguments))
    return match


def test_filters_act_at_once_and_are_taken_off_one_by_one(page, fair):
    page.get_by_text("More filters").click()
    page.get_by_label("Attendance").select_option("online")

    page.locator("#found", has_text="1 entry").wait_for()
    assert page.locator("[data-match]").count() == 1
    assert "attendance=online" in page.url

    page.get_by_role("link", name="Attendance: Online").click()

    page.locator("#found", has_text="5 entries").wait_for()
    assert "attendance" not in page.url


def test_matches_are_judged_by_keys_while_the_focus_is_in_one(page, fair):
    first, second = (page.locator("[data-match]").nth(at) for at in range(2))

    page.keyboard.press("m")
    first.locator("h2 a").focus()
    page.keyboard.press("j")
    page.keyboard.press("n")

    second.locator("button[aria-pressed=true]", has_text="Nice to meet").wait_for()
    assert MatchVerdict.objects.get().verdict == Verdict.NICE
    page.keyboard.press("u")
    second.get_by_text("Taken back.").wait_for()
    assert not MatchVerdict.objects.exists()


def test_keys_are_letters_while_a_note_is_written(page, fair):
    first = page.locator("[data-match]").first
    first.get_by_role("button", name="Not interested").click()
    first.get_by_label("Note").fill("")
    first.get_by_label("Note").press_sequentially("mnxu")
    first.get_by_label("Why?").select_option("price")
    first.get_by_role("button", name="Save", exact=True).click()

    wait_until(lambda: MatchVerdict.objects.get().note == "mnxu")
    assert MatchVerdict.objects.get().reason == "price"


def test_enter_in_a_note_keeps_the_verdict(page, fair):
    first = page.locator("[data-match]").first
    first.get_by_role("button", name="Not interested").click()
    first.get_by_label("Note").fill("too far away")
    first.get_by_label("Note").press("Enter")

    wait_until(lambda: MatchVerdict.objects.get().note == "too far away")
    assert MatchVerdict.objects.get().verdict == Verdict.NO


def test_no_more_are_ticked_than_fit_side_by_side(page, fair):
    boxes = page.locator("input[form=compare]")
    for at in range(4):
        boxes.nth(at).check()

    assert boxes.nth(4).is_disabled()
    page.get_by_role("button", name="Compare those ticked").click()

    page.get_by_role("heading", name="Suppliers side by side").wait_for()
    assert page.locator(".fm-compare thead th").count() == 6
    assert page.get_by_role("button", name="Print").is_visible()
