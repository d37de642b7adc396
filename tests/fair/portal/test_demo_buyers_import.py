"""The demo buyers come in through the same door as real spreadsheets."""

from datetime import date
from decimal import Decimal
from random import Random

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command

from fair.editions.models import Participation
from fair.imports import services
from fair.imports.choices import ImportKind
from fair.imports.jobs import execute_import
from fair.imports.workbooks.columns import BUYER_COLUMNS
from fair.imports.workbooks.templates import filled
from fair.portal.management.demo.buyers import buyer_rows
from fair.sourcing.models import ComponentNeed
from tests.factories.editions import EditionFactory


@pytest.fixture
def rows():
    fair = [date(2027, 9, 15), date(2027, 9, 17)]
    return buyer_rows(Random(1), edition_dates=fair)  # noqa: S311 – no secrets


@pytest.fixture
def edition():
    call_command("load_taxonomy", verbosity=0)
    return EditionFactory()


def imported(edition, rows):
    file = ContentFile(filled(ImportKind.BUYERS, rows, language="vi"), name="buyers.xlsx")
    run = services.request_check(edition, kind=ImportKind.BUYERS, file=file, actor=None)
    execute_import(run.pk)
    assert [str(issue) for issue in run.issues.all()] == []
    run.refresh_from_db()
    services.request_take_in(run)
    execute_import(run.pk)
    run.refresh_from_db()
    return run.figures


def test_rows_have_the_columns_of_the_spreadsheet(rows):
    assert set(rows[0]) == {column.key for column in BUYER_COLUMNS}


@pytest.mark.django_db
def test_rows_are_taken_in_without_an_issue_and_a_second_time_change_what_is_there(edition, rows):
    first = imported(edition, rows)
    second = imported(edition, rows)

    assert (first["companies_new"], first["items_new"]) == (40, 128)
    assert (second["companies_new"], second["companies_changed"]) == (0, 40)
    assert (second["items_new"], second["items_changed"]) == (0, 128)
    assert (Participation.objects.count(), ComponentNeed.objects.count()) == (40, 128)


@pytest.mark.django_db
def test_buyer_and_need_taken_in_keep_what_was_written(edition, rows):
    imported(edition, rows)

    need = ComponentNeed.objects.get(external_key="pinyon-mask-cushion")
    buyer = Participation.objects.get(external_key="kirishiro")
    asked = need.need_certifications.values_list("certification__code", "is_required")

    assert need.title == {"en": "CPAP mask cushion, liquid silicone, wall 0.4 mm at the lip"}
    assert [process.code for process in need.processes.all()] == ["RB.LSR"]
    assert [material.code for material in need.materials.all()] == ["RB.SIL.LSR"]
    assert need.tolerance_mm == Decimal("0.0508")
    assert need.production_starts_on == date(2028, 8, 1)
    assert list(asked) == [("ISO13485", True)]
    assert need.meeting_places == ["online"]
    assert buyer.organisation.names["ja"] == "キリシロ・イメージング・ベトナム"
    assert buyer.organisation.languages == ["ja", "vi", "en"]
    assert (buyer.parallel_meetings, buyer.max_meetings_total) == (3, 26)
