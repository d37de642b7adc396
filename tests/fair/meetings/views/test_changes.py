"""What changed since a plan was made, and what publishing it changes, on the pages."""

from datetime import timedelta

import pytest

from fair.meetings.choices import PlanState
from fair.meetings.models import Meeting, PlanRun
from fair.meetings.services import by_hand
from tests.factories.meetings import FIRST_SLOT, NOW, published_plan, ready_plan, small_fair
from tests.fair.meetings.views.conftest import People, client_of, query_count

LATER = FIRST_SLOT + timedelta(minutes=150)


@pytest.fixture
def outdated(people: People) -> PlanRun:
    """Return a draft that does not know of a change by hand."""
    published, draft = published_plan(people.fair), ready_plan(people.fair)
    pair = (people.fair.buyers[0].pk, people.fair.suppliers[0].pk)
    by_hand.seat_pair(
        published, pair, starts_at=LATER, place_id=None, is_live=True, actor=None, now=NOW
    )
    return draft


def plan_url(people: People, run: PlanRun, subpage: str = "") -> str:
    return f"{people.base}plans/{run.public_id}/{subpage}"


def test_conflict_is_readable_and_publishing_anyway_loses_nothing(people, outdated):
    page = people.organiser.get(plan_url(people, outdated)).content.decode()
    assert "1 meeting was changed by hand since this plan was made:" in page
    assert f"{people.fair.buyers[0]} – {people.fair.suppliers[0]}: Moved" in page
    people.fair.edition.refresh_from_db()
    over = people.fair.edition.schedule_version
    assert f'name="over" value="{over}"' in page

    people.organiser.post(plan_url(people, outdated, "publish/"), {"over": over})

    outdated.refresh_from_db()
    assert outdated.state == PlanState.PUBLISHED
    assert Meeting.objects.standing().get(supplier=people.fair.suppliers[0]).starts_at == LATER


def test_publishing_without_having_seen_the_changes_is_refused(people, outdated):
    page = people.organiser.post(plan_url(people, outdated, "publish/"), follow=True)

    assert "Look at the changes below and decide." in page.content.decode()
    outdated.refresh_from_db()
    assert outdated.state == PlanState.READY


def test_changes_are_taken_over_by_a_button(people, outdated):
    page = people.organiser.post(
        plan_url(people, outdated, "take-over/"), follow=True
    ).content.decode()

    assert "The plan fits the timetable again: 0 meetings moved" in page
    assert "Publish this plan?" in page


def test_difference_is_for_organisers(people, outdated):
    url = plan_url(people, outdated, "difference/")

    for client in (people.owner, people.colleague, people.supplier, people.stranger):
        assert client.get(url).status_code == 404
    assert people.anonymous.get(url).status_code == 302
    assert people.organiser.get(url).status_code == 200
    take_over = plan_url(people, outdated, "take-over/")
    for client in (people.owner, people.colleague, people.supplier, people.stranger):
        assert client.post(take_over).status_code == 404
    outdated.refresh_from_db()
    assert outdated.is_outdated


def test_tables_taken_away_are_told_on_the_desk(people):
    run = published_plan(people.fair)
    plans = f"{people.base}plans/"
    assert "need a new time or place" not in people.organiser.get(plans).content.decode()

    people.fair.edition.tables.update(is_active=False)
    page = people.organiser.get(plans).content.decode()

    assert "2 meetings of the timetable need a new time or place." in page
    assert f"{plan_url(people, run, 'board/')}?show=troubled" in page


def test_queries_of_the_difference_do_not_grow(db):
    counts = []
    for size in (1, 3):
        fair = small_fair(buyers=size, suppliers=size + 1, state="scheduling")
        published_plan(fair)
        draft = ready_plan(fair)
        draft.planned_meetings.update(starts_at=LATER, ends_at=LATER + timedelta(minutes=25))
        organiser = client_of(fair.edition.organiser)
        url = f"/{fair.edition.slug}/meetings/plans/{draft.public_id}/difference/"
        counts.append(query_count(organiser, url))

    assert counts[0] == counts[1] <= 36
