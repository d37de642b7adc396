import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from fair.matching.choices import RunState
from fair.matching.jobs import runs
from fair.matching.models import MatchRun
from tests.factories.editions import EditionFactory
from tests.factories.matching import MatchRunFactory

pytestmark = pytest.mark.django_db


def run_command(*arguments):
    output, progress = StringIO(), StringIO()
    call_command("run_matching", *arguments, stdout=output, stderr=progress)
    return output.getvalue(), progress.getvalue()


def test_json_prints_the_figures_only(small_fair):
    output, progress = run_command("small", "--json")

    figures = json.loads(output)
    assert (figures["pairs"], figures["eligible"], figures["matches"]) == (3, 2, 2)
    assert figures["violations"] == 0
    assert figures["seconds"] > 0
    assert progress == ""


def test_text_shows_progress_and_figures(small_fair):
    output, progress = run_command("small")

    assert "               pairs          3\n" in output
    assert progress.endswith("\r3/3 lines\n")


def test_unknown_edition():
    with pytest.raises(CommandError, match="There is no edition “nowhere”"):
        run_command("nowhere")


def test_open_run_is_in_the_way():
    run = MatchRunFactory()

    with pytest.raises(CommandError, match="waiting or running"):
        run_command(run.edition.slug)


def test_nothing_to_match():
    edition = EditionFactory()

    with pytest.raises(CommandError, match="no published need"):
        run_command(edition.slug)

    assert MatchRun.objects.get().state == RunState.FAILED


def test_interrupted_run_is_not_left_open(small_fair, monkeypatch):
    def interrupt(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(runs, "load_demand", interrupt)

    with pytest.raises(KeyboardInterrupt):
        run_command("small", "--json")

    assert MatchRun.objects.get().state == RunState.FAILED
