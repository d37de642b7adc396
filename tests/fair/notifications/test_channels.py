"""The contract with each service, on answers that their documentation shows, and linking."""

import logging
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse

from fair.notifications import channels, jobs, services
from fair.notifications.channels import ADAPTERS, Refused, TokenExpired, TryLater
from fair.notifications.choices import Channel, NoticeState
from fair.notifications.models import ChannelAddress, ShortMessage
from fair.notifications.selectors import preferences_of
from fair.notifications.tasks import deliver_due
from tests.factories.accounts import UserFactory
from tests.fair.notifications.gateway import running_gateway
from tests.fair.people import signed_in

pytestmark = pytest.mark.django_db

NOON = datetime(2027, 9, 15, 5, tzinfo=UTC)
NIGHT = datetime(2027, 9, 15, 16, tzinfo=UTC)
SECRET = "the-operator-s-own-token"
PHONE, LINE_ID = "+84912345678", "U" + "0123456789abcdef" * 2
PREFERENCES = reverse("notifications:preferences")
KIND = "meetings/reminder"


@pytest.fixture
def gateway(settings, tmp_path):
    (tmp_path / "token").write_text(f"{SECRET}\n")
    with running_gateway() as gateway:
        settings.CHANNELS = {
            "zalo": {
                "origin": gateway.url,
                "token_file": str(tmp_path / "token"),
                "template": "7895417",
            },
            "line": {
                "origin": gateway.url,
                "token": SECRET,
                "secret": SECRET,
                "account": "@fair",
            },
            "sms": {"url": f"{gateway.url}/send", "token": SECRET},
        }
        gateway.success = (200, {}, {"error": 0, "message": "Success", "data": {"msg_id": "a1"}})
        yield gateway


@pytest.fixture
def person():
    return UserFactory()


def linked(person, channel=Channel.SMS, address=PHONE):
    return ChannelAddress.objects.create(
        user=person, channel=channel, address=address, confirmed_at=NOON
    )


def remind(person, **fields):
    return services.queue_notice(
        person.email, kind=KIND, subject="09:00: A – B", body_text="…", recipient=person, **fields
    )


# --- What each service is asked, and what its answers mean


def test_line_is_asked_as_documented(gateway):
    key = uuid4()

    ADAPTERS[Channel.LINE](LINE_ID, "Gặp lúc 09:00", key)

    ((path, headers, payload),) = gateway.asked
    assert path == "/v2/bot/message/push"
    assert headers["Authorization"] == f"Bearer {SECRET}"
    assert headers["X-Line-Retry-Key"] == str(key)
    assert payload == {"to": LINE_ID, "messages": [{"type": "text", "text": "Gặp lúc 09:00"}]}


def test_zalo_is_asked_as_documented(gateway):
    key = uuid4()

    ADAPTERS[Channel.ZALO](PHONE, "09:00", key)

    ((path, headers, payload),) = gateway.asked
    assert (path, headers["access_token"]) == ("/message/template", SECRET)
    assert payload == {
        "phone": "84912345678",
        "template_id": "7895417",
        "template_data": {"text": "09:00"},
        "tracking_id": str(key),
    }


def test_sms_gateway_is_asked_with_a_key_against_doubles(gateway):
    key = uuid4()

    ADAPTERS[Channel.SMS](PHONE, "09:00", key)

    ((path, headers, payload),) = gateway.asked
    assert (path, headers["Idempotency-Key"]) == ("/send", str(key))
    assert payload == {"to": PHONE, "text": "09:00"}


def test_line_s_word_that_a_message_was_taken_before_is_a_success(gateway):
    accepted = {"x-line-accepted-request-id": "d90f8f4e"}
    gateway.answers.append((409, accepted, {"message": "The retry key is already accepted"}))

    ADAPTERS[Channel.LINE](LINE_ID, "09:00", uuid4())


@pytest.mark.parametrize(
    ("channel", "answer", "error", "after"),
    [
        (Channel.LINE, (429, {"Retry-After": "120"}, {}), TryLater, timedelta(minutes=2)),
        (Channel.LINE, (500, {}, {"message": "Internal server error"}), TryLater, None),
        (Channel.LINE, (401, {}, {"message": "Authentication failed"}), TokenExpired, None),
        (Channel.LINE, (400, {}, {"message": "The property, 'to', is invalid"}), Refused, None),
        (Channel.ZALO, (200, {}, {"error": -124, "message": "invalid"}), TokenExpired, None),
        (Channel.ZALO, (200, {}, {"error": -108, "message": "Phone"}), Refused, None),
        (Channel.ZALO, (200, {}, {"error": -100}), TryLater, timedelta(minutes=30)),
        (Channel.ZALO, (200, {}, b"<html>maintenance</html>"), TryLater, timedelta(minutes=30)),
        (Channel.ZALO, (429, {"Retry-After": "7"}, {}), TryLater, timedelta(seconds=7)),
        (Channel.SMS, (429, {"Retry-After": "9" * 400}, {}), TryLater, timedelta(days=1)),
        (Channel.SMS, (429, {"Retry-After": "soon"}, {}), TryLater, None),
        (Channel.SMS, (401, {}, {}), TokenExpired, None),
        (Channel.SMS, (422, {}, {"error": "unknown number"}), Refused, None),
        (Channel.SMS, (302, {"Location": "http://169.254.169.254/"}, {}), TryLater, None),
    ],
)
def test_answers_mean_what_they_say(gateway, channel, answer, error, after):
    gateway.answers.append(answer)

    with pytest.raises(error) as raised:
        ADAPTERS[channel](PHONE, "09:00", uuid4())

    assert type(raised.value) is error
    assert getattr(raised.value, "after", None) == after
    assert len(gateway.asked) == 1, "a redirect is followed nowhere"


def test_service_that_is_not_there_is_tried_later(gateway, settings):
    settings.CHANNELS["sms"]["url"] = "http://127.0.0.1:9/send"

    with pytest.raises(TryLater, match="ConnectionRefusedError"):
        ADAPTERS[Channel.SMS](PHONE, "09:00", uuid4())


def test_token_file_that_is_gone_is_the_operator_s_matter(gateway, settings, tmp_path):
    settings.CHANNELS["zalo"]["token_file"] = str(tmp_path / "gone")

    with pytest.raises(TokenExpired):
        ADAPTERS[Channel.ZALO](PHONE, "09:00", uuid4())


# --- Short messages


def test_notice_goes_to_confirmed_addresses_too(gateway, person, time_machine):
    time_machine.move_to(NOON, tick=False)
    linked(person)
    ChannelAddress.objects.create(user=person, channel=Channel.LINE, address=LINE_ID)
    notice = remind(person)

    deliver_due()

    ((_path, _headers, payload),) = gateway.asked
    page = reverse("notifications:notice-detail", args=[notice.public_id])
    first, second = payload["text"].splitlines()
    assert first == "09:00: A – B"
    assert second.endswith(page)
    assert len(mail.outbox) == 1


def test_second_sweep_sends_nothing_again(gateway, person, time_machine):
    time_machine.move_to(NOON, tick=False)
    linked(person)
    remind(person)

    deliver_due()
    deliver_due()

    assert len(gateway.asked) == 1


def test_retry_bears_the_same_key_and_waits_as_asked(gateway, person, time_machine):
    time_machine.move_to(NOON, tick=False)
    gateway.answers.append((429, {"Retry-After": "300"}, {}))
    linked(person)
    remind(person)

    deliver_due()
    message = ShortMessage.objects.get()
    assert (message.state, message.due_at) == (NoticeState.QUEUED, NOON + timedelta(minutes=5))
    time_machine.move_to(message.due_at, tick=False)
    deliver_due()

    keys = {headers["Idempotency-Key"] for _path, headers, _payload in gateway.asked}
    assert (len(gateway.asked), len(keys)) == (2, 1)
    assert ShortMessage.objects.get().state == NoticeState.SENT


def test_refused_address_gets_nothing_more_and_its_person_sees_why(gateway, person, time_machine):
    time_machine.move_to(NOON, tick=False)
    gateway.answers.append((422, {}, {}))
    linked(person)
    remind(person)
    deliver_due()
    remind(person)

    deliver_due()

    assert [message.error for message in ShortMessage.objects.all()] == ["Refused: HTTP 422"]
    page = signed_in(person).get(PREFERENCES).content.decode()
    assert "could not be delivered there" in page


def test_short_messages_are_quiet_at_night(gateway, person, time_machine):
    time_machine.move_to(NIGHT, tick=False)
    linked(person)
    remind(person)

    deliver_due()

    assert gateway.asked == []
    assert ShortMessage.objects.get().due_at == datetime(2027, 9, 16, 0, tzinfo=UTC)


def test_topic_switched_off_for_a_channel_stays_in_the_mail(gateway, person, time_machine):
    time_machine.move_to(NOON, tick=False)
    linked(person)
    client = signed_in(person)
    form = client.get(PREFERENCES).context["form"]
    assert list(form.fields)[:2] == ["email", "sms"]
    client.post(
        PREFERENCES,
        {
            "email": ["reminders"],
            "sms": ["timetable"],
            "reminder_minutes": "15",
            "quiet_from": "21:00",
            "quiet_until": "07:00",
            "bundling": "hourly",
        },
    )
    assert "sms:reminders" in preferences_of(person).refused
    remind(person)

    deliver_due()

    assert (len(gateway.asked), len(mail.outbox)) == (0, 1)


def test_channels_are_off_by_default(person, settings, django_assert_num_queries):
    assert settings.CHANNELS == {}
    linked(person)
    with django_assert_num_queries(3):  # the notice between the marks of its transaction
        remind(person)

    assert channels.enabled() == []
    assert ShortMessage.objects.count() == 0


def test_secrets_are_in_no_log_and_no_row(gateway, person, time_machine, caplog):
    caplog.set_level(logging.DEBUG)
    time_machine.move_to(NOON, tick=False)
    for answer in [(401, {}, {"token": SECRET}), (500, {}, {"token": SECRET})]:
        gateway.answers.append(answer)
    linked(person)
    remind(person)

    for minutes in (0, 5, 10):
        time_machine.move_to(NOON + timedelta(minutes=minutes), tick=False)
        deliver_due()

    assert len(gateway.asked) == 3
    assert SECRET not in caplog.text
    assert SECRET not in str(ShortMessage.objects.values_list("error", "text"))


def test_message_of_a_worker_that_died_is_sent_with_the_same_key(gateway, person):
    linked(person)
    remind(person, is_urgent=True)
    ShortMessage.objects.update(
        state=NoticeState.SENDING, claimed_at=NOON - timedelta(minutes=3), attempts=1
    )
    message = ShortMessage.objects.get()

    assert jobs.deliver_short(message.pk, now=NOON)
    assert gateway.asked[0][1]["Idempotency-Key"] == str(message.public_id)


# --- Linking


def post(person, action, channel="sms", **body):
    url = reverse(f"notifications:channel-{action}", args=[channel])
    return signed_in(person).post(url, body)


def code_in(message: ShortMessage) -> str:
    return message.text.split()[0]


def test_address_is_told_nothing_before_its_code_comes_back(gateway, person, time_machine):
    time_machine.move_to(NOON, tick=False)
    post(person, "link", address="+84 912 345-678")
    own = ChannelAddress.objects.get()
    assert (own.address, own.confirmed_at) == (PHONE, None)
    code = code_in(ShortMessage.objects.get())
    assert code not in own.code_hash

    post(person, "confirm", code=code)

    own.refresh_from_db()
    assert own.confirmed_at == NOON


def test_code_leaves_at_night_too(gateway, person, time_machine):
    time_machine.move_to(NIGHT, tick=False)
    post(person, "link", address=PHONE)

    deliver_due()

    assert len(gateway.asked) == 1


@pytest.mark.parametrize("late", [timedelta(minutes=15), timedelta(days=1)])
def test_old_code_counts_no_more(gateway, person, time_machine, late):
    time_machine.move_to(NOON, tick=False)
    post(person, "link", address=PHONE)
    time_machine.move_to(NOON + late, tick=False)

    post(person, "confirm", code=code_in(ShortMessage.objects.get()))

    assert ChannelAddress.objects.get().confirmed_at is None


def test_codes_cannot_be_guessed(gateway, person, time_machine):
    time_machine.move_to(NOON, tick=False)
    post(person, "link", address=PHONE)
    right = code_in(ShortMessage.objects.get())
    wrong = "000000" if right != "000000" else "000001"

    for _try in range(5):
        post(person, "confirm", code=wrong)
    post(person, "confirm", code=right)

    own = ChannelAddress.objects.get()
    assert (own.confirmed_at, own.tries) == (None, 6)


def test_codes_come_a_minute_apart(gateway, person, time_machine):
    time_machine.move_to(NOON, tick=False)
    post(person, "link", address=PHONE)
    post(person, "link", address="+84900000000")

    assert ShortMessage.objects.count() == 1
    assert ChannelAddress.objects.get().address == PHONE


@pytest.mark.parametrize(
    ("channel", "address"),
    [("sms", "0912345678"), ("sms", "+84912345678\nBcc"), ("zalo", "U12"), ("line", LINE_ID)],
)
def test_what_is_no_address_is_refused(gateway, person, channel, address):
    post(person, "link", channel, address=address)

    assert ChannelAddress.objects.count() == 0


def test_address_can_be_forgotten(gateway, person):
    linked(person)
    others = linked(UserFactory())

    post(person, "unlink")

    assert ChannelAddress.objects.get() == others
    assert list(ChannelAddress.objects.visible_to(person)) == []


def test_channel_that_is_off_is_not_found(person):
    for action in ("link", "confirm", "unlink"):
        assert post(person, action).status_code == 404
