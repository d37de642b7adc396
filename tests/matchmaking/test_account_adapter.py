"""How the package that logs people in makes them and writes to them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from fair.editions.choices import EditionState
from fair.notifications.models import Notice
from matchmaking.account_adapter import name_of_the_fair
from tests.factories.accounts import UserFactory
from tests.factories.editions import EditionFactory

pytestmark = pytest.mark.django_db

EMAIL = "sato@example.com"
LANGUAGES = ("vi", "en", "ja", "ko", "zh-hans")


def signs_up(client, *, full_name: str, language: str = "en"):
    form = {"full_name": full_name, "email": EMAIL, "password1": "correct horse battery staple"}
    return client.post(reverse("account_signup"), form, headers={"accept-language": language})


def ahead(**fields):
    today = timezone.localdate()
    return EditionFactory(
        starts_on=today,
        ends_on=today + timedelta(days=1),
        state=EditionState.REGISTRATION,
        **fields,
    )


def test_sign_up_asks_for_the_name_first(client):
    page = client.get(reverse("account_signup"))

    assert list(page.context["form"].fields) == ["full_name", "email", "password1"]


def test_sign_up_keeps_name_and_language(client):
    assert signs_up(client, full_name=" Sato Yuki ", language="ja").status_code == 302

    person = User.objects.get(email=EMAIL)
    assert (person.full_name, person.language) == ("Sato Yuki", "ja")


def test_nobody_signs_up_without_a_name(client):
    answer = signs_up(client, full_name=" ")

    assert list(answer.context["form"].errors) == ["full_name"]
    assert not User.objects.filter(email=EMAIL).exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_mail_names_the_fair_and_not_the_host(client, language):
    ahead(title={code: f"Fair {code}" for code in LANGUAGES})

    signs_up(client, full_name="Buy at http://x.example", language=language)

    notice = Notice.objects.get(to_email=EMAIL)
    text = notice.body_text
    assert notice.subject.startswith(f"Fair {language}: ")
    assert text.count(f"Fair {language}") == 2
    assert "\nhttp://127.0.0.1:8000\n" in f"{text}\n"
    assert "testserver" not in text
    assert "x.example" not in text  # whoever signs up writes no mail to others


def test_notice_of_a_new_password_names_the_fair(client):
    ahead(title={"en": "Hanoi fair"})
    person = UserFactory(language="en")
    client.force_login(person)

    client.post(reverse("account_reset_password"), {"email": person.email})

    assert "Hanoi fair" in Notice.objects.get(to_email=person.email).body_text


def test_fair_is_named_where_there_is_one_ahead():
    today = timezone.localdate()
    EditionFactory(starts_on=today, ends_on=today, state=EditionState.DRAFT)
    EditionFactory(
        starts_on=today - timedelta(days=9),
        ends_on=today - timedelta(days=8),
        state=EditionState.REGISTRATION,
    )
    assert name_of_the_fair() == "fairmatch"

    fair = ahead()
    assert name_of_the_fair() == str(fair)

    ahead()
    assert name_of_the_fair() == "fairmatch"


def test_address_stands_in_for_a_sender_without_a_name(settings):
    settings.DEFAULT_FROM_EMAIL = "fair@example.com"

    assert name_of_the_fair() == "fair@example.com"
