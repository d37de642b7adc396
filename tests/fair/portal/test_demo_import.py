"""The invented fair goes the way of real files: written, checked and taken in."""

import pytest
from django.core.management import call_command

from fair.editions.choices import Attendance, Side
from fair.editions.models import Participation
from fair.exhibitors.choices import LineState
from fair.exhibitors.models import BoothRegistration, HeldCertificate, ProductLine
from fair.imports.choices import ImportKind
from fair.imports.models import ImportIssue
from fair.imports.workbooks.columns import COLUMNS
from fair.sourcing.models import ComponentNeed
from tests.factories.editions import EditionFactory, HallFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    call_command("load_taxonomy", verbosity=0)
    edition = EditionFactory()
    for code in ("A", "B"):
        HallFactory(edition=edition, code=code)
    return edition


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    directory = tmp_path_factory.mktemp("demo")
    call_command("write_demo_files", directory, verbosity=0)
    return directory


def test_demo_exhibitors_are_imported_without_a_remark(edition, files):
    call_command("import_fair", edition.slug, "exhibitors", files / "exhibitors.xlsx")

    assert list(ImportIssue.objects.all()) == []
    assert Participation.objects.filter(side=Side.SUPPLIER).count() == 250
    assert 720 <= ProductLine.objects.filter(state=LineState.PUBLISHED).count() <= 780
    online = Participation.objects.filter(attendance=Attendance.ONLINE)
    assert BoothRegistration.objects.count() == 250 - online.count()
    assert not BoothRegistration.objects.filter(participation__in=online).exists()
    assert HeldCertificate.objects.count() > 100


def test_demo_buyers_are_imported_without_an_error(edition, files):
    call_command("import_fair", edition.slug, "buyers", files / "buyers.csv")

    assert list(ImportIssue.objects.filter(is_error=True)) == []
    assert Participation.objects.filter(side=Side.BUYER).count() == 40
    assert ComponentNeed.objects.count() >= 100


def test_demo_files_have_the_columns_of_the_import(files):
    header = (files / "exhibitors.csv").read_text(encoding="utf-8-sig").splitlines()[0].split(",")

    assert header == [column.key for column in COLUMNS[ImportKind.EXHIBITORS]]
