"""Requests that nobody answers: reminded of once, then ended, whatever the clocks do."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fair.editions.choices import Side
from fair.meetings.choices import RequestAct, RequestState
from fair.meetings.jobs import settle_due_requests
from fair.meetings.models import MeetingRequest
from fair.meetings.tasks import settle_requests
from fair.notifications.models import Notice
from matchmaking.beat import SCHEDULE
from tests.factories.accounts import MembershipFactory
from tests.factories.meetings import NOW
from tests.factories.requests import DraftRequestFactory, RequestFactory, SettledRequestFactory

HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_() -> MeetingRequest:
    """A request of a buyer that a supplier has to answer, with a person on each side."""
    request = RequestFactory()
    for side in (request.buyer, request.supplier):
        MembershipFactory(organisation=side.organisation)
    return request


def kinds() -> list[str]:
    return list(Notice.objects.order_by("id").values_list("kind", flat=True))


def test_side_is_reminded_a_day_before_the_end(request_):
    assert settle_due_requests(now=NOW + 47 * HOUR) == (0, 0)
    assert settle_due_requests(now=NOW + 48 * HOUR) == (1, 0)
    assert settle_due_requests(now=NOW + 49 * HOUR) == (0, 0)

    notice = Notice.objects.get()
    assert notice.kind == "meetings/request_remind"
    assert notice.recipient in request_.supplier.organisation.members.all()
    request_.refresh_from_db()
    assert (request_.state, request_.awaits) == (RequestState.SENT, Side.SUPPLIER)


def test_request_ends_and_the_side_that_waited_is_told(request_):
    settle_due_requests(now=NOW + 48 * HOUR)

    assert settle_due_requests(now=NOW + 72 * HOUR) == (0, 1)
    assert settle_due_requests(now=NOW + 73 * HOUR) == (0, 0)

    request_.refresh_from_db()
    assert (request_.state, request_.awaits) == (RequestState.EXPIRED, "")
    assert request_.settled_at == NOW + 72 * HOUR
    assert kinds() == ["meetings/request_remind", "meetings/request_expire"]
    assert Notice.objects.last().recipient in request_.buyer.organisation.members.all()
    steps = list(request_.steps.order_by("number").values_list("act", "side"))
    assert steps == [(RequestAct.REMIND, Side.SUPPLIER), (RequestAct.EXPIRE, Side.SUPPLIER)]


def test_clock_that_stood_still_reminds_first_and_gives_half_a_day(request_):
    late = NOW + 100 * HOUR

    assert settle_due_requests(now=late) == (1, 0)
    assert settle_due_requests(now=late + 11 * HOUR) == (0, 0)
    assert settle_due_requests(now=late + 12 * HOUR) == (0, 1)


def test_fair_that_is_over_ends_requests_at_once(request_):
    assert settle_due_requests(now=request_.edition.closes_at) == (0, 1)
    assert kinds() == ["meetings/request_expire"]


def test_nothing_else_is_touched():
    for request in (DraftRequestFactory(), SettledRequestFactory()):
        before = request.state
        settle_due_requests(now=NOW + 500 * HOUR)
        request.refresh_from_db()
        assert request.state == before
    assert kinds() == []


def test_task_runs_by_the_clock(request_):
    settle_requests()

    assert SCHEDULE["settle requests"]["task"] == settle_requests.name


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_tell_once(request_):
    def tick(now) -> None:
        settle_due_requests(now=now)
        connection.close()

    for now in (NOW + 48 * HOUR, NOW + 72 * HOUR):
        clocks = [Thread(target=tick, args=[now]) for _clock in range(4)]
        for clock in clocks:
            clock.start()
        for clock in clocks:
            clock.join()

    assert kinds() == ["meetings/request_remind", "meetings/request_expire"]
    assert request_.steps.count() == 2


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([-60, 1, 30, 60, 25 * 60]), min_size=1, max_size=25))
def test_clocks_that_jump_tell_once(db, minutes):
    request = RequestFactory()
    MembershipFactory(organisation=request.supplier.organisation)
    MembershipFactory(organisation=request.buyer.organisation)
    now = NOW
    for step in minutes:
        now += timedelta(minutes=step)
        settle_due_requests(now=now)
        settle_due_requests(now=now)

    acts = list(request.steps.order_by("number").values_list("act", flat=True))
    told = Notice.objects.filter(dedupe_key__startswith=f"request:{request.pk}:")
    assert acts in ([], ["remind"], ["remind", "expire"])
    assert told.count() == len(acts)
