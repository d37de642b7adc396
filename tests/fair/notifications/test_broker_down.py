"""The broker is down when an action commits: nobody notices, and the mail leaves afterwards."""

import time

import pytest
from django.urls import reverse
from kombu import pools

from accounts.choices import Role
from fair.common import after_commit
from fair.notifications.choices import NoticeState
from fair.notifications.models import Notice
from fair.notifications.tasks import deliver_due
from matchmaking.celery import app
from tests.factories.accounts import MembershipFactory
from tests.fair.people import signed_in
from tests.workers import wait_until

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]

NOWHERE = "redis+socket:///nowhere/at-all.sock"


@pytest.fixture
def broker_down(monkeypatch):
    """Tasks go to a broker that is not there; call what is returned to bring it back."""
    url, is_eager = app.conf.broker_url, app.conf.task_always_eager
    monkeypatch.setattr(after_commit._broker, "_rests_until", 0.0)

    def use(broker: str, *, eager: bool) -> None:
        app.conf.broker_url, app.conf.task_always_eager = broker, eager
        app.conf.broker_read_url = app.conf.broker_write_url = broker
        pools.reset()
        app.amqp._producer_pool = app._pool = None

    use(NOWHERE, eager=False)
    yield lambda: use(url, eager=False)
    use(url, eager=is_eager)


def invite(client, organisation, number):
    url = reverse("accounts:invite", args=[organisation.public_id])
    return client.post(url, {"email": f"colleague{number}@example.com", "role": "delegate"})


def test_actions_go_on_and_mails_leave_after_the_broker_s_return(start_worker, broker_down):
    owner = MembershipFactory(role=Role.OWNER)
    client = signed_in(owner.user)
    started = time.monotonic()

    answers = [invite(client, owner.organisation, number).status_code for number in range(20)]

    seconds = time.monotonic() - started
    assert answers == [302] * 20
    assert Notice.objects.filter(state=NoticeState.QUEUED).count() == 20
    assert seconds < 15, "each action waited for the broker"
    broker_down()  # the broker is back
    start_worker()
    deliver_due.delay()  # the clock's sweep
    wait_until(lambda: Notice.objects.filter(state=NoticeState.SENT).count() == 20)
