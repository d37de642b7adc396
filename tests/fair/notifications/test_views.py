from datetime import time

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from fair.notifications import services
from fair.notifications.choices import BundlingChoice, Channel
from fair.notifications.links import unsubscribe_url
from fair.notifications.models import BUNDLE_KIND, Preferences, choice_of
from fair.notifications.selectors import preferences_of, reminder_minutes_of
from fair.notifications.topics import Topic
from tests.factories.accounts import UserFactory
from tests.fair.people import asks_to_sign_in, query_count, signed_in

pytestmark = pytest.mark.django_db

LIST = reverse("notifications:notice-list")
COUNT = reverse("notifications:unread")
PREFERENCES = reverse("notifications:preferences")
FORM = {
    "email": ["reminders", "requests"],
    "reminder_minutes": "30",
    "quiet_from": "22:30",
    "quiet_until": "06:00",
    "bundling": "daily",
}


@pytest.fixture
def person():
    return UserFactory()


@pytest.fixture
def client(person):
    return signed_in(person)


def tell(person, subject="News", **fields):
    text = f"Hello\n\nYour agenda:\n{settings.SITE_URL}/fair/meetings/\n"
    fields = {"kind": "editions/participation_approved", "body_text": text, **fields}
    return services.queue_notice(person.email, subject=subject, recipient=person, **fields)


def page_of(notice):
    return reverse("notifications:notice-detail", args=[notice.public_id])


# --- The list and the bell


def test_list_holds_one_s_own_messages_the_newest_first(client, person):
    notices = [tell(person, f"News {number}") for number in range(2)]
    tell(UserFactory(), "Another's")
    tell(person, "Many in one", kind=BUNDLE_KIND)

    response = client.get(LIST)

    assert list(response.context["notices"]) == notices[::-1]
    assert response.context["unread"] == 2


def test_empty_list_says_what_comes_there(client):
    assert "No messages yet" in client.get(LIST).content.decode()


def test_list_takes_the_same_number_of_queries_for_more_rows(client, person):
    tell(person)
    one = query_count(client, LIST)
    tell(person)
    tell(person)

    assert query_count(client, LIST) == one


def test_bell_counts_what_is_new(client, person):
    assert client.get(COUNT).content.decode().strip() == ""
    services.mark_read(tell(person), now=tell(person).created_at)
    tell(person)

    assert "2 new messages" in client.get(COUNT).content.decode()


def test_bell_says_nothing_to_visitors():
    response = Client().get(COUNT)

    assert (response.status_code, response.content) == (204, b"")


def test_message_is_seen_by_its_recipient_only(client, person):
    notice = tell(person)

    assert "Your agenda" in client.get(page_of(notice)).content.decode()
    assert signed_in(UserFactory()).get(page_of(notice)).status_code == 404
    assert asks_to_sign_in(Client().get(page_of(notice)))


def test_message_leads_to_the_page_it_names(client, person):
    assert 'href="/fair/meetings/"' in client.get(page_of(tell(person))).content.decode()
    foreign = tell(person, body_text="https://elsewhere.example/\nText")
    assert foreign.page == ""


def test_looking_marks_nothing_as_read(client, person):
    notice = tell(person)

    client.get(page_of(notice))

    notice.refresh_from_db()
    assert notice.read_at is None


def test_reading_counts_the_first_time(client, person):
    notice = tell(person)
    url = reverse("notifications:read", args=[notice.public_id])

    assert client.post(url).status_code == 302
    notice.refresh_from_db()
    first = notice.read_at
    assert client.post(url, headers={"HX-Request": "true"}).status_code == 204

    notice.refresh_from_db()
    assert notice.read_at == first is not None
    assert signed_in(UserFactory()).post(url).status_code == 404


def test_all_are_read_at_once(client, person):
    tell(person)
    others = tell(UserFactory())

    client.post(reverse("notifications:read-all"))

    others.refresh_from_db()
    assert client.get(LIST).context["unread"] == 0
    assert others.read_at is None


# --- Choices


def test_choices_of_a_new_person_are_sensible(client):
    form = client.get(PREFERENCES).context["form"]

    assert form.initial == {
        "email": [Topic.REMINDERS, Topic.REQUESTS, Topic.FOLLOW_UP],
        "reminder_minutes": 15,
        "quiet_from": time(21),
        "quiet_until": time(7),
        "bundling": BundlingChoice.HOURLY,
    }


def test_choices_are_stored(client, person):
    assert client.post(PREFERENCES, FORM).status_code == 302

    stored = preferences_of(person)
    assert stored.refused == [choice_of(Topic.FOLLOW_UP, Channel.EMAIL)]
    assert (stored.quiet_from, stored.quiet_until) == (time(22, 30), time(6))
    assert (stored.bundling, stored.reminder_minutes) == (BundlingChoice.DAILY, 30)
    assert reminder_minutes_of([person.pk, 0]) == {person.pk: 30, 0: 15}


def test_choices_can_be_taken_back(client, person):
    client.post(PREFERENCES, {**FORM, "email": []})
    client.post(PREFERENCES, {**FORM, "email": ["reminders", "requests", "follow_up"]})

    assert preferences_of(person).refused == []
    assert Preferences.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", ["timetable"]), ("reminder_minutes", "7"), ("quiet_from", "25:00")],
)
def test_choices_that_are_not_offered_are_refused(client, field, value):
    response = client.post(PREFERENCES, {**FORM, field: value})

    assert field in response.context["form"].errors
    assert Preferences.objects.count() == 0


def test_choices_are_seen_by_their_person_only(person):
    services.refuse_topic(person, topic=Topic.REQUESTS)

    assert Preferences.objects.visible_to(person).count() == 1
    assert Preferences.objects.visible_to(UserFactory()).count() == 0


# --- Switching off from a mail


def off(person, topic=Topic.FOLLOW_UP):
    return unsubscribe_url(person, topic=topic).removeprefix(settings.SITE_URL)


def test_one_click_switches_a_topic_off_without_signing_in(person):
    services.save_preferences(
        person,
        refused=[choice_of(Topic.REQUESTS, Channel.EMAIL)],
        quiet_from=time(22),
        quiet_until=time(6),
        bundling=BundlingChoice.NEVER,
        reminder_minutes=5,
    )
    program = Client(enforce_csrf_checks=True)

    for _ in range(2):
        response = program.post(off(person), {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200

    stored = preferences_of(person)
    assert stored.refused == ["email:follow_up", "email:requests"]
    assert (stored.bundling, stored.reminder_minutes) == (BundlingChoice.NEVER, 5)


def test_mail_scanner_that_follows_links_switches_nothing_off(person):
    response = Client().get(off(person))

    assert "No more of these" in response.content.decode()
    assert Preferences.objects.count() == 0


def test_address_that_we_did_not_write_is_not_found(person):
    url = reverse("notifications:unsubscribe", args=["nobodys"])

    assert Client().post(url).status_code == 404
    person.delete()
    assert Client().post(off(UserFactory.build(pk=1))).status_code == 404
