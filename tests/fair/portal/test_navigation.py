"""Who sees which entries of the menu."""

from types import SimpleNamespace

from fair.editions.access import Standing
from fair.portal.navigation import EDITION_MENU, EVERYBODY, account_links, edition_links, roles_of

ANONYMOUS = SimpleNamespace(is_authenticated=False)
PERSON = SimpleNamespace(is_authenticated=True)
EDITION = SimpleNamespace(slug="hanoi-2024")


def test_roles_of_a_visitor():
    assert roles_of(ANONYMOUS, Standing()) == {"visitor"}


def test_roles_of_a_supplier_who_also_organises():
    standing = Standing((SimpleNamespace(side="supplier"),), is_organiser=True)

    assert roles_of(PERSON, standing) == {"member", "supplier", "organiser"}


def test_standing_without_participation_has_no_side():
    assert Standing().supplier is None
    assert Standing().buyer is None


def test_the_entry_of_the_page_is_marked_once():
    links = edition_links(EDITION, roles=frozenset({"visitor"}), path="/hanoi-2024/")

    assert [link.url for link in links if link.is_current] == ["/hanoi-2024/"]


def test_every_entry_leads_to_a_page():
    links = edition_links(EDITION, roles=EVERYBODY, path="/hanoi-2024/meetings/agenda/")

    assert len(links) == len(EDITION_MENU)
    assert [str(link.label) for link in links if link.is_current] == ["Agenda"]


def test_administration_is_offered_to_staff_only():
    labels = [
        [str(link.label) for link in account_links(SimpleNamespace(is_staff=is_staff))]
        for is_staff in (False, True)
    ]

    assert [("Administration" in each) for each in labels] == [False, True]
