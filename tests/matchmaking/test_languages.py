import pytest
from django.urls import reverse

from accounts.models import User
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def korean_user():
    return UserFactory(language="ko")


def language_of(client, address: str, **headers: str) -> str:
    return client.get(address, headers=headers)["Content-Language"]


def switch(client, language: str) -> None:
    response = client.post(reverse("set_language"), {"language": language, "next": "/"})
    assert response.status_code == 302


def test_stranger_is_answered_in_the_browser_s_language(client):
    address = reverse("account_login")

    assert language_of(client, address, accept_language="ja") == "ja"
    assert language_of(client, address, accept_language="zh-CN") == "zh-hans"
    assert language_of(client, address, accept_language="de") == "en"


def test_stranger_can_switch(client):
    switch(client, "vi")

    assert language_of(client, reverse("account_login"), accept_language="ja") == "vi"


def test_profile_language_applies_after_login(client, korean_user):
    client.force_login(korean_user)

    assert language_of(client, reverse("accounts:profile"), accept_language="ja") == "ko"


def test_switch_in_this_browser_wins_over_the_profile(client, korean_user):
    client.force_login(korean_user)

    switch(client, "zh-hans")

    assert language_of(client, reverse("accounts:profile")) == "zh-hans"
    assert User.objects.get(pk=korean_user.pk).language == "ko"


def test_saved_profile_wins_over_an_earlier_switch(client, korean_user):
    client.force_login(korean_user)
    switch(client, "zh-hans")

    response = client.post(
        reverse("accounts:profile"),
        {"full_name": "Kim", "phone": "", "language": "vi", "time_zone": "Asia/Seoul"},
    )

    assert response.status_code == 302
    assert language_of(client, reverse("accounts:profile")) == "vi"
