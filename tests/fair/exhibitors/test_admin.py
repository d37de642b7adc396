"""Organisers administer the supply side of their own editions."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from fair.exhibitors.choices import LineState, Verification
from tests.factories.accounts import MembershipFactory
from tests.factories.editions import BoothFactory
from tests.factories.exhibitors import (
    BoothRegistrationFactory,
    HeldCertificateFactory,
    LinePhotoFactory,
    ProductLineFactory,
)
from tests.fair.people import signed_in

pytestmark = pytest.mark.django_db


def organiser_of(edition):
    membership = MembershipFactory(organisation=edition.organiser, user__is_staff=True)
    return signed_in(membership.user)


def act(client, model, action, *rows):
    return client.post(
        reverse(f"admin:exhibitors_{model}_changelist"),
        {"action": action, "_selected_action": [row.pk for row in rows]},
        follow=True,
    )


def texts_of(response):
    return [str(message) for message in response.context["messages"]]


@pytest.mark.parametrize(
    ("model", "factory"),
    [
        ("boothregistration", BoothRegistrationFactory),
        ("productline", ProductLineFactory),
        ("heldcertificate", HeldCertificateFactory),
    ],
)
def test_lists_and_pages_are_those_of_own_editions(model, factory):
    own, foreign = factory(), factory()
    client = organiser_of(own.participation.edition)

    listed = client.get(reverse(f"admin:exhibitors_{model}_changelist"))

    assert list(listed.context["cl"].result_list) == [own]
    change = f"admin:exhibitors_{model}_change"
    assert client.get(reverse(change, args=[own.pk])).status_code == 200
    assert client.get(reverse(change, args=[foreign.pk])).status_code == 302


def test_publish_and_withdraw_by_action():
    good = ProductLineFactory()
    poor = ProductLineFactory(participation=good.participation, title={"en": "X"}, processes=[])
    client = organiser_of(good.participation.edition)

    response = act(client, "productline", "publish", good, poor)

    assert texts_of(response) == [
        "X: Add first: at least one process.",
        "1 row is changed.",
    ]
    good.refresh_from_db()
    assert good.state == LineState.PUBLISHED
    act(client, "productline", "withdraw", good)
    good.refresh_from_db()
    assert good.state == LineState.WITHDRAWN


def test_actions_do_not_reach_another_edition():
    foreign = ProductLineFactory()
    client = organiser_of(ProductLineFactory().participation.edition)

    act(client, "productline", "publish", foreign)

    foreign.refresh_from_db()
    assert foreign.state == LineState.DRAFT


def test_photos_are_listed_with_a_link_that_checks():
    photo = LinePhotoFactory()
    edition = photo.line.participation.edition

    page = organiser_of(edition).get(
        reverse("admin:exhibitors_productline_change", args=[photo.line.pk])
    )

    assert reverse("exhibitors:photo", args=[edition.slug, photo.public_id]) in page.text


def test_booths_are_allotted_and_released_by_action():
    booth = BoothFactory()
    registrations = BoothRegistrationFactory.create_batch(
        2, participation__edition=booth.hall.edition
    )
    client = organiser_of(booth.hall.edition)

    response = act(client, "boothregistration", "allot_by_wish", *registrations)

    first, second = registrations
    assert texts_of(response) == [
        f"{second}: No free booth is of the type or in the hall wished for.",
        "1 row is changed.",
    ]
    first.refresh_from_db()
    assert first.booth == booth
    act(client, "boothregistration", "release", first)
    first.refresh_from_db()
    assert first.booth is None


def test_verification_is_noted_by_action_and_evidence_linked():
    certificate = HeldCertificateFactory(evidence=ContentFile(b"%PDF-1.7", name="scan.pdf"))
    edition = certificate.participation.edition
    client = organiser_of(edition)

    response = act(client, "heldcertificate", "note_evidence_seen", certificate)

    certificate.refresh_from_db()
    assert certificate.verification == Verification.EVIDENCE_SEEN
    link = reverse("exhibitors:certificate-evidence", args=[edition.slug, certificate.public_id])
    assert link in response.text
