import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

STRICT = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "img-src": "'self' data: blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def policy_of(response) -> dict[str, str]:
    rules = response["Content-Security-Policy"].split(";")
    return dict(rule.strip().split(" ", 1) for rule in rules if rule.strip())


def test_pages_load_only_what_is_ours(client: Client):
    response = client.get(reverse("account_login"))

    assert policy_of(response) == STRICT


def test_administration_is_relaxed_as_far_as_its_scripts_need(admin_client: Client):
    response = admin_client.get(reverse("admin:index"))

    assert response.status_code == 200
    assert policy_of(response) == STRICT | {
        "script-src": "'self' 'unsafe-eval'",
        "style-src": "'self' 'unsafe-inline'",
    }


def test_pages_carry_the_other_headers(client: Client):
    headers = client.get(reverse("account_login")).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert "camera=(self)" in headers["Permissions-Policy"]


def test_administration_asks_strangers_to_log_in_as_everywhere(client: Client):
    response = client.get(reverse("admin:login"))

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_login_is_slowed_down_after_five_wrong_passwords(client: Client):
    UserFactory(email="linh@example.com")

    answers = [
        client.post(reverse("account_login"), {"login": "linh@example.com", "password": "wrong"})
        for _attempt in range(6)
    ]

    texts = [" ".join(answer.context["form"].non_field_errors()) for answer in answers]
    assert ["Too many failed login attempts" in text for text in texts] == [False] * 5 + [True]
