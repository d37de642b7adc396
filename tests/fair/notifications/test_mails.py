import pytest
from django.conf import settings

from fair.notifications import services
from fair.notifications.links import preferences_url, read_unsubscribe, unsubscribe_url
from fair.notifications.mails import mail_of
from fair.notifications.models import BUNDLE_KIND
from fair.notifications.topics import TOPIC_OF, Topic
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

OPTIONAL = "test/optional"


@pytest.fixture(autouse=True)
def _optional_kind(monkeypatch):
    monkeypatch.setitem(TOPIC_OF, OPTIONAL, Topic.FOLLOW_UP)


def mail(kind, *, recipient):
    address = recipient.email if recipient else "linh@example.com"
    notice = services.queue_notice(
        address, kind=kind, subject="News", body_text="Text", recipient=recipient
    )
    return mail_of(notice)


def test_mail_that_may_be_switched_off_carries_the_button():
    person = UserFactory()

    found = mail(OPTIONAL, recipient=person)

    url = unsubscribe_url(person, topic=Topic.FOLLOW_UP)
    assert found.extra_headers["List-Unsubscribe"] == f"<{url}>"
    assert found.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert url in found.body
    assert preferences_url() in found.body


def test_mail_that_nobody_may_miss_says_so():
    found = mail("meetings/timetable_changed", recipient=UserFactory())

    assert "List-Unsubscribe" not in found.extra_headers
    assert "This message is always sent, as you may not miss it." in found.body


def test_bundle_names_the_page_of_choices_only():
    found = mail(BUNDLE_KIND, recipient=UserFactory())

    assert "always sent" not in found.body
    assert preferences_url() in found.body


def test_mail_to_an_address_has_no_foot():
    assert mail("library", recipient=None).body == "Text"


def test_seal_of_an_unsubscribe_address_is_checked():
    person = UserFactory()
    token = unsubscribe_url(person, topic=Topic.FOLLOW_UP).rsplit("/", 2)[-2]

    refused = read_unsubscribe(token)

    assert refused is not None
    assert (refused.user_id, refused.topic) == (person.pk, Topic.FOLLOW_UP)
    assert read_unsubscribe(f"{token}x") is None
    assert read_unsubscribe("nobodys") is None


def test_address_is_the_site_s_own_whoever_asks(rf):
    """Links are made of the site's setting, never of a request's Host header."""
    assert unsubscribe_url(UserFactory(), topic=Topic.REQUESTS).startswith(settings.SITE_URL)
