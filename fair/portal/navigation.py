"""What the menu holds, for whom: one table."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from types import MappingProxyType
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fair.editions.access import Standing


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that stand together and, in a long menu, fold into one."""

    label: str | Promise
    icon: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu: where it leads, who sees it, and pages of which paths it stands for.

    `covers` are beginnings of paths within the edition, besides the entry's own.
    """

    label: str | Promise
    url_name: str
    icon: str
    audience: frozenset[str]
    covers: tuple[str, ...] = ()
    group: Group | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """An entry with its address on one page."""

    label: str | Promise
    url: str
    icon: str
    covers: tuple[str, ...] = ()
    is_current: bool = False
    group: Group | None = None
    # How many things wait there for the reader.
    count: int = 0


@dataclass(frozen=True, slots=True)
class Fold:
    """Links under the heading of their group; without a group, a link by itself."""

    links: tuple[Link, ...]
    group: Group | None = None

    @property
    def is_current(self) -> bool:
        return any(link.is_current for link in self.links)


EVERYBODY = frozenset({"visitor", "member", "supplier", "buyer", "organiser"})
SIGNED_IN = EVERYBODY - {"visitor"}
SUPPLIER = frozenset({"supplier"})
BUYER = frozenset({"buyer"})
PARTICIPANTS = SUPPLIER | BUYER
ORGANISER = frozenset({"organiser"})

THE_FAIR = Group(_("The fair"), "info-circle")
COMPANIES = Group(_("Companies"), "users")
MEETINGS = Group(_("Meetings"), "calendar-event")

# So many links stand side by side in every language; a longer menu is folded by its groups.
UNFOLDED = 5

REQUESTS = "meetings:request-list"

EDITION_MENU = (
    Entry(_("Home"), "portal:home", "home", SIGNED_IN, ("taking-part/",)),
    Entry(_("The fair"), "portal:fair", "info-circle", EVERYBODY, group=THE_FAIR),
    Entry(
        _("Exhibitors"),
        "portal:exhibitor-list",
        "building-factory-2",
        EVERYBODY,
        group=THE_FAIR,
    ),
    Entry(_("Needs"), "portal:need-list", "clipboard-list", EVERYBODY, group=THE_FAIR),
    Entry(_("Our booth"), "exhibitors:registration", "building-store", SUPPLIER),
    Entry(_("Our products"), "exhibitors:line-list", "packages", SUPPLIER, ("exhibit/",)),
    Entry(_("Our needs"), "sourcing:own-list", "list-check", BUYER, ("needs/new/",)),
    Entry(_("Matches"), "matching:match-list", "target-arrow", PARTICIPANTS),
    Entry(_("Requests"), REQUESTS, "mail", PARTICIPANTS),
    Entry(_("Agenda"), "meetings:agenda", "calendar-event", PARTICIPANTS, ("meetings/", "online/")),
    Entry(_("Follow-up"), "outcomes:follow-up", "heart-handshake", PARTICIPANTS),
    Entry(_("Participants"), "editions:participation-list", "users", ORGANISER, group=COMPANIES),
    Entry(_("Booths"), "exhibitors:booth-desk", "map-2", ORGANISER, group=COMPANIES),
    Entry(_("Import"), "imports:run-list", "file-spreadsheet", ORGANISER, group=COMPANIES),
    Entry(
        _("Matching"),
        "matching:run-list",
        "target-arrow",
        ORGANISER,
        ("matches/gaps/", "matches/weights/"),
        group=MEETINGS,
    ),
    Entry(_("Planning"), "meetings:plan-list", "calendar-event", ORGANISER, group=MEETINGS),
    Entry(
        _("Meetings"),
        "meetings:meeting-list",
        "list-check",
        ORGANISER,
        ("follow-up/report/", "follow-up/with/"),
        group=MEETINGS,
    ),
    Entry(_("The day"), "attendance:board", "flag", ORGANISER, ("day/",)),
)

ACCOUNT_MENU = (
    Entry(_("You and your organisations"), "accounts:profile", "users-group", SIGNED_IN),
    Entry(_("E-mail addresses"), "account_email", "mail", SIGNED_IN),
    Entry(_("Password"), "account_change_password", "key", SIGNED_IN),
    Entry(_("Two-factor sign-in"), "mfa_index", "shield-check", SIGNED_IN),
    Entry(_("Where you are signed in"), "usersessions_list", "device-laptop", SIGNED_IN),
)


def roles_of(user: Any, standing: Standing) -> frozenset[str]:
    """Return which audiences of the menu `user` belongs to."""
    if not user.is_authenticated:
        return frozenset({"visitor"})
    sides = {participation.side for participation in standing.participations}
    return frozenset({"member", *sides, *(["organiser"] if standing.is_organiser else [])})


def edition_links(
    edition: Any, *, roles: frozenset[str], path: str, counts: Mapping[str, int] | None = None
) -> list[Link]:
    """Return the menu of an edition's pages; the entry of the page at `path` is marked.

    `counts` tells by an entry's `url_name` how many things wait there for the reader.
    """
    links = list(_links(EDITION_MENU, roles=roles, args=[edition.slug], counts=counts or {}))
    fair = reverse("portal:fair", args=[edition.slug])
    reaches = [_reach(link, fair=fair, path=path) for link in links]
    furthest = max(reaches, default=0)
    return [
        replace(link, is_current=0 < reach == furthest)
        for link, reach in zip(links, reaches, strict=True)
    ]


def folded(links: Sequence[Link]) -> list[Fold]:
    """Put links that follow each other in one group under its heading, where the menu is long."""
    if len(links) <= UNFOLDED:
        return [Fold((link,)) for link in links]
    folds: list[Fold] = []
    for group, members in groupby(links, key=lambda link: link.group):
        together = tuple(members)
        if group is None or len(together) == 1:
            folds += [Fold((link,)) for link in together]
        else:
            folds.append(Fold(together, group))
    return folds


def account_links(user: Any) -> list[Link]:
    """Return the menu of the user's own pages; who may, finds the administration at its end.

    A visitor has none.
    """
    if not user.is_authenticated:
        return []
    links = list(_links(ACCOUNT_MENU, roles=SIGNED_IN, args=[]))
    if user.is_staff:
        links.append(Link(_("Administration"), reverse("admin:index"), "settings"))
    return links


def _reach(link: Link, *, fair: str, path: str) -> int:
    """Return how much of `path` the entry stands for, in characters; 0 where it does not.

    Every path of an edition begins with that of the fair, which stands for its own page only.
    """
    if link.url == fair:
        return len(path) if path == fair else 0
    beginnings = (link.url, *(f"{fair}{covered}" for covered in link.covers))
    return max((len(each) for each in beginnings if path.startswith(each)), default=0)


def _links(
    entries: Iterable[Entry],
    *,
    roles: frozenset[str],
    args: list[str],
    counts: Mapping[str, int] = MappingProxyType({}),
) -> Iterator[Link]:
    for entry in entries:
        if entry.audience & roles:
            url = reverse(entry.url_name, args=args)
            yield Link(
                entry.label,
                url,
                entry.icon,
                entry.covers,
                group=entry.group,
                count=counts.get(entry.url_name, 0),
            )
