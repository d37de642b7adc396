import pytest
from django.urls import reverse

from fair.editions.choices import EditionState
from fair.matching.choices import RunError, RunState
from fair.matching.models import MatchRun
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.editions import BuyerFactory, EditionFactory
from tests.factories.matching import NOON, CurrentRunFactory, MatchRunFactory

pytestmark = pytest.mark.django_db

FIGURES = {"needs": 2, "matches": 5, "needs_without_match": 1, "violations": 0, "seconds": 1.234}


@pytest.fixture
def edition():
    return EditionFactory()


@pytest.fixture
def desk(client, edition):
    """Return a client that the organiser is signed in to."""
    client.force_login(MembershipFactory(organisation=edition.organiser).user)
    return client


def address(name, edition, *arguments):
    return reverse(f"matching:{name}", args=[edition.slug, *arguments])


def test_desk_before_the_first_run(desk, edition):
    response = desk.get(address("run-list", edition))

    text = response.content.decode()
    assert "No run yet" in text
    assert "Run the matching" in text


def test_desk_shows_figures_errors_and_the_current_run(desk, edition):
    CurrentRunFactory(edition=edition, figures=FIGURES, stale_since=NOON)
    MatchRunFactory(edition=edition, state=RunState.FAILED, error_code=RunError.NO_LINES)

    text = desk.get(address("run-list", edition)).content.decode()

    assert "Needs without a match" in text
    assert "1.23" in text
    assert "There is no published product line of an approved supplier yet." in text
    assert "have changed since" in text


def test_desk_shows_how_evenly_suppliers_are_shown(desk, edition):
    plain = {"gini": 0.667, "coverage": 0.57, "max_load": 13, "mean_load": 2, "mean_score": 81.25}
    priced = {**plain, "gini": 0.423, "coverage": 0.73, "max_load": 4}
    exposure = {"size": 10, "plain": plain, "priced": priced}
    CurrentRunFactory(edition=edition, figures={**FIGURES, "exposure": exposure})

    text = desk.get(address("run-list", edition)).content.decode()

    assert "The 10 suppliers of each need" in text
    for words in ("0.67", "57\u00a0%", "13", "0.42", "73\u00a0%", "81.3"):
        assert words in text


def test_desk_while_a_run_is_under_way(desk, edition):
    run = MatchRunFactory(
        edition=edition, state=RunState.RUNNING, progress_done=3, progress_total=120
    )

    text = desk.get(address("run-list", edition)).content.decode()

    assert address("run-progress", edition, run.public_id) in text
    assert "3 / 120" in text
    assert "Cancel the run" in text
    assert "Run the matching" not in text


def test_desk_is_filtered_by_state(desk, edition):
    CurrentRunFactory(edition=edition, figures=FIGURES)

    finished = desk.get(address("run-list", edition), {"state": "finished"})
    failed = desk.get(address("run-list", edition), {"state": "failed"})

    assert len(finished.context["runs"]) == 1
    assert "No run in this state" in failed.content.decode()


def test_number_of_queries_does_not_depend_on_the_number_of_runs(
    desk, edition, django_assert_num_queries
):
    CurrentRunFactory(edition=edition, figures=FIGURES, requested_by=UserFactory())
    desk.get(address("run-list", edition))

    with django_assert_num_queries(8):
        desk.get(address("run-list", edition))
    for _number in range(2):
        MatchRunFactory(edition=edition, state=RunState.FAILED, requested_by=UserFactory())

    with django_assert_num_queries(8):
        response = desk.get(address("run-list", edition))
    assert len(response.context["runs"]) == 3


def test_start_queues_a_run(desk, edition):
    response = desk.post(address("run-start", edition))

    assert response["Location"] == address("run-list", edition)
    run = MatchRun.objects.get()
    assert (run.edition, run.state) == (edition, RunState.QUEUED)
    assert run.requested_by is not None


def test_second_start_says_why_not(desk, edition):
    MatchRunFactory(edition=edition)

    response = desk.post(address("run-start", edition), follow=True)

    assert "A run is waiting or running already" in response.content.decode()
    assert MatchRun.objects.count() == 1


def test_closed_edition_has_no_start_button(desk, edition):
    edition.state = EditionState.CLOSED
    edition.save(update_fields=["state"])

    assert (
        address("run-start", edition) not in desk.get(address("run-list", edition)).content.decode()
    )
    response = desk.post(address("run-start", edition), follow=True)
    assert "The edition is closed" in response.content.decode()


def test_cancel_stops_a_run(desk, edition):
    run = MatchRunFactory(edition=edition)

    desk.post(address("run-cancel", edition, run.public_id))

    run.refresh_from_db()
    assert run.state == RunState.CANCELLED


def test_cancel_too_late_says_so(desk, edition):
    run = CurrentRunFactory(edition=edition, figures=FIGURES)

    response = desk.post(address("run-cancel", edition, run.public_id), follow=True)

    assert "has come to its end already" in response.content.decode()


def test_progress_is_polled_until_the_end(desk, edition):
    run = MatchRunFactory(
        edition=edition, state=RunState.RUNNING, progress_done=7, progress_total=9
    )

    running = desk.get(address("run-progress", edition, run.public_id))
    MatchRun.objects.filter(pk=run.pk).update(state=RunState.FINISHED)
    ended = desk.get(address("run-progress", edition, run.public_id))

    assert "7 / 9" in running.content.decode()
    assert "HX-Refresh" not in running
    assert ended["HX-Refresh"] == "true"


def test_progress_tells_of_texts_before_there_are_pairs(desk, edition):
    run = MatchRunFactory(edition=edition, state=RunState.RUNNING, texts_done=32, texts_total=868)
    url = address("run-progress", edition, run.public_id)

    preparing = desk.get(url).content.decode()
    MatchRun.objects.filter(pk=run.pk).update(progress_total=9)
    comparing = desk.get(url).content.decode()

    assert "32 / 868" in preparing
    assert "New descriptions read" in preparing
    assert "0 / 9" in comparing
    assert "Product lines compared" in comparing


def test_failed_run_tells_its_error_in_the_progress(desk, edition):
    run = MatchRunFactory(edition=edition, state=RunState.FAILED, error_code=RunError.GAVE_UP)

    text = desk.get(address("run-progress", edition, run.public_id)).content.decode()

    assert "The run was interrupted several times" in text


@pytest.mark.parametrize(
    ("name", "method"),
    [("run-list", "get"), ("run-start", "post"), ("run-progress", "get"), ("run-cancel", "post")],
)
def test_desk_is_the_organisers(client, edition, name, method):
    run = MatchRunFactory(edition=edition)
    arguments = [run.public_id] if name in {"run-progress", "run-cancel"} else []
    page = address(name, edition, *arguments)
    call = getattr(client, method)
    buyer = BuyerFactory(edition=edition)

    assert call(page)["Location"].startswith("/accounts/login/")
    for user in (
        UserFactory(),
        MembershipFactory(organisation=buyer.organisation).user,
        MembershipFactory(organisation=EditionFactory().organiser).user,
    ):
        client.force_login(user)
        assert call(page).status_code == 404
    run.refresh_from_db()
    assert run.state == RunState.QUEUED
    assert MatchRun.objects.count() == 1


def test_colleague_of_the_organiser_may_do_the_same(client, edition):
    client.force_login(MembershipFactory(organisation=edition.organiser, role="delegate").user)

    assert client.get(address("run-list", edition)).status_code == 200


def test_run_of_another_edition_is_not_found(desk, edition):
    other = MatchRunFactory()

    assert desk.post(address("run-cancel", edition, other.public_id)).status_code == 404
    assert desk.get(address("run-progress", edition, other.public_id)).status_code == 404
