"""Acceptances of the time before versions were kept."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from fair.sourcing.models import NdaAcceptance
from fair.sourcing.permissions import can_read_details
from fair.sourcing.texts import standard_nda
from tests.factories.accounts import MembershipFactory
from tests.factories.sourcing import ConfidentialNeedFactory

BEFORE = [("sourcing", "0002_rejected_readings")]


def migrated_to(targets):
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


def migrated_to_the_end():
    """Apply all there is: other rooms' migrations went back along with this one."""
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.django_db(transaction=True)
def test_acceptances_get_the_version_of_what_was_accepted():
    needs = [ConfidentialNeedFactory(nda_text=text) for text in ("Same.", "", "New.")]
    members = [MembershipFactory() for _need in needs]
    accepted = ("Same.", "Tiêu chuẩn", "Old.")
    try:
        old = migrated_to(BEFORE).get_model("sourcing", "NdaAcceptance")
        for need, member, text in zip(needs, members, accepted, strict=True):
            old.objects.create(
                need_id=need.pk,
                organisation_id=member.organisation_id,
                accepted_by_id=member.user_id,
                signed_name="Lê Thu",
                text=text,
                accepted_at=datetime(2027, 3, 1, tzinfo=UTC),
            )
    finally:
        migrated_to_the_end()

    versions = NdaAcceptance.objects.order_by("id").values_list("text", "version__text")
    assert list(versions) == [("Same.", "Same."), ("Tiêu chuẩn", standard_nda()), ("Old.", "Old.")]
    readable = [
        can_read_details(member.user, need) for need, member in zip(needs, members, strict=True)
    ]
    assert readable == [True, True, False]
