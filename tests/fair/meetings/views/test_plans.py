import pytest

from fair.editions.choices import EditionState
from fair.meetings.choices import MeetingState, PlanError, PlanState
from fair.meetings.models import Meeting, PlanRun
from tests.factories.meetings import PlanRunFactory, ready_plan, small_fair
from tests.fair.meetings.views.conftest import QUERY_BUDGET, client_of, query_count

PAGES = ["", "slots/", "meetings/", "left-out/"]
ACTIONS = ["publish/", "unpublish/", "cancel/"]


@pytest.fixture
def run(people) -> PlanRun:
    people.fair.buyers[0].max_meetings_total = 1
    people.fair.buyers[0].save(update_fields=["max_meetings_total"])
    return ready_plan(people.fair)


def plan_url(people, run: PlanRun, page: str = "") -> str:
    return f"{people.base}plans/{run.public_id}/{page}"


@pytest.mark.parametrize("subpage", [*PAGES, "progress/"])
def test_plan_is_for_organisers(people, run, subpage):
    url = plan_url(people, run, subpage)

    assert people.organiser.get(url).status_code == 200
    for client in (people.owner, people.colleague, people.supplier, people.stranger):
        assert client.get(url).status_code == 404
    assert people.anonymous.get(url).status_code == 302


@pytest.mark.parametrize("action", ACTIONS)
def test_actions_are_for_organisers_and_post_only(people, run, action):
    url = plan_url(people, run, action)

    for client in (people.owner, people.supplier, people.stranger):
        assert client.post(url).status_code == 404
    assert people.anonymous.post(url).status_code == 302
    assert people.organiser.get(url).status_code == 405
    run.refresh_from_db()
    assert run.state == PlanState.READY


def test_plan_of_another_edition_is_not_found(people, run):
    other = small_fair(state=EditionState.SCHEDULING)

    answer = people.organiser.get(f"/{other.edition.slug}/meetings/plans/{run.public_id}/")

    assert answer.status_code == 404


def test_list_shows_state_and_figures(people, run):
    page = people.organiser.get(f"{people.base}plans/").content.decode()

    assert "Draft" in page
    assert "1 / 2" in page
    assert "Make a plan" in page
    assert people.owner.get(f"{people.base}plans/").status_code == 404


def test_empty_list_says_what_comes_next(people):
    page = people.organiser.get(f"{people.base}plans/").content.decode()

    assert "No plan yet" in page


@pytest.mark.django_db
def test_list_takes_as_many_queries_for_one_plan_as_for_three():
    fair = small_fair(state=EditionState.SCHEDULING)
    client = client_of(fair.edition.organiser)
    counts = []
    for plans in (1, 2):
        PlanRunFactory.create_batch(plans, edition=fair.edition, state=PlanState.FAILED)
        counts.append(query_count(client, f"/{fair.edition.slug}/meetings/plans/"))

    assert counts[0] == counts[1] <= QUERY_BUDGET


# What would give a wish a meeting is asked of the fair as it is, like what clashes on the board.
QUERY_BUDGETS = {"left-out/": 35}


@pytest.mark.django_db
@pytest.mark.parametrize("subpage", PAGES)
def test_plan_pages_take_as_many_queries_for_one_row_as_for_three(subpage):
    counts = []
    for size in (1, 3):
        fair = small_fair(buyers=size, suppliers=2, tables=1, state=EditionState.SCHEDULING)
        for buyer in fair.buyers:
            buyer.max_meetings_total = 1
            buyer.save(update_fields=["max_meetings_total"])
        run = ready_plan(fair)
        url = f"/{fair.edition.slug}/meetings/plans/{run.public_id}/{subpage}"
        counts.append(query_count(client_of(fair.edition.organiser), url))

    assert counts[0] == counts[1] <= QUERY_BUDGETS.get(subpage, QUERY_BUDGET)


def test_start_makes_a_plan_after_commit(people, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = people.organiser.post(f"{people.base}plans/start/")

    run = PlanRun.objects.get()
    assert answer.url == run.get_absolute_url()
    assert (run.state, run.requested_by_id) == (
        PlanState.READY,
        int(people.organiser.session["_auth_user_id"]),
    )


def test_start_twice_makes_one_plan(people):
    people.organiser.post(f"{people.base}plans/start/")

    page = people.organiser.post(f"{people.base}plans/start/", follow=True).content.decode()

    assert PlanRun.objects.count() == 1
    assert "A plan for this edition is being made already" in page
    assert people.owner.post(f"{people.base}plans/start/").status_code == 404


def test_by_buyer_counts_meetings_and_wishes_left_out(people, run):
    buyers = people.organiser.get(plan_url(people, run)).context["buyers"]

    assert [
        (buyer.pk, buyer.planned_count, buyer.planned_value, buyer.unplaced_count)
        for buyer in buyers
    ] == [(people.fair.buyers[0].pk, 1, 790, 1)]


def test_by_time_counts_meetings_in_each_slot(people, run):
    loads = people.organiser.get(plan_url(people, run, "slots/")).context["loads"]

    assert [load.tables for load in loads] == [1, 0, 0, 0, 0, 0]
    assert {load.booths + load.online for load in loads} == {0}


def test_wish_left_out_has_its_reason_in_words(people, run):
    page = people.organiser.get(plan_url(people, run, "left-out/")).content.decode()

    assert str(people.fair.suppliers[1]) in page
    assert "The buyer has as many meetings as they want." in page


def test_meetings_are_searched(people, run):
    url = plan_url(people, run, "meetings/")

    found = people.organiser.get(f"{url}?search={people.fair.suppliers[0]}")
    missed = people.organiser.get(f"{url}?search={people.fair.suppliers[1]}")

    assert len(found.context["planned_meetings"]) == 1
    assert len(missed.context["planned_meetings"]) == 0
    assert b"Take a filter away" in missed.content


def test_publish_and_unpublish_by_buttons(people, run):
    page = people.organiser.get(plan_url(people, run)).content.decode()
    assert "Publish this plan?" in page

    page = people.organiser.post(plan_url(people, run, "publish/"), follow=True).content.decode()

    assert "Published: 1 new, 0 moved, 0 withdrawn meetings." in page
    assert "Take this plan back?" in page
    assert Meeting.objects.get().state == MeetingState.CONFIRMED

    page = people.organiser.post(plan_url(people, run, "unpublish/"), follow=True).content.decode()

    assert "1 meeting is withdrawn; both sides are told." in page
    assert Meeting.objects.get().state == MeetingState.WITHDRAWN


def test_publish_replayed_has_one_effect(people, run):
    answers = [people.organiser.post(plan_url(people, run, "publish/")) for _number in range(5)]

    assert {answer.status_code for answer in answers} == {302}
    assert Meeting.objects.count() == 1


def test_outdated_draft_offers_no_publishing(people, run):
    type(run.edition).objects.update(schedule_version=5)

    page = people.organiser.get(plan_url(people, run)).content.decode()

    assert "Out of date" in page
    assert "Publish this plan?" not in page


def test_plan_being_made_shows_progress_and_can_be_cancelled(people):
    run = PlanRunFactory(
        edition=people.fair.edition, state=PlanState.RUNNING, progress_done=40, progress_total=100
    )
    page = people.organiser.get(plan_url(people, run)).content.decode()
    assert 'value="40"' in page
    assert f'hx-get="{plan_url(people, run, "progress/")}"' in page
    progress = people.organiser.get(plan_url(people, run, "progress/"))
    assert "HX-Refresh" not in progress

    page = people.organiser.post(plan_url(people, run, "cancel/"), follow=True).content.decode()

    assert "This plan was cancelled" in page
    assert people.organiser.get(plan_url(people, run, "progress/"))["HX-Refresh"] == "true"
    page = people.organiser.post(plan_url(people, run, "cancel/"), follow=True).content.decode()
    assert "not being made any more" in page


def test_failed_plan_says_why(people):
    run = PlanRunFactory(
        edition=people.fair.edition, state=PlanState.FAILED, error_code=PlanError.NO_MATCHES
    )

    page = people.organiser.get(plan_url(people, run)).content.decode()

    assert "There are no matches yet: run the matching first." in page
