"""The demo's confidential need is read through the services, once."""

from datetime import UTC, datetime

import pytest

from accounts.choices import Role
from fair.portal.management.demo.confidential import let_suppliers_read, set_up_kiosks
from fair.sourcing.choices import Visibility
from fair.sourcing.models import AccessRecord, ComponentNeed
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.meetings import published_plan, small_fair

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 9, 15, 2, tzinfo=UTC)


def test_suppliers_accept_and_download_once():
    fair = small_fair(buyers=1, suppliers=2)
    for participation in (*fair.buyers, *fair.suppliers):
        MembershipFactory(organisation=participation.organisation, role=Role.OWNER)
    ComponentNeed.objects.update(visibility=Visibility.NDA)
    published_plan(fair)

    count = let_suppliers_read(fair.edition, now=NOW)

    kinds = list(AccessRecord.objects.order_by("id").values_list("kind", flat=True))
    assert count == 2
    assert kinds == ["accepted", "downloaded"] * 2
    assert let_suppliers_read(fair.edition, now=NOW) == 0


def test_kiosks_are_set_up_once():
    edition, actor = small_fair(buyers=1, suppliers=1).edition, UserFactory()

    assert [set_up_kiosks(edition, actor=actor) for _twice in range(2)] == [2, 2]
