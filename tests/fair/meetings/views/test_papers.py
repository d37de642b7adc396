"""Agendas on paper: who gets which, and what stands on them."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from accounts.models import User
from fair.editions.choices import Attendance
from fair.editions.models import Booth
from fair.meetings import jobs
from fair.meetings.choices import PaperKind, PaperState
from fair.meetings.models import Meeting, PaperRun
from fair.meetings.services.printing import CannotPrint, request_papers
from fair.sourcing.choices import Visibility
from tests.factories.meetings import NOW, published_plan, small_fair
from tests.fair.meetings.views.conftest import QUERY_BUDGET, client_of, query_count


@pytest.fixture
def planned(people):
    published_plan(people.fair)
    return people


def words_of(text: object) -> str:
    """Return a text as `text_of` gives it, without white space."""
    return "".join(str(text).split())


def text_of(pdf: bytes) -> str:
    """Return what stands on a file's pages, without white space."""
    return words_of("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


def pages_of(pdf: bytes) -> int:
    return len(PdfReader(BytesIO(pdf)).pages)


def test_own_agenda_has_times_partners_places_and_free_slots(planned):
    answer = planned.owner.get(f"{planned.base}agenda/print/")

    text = text_of(answer.content)
    assert answer["Content-Type"] == "application/pdf"
    assert "09:00–09:25" in text
    for meeting in Meeting.objects.with_sides_and_places():
        assert words_of(meeting.supplier) in text
        assert words_of(meeting.place_name) in text
    assert text.count("free") == 4  # of six slots
    assert words_of("Times in Ho Chi Minh") in text
    assert "1/1" in text


def test_remote_reader_s_own_time_stands_below(planned):
    buyer = planned.fair.buyers[0]
    buyer.attendance, buyer.time_zone = Attendance.ONLINE, "Pacific/Honolulu"
    buyer.save(update_fields=["attendance", "time_zone"])

    text = text_of(planned.owner.get(f"{planned.base}agenda/print/").content)

    assert words_of("Tue 14 Sep 2027 16:00–16:25 UTC−10") in text
    assert "UTC−10" not in text_of(planned.supplier.get(f"{planned.base}agenda/print/").content)


@pytest.mark.parametrize(
    ("language", "words"), [("vi", "Hội chợ Hà Nội"), ("ja", "ハノイ見本市")], ids=["vi", "ja"]
)
def test_paper_speaks_the_reader_s_language(planned, language, words):
    planned.fair.edition.title = {"en": "Fair", language: words}
    planned.fair.edition.save(update_fields=["title"])
    User.objects.update(language=language)

    text = text_of(planned.owner.get(f"{planned.base}agenda/print/").content)

    assert words_of(words) in text


def test_hidden_need_is_not_printed_for_the_supplier(planned):
    need = planned.fair.buyers[0].needs.get()
    need.visibility = Visibility.INVITED
    need.save(update_fields=["visibility"])

    assert words_of(need) in text_of(planned.owner.get(f"{planned.base}agenda/print/").content)
    own = planned.supplier.get(f"{planned.base}agenda/print/").content
    assert words_of(need) not in text_of(own)


def test_agenda_of_a_company_is_for_its_members_and_the_organiser(planned):
    url = f"{planned.base}agenda/{planned.fair.buyers[0].public_id}/print/"

    assert words_of(planned.fair.suppliers[0]) in text_of(planned.organiser.get(url).content)
    assert planned.colleague.get(url).status_code == 200
    assert planned.supplier.get(url).status_code == 404
    assert planned.stranger.get(url).status_code == 404
    assert planned.anonymous.get(url).status_code == 302


def test_empty_agenda_is_a_page_for_notes(people):
    text = text_of(people.owner.get(f"{people.base}agenda/print/").content)

    assert words_of("No meetings.") in text
    assert text.count("free") == 6


def test_sheet_of_a_table_names_both_sides(planned):
    meeting = Meeting.objects.with_sides_and_places().filter(seats__party__table__isnull=False)[0]
    table = next(seat.party.table for seat in meeting.place_seats)

    text = text_of(planned.organiser.get(f"{planned.base}papers/tables/{table.pk}/").content)

    assert words_of(meeting) in text
    assert words_of(f"Table {table.code}") in text


def test_sheets_of_places_are_for_organisers(planned):
    table = planned.fair.edition.tables.first()
    url = f"{planned.base}papers/tables/{table.pk}/"

    assert planned.owner.get(url).status_code == 404
    other = small_fair().edition
    assert client_of(other.organiser).get(url).status_code == 404
    assert planned.organiser.get(f"{planned.base}papers/chairs/{table.pk}/").status_code == 404
    foreign = f"{planned.base}papers/tables/{other.tables.first().pk}/"
    assert planned.organiser.get(foreign).status_code == 404


def test_agenda_on_paper_takes_as_many_queries_for_one_meeting_as_for_three(db):
    counts = []
    for suppliers in (1, 3):
        fair = small_fair(buyers=1, suppliers=suppliers)
        published_plan(fair)
        client = client_of(fair.buyers[0].organisation)
        counts.append(query_count(client, f"/{fair.edition.slug}/meetings/agenda/print/"))

    assert counts[0] == counts[1] <= QUERY_BUDGET + 2


# --- Whole editions


def ready_set(planned, kind: str, django_capture_on_commit_callbacks) -> PaperRun:
    """Ask for a set as the organiser does; the worker sets it at once."""
    with django_capture_on_commit_callbacks(execute=True):
        planned.organiser.post(f"{planned.base}papers/start/", {"kind": kind})
    return PaperRun.objects.get(kind=kind)


def test_set_of_companies_has_a_sheet_for_each(planned, django_capture_on_commit_callbacks):
    run = ready_set(planned, PaperKind.COMPANIES, django_capture_on_commit_callbacks)

    answer = planned.organiser.get(f"{planned.base}papers/{run.public_id}/file/")
    content = answer.getvalue()
    assert (run.state, run.page_count, run.progress_percent) == (PaperState.DONE, 3, 100)
    assert pages_of(content) == 3
    for company in (*planned.fair.buyers, *planned.fair.suppliers):
        assert words_of(company) in text_of(content)
    assert str(planned.fair.buyers[0].needs.get()) not in text_of(content)
    assert (
        f"papers/{run.public_id}/file/"
        in planned.organiser.get(f"{planned.base}papers/").content.decode()
    )


@pytest.mark.parametrize(("kind", "pages"), [("tables", 2), ("booths", 1), ("halls", 0)])
def test_sets_of_places(planned, kind, pages, django_capture_on_commit_callbacks):
    if kind == "booths":
        hall = planned.fair.edition.halls.create(code="A", width_m=10, depth_m=10)
        Booth.objects.create(hall=hall, code="A1", width_m=3, depth_m=3)

    run = ready_set(planned, kind, django_capture_on_commit_callbacks)

    assert (run.state, run.page_count) == (PaperState.DONE, pages)


def test_set_is_made_in_parts(planned, monkeypatch):
    monkeypatch.setattr(jobs.printing, "PART", 1)
    run = request_papers(planned.fair.edition, kind="companies", language="en", actor=None)

    assert jobs.print_papers(run.pk, now=NOW)
    assert not jobs.print_papers(run.pk, now=NOW)
    run.refresh_from_db()
    assert (run.page_count, run.progress_done) == (3, 3)


def test_asking_twice_makes_one_set(planned):
    wanted = {"kind": "companies", "language": "en", "actor": None}
    first = request_papers(planned.fair.edition, **wanted)

    assert request_papers(planned.fair.edition, **wanted) == first
    assert request_papers(planned.fair.edition, **wanted | {"language": "ja"}) != first


def test_new_set_replaces_the_old_one(planned):
    runs = []
    for _number in range(2):
        run = request_papers(planned.fair.edition, kind="tables", language="en", actor=None)
        jobs.print_papers(run.pk, now=NOW)
        run.refresh_from_db()
        runs.append(run)

    assert PaperRun.objects.get() == runs[1]
    storage = runs[1].file.storage
    assert [storage.exists(run.file.name) for run in runs] == [False, True]


def test_unknown_kind_is_refused(planned):
    with pytest.raises(CannotPrint):
        request_papers(planned.fair.edition, kind="chairs", language="en", actor=None)

    page = planned.organiser.post(f"{planned.base}papers/start/", {"kind": "chairs"}, follow=True)
    assert "Choose what to print." in page.content.decode()


def test_waiting_set_shows_its_progress_and_has_no_file(planned):
    run = request_papers(planned.fair.edition, kind="tables", language="en", actor=None)

    page = planned.organiser.get(f"{planned.base}papers/").content.decode()
    url = f"{planned.base}papers/{run.public_id}/"
    assert f"{url}progress/" in page
    assert planned.organiser.get(f"{url}progress/").status_code == 200
    assert planned.organiser.get(f"{url}file/").status_code == 404


def test_set_that_fails_says_so(planned, monkeypatch):
    run = request_papers(planned.fair.edition, kind="tables", language="en", actor=None)

    def breaks(*_: object, **__: object) -> bytes:
        raise ZeroDivisionError

    monkeypatch.setattr(jobs.printing, "papers_of", breaks)
    with pytest.raises(ZeroDivisionError):
        jobs.print_papers(run.pk, now=NOW)

    run.refresh_from_db()
    assert run.state == PaperState.FAILED
    page = planned.organiser.get(f"{planned.base}papers/").content.decode()
    assert "Setting the papers failed" in page


def test_lost_set_is_found(planned):
    run = request_papers(planned.fair.edition, kind="tables", language="en", actor=None)

    assert jobs.waiting_paper_ids(now=run.created_at) == []
    assert jobs.waiting_paper_ids(now=run.created_at + 2 * jobs.printing.QUEUE_PATIENCE) == [run.pk]
