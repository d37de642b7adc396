from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail
from django.db import connection, transaction

from fair.notifications import jobs, services
from fair.notifications.choices import Attachment, BundlingChoice, Channel, NoticeState
from fair.notifications.engine.leaving import BURST, SINGLE_MESSAGES
from fair.notifications.models import BUNDLE_KIND, Notice, Preferences, choice_of
from fair.notifications.tasks import deliver_due
from fair.notifications.topics import TOPIC_OF, Topic
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

KIND = "editions/participation_approved"
OPTIONAL = "test/optional"


@pytest.fixture(autouse=True)
def _noon(time_machine):
    """12:00 in Hanoi, where the people of the tests live."""
    time_machine.move_to(NOON, tick=False)


NOON = datetime(2027, 9, 15, 5, tzinfo=UTC)
NIGHT = datetime(2027, 9, 15, 16, tzinfo=UTC)
MORNING = datetime(2027, 9, 16, 0, tzinfo=UTC)


@pytest.fixture
def person():
    return UserFactory()


@pytest.fixture
def optional(monkeypatch):
    """A kind that may be switched off."""
    monkeypatch.setitem(TOPIC_OF, OPTIONAL, Topic.FOLLOW_UP)
    return OPTIONAL


def queue(person, *, number=1, kind=KIND, **fields):
    return [
        services.queue_notice(
            person.email,
            kind=kind,
            subject=f"News {each}",
            body_text=f"Text {each}",
            recipient=person,
            **fields,
        )
        for each in range(number)
    ]


def states():
    return list(Notice.objects.order_by("id").values_list("state", flat=True))


def sweep(time_machine, moment):
    time_machine.move_to(moment, tick=False)
    deliver_due()


def test_as_many_as_one_may_read_come_one_by_one(person):
    queue(person, number=SINGLE_MESSAGES)

    deliver_due()

    assert [message.subject for message in mail.outbox] == [f"News {n}" for n in range(5)]


def test_too_many_come_as_one(person, time_machine):
    queue(person, number=SINGLE_MESSAGES + 1)

    deliver_due()
    assert mail.outbox == []
    sweep(time_machine, NOON + BURST)

    (message,) = mail.outbox
    assert message.subject == "6 messages from the fair"
    assert all(f"News {n}\n\nText {n}\n" in message.body for n in range(6))
    assert states() == [NoticeState.BUNDLED] * 6 + [NoticeState.SENT]


def test_bundles_come_once_an_hour(person, time_machine):
    queue(person, number=SINGLE_MESSAGES + 1)
    deliver_due()
    sweep(time_machine, NOON + BURST)
    queue(person, number=SINGLE_MESSAGES + 1)

    for minutes in (3, 30, 61):
        sweep(time_machine, NOON + timedelta(minutes=minutes))
    assert len(mail.outbox) == 1
    sweep(time_machine, NOON + timedelta(minutes=62))

    assert len(mail.outbox) == 2
    assert Notice.objects.filter(state=NoticeState.BUNDLED).count() == 12


def test_what_comes_while_others_are_gathered_joins_them(person, time_machine):
    queue(person, number=SINGLE_MESSAGES + 1)
    deliver_due()
    queue(person)
    deliver_due()

    sweep(time_machine, NOON + BURST)

    assert [message.subject for message in mail.outbox] == ["7 messages from the fair"]


def test_bundles_come_each_morning_where_that_is_wanted(person, time_machine):
    Preferences.objects.create(user=person, bundling=BundlingChoice.DAILY)
    queue(person, number=SINGLE_MESSAGES + 1)
    deliver_due()

    sweep(time_machine, datetime(2027, 9, 16, 0, 59, tzinfo=UTC))
    assert mail.outbox == []
    sweep(time_machine, datetime(2027, 9, 16, 1, tzinfo=UTC))

    assert len(mail.outbox) == 1


def test_who_wants_each_message_gets_each(person):
    Preferences.objects.create(user=person, bundling=BundlingChoice.NEVER)
    queue(person, number=SINGLE_MESSAGES + 1)

    deliver_due()

    assert len(mail.outbox) == 6


@pytest.mark.parametrize(
    "fields",
    [
        {"is_urgent": True},
        {"attachments": [Attachment(name="a.pdf", content_type="application/pdf", content=b"%")]},
    ],
    ids=["urgent", "file"],
)
def test_what_cannot_be_bundled_comes_one_by_one(person, fields):
    queue(person, number=SINGLE_MESSAGES + 1, **fields)

    deliver_due()

    assert len(mail.outbox) == 6


def test_others_messages_do_not_count(person):
    queue(person, number=SINGLE_MESSAGES)
    queue(UserFactory(), number=SINGLE_MESSAGES)

    deliver_due()

    assert len(mail.outbox) == 10


def test_what_a_relay_may_have_taken_does_not_come_in_a_bundle(person):
    notices = queue(person, number=SINGLE_MESSAGES + 1)
    Notice.objects.filter(pk=notices[0].pk).update(attempts=1)

    deliver_due()

    assert [message.subject for message in mail.outbox] == ["News 0"]


def test_nothing_leaves_at_night_but_what_is_urgent(person, time_machine):
    time_machine.move_to(NIGHT, tick=False)
    (plain,) = queue(person)
    queue(person, is_urgent=True)

    deliver_due()
    plain.refresh_from_db()
    assert (plain.state, plain.due_at, plain.attempts) == (NoticeState.QUEUED, MORNING, 0)
    assert len(mail.outbox) == 1
    sweep(time_machine, MORNING)

    assert len(mail.outbox) == 2


def test_night_is_where_the_reader_is(time_machine):
    queue(UserFactory(time_zone="Europe/Berlin"))
    queue(UserFactory(time_zone="Asia/Tokyo"))

    sweep(time_machine, NIGHT)  # 18:00 in Berlin, 01:00 in Tokyo

    assert len(mail.outbox) == 1


def test_a_night_s_messages_come_as_one_in_the_morning(person, time_machine):
    time_machine.move_to(NIGHT, tick=False)
    queue(person, number=12)
    deliver_due()

    sweep(time_machine, MORNING)
    sweep(time_machine, MORNING + BURST)

    assert [message.subject for message in mail.outbox] == ["12 messages from the fair"]


def test_unwanted_message_stays_on_the_site(person, optional):
    Preferences.objects.create(user=person, refused=[choice_of(Topic.FOLLOW_UP, Channel.EMAIL)])
    queue(person, kind=optional)
    queue(person)

    deliver_due()

    assert states() == [NoticeState.KEPT, NoticeState.SENT]
    assert Notice.objects.visible_to(person).on_site().count() == 2


def test_what_nobody_may_miss_cannot_be_switched_off(person):
    Preferences.objects.create(user=person, refused=[choice_of(Topic.TIMETABLE, Channel.EMAIL)])
    queue(person, kind="meetings/timetable_changed")

    deliver_due()

    assert states() == [NoticeState.SENT]


def test_change_of_a_meeting_before_the_morning_is_told_at_night(person, time_machine):
    time_machine.move_to(NIGHT, tick=False)
    queue(person, needed_by=MORNING - timedelta(hours=2))

    deliver_due()

    assert len(mail.outbox) == 1


def test_late_reminder_is_not_sent(person, time_machine):
    queue(person, expires_at=NOON + timedelta(minutes=5))

    sweep(time_machine, NOON + timedelta(minutes=5))

    assert states() == [NoticeState.EXPIRED]
    assert mail.outbox == []


def test_message_taken_back_does_not_leave(person):
    for key in ("reminder:1:0:7", "reminder:1:1:7", "reminder:11:0:7"):
        queue(person, dedupe_key=key)

    assert services.take_back("reminder:1:", but="reminder:1:1:") == 1
    deliver_due()

    assert states() == [NoticeState.EXPIRED, NoticeState.SENT, NoticeState.SENT]


def test_bundle_leaves_out_what_is_late_or_unwanted_by_then(person, optional, time_machine):
    queue(person, number=SINGLE_MESSAGES)
    queue(person, kind=optional)
    queue(person, expires_at=NOON + timedelta(minutes=3))
    deliver_due()
    services.refuse_topic(person, topic=Topic.FOLLOW_UP)

    sweep(time_machine, NOON + timedelta(minutes=4))

    assert [message.subject for message in mail.outbox] == ["5 messages from the fair"]
    assert states()[5:7] == [NoticeState.KEPT, NoticeState.EXPIRED]


def test_bundle_of_nothing_is_not_sent(person, optional, time_machine):
    queue(person, number=SINGLE_MESSAGES + 1, kind=optional)
    deliver_due()
    services.refuse_topic(person, topic=Topic.FOLLOW_UP)

    sweep(time_machine, NOON + BURST)

    assert mail.outbox == []
    assert not Notice.objects.filter(kind=BUNDLE_KIND).exists()


def test_killed_while_bundling_has_bundled_nothing(person, time_machine, monkeypatch):
    """Die before every statement of the transaction in turn; the last life does the work once."""
    queue(person, number=SINGLE_MESSAGES + 1)
    deliver_due()
    late = NOON + BURST
    deaths = 0
    while _dies_at(deaths, now=late):
        assert states() == [NoticeState.GATHERED] * 6
        deaths += 1

    sweep(time_machine, late)

    assert deaths >= 4
    assert [message.subject for message in mail.outbox] == ["6 messages from the fair"]


class Killed(BaseException):
    """As SIGKILL: nothing of ours catches it."""


def _dies_at(statement: int, *, now: datetime) -> bool:
    """Bundle, and die before the statement of that number; False if it came to its end first."""
    seen = 0

    def die(execute, sql, parameters, many, context):
        nonlocal seen
        if seen == statement:
            raise Killed
        seen += 1
        return execute(sql, parameters, many, context)

    try:
        with transaction.atomic(), connection.execute_wrapper(die):
            jobs.bundle_due(now=now, limit=10)
    except Killed:
        return True
    return False


def test_quiet_hours_of_a_person_are_theirs(person, time_machine):
    Preferences.objects.create(user=person, quiet_from=time(23, 30), quiet_until=time(6))
    time_machine.move_to(NIGHT, tick=False)
    queue(person)

    deliver_due()

    assert len(mail.outbox) == 1
