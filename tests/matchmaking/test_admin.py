import pytest
from django.contrib import admin
from django.test import Client, RequestFactory
from django.urls import reverse

from matchmaking.admin_navigation import navigation
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def request_of(user):
    request = RequestFactory().get(reverse("admin:index"))
    request.user = user
    return request


def test_sidebar_shows_every_model_to_who_may_see_all():
    groups = navigation(request_of(UserFactory(is_staff=True, is_superuser=True)))

    links = [item["link"] for group in groups for item in group["items"]]
    assert len(links) == len(set(links)) == len(admin.site._registry)
    assert str(groups[0]["title"]) == "Editions"


def test_sidebar_shows_only_what_one_may_see():
    nobody = request_of(UserFactory(is_staff=False))
    organiser = request_of(UserFactory(is_staff=True))

    allowed = {
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model, page in admin.site._registry.items()
        if page.has_view_permission(organiser)
    }
    assert navigation(nobody) == []
    assert {item["link"] for group in navigation(organiser) for item in group["items"]} == allowed


def test_every_list_of_the_administration_opens(admin_client: Client):
    for model in admin.site._registry:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")

        assert admin_client.get(address).status_code == 200, address


def test_every_list_of_the_administration_is_searched(admin_client: Client):
    for model in admin.site._registry:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")

        assert admin_client.get(address, {"q": "bolt"}).status_code == 200, address
