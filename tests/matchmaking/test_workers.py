"""The worker and mail fixtures, and what we trust Celery with: a task outlives its worker."""

import pytest
from django.core.mail import send_mail

from fair.notifications.choices import NoticeState
from fair.notifications.models import Notice
from tests.workers import kill_worker, wait_until

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


def send(subject: str) -> None:
    send_mail(subject, "Text", "fair@example.com", ["linh@example.com"])


def is_sent(subject: str) -> bool:
    return Notice.objects.filter(subject=subject, state=NoticeState.SENT).exists()


def test_worker_takes_what_the_site_queues(worker):
    send("Hello")

    wait_until(lambda: is_sent("Hello"))


def test_message_sent_while_no_worker_lives_waits_for_the_next(start_worker):
    kill_worker(start_worker())
    send("Waiting")
    assert not is_sent("Waiting")

    start_worker()

    wait_until(lambda: is_sent("Waiting"))


@pytest.mark.django_db
def test_mail_server_receives_what_is_delivered(mail_server, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        send("By SMTP")

    (message,) = mail_server.messages
    assert (message["Subject"], message["To"]) == ("By SMTP", "linh@example.com")
