"""Who sees which entries of the menu."""

from types import SimpleNamespace

import pytest

from fair.editions.access import Standing
from fair.portal.navigation import (
    EDITION_MENU,
    EVERYBODY,
    UNFOLDED,
    account_links,
    edition_links,
    folded,
    roles_of,
)

ANONYMOUS = SimpleNamespace(is_authenticated=False)
PERSON = SimpleNamespace(is_authenticated=True)
EDITION = SimpleNamespace(slug="hanoi-2024")


def test_roles_of_a_visitor():
    assert roles_of(ANONYMOUS, Standing()) == {"visitor"}


def test_roles_of_a_supplier_who_also_organises():
    standing = Standing((SimpleNamespace(side="supplier"),), is_organiser=True)

    assert roles_of(PERSON, standing) == {"member", "supplier", "organiser"}


def test_standing_without_participation_has_no_side():
    assert Standing().on_side("supplier") is None
    assert Standing().on_side("buyer") is None


def test_the_entry_of_the_page_is_marked_once():
    links = edition_links(EDITION, roles=frozenset({"visitor"}), path="/hanoi-2024/")

    assert [link.url for link in links if link.is_current] == ["/hanoi-2024/"]


def test_every_entry_leads_to_a_page():
    links = edition_links(EDITION, roles=EVERYBODY, path="/hanoi-2024/meetings/agenda/")

    assert len(links) == len(EDITION_MENU)
    assert [str(link.label) for link in links if link.is_current] == ["Agenda"]


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("exhibit/certificates/", ["Our products"]),
        ("exhibit/booth/", ["Our booth"]),
        ("meetings/7d147a63-42c9-450d-81fc-d19c4354c66d/", ["Agenda"]),
        ("taking-part/", ["Home"]),
        ("needs/7d147a63-42c9-450d-81fc-d19c4354c66d/", ["Needs"]),
        ("somewhere/else/", []),
    ],
)
def test_a_page_without_entry_belongs_to_the_nearest(path, marked):
    roles = frozenset({"member", "supplier"})

    links = edition_links(EDITION, roles=roles, path=f"/hanoi-2024/{path}")

    assert [str(link.label) for link in links if link.is_current] == marked


def test_meetings_belong_to_the_organisers_list_where_there_is_one():
    path = "/hanoi-2024/meetings/7d147a63-42c9-450d-81fc-d19c4354c66d/"

    links = edition_links(EDITION, roles=frozenset({"member", "organiser"}), path=path)

    assert [str(link.label) for link in links if link.is_current] == ["Meetings"]


def shown(*roles: str, path: str = "") -> list[tuple[str, list[str]]]:
    """Return the menu as it is drawn: each heading with what is under it, "" for a link alone."""
    links = edition_links(EDITION, roles=frozenset(roles), path=f"/hanoi-2024/{path}")
    return [
        (str(fold.group.label) if fold.group else "", [str(link.label) for link in fold.links])
        for fold in folded(links)
    ]


def test_short_menu_is_not_folded():
    assert shown("visitor") == [("", ["The fair"]), ("", ["Exhibitors"]), ("", ["Needs"])]
    assert len(shown("visitor", "member")) <= UNFOLDED


def test_long_menu_is_folded_by_its_groups():
    assert shown("member", "organiser")[:4] == [
        ("", ["Home"]),
        ("The fair", ["The fair", "Exhibitors", "Needs"]),
        ("Companies", ["Participants", "Booths", "Import"]),
        ("Meetings", ["Matching", "Planning", "Meetings"]),
    ]


def test_group_of_the_page_is_marked():
    links = edition_links(
        EDITION, roles=frozenset({"member", "organiser"}), path="/hanoi-2024/imports/new/"
    )

    assert [str(fold.group.label) for fold in folded(links) if fold.is_current] == ["Companies"]


def test_administration_is_offered_to_staff_only():
    labels = [
        [str(link.label) for link in account_links(person)]
        for person in (
            SimpleNamespace(is_authenticated=True, is_staff=False),
            SimpleNamespace(is_authenticated=True, is_staff=True),
        )
    ]

    assert [("Administration" in each) for each in labels] == [False, True]


def test_visitors_have_no_account_menu():
    assert account_links(ANONYMOUS) == []
