from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail import send_mail

from fair.notifications import jobs, services, tasks
from fair.notifications.choices import NoticeState
from fair.notifications.models import LEASE, MAX_ATTEMPTS, Notice
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

LOCMEM = "django.core.mail.backends.locmem.EmailBackend"
NOWHERE = "tests.fair.notifications.test_outbox.UnreachableBackend"


class UnreachableBackend:
    """A relay that is down."""

    def __init__(self, **_options):
        pass

    def send_messages(self, _messages):
        raise ConnectionRefusedError("no relay")


@pytest.fixture
def relay(settings):
    settings.DELIVERY_EMAIL_BACKEND = LOCMEM
    return mail.outbox


def queue(**fields):
    return services.queue_notice(
        "linh@example.com", kind="test", subject="Hello", body_text="Text", **fields
    )


def later(minutes):
    return datetime.now(UTC) + timedelta(minutes=minutes)


def test_deliver_sends_and_records(relay):
    notice = queue()

    assert jobs.deliver(notice.pk, now=later(1))

    notice.refresh_from_db()
    assert notice.state == NoticeState.SENT
    assert [(sent.subject, sent.to) for sent in relay] == [("Hello", ["linh@example.com"])]
    assert relay[0].extra_headers["Message-ID"] == notice.message_id


def test_deliver_twice_sends_once(relay):
    notice = queue()

    assert [jobs.deliver(notice.pk, now=later(1)) for _ in range(2)] == [True, False]
    assert len(relay) == 1


def test_deliver_leaves_what_another_worker_is_sending(relay):
    notice = queue()
    now = later(1)
    Notice.objects.update(state=NoticeState.SENDING, claimed_at=now - LEASE)

    assert not jobs.deliver(notice.pk, now=now)
    assert relay == []


def test_deliver_takes_over_from_a_dead_worker_with_the_same_message_id(relay):
    notice = queue()
    now = later(1)
    Notice.objects.update(state=NoticeState.SENDING, claimed_at=now - LEASE - timedelta(seconds=1))

    assert jobs.deliver(notice.pk, now=now)
    assert relay[0].extra_headers["Message-ID"] == notice.message_id


def test_deliver_waits_longer_after_each_failure(settings):
    settings.DELIVERY_EMAIL_BACKEND = NOWHERE
    notice = queue()
    now = later(1)

    assert not jobs.deliver(notice.pk, now=now)
    notice.refresh_from_db()
    assert (notice.state, notice.due_at) == (NoticeState.QUEUED, now + timedelta(seconds=30))
    assert notice.error == "ConnectionRefusedError: no relay"
    assert not jobs.deliver(notice.pk, now=now), "not due yet"

    assert not jobs.deliver(notice.pk, now=notice.due_at)
    first_due = notice.due_at
    notice.refresh_from_db()
    assert notice.due_at == first_due + timedelta(seconds=60)


def test_deliver_gives_up_and_can_be_asked_again(settings, relay):
    settings.DELIVERY_EMAIL_BACKEND = NOWHERE
    notice = queue()
    Notice.objects.update(attempts=MAX_ATTEMPTS - 1)
    jobs.deliver(notice.pk, now=later(1))
    notice.refresh_from_db()
    assert notice.state == NoticeState.FAILED

    settings.DELIVERY_EMAIL_BACKEND = LOCMEM
    services.send_again(notice, now=later(2))

    assert jobs.deliver(notice.pk, now=later(3))
    assert len(relay) == 1


def test_sweep_sends_everything_that_is_due(relay):
    for _ in range(3):
        queue()

    tasks.deliver_due()

    assert len(relay) == 3


def test_dedupe_key_makes_one_notice():
    assert queue(dedupe_key="plan-1") == queue(dedupe_key="plan-1")
    assert Notice.objects.count() == 1


def test_subject_is_one_line():
    notice = services.queue_notice(
        "linh@example.com", kind="test", subject="Hello\r\nBcc: all@example.com", body_text=""
    )

    assert notice.subject == "Hello Bcc: all@example.com"


def test_commit_delivers(relay, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        queue()

    assert len(relay) == 1


def test_every_mail_of_the_site_becomes_a_notice(relay):
    send_mail("Code", "1234", None, ["a@example.com", "b@example.com"], html_message="<b>1234</b>")

    notices = Notice.objects.order_by("to_email").values_list("to_email", "body_html")
    assert list(notices) == [("a@example.com", "<b>1234</b>"), ("b@example.com", "<b>1234</b>")]
    assert relay == []


def test_notices_are_seen_by_their_recipient_only():
    user = UserFactory()
    notice = queue(recipient=user)

    assert list(Notice.objects.visible_to(user)) == [notice]
    assert list(Notice.objects.visible_to(UserFactory())) == []


def test_message_that_kills_its_workers_is_given_up(relay):
    notice = queue()
    now = later(1)
    Notice.objects.update(
        state=NoticeState.SENDING, claimed_at=now - 2 * LEASE, attempts=MAX_ATTEMPTS
    )

    assert not jobs.deliver(notice.pk, now=now)

    notice.refresh_from_db()
    assert (notice.state, notice.error) == (NoticeState.FAILED, "gave up")
    assert relay == []


def test_relay_that_says_later_gets_the_same_message_again(mail_server):
    mail_server.answers.append("451 Later")
    notice = queue()

    assert not jobs.deliver(notice.pk, now=later(1))
    notice.refresh_from_db()
    assert notice.state == NoticeState.QUEUED
    assert "451" in notice.error
    assert jobs.deliver(notice.pk, now=notice.due_at)

    (message,) = mail_server.messages
    assert (message["Message-ID"], message["To"]) == (notice.message_id, "linh@example.com")
