"""The main pages as a browser sees them: accessible, without errors, within a telephone's width."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from accounts.models import User
from fair.attendance.choices import PlaceKind
from fair.attendance.selectors import code_of_person, code_of_place
from tests.e2e.conftest import DESKTOP, PHONE, Visitor
from tests.factories.editions import EditionFactory
from tests.factories.whole import WholeFair, whole_fair

# What WCAG 2.2 A and AA demand; axe calls the worst of it serious or critical.
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
GRAVE = {"serious", "critical"}

# Whose pages, and which; an argument is taken from the fair.
Pages = list[tuple[str, Callable[[WholeFair], object] | None]]

EVERYBODYS: Pages = [
    ("portal:edition-list", None),
    ("portal:fair", None),
    ("portal:exhibitor-list", None),
    ("portal:exhibitor-detail", lambda fair: fair.supplier.participation.public_id),
    ("exhibitors:line-detail", lambda fair: fair.line.public_id),
    ("portal:need-list", None),
    ("attendance:screen", lambda fair: fair.screen.public_id),
    ("account_login", None),
    ("account_signup", None),
    ("account_reset_password", None),
]
MEMBERS: Pages = [
    ("accounts:profile", None),
    ("accounts:organisation-create", None),
    ("account_email", None),
    ("account_change_password", None),
    ("mfa_index", None),
    ("usersessions_list", None),
    ("portal:home", None),
    ("editions:apply", None),
    ("matching:match-list", None),
    ("attendance:today", None),
    ("attendance:code", None),
    ("attendance:place", lambda fair: code_of_place(PlaceKind.TABLE, fair.table.pk)),
    ("meetings:agenda", None),
    ("meetings:calendar", None),
    ("meetings:meeting-list", None),
    ("meetings:meeting-detail", lambda fair: fair.meeting.public_id),
    ("meetings:request-list", None),
    ("meetings:request-detail", lambda fair: fair.request.public_id),
    ("outcomes:follow-up", None),
    ("outcomes:tell", lambda fair: fair.held.public_id),
    (
        "outcomes:pair",
        lambda fair: [fair.buyer.participation.public_id, fair.supplier.participation.public_id],
    ),
    ("conferencing:lobby", lambda fair: fair.online_meeting.public_id),
]
SUPPLIERS: Pages = [
    *MEMBERS,
    (
        "accounts:organisation-detail",
        lambda fair: fair.supplier.participation.organisation.public_id,
    ),
    ("accounts:organisation-edit", lambda fair: fair.supplier.participation.organisation.public_id),
    ("editions:participation", lambda fair: fair.supplier.participation.public_id),
    ("editions:delegate-create", lambda fair: fair.supplier.participation.public_id),
    ("meetings:availability", lambda fair: fair.supplier.participation.public_id),
    ("outcomes:step-correct", lambda fair: fair.step.public_id),
    ("exhibitors:registration", None),
    ("exhibitors:line-list", None),
    ("exhibitors:line-create", None),
    ("exhibitors:line-edit", lambda fair: fair.line.public_id),
    ("exhibitors:certificate-list", None),
    ("exhibitors:certificate-edit", lambda fair: fair.certificate.public_id),
    ("matching:line-matches", lambda fair: fair.line.public_id),
    ("sourcing:need-detail", lambda fair: fair.need.public_id),
]
BUYERS: Pages = [
    ("sourcing:access-log", lambda fair: fair.need.public_id),
    ("portal:home", None),
    ("sourcing:own-list", None),
    ("sourcing:need-create", None),
    ("sourcing:need-edit", lambda fair: fair.need.public_id),
    ("sourcing:need-detail", lambda fair: fair.need.public_id),
    ("matching:match-list", None),
    ("matching:need-matches", lambda fair: fair.need.public_id),
    ("matching:shortlist", lambda fair: fair.need.public_id),
    ("matching:compare", lambda fair: fair.need.public_id),
    ("matching:match-detail", lambda fair: [fair.need.public_id, fair.line.public_id]),
    ("meetings:agenda", None),
]
ORGANISERS: Pages = [
    ("meetings:request-desk", None),
    ("portal:home", None),
    ("editions:participation-list", None),
    ("conferencing:kiosk-list", None),
    ("exhibitors:booth-desk", None),
    ("matching:run-list", None),
    ("matching:gap-report", None),
    ("outcomes:report", None),
    ("outcomes:rules", None),
    ("meetings:plan-list", None),
    ("meetings:plan-detail", lambda fair: fair.plan.public_id),
    ("meetings:plan-board", lambda fair: fair.plan.public_id),
    ("meetings:plan-edits", lambda fair: fair.plan.public_id),
    ("meetings:plan-quality", lambda fair: fair.plan.public_id),
    ("meetings:plan-difference", lambda fair: fair.plan.public_id),
    ("meetings:plan-what-if", None),
    ("meetings:plan-compare", None),
    ("meetings:participation-agenda", lambda fair: fair.buyer.participation.public_id),
    ("attendance:board", None),
    ("attendance:screen-list", None),
    ("attendance:sheets", lambda fair: [fair.table.hall_id, "t"]),
    ("attendance:person", lambda fair: code_of_person(fair.edition, fair.supplier.owner)),
    ("imports:run-list", None),
    ("imports:run-create", None),
    ("imports:run-detail", lambda fair: fair.upload.public_id),
    ("meetings:paper-list", None),
]
WHOSE: dict[str, tuple[Callable[[WholeFair], User] | None, Pages]] = {
    "everybody": (None, EVERYBODYS),
    "supplier": (lambda fair: fair.supplier.owner, SUPPLIERS),
    "buyer": (lambda fair: fair.buyer.owner, BUYERS),
    "organiser": (lambda fair: fair.organiser, ORGANISERS),
}


def address(fair: WholeFair, name: str, of: Callable[[WholeFair], object] | None) -> str:
    if ":" not in name or name.startswith("accounts:") or name == "portal:edition-list":
        return reverse(name, args=[of(fair)] if of else [])
    arguments = of(fair) if of else []
    return reverse(
        name,
        args=[fair.edition.slug, *(arguments if isinstance(arguments, list) else [arguments])],
    )


@pytest.mark.parametrize("whose", WHOSE)
def test_pages(visitor: Visitor, whose: str):
    fair = whole_fair("OWNFAIR")
    EditionFactory()  # the list of editions leads straight to an only one
    person, pages = WHOSE[whose]
    if person:
        visitor.is_signed_in(person(fair))
    found: dict[str, list[str]] = {}

    for name, of in pages:
        url = address(fair, name, of)
        visitor.page.set_viewport_size(DESKTOP)
        visitor.goes_to(url)
        assert visitor.page.url == visitor.site + url  # not the log-in page
        troubles = [*violations(visitor), *widths(visitor)]
        visitor.page.set_viewport_size(PHONE)
        troubles += [*violations(visitor), *widths(visitor)]
        if troubles:
            found[name] = sorted(set(troubles))

    assert found == {}


def violations(visitor: Visitor) -> list[str]:
    """Return what axe finds grave on the page, with the first place of each."""
    result = Axe().run(visitor.page, options=RULES)
    return [
        f"{each['id']}: {each['nodes'][0]['html']}"
        for each in result.response["violations"]
        if each["impact"] in GRAVE
    ]


def widths(visitor: Visitor) -> list[str]:
    """Return by how much the page is wider than the window, if it is."""
    page = visitor.page
    excess = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    width = page.viewport_size["width"] if page.viewport_size else 0
    return [f"{excess} px too wide at {width} px"] if excess > 0 else []


def test_the_check_finds_what_is_planted(visitor: Visitor):
    visitor.goes_to("/accounts/login/")

    visitor.page.evaluate(
        """() => {
            const wide = document.createElement("img");
            wide.style.minWidth = "3000px";
            document.querySelector("main").append(wide);
        }"""
    )

    assert [found.split(":")[0] for found in violations(visitor)] == ["image-alt"]
    assert len(widths(visitor)) == 1


def test_the_visitor_notices_what_no_page_may_do(visitor: Visitor):
    visitor.goes_to("/accounts/login/")

    visitor.page.evaluate(
        """async () => {
            document.body.style.cssText = "color: red";
            document.body.setAttribute("style", "color: red");
            await fetch("http://fair.example/").catch(() => null);
            await fetch("/nowhere-to-be-found/");
        }"""
    )

    kinds = {trouble.split(":")[0] for trouble in visitor.troubles}
    visitor.troubles.clear()
    assert kinds == {"console", "404"}
