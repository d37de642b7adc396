"""What-ifs, patches, comparisons and quality on the pages."""

import pytest

from fair.meetings import jobs
from fair.meetings.choices import PlanKind, PlanState
from fair.meetings.models import PlanRun
from tests.factories.editions import SupplierFactory
from tests.factories.meetings import NOW, PlanRunFactory, published_plan, ready_plan, small_fair
from tests.fair.meetings.views.conftest import People, client_of, query_count


def plans(people: People, subpage: str = "") -> str:
    return f"{people.base}plans/{subpage}"


@pytest.mark.parametrize("subpage", ["what-if/", "compare/", "PLANquality/"])
def test_pages_are_for_organisers(people, subpage):
    run = ready_plan(people.fair)
    url = plans(people, subpage.replace("PLAN", f"{run.public_id}/"))

    for client in (people.owner, people.colleague, people.supplier, people.stranger):
        assert client.get(url).status_code == 404
    assert people.anonymous.get(url).status_code == 302
    assert people.organiser.get(url).status_code == 200


def test_what_if_is_asked_answered_and_offers_no_publishing(people):
    people.organiser.post(plans(people, "what-if/"), {"more_tables": 3, "first_meeting": 2000})

    run = PlanRun.objects.get()
    jobs.plan_edition(run.pk, now=NOW)
    run.refresh_from_db()
    page = people.organiser.get(plans(people, f"{run.public_id}/")).content.decode()
    assert (run.kind, run.state) == (PlanKind.WHAT_IF, PlanState.READY)
    assert run.scenario == {"more_tables": 3, "first_meeting": 2000}
    assert "cannot be published" in page
    assert "Publish this plan?" not in page
    quality = people.organiser.get(plans(people, f"{run.public_id}/quality/")).content.decode()
    assert "3 more tables" in quality
    assert "a supplier&#x27;s first meeting is worth 2000" in quality
    publish = people.organiser.post(plans(people, f"{run.public_id}/publish/"), follow=True)
    assert "This plan only answers what would be if" in publish.content.decode()


def test_quality_counts_the_days_of_those_who_prefer_few(people):
    few = "1 company prefers few days. Days on which it has meetings: 1"

    def quality() -> str:
        run = ready_plan(people.fair)
        return people.organiser.get(plans(people, f"{run.public_id}/quality/")).content.decode()

    assert "prefers few days" not in quality()
    people.fair.buyers[0].prefers_compact_days = True
    people.fair.buyers[0].save(update_fields=["prefers_compact_days"])
    assert few in quality()


def test_what_if_without_a_difference_or_with_others_companies_is_refused(people):
    url = plans(people, "what-if/")

    same = people.organiser.post(url, {"more_tables": 0})
    foreign = people.organiser.post(url, {"without": [SupplierFactory().pk]})

    assert "Change something: this is the fair as it is." in same.content.decode()
    assert foreign.status_code == 200
    assert PlanRun.objects.count() == 0


def test_what_if_waits_for_the_plan_being_made(people):
    PlanRunFactory(edition=people.fair.edition, state=PlanState.RUNNING)

    page = people.organiser.post(plans(people, "what-if/"), {"more_tables": 1})

    assert "is being made already" in page.content.decode()


def test_patch_is_offered_beside_a_published_plan_and_made(people):
    assert "Patch: move nobody" not in people.organiser.get(plans(people)).content.decode()
    published_plan(people.fair)
    assert "Patch: move nobody" in people.organiser.get(plans(people)).content.decode()

    people.organiser.post(plans(people, "start-patch/"))

    patch = PlanRun.objects.latest("id")
    jobs.plan_edition(patch.pk, now=NOW)
    patch.refresh_from_db()
    assert (patch.kind, patch.state) == (PlanKind.PATCH, PlanState.READY)
    page = people.organiser.get(plans(people, f"{patch.public_id}/difference/")).content.decode()
    assert "Publishing changes nothing" in page


def test_plans_are_compared_side_by_side(people):
    first, second = ready_plan(people.fair), ready_plan(people.fair)
    other = ready_plan(small_fair())

    page = people.organiser.get(
        plans(people, f"compare/?plan={second.public_id}&plan={first.public_id}")
    )
    foreign = people.organiser.get(
        plans(people, f"compare/?plan={first.public_id}&plan={other.public_id}&plan=nonsense")
    )

    assert [each.run for each in page.context["compared"]] == [first, second]
    assert [each.run for each in foreign.context["compared"]] == [first]
    assert "Choose at least two plans" in foreign.content.decode()


def test_plan_being_made_is_stopped_and_kept_by_a_button(people):
    run = PlanRunFactory(edition=people.fair.edition, state=PlanState.RUNNING)
    page = people.organiser.get(plans(people, f"{run.public_id}/")).content.decode()
    assert "Stop and keep the best so far" in page

    page = people.organiser.post(plans(people, f"{run.public_id}/keep/"), follow=True)

    assert "The best plan so far is kept" in page.content.decode()
    assert run.is_stop_asked()
    for client in (people.owner, people.stranger):
        assert client.post(plans(people, f"{run.public_id}/keep/")).status_code == 404


def test_queries_do_not_grow(db):
    counts = []
    for size in (1, 3):
        fair = small_fair(buyers=size, suppliers=size, state="scheduling")
        runs = [ready_plan(fair) for _number in range(2)]
        organiser = client_of(fair.edition.organiser)
        base = f"/{fair.edition.slug}/meetings/plans/"
        compare = "&".join(f"plan={run.public_id}" for run in runs)
        counts.append(
            (
                query_count(organiser, f"{base}{runs[0].public_id}/quality/"),
                query_count(organiser, f"{base}compare/?{compare}"),
                query_count(organiser, f"{base}what-if/"),
            )
        )

    assert counts[0] == counts[1]
    assert max(counts[0]) <= 20
