"""Set up the demo fair: edition, venue, companies through the import, booths and log-ins."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import yaml
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.db import transaction

from accounts.choices import Role
from accounts.models import Membership, Organisation, User
from fair.editions.choices import EditionState
from fair.editions.models import Booth, Edition, Participation
from fair.editions.services.lifecycle import advance_edition, lay_out_days
from fair.editions.services.venue import BoothGrid, lay_out_hall
from fair.exhibitors.models import BoothRegistration
from fair.exhibitors.services.booths import allot_all_by_wish, allot_booth
from fair.imports import services as imports
from fair.imports.choices import ImportKind, ImportState
from fair.imports.selectors import spreadsheet
from fair.portal.management.demo.buyers import buyer_rows
from fair.portal.management.demo.suppliers import supplier_rows
from fair.sourcing.choices import Visibility
from fair.sourcing.models import ComponentNeed

PASSWORD = "fairmatch-demo"  # noqa: S105 - printed for whoever starts the demo
ORGANISER_EMAIL = "organiser@fair.example"
WEDNESDAY = 2
DAYS_AHEAD = 60
TABLES_PER_HALL = 12
INVITED_PER_NEED = 6
LANGUAGE_OF_COUNTRY = {"VN": "vi", "JP": "ja", "KR": "ko", "CN": "zh-hans", "TW": "zh-hans"}


class ImportFailed(Exception):
    """The demo's own spreadsheets were refused."""


def first_day(today: date) -> date:
    """Return a Wednesday about two months ahead: the fair is always still to come."""
    earliest = today + timedelta(days=DAYS_AHEAD)
    return earliest + timedelta(days=(WEDNESDAY - earliest.weekday()) % 7)


@transaction.atomic
def set_up_edition(*, today: date) -> Edition:
    """Make the organiser, its login and an edition that is open for registration."""
    texts = yaml.safe_load((Path(__file__).parent / "edition.yaml").read_text("utf-8"))
    starts_on = first_day(today)
    year = starts_on.year
    edition = Edition.objects.create(
        slug=f"hanoi-{year}",
        title={code: f"{text} {year}" for code, text in texts["title"].items()},
        intro=texts["intro"],
        year=year,
        organiser=_make_organiser(texts["organiser"]),
        venue_name=texts["venue"],
        city="Hà Nội",
        contact_email=ORGANISER_EMAIL,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=1),
    )
    lay_out_days(edition)
    for code, name in texts["halls"].items():
        grid = BoothGrid(rows=8, booths_per_row=17)
        hall = lay_out_hall(edition, code=code, grid=grid, table_count=TABLES_PER_HALL)
        hall.name = name
        hall.save(update_fields=["name"])
    advance_edition(edition)
    return edition


def _make_organiser(names: dict[str, str]) -> Organisation:
    agency = Organisation.objects.create(
        legal_name=names["vi"], names=names, country="VN", province="Hà Nội", is_organiser=True
    )
    person = User.objects.create_user(
        ORGANISER_EMAIL, PASSWORD, full_name="Nguyễn Thu Hà", language="vi", is_staff=True
    )
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    Membership.objects.create(user=person, organisation=agency, role=Role.OWNER)
    return agency


def import_companies(edition: Edition, *, kind: ImportKind, seed: int, count: int) -> str:
    """Write the invented companies into a spreadsheet and import it; say how many there are.

    Raise ImportFailed where the import refuses it.
    """
    days = [edition.starts_on, edition.ends_on]
    rng = Random(f"{seed}-{kind}")  # noqa: S311 - invented companies, not secrets
    rows = (
        supplier_rows(rng, edition_dates=days, companies=count)
        if kind is ImportKind.EXHIBITORS
        else buyer_rows(rng, edition_dates=days, buyers=count)
    )
    file = ContentFile(spreadsheet(kind, rows, language="vi"), name=f"{kind}.xlsx")
    upload = imports.Upload(kind=kind, file=file)
    run = imports.run_here(imports.keep_upload(edition, upload=upload, actor=None))
    errors = [str(issue) for issue in run.issues.filter(is_error=True)[:5]]
    if errors:
        raise ImportFailed("; ".join(errors))
    imports.queue_take_in(run)
    imports.run_here(run)
    if run.state != ImportState.IMPORTED:
        raise ImportFailed(run.error_text)
    return f"{run.figures['companies_new']} companies in {run.figures['rows']} rows"


@transaction.atomic
def allot_booths(edition: Edition, *, now: datetime) -> int:
    """Allot booths by wish, and any free one to whose wish none is left; return how many."""
    allotted = len(allot_all_by_wish(edition, now=now))
    free = Booth.objects.filter(hall__edition=edition, is_active=True, registration=None)
    waiting = BoothRegistration.objects.unallotted().filter(participation__edition=edition)
    pairs = zip(waiting.order_by("id"), free.order_by("hall__code", "code"), strict=False)
    for registration, booth in list(pairs):
        allot_booth(registration, booth=booth, now=now)
        allotted += 1
    return allotted


@transaction.atomic
def invite_suppliers(edition: Edition) -> int:
    """Invite a few suppliers that do the process to each need for invited ones; return how many.

    The spreadsheet has no column for them: buyers choose whom they invite on the need's page.
    """
    count = 0
    needs = ComponentNeed.objects.filter(
        participation__edition=edition, visibility=Visibility.INVITED
    )
    for need in needs.order_by("id"):
        able = Organisation.objects.filter(
            participations__edition=edition,
            participations__product_lines__processes__in=need.processes.all(),
        )
        invited = able.distinct().order_by("id")[:INVITED_PER_NEED]
        need.invited_organisations.set(invited)
        count += len(invited)
    return count


@transaction.atomic
def make_logins(edition: Edition) -> int:
    """Give every company's contact person a login with the demo's password; return how many."""
    participations = list(
        Participation.objects.filter(edition=edition)
        .exclude(organisation__contact_email="")
        .select_related("organisation")
        .order_by("id")
    )
    # Hashing takes long on purpose; the demo's one password is hashed once.
    hashed = make_password(PASSWORD)
    organisations = {row.organisation.contact_email: row.organisation for row in participations}
    users = User.objects.bulk_create(
        _user(organisation, password=hashed) for organisation in organisations.values()
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    Membership.objects.bulk_create(_memberships(users, organisations.values()))
    return len(users)


def close_registration(edition: Edition) -> None:
    """Move the edition on until meetings can be planned."""
    while edition.state != EditionState.SCHEDULING:
        advance_edition(edition)


def _user(organisation: Organisation, *, password: str) -> User:
    language = LANGUAGE_OF_COUNTRY.get(str(organisation.country), "en")
    return User(
        email=organisation.contact_email,
        full_name=organisation.contact_name,
        phone=organisation.contact_phone,
        language=language,
        password=password,
    )


def _memberships(
    users: Sequence[User], organisations: Iterable[Organisation]
) -> Iterable[Membership]:
    pairs = zip(users, organisations, strict=True)
    return [Membership(user=user, organisation=own, role=Role.OWNER) for user, own in pairs]
