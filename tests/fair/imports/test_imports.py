import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from accounts.models import Organisation
from fair.common.runs import LEASE
from fair.editions.choices import ParticipationStatus
from fair.editions.models import Participation
from fair.exhibitors.models import BoothRegistration, HeldCertificate, ProductLine
from fair.exhibitors.signals import product_lines_changed
from fair.imports import services
from fair.imports.choices import ImportKind, ImportPhase, ImportState
from fair.imports.jobs import execute_import
from fair.imports.models import ImportRun
from fair.imports.workbooks.columns import COLUMNS
from fair.notifications.models import Notice
from fair.sourcing.models import ComponentNeed
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.editions import EditionFactory, HallFactory, SupplierFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def vocabulary():
    call_command("load_taxonomy", verbosity=0)


@pytest.fixture
def edition():
    edition = EditionFactory()
    HallFactory(edition=edition, code="A")
    return edition


@pytest.fixture
def organiser(edition):
    return MembershipFactory(organisation=edition.organiser).user


LINE = {
    "company_key": "S1",
    "company_name": "Công ty TNHH Kim Long",
    "name_en": "Kim Long Co.",
    "country": "VN",
    "tax_code": "0109999991",
    "languages": "vi, en",
    "contact_email": "linh@kimlong.example",
    "booth_type": "corner",
    "hall_wish": "A",
    "certificates": "ISO 9001 | VN-1 | CNC | 2025-03-01 | 2028-02-29",
    "line_key": "S1-1",
    "line_title_vi": "Tiện CNC",
    "processes": "MC.TUR; MC.MIL",
    "materials": "SUS304",
    "tolerance_mm": 0.02,
    "capacity_per_month": 80000,
    "free_capacity_per_month": 20000,
}
SECOND_LINE = {"company_key": "S1", "line_key": "S1-2", "line_title_en": "Milling"}
NEED = {
    "company_key": "B1",
    "company_name": "Sakura Denki",
    "country": "JP",
    "need_key": "B1-1",
    "need_title_ja": "ステンレスシャフト",
    "processes": "MC.TUR",
    "required_certificates": "ISO 9001",
    "preferred_certificates": "ISO 14001; ISO 9001",
    "annual_volume_pcs": 240000,
    "production_starts_on": "2028-01-15",
    "visibility": "public",
}


def xlsx(*rows, kind=ImportKind.EXHIBITORS):
    columns = [column.key for column in COLUMNS[kind]]
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(columns)
    for row in rows:
        sheet.append([row.get(key) for key in columns])
    buffer = io.BytesIO()
    workbook.save(buffer)
    return ContentFile(buffer.getvalue(), name="fair.xlsx")


def check(edition, *rows, kind=ImportKind.EXHIBITORS, file=None, actor=None, **options):
    upload = services.Upload(kind=kind, file=file or xlsx(*rows, kind=kind), **options)
    return services.run_here(services.keep_upload(edition, upload=upload, actor=actor))


def take_in(edition, *rows, **options):
    run = check(edition, *rows, **options)
    assert [str(issue) for issue in run.issues.filter(is_error=True)] == []
    services.queue_take_in(run)
    services.run_here(run)
    assert run.state == ImportState.IMPORTED, run.error_text
    return run


def errors_of(run):
    return [(issue.cell, issue.code) for issue in run.issues.filter(is_error=True)]


def test_check_stores_nothing_of_the_fair(edition):
    run = check(edition, LINE, SECOND_LINE)

    assert run.state == ImportState.CHECKED
    assert run.figures == {
        "rows": 2,
        "companies_new": 1,
        "companies_changed": 0,
        "items_new": 2,
        "items_changed": 0,
        "errors": 0,
    }
    assert ProductLine.objects.count() == 0


def test_take_in_stores_everything(edition):
    take_in(edition, LINE, SECOND_LINE)

    participation = Participation.objects.get()
    assert participation.status == ParticipationStatus.APPROVED
    assert participation.organisation.names == {"en": "Kim Long Co."}
    assert participation.organisation.is_supplier
    line = ProductLine.objects.get(external_key="S1-1")
    assert line.title == {"vi": "Tiện CNC"}
    assert sorted(line.processes.values_list("code", flat=True)) == ["MC.MIL", "MC.TUR"]
    assert str(line.tolerance_mm) == "0.0200"
    assert line.state == "published"
    assert BoothRegistration.objects.get().hall_wish.code == "A"
    held = HeldCertificate.objects.get()
    assert (held.number, held.expires_on.isoformat()) == ("VN-1", "2028-02-29")


def test_buyer_may_ask_for_few_days_in_the_spreadsheet(edition):
    other = {**NEED, "company_key": "B2", "company_name": "Asahi Denki", "need_key": "B2-1"}

    take_in(edition, {**NEED, "prefers_compact_days": "yes"}, other, kind=ImportKind.BUYERS)

    wishes = Participation.objects.order_by("external_key").values_list("prefers_compact_days")
    assert list(wishes) == [(True,), (False,)]


def test_take_in_again_updates_by_key_and_leaves_empty_cells(edition):
    take_in(edition, LINE)
    changed = {
        "company_key": "S1",
        "company_name": "Kim Long JSC",
        "country": "VN",
        "line_key": "S1-1",
        "line_title_en": "CNC turning",
        "processes": "MC.GRD",
    }

    run = take_in(edition, changed, {**SECOND_LINE})

    assert (run.figures["items_new"], run.figures["items_changed"]) == (1, 1)
    line = ProductLine.objects.get(external_key="S1-1")
    assert line.title == {"vi": "Tiện CNC", "en": "CNC turning"}
    assert list(line.processes.values_list("code", flat=True)) == ["MC.GRD"]
    assert line.free_capacity_per_month == 20000
    organisation = Organisation.objects.get(participations__isnull=False)
    assert (organisation.legal_name, organisation.tax_code) == ("Kim Long JSC", "0109999991")


def test_take_in_finds_the_company_by_its_tax_code(edition):
    registered = SupplierFactory(
        edition=edition,
        organisation__tax_code="0109999991",
        organisation__country="VN",
        status=ParticipationStatus.PENDING,
    )

    take_in(edition, LINE)

    registered.refresh_from_db()
    assert (registered.external_key, registered.status) == ("S1", ParticipationStatus.APPROVED)
    assert Participation.objects.count() == 1


def test_buyers_and_their_needs_are_taken_in(edition):
    take_in(edition, NEED, kind=ImportKind.BUYERS)

    need = ComponentNeed.objects.get()
    asked = need.need_certifications.values_list("certification__code", "is_required")
    assert len(asked) == 2
    assert sorted(is_required for _code, is_required in asked) == [False, True]
    assert need.production_starts_on.isoformat() == "2028-01-15"
    assert need.participation.organisation.is_buyer


def test_pending_import_approves_and_publishes_nothing(edition):
    take_in(edition, LINE, approves=False)

    assert Participation.objects.get().status == ParticipationStatus.PENDING
    assert ProductLine.objects.get().state == "draft"


def test_contacts_are_invited_once(edition, organiser):
    take_in(edition, LINE, invites=True, actor=organiser)
    take_in(edition, LINE, invites=True, actor=organiser)

    assert [notice.to_email for notice in Notice.objects.all()] == ["linh@kimlong.example"]


def test_errors_name_their_cells(edition):
    run = check(
        edition,
        {**LINE, "tolerance_mm": "fine", "country": None},
        {**SECOND_LINE, "line_key": "S1-1", "line_title_en": None},
    )

    columns = [column.key for column in COLUMNS[ImportKind.EXHIBITORS]]
    workbook = Workbook()
    letters = {
        key: workbook.active.cell(1, place).column_letter
        for place, key in enumerate(columns, start=1)
    }
    assert set(errors_of(run)) == {
        (f"{letters['tolerance_mm']}2", "not_a_number"),
        (f"{letters['country']}2", "required"),
        (f"{letters['line_key']}3", "key_twice"),
        ("3", "title_missing"),
    }
    assert "“fine” is not a number" in str(run.issues.get(code="not_a_number"))


def test_file_with_errors_cannot_be_taken_in(edition):
    run = check(edition, {**LINE, "country": "Atlantis"}, SECOND_LINE)

    with pytest.raises(services.CannotTakeIn) as refusal:
        services.request_take_in(run)

    assert refusal.value.code == "has_errors"
    assert Participation.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"no workbook", "fair.xlsx", "not_a_workbook"),
        (b"\xff\xfe\x00bad", "fair.csv", "not_a_workbook"),
        (b"company_key,company_name,country,line_key\n", "fair.csv", "empty"),
        (b"company_key,company_name,line_key\nS1,Kim Long,S1-1\n", "fair.csv", "column_missing"),
        (
            b"company_key,company_key,company_name,country,line_key\nS1,S1,K,VN,S1-1\n",
            "fair.csv",
            "column_twice",
        ),
    ],
)
def test_unusable_files_are_refused_in_words(edition, content, name, code):
    run = check(edition, file=ContentFile(content, name=name))

    assert run.state == ImportState.CHECKED
    assert code in {issue.code for issue in run.issues.filter(is_error=True)}


def test_csv_with_semicolons_and_vietnamese_headings(edition):
    text = "company_key;company_name;country;line_key;line_title_vi;tolerance_mm\n"
    text += "S1;Kim Long;VN;S1-1;Tiện CNC;0,02\n"

    take_in(edition, file=ContentFile(text.encode("utf-8-sig"), name="fair.csv"))

    assert str(ProductLine.objects.get().tolerance_mm) == "0.0200"


def test_unknown_column_is_a_note(edition):
    text = b"company_key,company_name,country,line_key,line_title_en,mood\nS1,K,VN,S1-1,T,good\n"

    run = take_in(edition, file=ContentFile(text, name="fair.csv"))

    assert run.state == ImportState.IMPORTED


def test_job_run_twice_has_no_second_effect(edition):
    run = take_in(edition, LINE)
    line = ProductLine.objects.get()

    execute_import(run.pk)

    line.refresh_from_db()
    run.refresh_from_db()
    assert (run.state, run.attempts) == (ImportState.IMPORTED, 1)


def test_job_of_a_dead_worker_is_taken_over(edition):
    upload = services.Upload(kind=ImportKind.EXHIBITORS, file=xlsx(LINE))
    run = services.keep_upload(edition, upload=upload, actor=None)
    begun = timezone.now() - LEASE - timedelta(seconds=1)
    ImportRun.objects.update(state=ImportState.RUNNING, claimed_at=begun, heartbeat_at=begun)

    execute_import(run.pk)

    run.refresh_from_db()
    assert run.state == ImportState.CHECKED


def test_job_that_kills_its_workers_is_given_up(edition):
    upload = services.Upload(kind=ImportKind.EXHIBITORS, file=xlsx(LINE))
    run = services.keep_upload(edition, upload=upload, actor=None)
    ImportRun.objects.update(attempts=5)

    execute_import(run.pk)

    run.refresh_from_db()
    assert (run.state, run.error_code) == (ImportState.FAILED, "gave_up")


def test_signal_is_sent_once_after_commit(edition, django_capture_on_commit_callbacks):
    heard = []
    product_lines_changed.connect(
        receiver := lambda **about: heard.append(about["edition_id"]), weak=False
    )
    try:
        run = check(edition, LINE, SECOND_LINE)
        with django_capture_on_commit_callbacks(execute=True):
            services.request_take_in(run)
    finally:
        product_lines_changed.disconnect(receiver)

    assert heard == [edition.pk]


def test_second_import_waits_for_the_first(edition):
    first, second = check(edition, LINE), check(edition, LINE)
    services.request_take_in(first)

    with pytest.raises(services.CannotTakeIn) as refusal:
        services.request_take_in(second)

    assert refusal.value.code == "another_runs"


def test_discarded_file_cannot_be_taken_in(edition):
    run = check(edition, LINE)
    services.discard(run)

    with pytest.raises(services.CannotTakeIn):
        services.request_take_in(run)


PAGES = ["imports:run-list", "imports:run-create", "imports:exhibitors-template"]


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_for_organisers(client, edition, organiser, name):
    address = reverse(name, args=[edition.slug])

    assert client.get(address).status_code == 302
    client.force_login(UserFactory())
    assert client.get(address).status_code == 404
    client.force_login(organiser)
    assert client.get(address).status_code == 200


def test_run_page_is_for_the_editions_organisers(client, edition, organiser):
    address = check(edition, {**LINE, "tolerance_mm": "fine"}).get_absolute_url()
    other = MembershipFactory(organisation=EditionFactory().organiser).user

    assert client.get(address).status_code == 302
    client.force_login(other)
    assert client.get(address).status_code == 404
    client.force_login(organiser)
    assert "is not a number" in client.get(address).content.decode()


def test_upload_is_checked_and_taken_in_by_pages(
    client, edition, organiser, django_capture_on_commit_callbacks
):
    client.force_login(organiser)

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(
            reverse("imports:run-create", args=[edition.slug]),
            {"submission_key": uuid4(), "kind": "exhibitors", "file": xlsx(LINE), "approves": "on"},
        )
    run = ImportRun.objects.get()
    assert answer["Location"] == run.get_absolute_url()
    assert run.state == ImportState.CHECKED
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("imports:take-in", args=[edition.slug, run.public_id]))

    run.refresh_from_db()
    assert (run.state, run.phase) == (ImportState.IMPORTED, ImportPhase.TAKE_IN)
    assert ProductLine.objects.count() == 1


def test_upload_of_a_wrong_kind_of_file_says_what_to_do(client, edition, organiser):
    client.force_login(organiser)

    answer = client.post(
        reverse("imports:run-create", args=[edition.slug]),
        {"kind": "exhibitors", "file": ContentFile(b"%PDF", name="fair.pdf")},
    )

    assert "Save the file as .xlsx or .csv" in answer.content.decode()


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", ImportKind)
def test_template_can_be_uploaded_as_it_is(client, edition, organiser, kind, language):
    client.force_login(organiser)
    address = reverse(f"imports:{kind}-template", args=[edition.slug])

    content = client.get(address, {"language": language}).content

    assert load_workbook(io.BytesIO(content)).worksheets[0].max_row == 2
    run = check(edition, kind=kind, file=ContentFile(content, name="template.xlsx"))
    assert errors_of(run) == []
    assert run.figures["items_new"] == 1


@pytest.mark.parametrize("language", ["xx", '"; filename="evil.html', "vi\r\nSet-Cookie: a=b"])
def test_template_in_an_unknown_language_is_in_the_readers(client, edition, organiser, language):
    client.force_login(organiser)
    address = reverse("imports:buyers-template", args=[edition.slug])

    response = client.get(address, {"language": language})

    assert response["Content-Disposition"] == 'attachment; filename="buyers-en.xlsx"'


def test_list_has_the_same_queries_for_more_rows(
    client, edition, organiser, django_assert_num_queries
):
    client.force_login(organiser)
    address = reverse("imports:run-list", args=[edition.slug])
    check(edition, LINE)
    with django_assert_num_queries(6):
        client.get(address)
    check(edition, LINE)
    check(edition, LINE)
    with django_assert_num_queries(6):
        client.get(address)
