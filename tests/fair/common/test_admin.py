"""Organisers reach rows of their own editions only, on every scoped page of the administration.

The pages are taken from the administration itself: a new one without scoping fails here.
"""

import pytest
from django.contrib import admin
from django.urls import reverse

from fair.common.admin import ScopedModelAdmin
from fair.meetings.choices import RequestState
from tests.factories.accounts import UserFactory
from tests.factories.whole import WholeFair
from tests.fair.people import signed_in

pytestmark = pytest.mark.django_db

SCOPED = {
    page.opts.label_lower: page
    for page in admin.site._registry.values()
    if isinstance(page, ScopedModelAdmin)
}
# What belongs to no edition: people, their log-ins and the vocabulary.
UNSCOPED = {
    "accounts.user",
    "accounts.invitation",
    "mfa.authenticator",
    "taxonomy.certification",
    "taxonomy.impliedprocess",
    "taxonomy.material",
    "taxonomy.outsidecode",
    "taxonomy.partfamily",
    "taxonomy.process",
    "taxonomy.sector",
    "taxonomy.taxonomyversion",
}
# What is its writer's own, whoever administers the fair.
PRIVATE = {"meetings.meetingrequest": {"state": RequestState.DRAFT}}


def address(page: ScopedModelAdmin, name: str, *args) -> str:
    return reverse(f"admin:{page.opts.app_label}_{page.opts.model_name}_{name}", args=args)


def rows_of(page: ScopedModelAdmin, fair: WholeFair):
    rows = page.model._default_manager.filter(**{page.edition_lookup or "pk": fair.edition.pk})
    private = PRIVATE.get(page.opts.label_lower)
    return rows.exclude(**private) if private else rows


def shows(response, fair: WholeFair) -> bool:
    return fair.word.lower() in response.rendered_content.lower()


def test_every_page_is_scoped_or_known_not_to_be():
    labels = {page.opts.label_lower for page in admin.site._registry.values()}

    assert labels - set(SCOPED) == UNSCOPED


@pytest.mark.parametrize("label", SCOPED)
def test_list_shows_own_rows_only(label, own, other):
    page = SCOPED[label]
    assert rows_of(page, own).exists()
    assert rows_of(page, other).exists()

    response = signed_in(own.organiser).get(address(page, "changelist"))

    assert response.status_code == 200
    assert {row.pk for row in response.context["cl"].result_list} >= {
        row.pk for row in rows_of(page, own)
    }
    assert not shows(response, other)


@pytest.mark.parametrize("label", SCOPED)
def test_rows_of_others_cannot_be_opened(label, own, other):
    page = SCOPED[label]
    client = signed_in(own.organiser)

    for row in rows_of(page, other):
        for name in ("change", "history"):
            url = address(page, name, row.pk)
            response = client.get(url)
            assert (response.status_code, response["Location"]) == (302, reverse("admin:index"))
            assert client.post(url, {}).status_code in {302, 403, 405}


@pytest.mark.parametrize("label", SCOPED)
def test_pages_of_own_rows_offer_nothing_of_others(label, own, other):
    page = SCOPED[label]
    client = signed_in(own.organiser)
    urls = [address(page, "change", row.pk) for row in rows_of(page, own)]

    responses = [client.get(url) for url in urls]
    added = client.get(address(page, "add"))

    assert [response.status_code for response in responses] == [200] * len(urls)
    assert added.status_code in {200, 403}
    assert not any(shows(response, other) for response in responses)
    assert added.status_code == 403 or not shows(added, other)


@pytest.mark.parametrize("label", SCOPED)
def test_superuser_sees_every_row(label, own, other):
    page = SCOPED[label]

    response = signed_in(UserFactory(is_staff=True, is_superuser=True)).get(
        address(page, "changelist")
    )

    shown = {row.pk for row in response.context["cl"].result_list}
    assert shown >= {row.pk for fair in (own, other) for row in rows_of(page, fair)}


@pytest.mark.parametrize("label", PRIVATE)
def test_not_even_superusers_see_what_is_its_writers_own(label, own):
    page = SCOPED[label]
    private = page.model._default_manager.filter(**PRIVATE[label])
    assert private.exists()

    response = signed_in(UserFactory(is_staff=True, is_superuser=True)).get(
        address(page, "changelist")
    )

    assert not private.filter(pk__in=response.context["cl"].result_list).exists()


@pytest.mark.parametrize("label", SCOPED)
def test_staff_who_organise_nothing_see_no_fair(label, own):
    page = SCOPED[label]

    response = signed_in(UserFactory(is_staff=True)).get(address(page, "changelist"))

    assert not shows(response, own)


@pytest.mark.parametrize("label", sorted(SCOPED))
def test_members_without_staff_rights_are_sent_away(label, own):
    page = SCOPED[label]

    for user in (own.supplier.owner, own.buyer.owner):
        response = signed_in(user).get(address(page, "changelist"))
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("admin:login"))


@pytest.mark.parametrize("label", sorted(UNSCOPED))
def test_unscoped_pages_are_for_superusers(label, own):
    app_label, model_name = label.split(".")
    url = reverse(f"admin:{app_label}_{model_name}_changelist")

    assert signed_in(own.organiser).get(url).status_code == 403


def test_choosing_a_row_of_others_is_refused(own, other):
    page = SCOPED["editions.meetingtable"]
    url = address(page, "change", own.table.pk)

    response = signed_in(own.organiser).post(
        url,
        {
            "edition": own.edition.pk,
            "hall": other.table.hall_id,
            "code": own.table.code,
            "x_m": 1,
            "y_m": 1,
        },
    )

    assert response.context["adminform"].errors.keys() == {"hall"}
    own.table.refresh_from_db()
    assert own.table.hall != other.table.hall
