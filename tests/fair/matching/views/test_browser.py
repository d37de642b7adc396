"""A buyer reads why a supplier fits and marks it, in a real browser."""

import pytest
from django.urls import reverse

from fair.editions.choices import Side
from fair.matching.choices import Verdict
from fair.matching.models import MatchVerdict
from tests.factories.accounts import MembershipFactory
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
