"""Tasks and the clock: names, limits, queues."""

import inspect

import pytest

from matchmaking.beat import SCHEDULE
from matchmaking.celery import app

app.loader.import_default_modules()
TASKS = {name: task for name, task in app.tasks.items() if name.startswith("fair.")}


@pytest.mark.parametrize("name", sorted(TASKS))
def test_task_has_a_fixed_name_and_limits(name):
    task = TASKS[name]
    room = inspect.unwrap(task.run).__module__.removesuffix(".tasks")

    assert name.rpartition(".")[0] == room
    assert 0 < task.soft_time_limit < task.time_limit <= 1560


@pytest.mark.parametrize("name", sorted(TASKS))
def test_task_takes_what_later_versions_may_send(name):
    parameters = inspect.signature(inspect.unwrap(TASKS[name].run)).parameters.values()

    assert {parameter.kind for parameter in parameters} <= {
        inspect.Parameter.KEYWORD_ONLY,
        inspect.Parameter.VAR_KEYWORD,
    }
    assert any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in parameters)


@pytest.mark.parametrize("entry", SCHEDULE.values(), ids=lambda entry: entry["task"])
def test_clock_starts_tasks_that_exist_and_lets_none_pile_up(entry):
    assert entry["task"] in TASKS
    assert entry["options"]["expires"] > 0


def test_clock_starts_every_sweep():
    sweeps = {
        name
        for name, task in TASKS.items()
        if not [p for p in inspect.signature(inspect.unwrap(task.run)).parameters if p != "_"]
    }

    assert {entry["task"] for entry in SCHEDULE.values()} == sweeps


@pytest.mark.parametrize(
    ("task", "queue"),
    [
        ("fair.notifications.deliver_notice", "quick"),
        ("fair.matching.execute_run", "heavy"),
        ("fair.matching.refresh_matches", "fresh"),
        ("fair.meetings.plan_edition", "heavy"),
        ("fair.meetings.remind_before", "quick"),
        ("fair.meetings.tell_news", "quick"),
    ],
)
def test_long_work_does_not_hold_up_mail(task, queue):
    assert app.amqp.router.route({}, task)["queue"].name == queue
