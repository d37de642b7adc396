"""What organisers learn of messages that reached nobody, and what they do not."""

import pytest
from django.urls import reverse

from fair.notifications.choices import Channel, NoticeState
from fair.notifications.models import ChannelAddress, Notice, ShortMessage
from tests.factories.accounts import MembershipFactory
from tests.factories.editions import SupplierFactory
from tests.fair.people import signed_in

pytestmark = pytest.mark.django_db

SHORT = reverse("admin:notifications_shortmessage_changelist")
OUTBOX = reverse("admin:notifications_notice_changelist")


@pytest.fixture
def supplier():
    return SupplierFactory()


@pytest.fixture
def organiser(supplier):
    organisation = supplier.edition.organiser
    return signed_in(MembershipFactory(organisation=organisation, user__is_staff=True).user)


@pytest.fixture
def recipient(supplier):
    return MembershipFactory(organisation=supplier.organisation).user


def notice_to(user, **fields):
    return Notice.objects.create(
        **{
            "recipient": user,
            "to_email": user.email,
            "kind": "editions/participation_approved",
            "subject": "Welcome aboard",
            "body_text": "Everything about it",
            "state": NoticeState.FAILED,
            "error": "550 no such user",
            **fields,
        }
    )


def test_organisers_see_whom_no_message_reached(organiser, recipient):
    failed = notice_to(recipient)
    for fields in ({"state": NoticeState.SENT}, {"kind": "library"}):
        notice_to(recipient, **fields)

    response = organiser.get(OUTBOX)

    assert list(response.context["cl"].result_list) == [failed]
    assert "550 no such user" in response.content.decode()


def test_organisers_do_not_read_what_was_written(organiser, recipient):
    failed = notice_to(recipient)
    url = reverse("admin:notifications_notice_change", args=[failed.pk])

    pages = [organiser.get(url).content.decode(), organiser.get(OUTBOX).content.decode()]

    assert not any("Welcome aboard" in page or "Everything" in page for page in pages)
    assert organiser.get(OUTBOX, {"body_text__contains": "Everything"}).status_code == 400
    assert organiser.get(OUTBOX, {"state__exact": "failed"}).status_code == 200


def test_organisers_send_failed_messages_again(organiser, recipient):
    failed = notice_to(recipient)

    organiser.post(OUTBOX, {"action": "retry", "_selected_action": [failed.pk]})

    failed.refresh_from_db()
    assert (failed.state, failed.error) == (NoticeState.QUEUED, "")


def test_superusers_read_every_message(admin_client, recipient):
    sent = notice_to(recipient, state=NoticeState.SENT)
    url = reverse("admin:notifications_notice_change", args=[sent.pk])

    assert list(admin_client.get(OUTBOX).context["cl"].result_list) == [sent]
    assert "Everything about it" in admin_client.get(url).content.decode()


def test_organisers_see_which_short_messages_failed_and_why_but_not_their_text(
    organiser, recipient, admin_client
):
    address = ChannelAddress.objects.create(
        user=recipient, channel=Channel.SMS, address="+84912345678"
    )
    failed = ShortMessage.objects.create(
        to=address, text="Private", state=NoticeState.FAILED, error="Refused: HTTP 422"
    )
    sent = ShortMessage.objects.create(to=address, text="Private", state=NoticeState.SENT)

    response = organiser.get(SHORT)

    assert list(response.context["cl"].result_list) == [failed]
    page = response.content.decode()
    assert "Refused: HTTP 422" in page
    assert "Private" not in page
    assert "+84912345678" not in page
    assert organiser.get(SHORT, {"text__contains": "Private"}).status_code == 400
    assert list(admin_client.get(SHORT).context["cl"].result_list) == [sent, failed]
