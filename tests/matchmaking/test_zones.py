from datetime import UTC, datetime

import pytest
from django.urls import reverse

from fair.notifications.models import Notice
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("zone", "shown"), [("Asia/Ho_Chi_Minh", "2:45 p.m."), ("UTC", "7:45 a.m.")]
)
def test_administration_shows_times_in_the_zone_of_who_reads(client, zone, shown):
    reader = UserFactory(is_staff=True, is_superuser=True, time_zone=zone)
    Notice.objects.create(
        to_email="linh@example.com",
        kind="test",
        subject="Hello",
        body_text="",
        sent_at=datetime(2027, 3, 1, 7, 45, tzinfo=UTC),
    )
    client.force_login(reader)
    notice = Notice.objects.get()

    page = client.get(reverse("admin:notifications_notice_change", args=[notice.pk]))

    assert shown in page.content.decode()
