"""Mails while their workers are killed: none lost, none under a second Message-ID."""

import pytest

from benchmarks.delivery import run
from matchmaking.celery import app
from tests.workers import worker_environment

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def _through_the_broker():
    app.conf.task_always_eager = False
    app.control.purge()
    yield
    app.control.purge()
    app.conf.task_always_eager = True


@pytest.mark.usefixtures("_through_the_broker")
def test_killed_workers_lose_and_double_nothing():
    figures = run(mails=40, kills=4, seed=1, env=worker_environment())

    faults = {name: figures[name] for name in ("lost", "second_ids", "stuck", "failed")}
    assert faults == {"lost": 0, "second_ids": 0, "stuck": 0, "failed": 0}
    assert figures["kills"] == 4
    assert figures["bundles"] > 0
