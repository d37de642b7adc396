import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from fair.meetings.choices import PlanState
from fair.meetings.models import Meeting, PlanRun
from fair.meetings.services.planning import create_run
from tests.factories.editions import EditionFactory
from tests.factories.meetings import small_fair

pytestmark = pytest.mark.django_db


def run_command(*args: str) -> str:
    out = StringIO()
    call_command("plan_meetings", *args, stdout=out)
    return out.getvalue()


def test_json_holds_the_figures_on_one_line():
    fair = small_fair()

    report = json.loads(run_command(fair.edition.slug, "--json"))

    run = PlanRun.objects.get()
    assert report.pop("seconds") >= report.pop("first_seconds") >= 0
    assert report == {
        "edition": fair.edition.slug,
        "plan": str(run.public_id),
        "state": "ready",
        "points": 7_110,
        "meetings": 6,
        "musts": 0,
        "value": 4_110,
        "served_suppliers": 3,
        "servable_suppliers": 3,
        "idle_slots": 0,
        "walks": 0,
        "compact_parties": 0,
        "days_used": 0,
        "stays": 0,
        "bound": 4_110,
        "ratio": 1.0,
        "realised_percent": 100.0,
        "wishes": 6,
        "violations": 0,
        "refused_stages": 0,
        "levers": [],
    }
    assert Meeting.objects.count() == 0


def test_publish_makes_the_plan_the_timetable():
    fair = small_fair()

    assert "published" in run_command(fair.edition.slug, "--publish", "--seed", "5")

    run = PlanRun.objects.get()
    assert (run.state, run.seed) == (PlanState.PUBLISHED, 5)
    assert Meeting.objects.count() == 6


def test_unknown_edition_is_named():
    with pytest.raises(CommandError, match="There is no edition with the address nowhere"):
        run_command("nowhere")


def test_what_is_missing_is_said():
    edition = EditionFactory()

    with pytest.raises(CommandError, match="run the matching first"):
        run_command(edition.slug)


def test_plan_being_made_is_not_disturbed():
    fair = small_fair()
    create_run(fair.edition, actor=None)

    with pytest.raises(CommandError, match="being made already"):
        run_command(fair.edition.slug)
