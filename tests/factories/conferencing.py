"""Online rooms, personal links and kiosks for tests."""

import factory
from factory.django import DjangoModelFactory

from fair.conferencing.models import JoinLink, Kiosk, OnlineRoom, OnlineSettings
from fair.editions.choices import Attendance
from fair.meetings.choices import MeetingMode
from tests.factories.accounts import UserFactory
from tests.factories.editions import EditionFactory
from tests.factories.meetings import MeetingFactory


class OnlineMeetingFactory(MeetingFactory):
    """A buyer in Osaka meets a supplier who is at the fair."""

    mode = MeetingMode.ONLINE
    buyer__attendance = Attendance.ONLINE
    buyer__time_zone = "Asia/Tokyo"


class OnlineSettingsFactory(DjangoModelFactory):
    class Meta:
        model = OnlineSettings

    edition = factory.SubFactory(EditionFactory)


class OnlineRoomFactory(DjangoModelFactory):
    class Meta:
        model = OnlineRoom

    meeting = factory.SubFactory(OnlineMeetingFactory)


class JoinLinkFactory(DjangoModelFactory):
    class Meta:
        model = JoinLink

    room = factory.SubFactory(OnlineRoomFactory)
    user = factory.SubFactory(UserFactory)


class KioskFactory(DjangoModelFactory):
    class Meta:
        model = Kiosk

    edition = factory.SubFactory(EditionFactory)
    name = factory.Sequence(lambda number: f"Online corner {number}")
