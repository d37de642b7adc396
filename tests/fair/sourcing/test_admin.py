"""Organisers administer the needs of their own editions."""

import pytest
from django.urls import reverse

from fair.sourcing.choices import NeedState
from tests.factories.accounts import MembershipFactory
from tests.factories.sourcing import (
    ComponentNeedFactory,
    NdaAcceptanceFactory,
    NeedCertificationFactory,
    NeedDocumentFactory,
)
from tests.fair.people import signed_in

pytestmark = pytest.mark.django_db


def organiser_of(need):
    edition = need.participation.edition
    membership = MembershipFactory(organisation=edition.organiser, user__is_staff=True)
    return signed_in(membership.user)


def act(client, action, *needs):
    client.post(
        reverse("admin:sourcing_componentneed_changelist"),
        {"action": action, "_selected_action": [need.pk for need in needs]},
    )


def test_needs_of_own_editions_are_listed_and_opened():
    own, foreign = ComponentNeedFactory(), ComponentNeedFactory()
    document = NeedDocumentFactory(need=own)
    NeedCertificationFactory(need=own)
    client = organiser_of(own)

    listed = client.get(reverse("admin:sourcing_componentneed_changelist"))
    opened = client.get(reverse("admin:sourcing_componentneed_change", args=[own.pk]))
    refused = client.get(reverse("admin:sourcing_componentneed_change", args=[foreign.pk]))

    assert list(listed.context["cl"].result_list) == [own]
    link = reverse("sourcing:document", args=[own.participation.edition.slug, document.public_id])
    assert link in opened.text
    assert refused.status_code == 302


def test_needs_are_moved_by_action():
    need = ComponentNeedFactory()
    client = organiser_of(need)

    states = []
    for action in ("publish", "pause", "publish", "close", "reopen"):
        act(client, action, need)
        need.refresh_from_db()
        states.append(need.state)

    assert states == [
        NeedState.PUBLISHED,
        NeedState.PAUSED,
        NeedState.PUBLISHED,
        NeedState.CLOSED,
        NeedState.PAUSED,
    ]


def test_actions_do_not_reach_another_edition():
    foreign = ComponentNeedFactory()

    act(organiser_of(ComponentNeedFactory()), "publish", foreign)

    foreign.refresh_from_db()
    assert foreign.state == NeedState.DRAFT


def test_accepted_terms_are_read_and_never_changed():
    acceptance = NdaAcceptanceFactory()
    client = organiser_of(acceptance.need)
    url = reverse("admin:sourcing_ndaacceptance_change", args=[acceptance.pk])

    assert client.get(url).status_code == 200
    assert client.post(url, {"signed_name": "Another"}).status_code == 403
    acceptance.refresh_from_db()
    assert acceptance.signed_name == "Person Signing"
