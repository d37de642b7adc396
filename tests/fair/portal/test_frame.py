"""The frame round every page: language, account pages, error pages."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.views.defaults import permission_denied

from tests.factories.accounts import UserFactory
from tests.factories.editions import EditionFactory

pytestmark = pytest.mark.django_db

ACCOUNT_PAGES = [
    "account_email",
    "account_change_password",
    "mfa_index",
    "usersessions_list",
]


def test_page_says_its_language(client):
    client.cookies["django_language"] = "ja"

    assert '<html lang="ja">' in client.get(reverse("account_login")).text


def test_language_can_be_changed_without_a_script(client):
    answer = client.post(
        reverse("set_language"), {"language": "ko", "next": reverse("account_login")}, follow=True
    )

    assert '<html lang="ko">' in answer.text


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_reset_password"])
def test_entrance_page_stands_in_the_frame(client, name):
    answer = client.get(reverse(name))

    assert answer.status_code == 200
    assert '<main class="fm-main"' in answer.text
    assert '<div class="card fm-entrance">' in answer.text


@pytest.mark.parametrize("name", ACCOUNT_PAGES)
def test_account_page_marks_itself_among_the_tabs(client, name):
    client.force_login(UserFactory())

    answer = client.get(reverse(name))

    assert f'<a href="{reverse(name)}" aria-current="page">' in answer.text


def test_sign_in_returns_to_the_page_of_the_edition(client):
    edition = EditionFactory()

    answer = client.get(edition.get_absolute_url())

    assert f'href="{reverse("account_login")}?next=/{edition.slug}/"' in answer.text


def test_unknown_page_answers_404_in_the_frame(client):
    answer = client.get("/no-such-fair/")

    assert answer.status_code == 404
    assert "There is no such page" in answer.text
    assert '<main class="fm-main"' in answer.text


def test_draft_edition_is_unknown_to_strangers(client):
    edition = EditionFactory(state="draft")

    assert client.get(edition.get_absolute_url()).status_code == 404


def test_wrong_host_is_answered_without_asking_who_it_is(client):
    answer = client.get("/", headers={"host": "elsewhere.example"})

    assert answer.status_code == 400
    assert "The request could not be read" in answer.text


def test_expired_form_says_what_to_do():
    answer = Client(enforce_csrf_checks=True).post(reverse("set_language"), {"language": "ko"})

    assert answer.status_code == 403
    assert "The form has expired" in answer.text


def test_forbidden_page_stands_in_the_frame(rf):
    request = rf.get("/")
    request.user = AnonymousUser()

    answer = permission_denied(request, PermissionDenied())

    assert answer.status_code == 403
    assert "This is not open to you" in answer.content.decode()


def test_server_error_page_asks_for_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        page = render_to_string("500.html")

    assert "Something went wrong on our side" in page
